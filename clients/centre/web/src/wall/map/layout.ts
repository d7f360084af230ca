// Where the tiles of the map lie: hexagons with a point up, in rows of which the odd ones stand half a hexagon to the right. The places
// come from public/maps/JURISDICTION.json; offices that have none there are laid out in rows by themselves below, so that a jurisdiction
// without a file has a map too. Lengths are in hexagon radii; the drawing scales them.

export interface MapFile {
  places: Record<string, [column: number, row: number]>;
}

export interface Spot {
  office: string;
  x: number;
  y: number;
}

export interface Layout {
  spots: Spot[];
  /** The box around all hexagons. */
  left: number;
  top: number;
  width: number;
  height: number;
}

const wide = Math.sqrt(3);

/** What a file says, as far as it can be used: a place that is no pair of numbers is as good as none. */
export function placesOf(file: unknown): Map<string, [number, number]> {
  const places = new Map<string, [number, number]>();
  const said = typeof file === "object" && file !== null ? (file as Partial<MapFile>).places : undefined;
  for (const [office, place] of Object.entries(said ?? {}))
    if (Array.isArray(place) && place.length === 2 && place.every(Number.isInteger)) places.set(office, place);
  return places;
}

export function layOut(offices: readonly string[], places: ReadonlyMap<string, readonly [number, number]>): Layout {
  const spots: Spot[] = [];
  const without: string[] = [];
  for (const office of offices) {
    const place = places.get(office);
    if (place) spots.push({ office, ...centre(place[0], place[1]) });
    else without.push(office);
  }
  const columns = spots.length > 0 ? Math.max(...[...places.values()].map(([column]) => column)) + 1 : rowLength(without.length);
  const below = spots.length > 0 ? Math.max(...[...places.values()].map(([, row]) => row)) + 1 : 0;
  // A row more between the map and what has no place on it, so that nobody takes them for neighbours; and an even one to begin with.
  const from = below === 0 ? 0 : below + 1;
  without.forEach((office, i) => {
    const row = Math.floor(i / columns);
    const { x, y } = centre(i % columns, row);
    spots.push({ office, x, y: y + from * 1.5 });
  });
  return { spots, ...boxOf(spots) };
}

/** A little wider than high, as screens are. */
function rowLength(count: number): number {
  return Math.max(1, Math.ceil(Math.sqrt(count * 1.3)));
}

function centre(column: number, row: number): { x: number; y: number } {
  return { x: (column + (row % 2 === 0 ? 0 : 0.5)) * wide, y: row * 1.5 };
}

function boxOf(spots: readonly Spot[]): Omit<Layout, "spots"> {
  if (spots.length === 0) return { left: 0, top: 0, width: 1, height: 1 };
  const xs = spots.map((spot) => spot.x);
  const ys = spots.map((spot) => spot.y);
  const left = Math.min(...xs) - wide / 2;
  const top = Math.min(...ys) - 1;
  return { left, top, width: Math.max(...xs) + wide / 2 - left, height: Math.max(...ys) + 1 - top };
}

export type Direction = "left" | "right" | "up" | "down";

const ways: Record<Direction, [number, number]> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

/** The nearest tile in a direction: what the arrow keys go to. Sideways counts double, so that a row is walked along before it is left. */
export function neighbour(spots: readonly Spot[], from: Spot, direction: Direction): Spot | null {
  const [dx, dy] = ways[direction];
  let best: Spot | null = null;
  let nearest = Infinity;
  for (const spot of spots) {
    const along = (spot.x - from.x) * dx + (spot.y - from.y) * dy;
    const aside = Math.abs((spot.x - from.x) * dy) + Math.abs((spot.y - from.y) * dx);
    if (along < 0.1 || aside > along * 2) continue;
    const far = along + aside * 2;
    if (far < nearest) [best, nearest] = [spot, far];
  }
  return best;
}

/** The outline of a hexagon of radius `r` about the origin, as an SVG path. */
export function hexagon(r: number): string {
  const corners = [0, 1, 2, 3, 4, 5].map((i) => {
    const angle = (Math.PI / 180) * (60 * i - 90);
    return `${(r * Math.cos(angle)).toFixed(2)} ${(r * Math.sin(angle)).toFixed(2)}`;
  });
  return `M${corners.join("L")}Z`;
}

// Which offices stand on the map and in the filter of streets: all subdistricts and towns, and whoever else has raised something that is
// on the board (a department that whistled).

import { streets } from "../directory";

export function streetsOnBoard(onBoard: Iterable<string>): string[] {
  const all = streets.value.map((one) => one.id);
  const known = new Set(all);
  const others = [...onBoard].filter((id) => !known.has(id)).sort();
  return [...all, ...others];
}

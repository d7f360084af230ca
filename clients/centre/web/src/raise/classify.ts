// What a whistle is about, guessed from the words typed, and what may be raised for whom. The same counting as the dispatcher's
// (dispatcher/core/classify.cpp), so that what is suggested here is what would be taken there. Pure.
import type { Category, Kind, Office, Raiser } from "../types";

export interface Suggestion {
  category: Category;
  /** The key words that were found, in the category's order. */
  words: string[];
}

/** The category whose key words in the text have the most characters together; a tie goes to the first. */
export function suggest(text: string, categories: readonly Category[]): Suggestion | null {
  let best: Suggestion | null = null;
  let most = 0;
  for (const category of categories) {
    const words = category.keywords.filter((word) => word !== "" && text.includes(word));
    const matched = words.reduce((sum, word) => sum + characters(word), 0);
    if (matched > most) {
      most = matched;
      best = { category, words };
    }
  }
  return best;
}

function characters(word: string): number {
  return [...word].length;
}

/** As whom an office raises. */
export function raiserOf(office: Office): Raiser {
  if (office.type === "community") return "community";
  if (office.type !== "department") return "street";
  return office.centre ? "command_centre" : "dept_liaison";
}

export function mayRaise(kind: Kind, unit: Office): boolean {
  return kind.raisers.includes(raiserOf(unit));
}

/** What the person chose by hand; null leaves it to the words and the category. */
export interface Choice {
  text: string;
  category: string | null;
  kind: string | null;
  urgency: string | null;
}
/** For whom: the own office and, of a subdistrict or town, the community in which it happened. */
export interface Place {
  own: Office;
  where: Office | null;
}
export interface World {
  kinds: readonly Kind[];
  categories: readonly Category[];
}

export interface Settled {
  category: Category | null;
  /** The words by which the category was found; null when a person chose it, or there is none. */
  words: string[] | null;
  /** The kind that it will be; null when only the dispatcher can say (no category). */
  kind: Kind | null;
  /** The kind that goes with the category here, whatever was chosen. */
  kindByDefault: Kind | null;
  /** The category's own kind, where this unit may not raise it. */
  instead: Kind | null;
  urgency: string | null;
  /** Who raises: the community where it happened, or the own office where a community may not raise this kind. */
  unit: Office;
  /** What may be chosen: kinds that the own office may raise for itself or for the place. */
  kinds: Kind[];
}

/** Puts choice, suggestion and the category's defaults together. */
export function settle(choice: Choice, place: Place, world: World): Settled {
  const found = choice.category === null ? suggest(choice.text, world.categories) : null;
  const category = found?.category ?? world.categories.find((one) => one.id === choice.category) ?? null;
  const units = place.where && place.where.id !== place.own.id ? [place.where, place.own] : [place.own];
  const kinds = world.kinds.filter((kind) => units.some((unit) => mayRaise(kind, unit)));
  const usual = world.kinds.find((kind) => kind.id === category?.kind) ?? null;
  const byHand = kinds.find((kind) => kind.id === choice.kind) ?? null;
  const allowed = usual !== null && kinds.includes(usual);
  const kindByDefault = allowed ? usual : usual && ordinary(kinds);
  const kind = byHand ?? kindByDefault;
  return {
    category,
    words: found?.words ?? null,
    kind,
    kindByDefault,
    instead: !byHand && !allowed ? usual : null,
    urgency: choice.urgency ?? category?.urgency ?? null,
    unit: units.find((unit) => kind === null || mayRaise(kind, unit)) ?? place.own,
    kinds,
  };
}

/** What stands in for a kind that may not be raised. Never an emergency: that is a person's to say. */
function ordinary(kinds: readonly Kind[]): Kind | null {
  return kinds.find((kind) => !kind.release_before_resolve) ?? null;
}

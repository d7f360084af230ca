// The form of a move without its looks: the values it begins with, what is missing, the body of the command.
import { directory } from "../directory";
import { t } from "../i18n";
import { fromLocalInput } from "../time";
import type { About, Field, Move, OfficeEvaluation, Value, Values } from "./moves";

function emptyOf(field: Field, about: About): Value {
  switch (field.kind) {
    case "offices":
      return [];
    case "yesno":
      return null;
    case "evaluations":
      return about.assignments
        .filter((one) => one.state !== "RELIEVED")
        .map((one) => ({ office: one.office, solved: "", satisfaction: "", on_time: !(one.clocks ?? []).some((clock) => clock.missed), text: "" }));
    case "office":
    case "whistle":
      return null;
    default:
      return "";
  }
}

export function initialValues(move: Move, about: About, preset: Values): Values {
  return Object.fromEntries(move.fields.map((field) => [field.name, preset[field.name] ?? field.initial?.(about) ?? emptyOf(field, about)]));
}

export function shownFields(move: Move, about: About, values: Values): Field[] {
  return move.fields.filter((field) => field.shown?.(about, values) ?? true);
}

/** Of several whistles: when one of them needs it. */
export function isRequired(field: Field, all: readonly About[], values: Values): boolean {
  const { required } = field;
  return typeof required === "function" ? all.some((about) => required(about, values)) : !!required;
}

/** The levels to which one of the whistles can still be taken. */
export function levelsAbove(all: readonly About[]): number[] {
  const top = directory.value?.top_level ?? 4;
  const from = Math.max(1, Math.min(...all.map((about) => about.level ?? 0)) + 1);
  return Array.from({ length: Math.max(0, top - from + 1) }, (_, index) => from + index);
}

export function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

function isEmpty(field: Field, value: Value | undefined): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (field.kind === "lines") return linesOf(value as string).length === 0;
  if (field.kind === "evaluations") return (value as OfficeEvaluation[]).some((one) => !one.solved || !one.satisfaction);
  if (typeof value === "string") return value.trim() === "";
  return Array.isArray(value) && value.length === 0;
}

/** What keeps the form from being sent, by field. */
export function troubles(move: Move, all: readonly [About, ...About[]], values: Values): Record<string, string> {
  const found: Record<string, string> = {};
  for (const field of shownFields(move, all[0], values)) {
    const value = values[field.name];
    if (isEmpty(field, value)) {
      if (isRequired(field, all, values)) found[field.name] = t("move.missing", { field: t(field.label) });
    } else if (field.most && typeof value === "string" && [...value].length > field.most) {
      found[field.name] = t("move.too_long", { n: field.most });
    } else if (field.kind === "instant" && fromLocalInput(value as string) === null) {
      found[field.name] = t("move.missing", { field: t(field.label) });
    }
  }
  return found;
}

/** The command's body: what was filled in, and nothing that was not. */
export function bodyOf(move: Move, about: About, values: Values): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of shownFields(move, about, values)) {
    const value = values[field.name];
    if (value === undefined || (field.kind !== "evaluations" && isEmpty(field, value))) continue;
    switch (field.kind) {
      case "lines":
        body[field.name] = linesOf(value as string);
        break;
      case "level":
        body[field.name] = Number(value);
        break;
      case "instant":
        body[field.name] = fromLocalInput(value as string);
        break;
      case "evaluations":
        body[field.name] = (value as OfficeEvaluation[]).map(({ text, ...one }) => (text.trim() ? { ...one, text: text.trim() } : one));
        break;
      default:
        body[field.name] = typeof value === "string" ? value.trim() : value;
    }
  }
  return body;
}

/** The field of the form that a refusal is about: "evaluations[0].solved" is of "evaluations". */
export function fieldOf(move: Move, refused: string | undefined): string | undefined {
  const name = refused?.split(/[.[]/)[0];
  return move.fields.find((field) => field.name === name)?.name;
}

// The whistle that is being written: its fields, how they become the body of a raise, and what is still missing. Pure. Its record id is
// chosen when the form is begun and stays with the matter however often it is sent, which is why it cannot be raised twice.
import { newKey } from "../api";
import type { Settled } from "./classify";

export const limits = { text: 4000, title: 200, address: 300, person: 100, phone: 32, photos: 20, photo: 500 } as const;

export interface Form {
  record: string;
  text: string;
  category: string | null;
  kind: string | null;
  urgency: string | null;
  /** The community or the own street in which it happened. */
  where: string | null;
  address: string;
  spot: { lon: number; lat: number; accuracy: number } | null;
  /** The office that is asked: departments name one. */
  to: string | null;
  name: string;
  phone: string;
  /** As an input of type datetime-local has it; empty: when it is sent. */
  occurred: string;
  photos: string[];
  exercise: boolean;
}

export function blankForm(record: string = newRecord()): Form {
  return {
    record,
    text: "",
    category: null,
    kind: null,
    urgency: null,
    where: null,
    address: "",
    spot: null,
    to: null,
    name: "",
    phone: "",
    occurred: "",
    photos: [],
    exercise: false,
  };
}

export function newRecord(): string {
  return `web-${newKey()}`;
}

/** Whether there is anything in it that would be a pity to lose. */
export function isBlank(form: Form): boolean {
  return [form.text, form.address, form.name, form.phone].every((text) => text.trim() === "") && form.photos.length === 0;
}

/** The body of POST /api/whistles and /api/preview. */
export interface RaiseBody {
  id: string;
  unit: string;
  title: string;
  detail?: string;
  kind?: string;
  category?: string;
  urgency?: string;
  place?: { address?: string; lon?: number; lat?: number };
  reporter?: { name?: string; phone?: string };
  occurred_at?: number;
  to?: string;
  draft?: true;
  exercise?: true;
}

/**
 * What is left to the category is left out, so that the dispatcher's record says that the words decided; a kind that only this unit's
 * rights put in the place of the category's own is said.
 */
export function bodyOf(form: Form, settled: Settled, occurredAt: number, draft = false): RaiseBody {
  const body: RaiseBody = { id: form.record, unit: settled.unit.id, ...titleAndDetail(form.text), occurred_at: occurredAt };
  if (form.category) body.category = form.category;
  if (settled.kind && (form.kind || settled.instead)) body.kind = settled.kind.id;
  if (form.urgency) body.urgency = form.urgency;
  const address = form.address.trim();
  if (address || form.spot)
    body.place = { ...(address ? { address } : {}), ...(form.spot ? { lon: form.spot.lon, lat: form.spot.lat } : {}) };
  const name = form.name.trim();
  const phone = form.phone.trim();
  if (name || phone) body.reporter = { ...(name ? { name } : {}), ...(phone ? { phone } : {}) };
  if (form.to) body.to = form.to;
  if (draft) body.draft = true;
  if (form.exercise) body.exercise = true;
  return body;
}

const longest_title = 40;

/** One box is quicker to fill than two: the first sentence is the title, and a text that says more is the detail as well. */
export function titleAndDetail(text: string): { title: string; detail?: string } {
  const whole = text.trim();
  const line = whole.split("\n", 1)[0] ?? "";
  const sentence = /^.*?[。！？!?；;]|^.*?\.(?=\s)/u.exec(line)?.[0] ?? line;
  const letters = [...sentence];
  const title = letters.length > longest_title ? `${letters.slice(0, longest_title - 1).join("")}…` : sentence.replace(/[。；;]$/u, "");
  return title === whole || whole.replace(/[。；;]$/u, "") === title ? { title } : { title, detail: whole };
}

/** The words are all that a whistle cannot do without. */
export function saysNothing(form: Form): boolean {
  return form.text.trim() === "";
}

/** Which part of the form a refusal's field belongs to, so that it is shown there. */
export type Part = "text" | "category" | "kind" | "urgency" | "where" | "address" | "to" | "reporter" | "occurred" | "whole";
export function partOf(field: string | undefined): Part {
  const first = field?.split(".")[0];
  switch (first) {
    case "title":
    case "detail":
      return "text";
    case "unit":
      return "where";
    case "place":
      return "address";
    case "occurred_at":
      return "occurred";
    case "category":
    case "kind":
    case "urgency":
    case "to":
    case "reporter":
      return first;
    default:
      return "whole";
  }
}

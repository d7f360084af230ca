// The form as it was last typed, kept in this browser under the account: a lost connection, a closed tab or a dead battery loses at most
// the last half second. It holds what was typed about residents, so it goes as soon as the whistle is on its way or thrown away.
import { blankForm, isBlank, type Form } from "./form";

export interface Drafts {
  /** What was being written, or a blank form. */
  load(): Form;
  /** False when the browser keeps nothing: then the page has to say so. */
  save(form: Form): boolean;
  clear(): void;
}

export function openDrafts(storage: Storage, jurisdiction: string, account: string): Drafts {
  const key = `shao.draft.${jurisdiction}.${account}`;
  return {
    load() {
      const kept = read(storage, key);
      return kept ? completed(kept) : blankForm();
    },
    save(form) {
      try {
        if (isBlank(form)) storage.removeItem(key);
        else storage.setItem(key, JSON.stringify(form));
        return true;
      } catch {
        return false;
      }
    },
    clear() {
      try {
        storage.removeItem(key);
      } catch {
        // What could not be kept need not be cleared.
      }
    },
  };
}

function read(storage: Storage, key: string): Partial<Form> | null {
  try {
    const kept: unknown = JSON.parse(storage.getItem(key) ?? "null");
    return typeof kept === "object" && kept !== null ? (kept as Partial<Form>) : null;
  } catch {
    return null;
  }
}

/** A draft of an older page may lack fields or hold something else in them: those begin anew, the others stay. */
function completed(kept: Partial<Form>): Form {
  const form = blankForm();
  const text = (one: unknown): one is string => typeof one === "string";
  if (text(kept.record) && kept.record !== "") form.record = kept.record;
  for (const name of ["text", "address", "name", "phone", "occurred"] as const) {
    const value = kept[name];
    if (text(value)) form[name] = value;
  }
  for (const name of ["category", "kind", "urgency", "where", "to"] as const) {
    const value = kept[name];
    if (text(value)) form[name] = value;
  }
  const spot = kept.spot;
  if (spot && [spot.lon, spot.lat, spot.accuracy].every(Number.isFinite)) form.spot = { lon: spot.lon, lat: spot.lat, accuracy: spot.accuracy };
  if (Array.isArray(kept.photos)) form.photos = kept.photos.filter(text);
  form.exercise = kept.exercise === true;
  return form;
}

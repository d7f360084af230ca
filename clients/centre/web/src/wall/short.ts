// An office's short name in the language spoken now; the whole one belongs in the title beside it.

import { computed } from "vue";
import { departments, officeOf } from "../directory";
import { lang } from "../i18n";
import { sharedPlace, shortDepartment, shortStreet, shortStreetEnglish } from "./names";

const place = computed(() => sharedPlace(departments.value.map((one) => one.zh)));

export function shortName(id: string | null | undefined): string {
  const office = officeOf(id);
  if (!office) return id ?? "";
  if (lang.value === "en" && office.en) return office.type === "department" ? office.en : shortStreetEnglish(office.en);
  return office.type === "department" ? shortDepartment(office.zh, place.value) : shortStreet(office.zh);
}

// The pages and who has them. What somebody may do there the server decides; this only keeps people from pages that would be empty.
import { computed } from "vue";
import type { Face } from "../address";
import type { TextKey } from "../i18n";
import { has, session } from "../session";
import type { Role } from "../types";

export interface FaceEntry {
  face: Face;
  path: string;
  text: TextKey;
}

const watchers: Role[] = ["command_centre", "dispatcher", "deputy_district_head", "district_head", "party_secretary", "supervision_office", "discipline_inspection", "parent"];
const departments: Role[] = ["dept_liaison", "dept_officer", "dept_deputy_head", "dept_head", "assignee"];
const streets: Role[] = ["street", "street_leader", "street_top_leader"];

/** The pages of the person at the screen, the one they work at first. Streets are asked like departments, and departments whistle, too. */
export const faces = computed<FaceEntry[]>(() => {
  const wall: FaceEntry = { face: "wall", path: "/wall", text: "app.face.wall" };
  const raise: FaceEntry = { face: "raise", path: "/raise", text: "app.face.raise" };
  const desk: FaceEntry = { face: "desk", path: "/desk", text: "app.face.desk" };
  const list: FaceEntry[] = [];
  const department = has(...departments);
  if (has(...watchers)) list.push(wall);
  if (department) list.push(desk);
  if (has("community", "command_centre", ...streets) || department) list.push(raise);
  if (has(...streets) && !department) list.push(desk);
  if (session.value?.operator) list.push({ face: "accounts", path: "/accounts", text: "app.face.accounts" });
  return list;
});

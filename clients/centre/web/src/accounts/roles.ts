// Which roles people of an office usually have. The directory decides what an office's key may do; this only puts the likely ones first.
import type { Office, Role } from "../types";

export const allRoles: Role[] = [
  "community",
  "street",
  "street_leader",
  "street_top_leader",
  "dept_liaison",
  "dept_officer",
  "dept_deputy_head",
  "dept_head",
  "assignee",
  "dispatcher",
  "command_centre",
  "deputy_district_head",
  "district_head",
  "party_secretary",
  "supervision_office",
  "discipline_inspection",
  "parent",
];

export function usualRoles(office: Office | undefined): Role[] {
  if (!office) return [];
  if (office.centre) return ["dispatcher", "command_centre"];
  if (office.type === "community") return ["community"];
  if (office.type === "department") return ["dept_liaison", "dept_officer", "dept_deputy_head", "dept_head", "assignee"];
  return ["street", "street_leader", "street_top_leader"];
}

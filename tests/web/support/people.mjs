// Who acts in the tests: one at each desk.
export const password = "correct-horse-7";

export const people = {
  worker: { person: "王敏", office: "110113001001", roles: ["community"] },
  leader: { person: "李卫国", office: "110113001", roles: ["street", "street_leader"] },
  officer: { person: "赵强", office: "CGW", roles: ["dept_liaison", "dept_officer"] },
  centre: { person: "陈静", office: "ZHZX", roles: ["dispatcher", "command_centre"] },
  deputy: { person: "孙副区长", office: "QZF", roles: ["deputy_district_head"] },
  chief: { person: "周明", office: "ZHZX", roles: ["dispatcher", "command_centre"], operator: true },
};

// jurisdiction.toml: its name and zone, the backstop, the whistle's own clocks, who sits where.
#include "config/draft.hpp"

namespace shao::config {

namespace {

constexpr std::string_view assigned_office = "assigned office";
constexpr std::string_view raising_street = "raising street";

void read_names(Reader& reader, Draft& draft, Problems& problems) {
  if (const auto name = reader.word("name");
      name && check_id(*name, {"jurisdiction", "辖区"}, problems))
    draft.policy.jurisdiction = name->text;
  draft.policy.title = reader.optional_text("title");
  draft.policy.title_en = reader.optional_text("pinyin");
  if (draft.policy.title.empty()) draft.policy.title = draft.policy.jurisdiction;
  if (draft.policy.title_en.empty()) draft.policy.title_en = draft.policy.title;
  reader.optional_text("code");
  const auto timezone = reader.word("timezone");
  if (!timezone) return;
  draft.timezone = timezone->text;
  draft.zone = Zone::named(timezone->text);
  if (draft.zone) return;
  problems.error(timezone->at, "timezone.unknown",
                 {"there is no time zone \"" + timezone->text +
                      "\"; it should be one of the IANA list, for example \"Asia/Shanghai\"",
                  "没有时区“" + timezone->text + "”;应为 IANA 时区名,例如 \"Asia/Shanghai\""});
}

void read_backstop(const Node& node, Draft& draft, Problems& problems) {
  Reader reader(node, {"[backstop]", "[backstop]"}, problems);
  core::Backstop& backstop = draft.policy.backstop;
  if (const auto office = reader.word("office")) {
    check_lead(*office, draft, problems);
    backstop.office = core::OfficeId(office->text);
  }
  if (const auto kind = reader.word("kind"); kind && draft.kinds.knows(*kind, problems))
    backstop.kind = core::KindId(kind->text);
  if (const auto urgency = reader.word("urgency");
      urgency && draft.urgencies.knows(*urgency, problems))
    backstop.urgency = core::UrgencyId(urgency->text);
  reader.finish();
}

void read_whistle_clocks(const Node& node, Draft& draft, Problems& problems) {
  Reader reader(node, {"[whistle_clocks]", "[whistle_clocks]"}, problems);
  core::WhistleLimits& limits = draft.policy.whistle_limits;
  limits.review = reader.limit("review");
  limits.name_lead = reader.limit("name_lead");
  limits.ruling = reader.limit("ruling");
  limits.ruling_emergency = reader.limit("ruling_emergency");
  limits.meeting = reader.limit("meeting");
  limits.meeting_emergency = reader.limit("meeting_emergency");
  limits.verify = reader.limit("verify");
  limits.evaluate = reader.limit("evaluate");
  reader.finish();
}

void read_periods(const Node& node, Draft& draft, Problems& problems) {
  Reader reader(node, {"[periods]", "[periods]"}, problems);
  core::Periods& periods = draft.policy.periods;
  periods.dispute = reader.limit("dispute");
  periods.reopen = reader.limit("reopen");
  periods.suspension = reader.limit("suspension");
  reader.finish();
}

void read_round_clock(const Node& node, Draft& draft, Problems& problems) {
  Reader reader(node, {"[round_clock]", "[round_clock]"}, problems);
  core::RoundClockLimits& limits = draft.policy.round_clock_limits;
  limits.acknowledge = reader.limit("acknowledge");
  limits.contact = reader.limit("contact");
  reader.finish();
}

core::RoleOffice seat_of(const Word& word, const Draft& draft, Problems& problems) {
  if (word.text == assigned_office) return {core::RoleSeat::assigned_office, {}};
  if (word.text == raising_street) return {core::RoleSeat::raising_street, {}};
  if (!draft.offices.knows(word, problems)) return {};
  return {core::RoleSeat::named_office, core::OfficeId(word.text)};
}

/// Who rules on disputes and who signs suspensions sits somewhere, too.
bool decides(core::Role role) {
  return role == core::Role::dispatcher || role == core::Role::command_centre ||
         role == core::Role::deputy_district_head;
}

bool is_notified(const core::Policy& policy, core::Role role) {
  for (const core::Level& level : policy.levels)
    for (const core::Role notified : level.notify)
      if (notified == role) return true;
  return false;
}

void read_role_offices(const Node& node, Draft& draft, Problems& problems) {
  Reader reader(node, {"[role_offices]", "[role_offices]"}, problems);
  for (std::size_t i = 0; i < core::role_count; ++i) {
    const std::string_view name = core::role_names[i];
    // Only who is told something, or decides, needs a seat.
    const auto role = static_cast<core::Role>(i);
    const bool needed = is_notified(draft.policy, role) || decides(role);
    if (!needed && reader.node(name) == nullptr) continue;
    const auto word = reader.word(name);
    if (!word) continue;
    draft.policy.role_offices[i] = seat_of(*word, draft, problems);
    // It is no office of the case, and the one key that carries up has to be of it.
    if (role == core::Role::parent &&
        draft.policy.role_offices[i].seat != core::RoleSeat::named_office)
      problems.error(word->at, "role.parent",
                     {"[role_offices] parent is \"" + word->text +
                          "\"; it should be the office that the jurisdiction above has in "
                          "offices.toml, for example \"BJ\"",
                      "[role_offices] parent 为“" + word->text +
                          "”;应为上级在 offices.toml 中的单位,例如 \"BJ\""});
  }
  reader.finish();
}

}  // namespace

void read_jurisdiction(const Node& document, Draft& draft, Problems& problems) {
  Reader reader(document, {"jurisdiction.toml", "jurisdiction.toml"}, problems);
  read_names(reader, draft, problems);
  if (const Node* node = reader.required("backstop")) read_backstop(*node, draft, problems);
  if (const Node* node = reader.required("whistle_clocks"))
    read_whistle_clocks(*node, draft, problems);
  if (const Node* node = reader.required("periods")) read_periods(*node, draft, problems);
  if (const Node* node = reader.required("round_clock")) read_round_clock(*node, draft, problems);
  if (const Node* node = reader.required("role_offices")) read_role_offices(*node, draft, problems);
  reader.finish();
}

}  // namespace shao::config

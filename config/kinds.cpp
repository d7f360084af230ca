// kinds.toml: the kinds of whistles with their limits and ladders, and the urgencies.
#include <algorithm>
#include <array>

#include "config/draft.hpp"

namespace shao::config {

namespace {

constexpr std::array<std::string_view, 2> clock_names = {"working", "wall_24x7"};
constexpr std::array<std::string_view, 2> ladder_names = {"emergency", "normal"};
constexpr std::array<std::string_view, 4> raiser_names = {"community", "street", "command_centre",
                                                          "dept_liaison"};
constexpr std::array<std::string_view, 2> approver_names = {"street_leader", "street_top_leader"};
constexpr std::array<std::string_view, 2> dispute_names = {"before_report_in", "after_report_in"};
constexpr std::array<core::Role, 2> approvers = {core::Role::street_leader,
                                                 core::Role::street_top_leader};

core::Roles read_raisers(Reader& reader) {
  core::Roles raisers;
  for (const Word& word : reader.words("raisers")) {
    const auto role = core::role_named(word.text);
    const bool may =
        std::find(raiser_names.begin(), raiser_names.end(), word.text) != raiser_names.end();
    if (may && role) {
      raisers.add(*role);
      continue;
    }
    reader.problems().error(
        word.at, "field.value",
        {reader.what().en + ": \"raisers\" names \"" + word.text +
             "\"; a raiser is one of community, street, command_centre, dept_liaison",
         reader.what().zh + ":\"raisers\" 含 \"" + word.text +
             "\";吹哨方只能是 community、street、command_centre、dept_liaison"});
  }
  return raisers;
}

void read_ladders(const Node& node, core::Kind& kind, const Text& what, Problems& problems) {
  Reader reader(node, {what.en + ", its ladder", what.zh + " 的督办阶梯"}, problems);
  constexpr auto progress = static_cast<std::size_t>(core::ClockKind::progress);
  for (std::size_t i = 0; i < core::assignment_clock_count; ++i)
    if (i != progress)
      kind.ladder[i] =
          static_cast<core::Ladder>(reader.choice(core::clock_names[i], ladder_names).value_or(0));
  // Who went quiet is as far from resolving as who has not resolved.
  kind.ladder[progress] = kind.ladder[static_cast<std::size_t>(core::ClockKind::resolve)];
  reader.finish();
}

void read_kind(const Node& node, Draft& draft, Problems& problems) {
  const Text what = named(node, {"kind", "哨种"});
  Reader reader(node, what, problems);
  const auto id = reader.word("id");
  const bool is_new = id && draft.kinds.add(*id, problems);
  core::Kind kind;
  if (id) kind.id = core::KindId(id->text);
  kind.name = reader.text("name");
  kind.name_en = reader.text("name_en");
  reader.optional_words("aliases");
  kind.raisers = read_raisers(reader);
  kind.needs_review = reader.flag("needs_review");
  kind.approver = approvers[reader.choice("approver", approver_names, 0).value_or(0)];
  kind.round_clock = reader.choice("clock", clock_names) == 1;
  kind.on_site = reader.flag("on_site");
  kind.release_before_resolve = reader.flag_or("release_before_resolve", false);
  kind.acknowledge = reader.limit("acknowledge");
  kind.contact = reader.limit("contact");
  kind.report_in = reader.limit("report_in");
  kind.first_report = reader.optional_limit("first_report");
  kind.progress_every = reader.optional_limit("progress_every");
  kind.resolve = reader.optional_limit("resolve");
  kind.resolve_before_urgency = reader.flag("resolve_before_urgency");
  if (kind.resolve_before_urgency && reader.node("resolve") == nullptr)
    problems.error(reader.at("resolve_before_urgency"), "field.missing",
                   {what.en + ": resolve_before_urgency is true, but there is no \"resolve\"",
                    what.zh + ":resolve_before_urgency 为 true,但没有 \"resolve\""});
  kind.dispute_after_report_in = reader.choice("dispute", dispute_names, 0) == 1;
  kind.may_suspend = reader.flag_or("may_suspend", false);
  kind.max_extension = reader.optional_limit("max_extension");
  if (const Node* ladder = reader.required("ladder")) read_ladders(*ladder, kind, what, problems);
  reader.finish();
  if (is_new) draft.policy.kinds.emplace(kind.id, std::move(kind));
}

void read_urgency(const Node& node, Draft& draft, Problems& problems) {
  Reader reader(node, named(node, {"urgency", "紧急程度"}), problems);
  const auto id = reader.word("id");
  const bool is_new = id && draft.urgencies.add(*id, problems);
  core::Urgency urgency;
  if (id) urgency.id = core::UrgencyId(id->text);
  urgency.name = reader.text("name");
  urgency.name_en = reader.text("name_en");
  reader.optional_text("meaning");
  urgency.resolve = reader.limit("resolve");
  urgency.first_report = reader.optional_limit("first_report");
  urgency.may_suspend = reader.flag_or("may_suspend", false);
  reader.finish();
  if (is_new) draft.policy.urgencies.emplace(urgency.id, std::move(urgency));
}

}  // namespace

void read_kinds(const Node& document, Draft& draft, Problems& problems) {
  Reader reader(document, {"kinds.toml", "kinds.toml"}, problems);
  for (const Node& node : reader.tables("kind")) read_kind(node, draft, problems);
  for (const Node& node : reader.tables("urgency")) read_urgency(node, draft, problems);
  reader.finish();
}

}  // namespace shao::config

#include "dispatcher/codec/command_json.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "dispatcher/codec/fields_of.hpp"
#include "dispatcher/codec/utf8.hpp"

namespace shao::codec {

namespace {

Place place_of(FieldsOf& body) {
  Place place;
  const Json* json = body.object("place", "an object with address, lon, lat");
  if (json == nullptr) return place;
  FieldsOf fields(*json, "place.", "place");
  place.address = fields.text("address", limits::address);
  place.lon = fields.number("lon", -180, 180);
  place.lat = fields.number("lat", -90, 90);
  if (place.lon.has_value() != place.lat.has_value())
    fields.refuse(place.lon ? "lat" : "lon", "", "both lon and lat, or neither");
  if (auto refusal = fields.finish()) body.refuse(std::move(*refusal));
  return place;
}

Reporter reporter_of(FieldsOf& body) {
  Reporter reporter;
  const Json* json = body.object("reporter", "an object with name, phone");
  if (json == nullptr) return reporter;
  FieldsOf fields(*json, "reporter.", "reporter", true);
  reporter.name = fields.text("name", limits::person);
  reporter.phone = fields.text("phone", limits::phone);
  if (auto refusal = fields.finish()) body.refuse(std::move(*refusal));
  return reporter;
}

Said raise(FieldsOf& body) {
  core::Raise raise;
  raise.record = body.client_id("id", "your own number of this whistle, unique in your unit");
  raise.unit = body.id<core::OfficeId>("unit", "the code of the unit that raises");
  raise.kind = body.id<core::KindId>("kind");
  raise.category = body.id<core::CategoryId>("category");
  raise.urgency = body.id<core::UrgencyId>("urgency");
  raise.title = body.text("title", limits::title);
  raise.detail = body.text("detail", limits::detail);
  Particulars particulars{place_of(body), reporter_of(body)};
  raise.occurred_at = body.instant("occurred_at");
  raise.to = body.id<core::OfficeId>("to");
  raise.draft = body.flag("draft", false);
  raise.exercise = body.flag("exercise", false);
  if (raise.title.empty() && raise.detail.empty())
    body.refuse("title", "", "a title or a detail: what it is about");
  return {std::move(raise), std::move(particulars), {}};
}

Said assign(FieldsOf& body) {
  core::Assign assign{body.whistle(),
                      body.id<core::OfficeId>("lead", "the code of the office that is to lead"),
                      body.offices("assist", limits::assist), body.text("reason", limits::text)};
  for (const core::OfficeId office : assign.assist)
    if (office == assign.lead)
      body.refuse("assist", std::string(office.view()), "an office that does not lead already");
  return {std::move(assign), {}, {}};
}

Said contact(FieldsOf& body) {
  core::Contact contact;
  contact.whistle = body.whistle();
  std::string reached = body.text("reached", limits::person);
  contact.how = body.text("how", limits::how);
  return {std::move(contact), {}, std::move(reached)};
}

Said report_in(FieldsOf& body) {
  return {core::ReportIn{body.whistle(), body.text("person", limits::person),
                         body.text("place", limits::address), body.text("text", limits::text)},
          {},
          {}};
}

Said resolve(FieldsOf& body) {
  return {core::Resolve{body.whistle(), body.text("text", limits::text),
                        body.texts("evidence", limits::evidence, limits::evidence_text)},
          {},
          {}};
}

Said verify(FieldsOf& body) {
  return {
      core::Verify{body.whistle(), body.required_flag("pass"), body.text("reason", limits::text)},
      {},
      {}};
}

Said evaluate(FieldsOf& body) {
  core::Evaluate evaluate{body.whistle(), {}, body.id<core::OfficeId>("unit")};
  const Json* list = body.list("evaluations", limits::evaluations,
                               "evaluations {office, solved, satisfaction, on_time, text}", true);
  if (list == nullptr) return {std::move(evaluate), {}, {}};
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string name = "evaluations[" + std::to_string(i) + "]";
    if (!(*list)[i].is_object()) {
      body.refuse(name, (*list)[i].type_name(),
                  "an object with office, solved, satisfaction, on_time, text");
      continue;
    }
    FieldsOf fields((*list)[i], name + ".", "evaluation");
    evaluate.evaluations.push_back(
        {fields.id<core::OfficeId>("office", "the code of the office that is evaluated"),
         fields.one_of<core::Solved>("solved"), fields.one_of<core::Satisfaction>("satisfaction"),
         fields.flag("on_time", true), fields.text("text", limits::text)});
    if (auto refusal = fields.finish()) body.refuse(std::move(*refusal));
  }
  return {std::move(evaluate), {}, {}};
}

Said dispute(FieldsOf& body) {
  return {core::Dispute{body.whistle(), body.text("clause", limits::text),
                        body.text("reason", limits::text)},
          {},
          {}};
}

Said rule(FieldsOf& body) {
  core::RuleDispute rule{body.whistle(), body.id<core::OfficeId>("office"),
                         body.required_flag("uphold"), body.id<core::OfficeId>("lead"),
                         body.text("reason", limits::text)};
  if (!rule.uphold && !rule.lead.empty())
    body.refuse("lead", rule.lead.str(), "nothing: who is dismissed keeps the case");
  return {std::move(rule), {}, {}};
}

Said add_assisting(FieldsOf& body) {
  return {core::AddAssisting{body.whistle(), body.offices("offices", limits::assist),
                             body.text("reason", limits::text)},
          {},
          {}};
}

Said relieve(FieldsOf& body) {
  return {core::Relieve{body.whistle(),
                        body.id<core::OfficeId>("office", "the code of the office to relieve"),
                        body.text("reason", limits::text)},
          {},
          {}};
}

Said minutes(FieldsOf& body) {
  return {core::Minutes{body.whistle(), body.id<core::OfficeId>("lead"),
                        body.offices("assist", limits::assist),
                        body.offices("relieve", limits::assist), body.text("text", limits::detail)},
          {},
          {}};
}

Said replace_lead(FieldsOf& body) {
  return {
      core::ReplaceLead{body.whistle(),
                        body.id<core::OfficeId>("lead", "the code of the office that is to lead"),
                        body.text("reason", limits::text)},
      {},
      {}};
}

Said ask_suspension(FieldsOf& body) {
  core::AskSuspension ask{body.whistle(),
                          body.one_of<core::Ground>("ground"),
                          body.text("plan", limits::text),
                          body.texts("proof", limits::evidence, limits::evidence_text),
                          {}};
  if (const auto review = body.instant("review_at"))
    ask.review_at = *review;
  else
    body.refuse("review_at", "", "the instant at which it is looked at again");
  return {std::move(ask), {}, {}};
}

Said decide_suspension(FieldsOf& body) {
  return {
      core::DecideSuspension{body.whistle(), body.required_flag("approve"),
                             body.text("opinion", limits::text), body.text("reason", limits::text)},
      {},
      {}};
}

Said ask_extension(FieldsOf& body) {
  core::AskExtension ask{body.whistle(), {}, {}};
  if (const auto by = body.limit("by"))
    ask.by = *by;
  else
    body.refuse("by", "", "a time such as 3 wd (working days), 7 d, 240 wm or 60 m");
  ask.reason = body.text("reason", limits::text);
  return {std::move(ask), {}, {}};
}

Said decide_extension(FieldsOf& body) {
  core::DecideExtension decision{body.whistle(), body.required_flag("approve"), {}, {}};
  const auto by = body.limit("by");
  if (by) decision.by = *by;
  if (decision.approve && !by)
    body.refuse("by", "", "a time such as 3 wd (working days), 7 d, 240 wm or 60 m");
  decision.reason = body.text("reason", limits::text);
  return {std::move(decision), {}, {}};
}

Said escalate(FieldsOf& body) {
  core::Escalate escalate{body.whistle(), 0, {}};
  constexpr int highest = static_cast<int>(core::level_count) - 1;
  if (const auto level = body.integer("level", 1, highest))
    escalate.level = static_cast<std::uint8_t>(*level);
  else
    body.refuse("level", "", "a whole number from 1 to " + std::to_string(highest));
  escalate.reason = body.text("reason", limits::text);
  return {std::move(escalate), {}, {}};
}

Said merge(FieldsOf& body) {
  return {
      core::Merge{body.whistle(), body.whistle("into"), body.text("reason", limits::text)}, {}, {}};
}

Said note_down(FieldsOf& body) {
  return {core::Note{body.whistle(), body.text("text", limits::text),
                     body.texts("attachments", limits::evidence, limits::evidence_text)},
          {},
          {}};
}

Said told(FieldsOf& body) {
  core::Receipt told;
  told.whistle = body.whistle();
  told.office = body.id<core::OfficeId>("office", "the code of the office that was told");
  constexpr int most = std::numeric_limits<int>::max();
  told.event = static_cast<core::EventNumber>(body.integer("event", 1, most).value_or(0));
  told.hook = body.text("hook", limits::hook);
  told.delivered = body.required_flag("delivered");
  told.attempts = static_cast<std::uint64_t>(body.integer("attempts", 0, most).value_or(0));
  told.outcome = body.text("outcome", limits::how);
  return {std::move(told), {}, {}};
}

/// A command of which the whistle and one text are all.
template <class C, const char* field>
Said with_text(FieldsOf& body) {
  return {C{body.whistle(), body.text(field, limits::text)}, {}, {}};
}
template <class C>
Said with_whistle(FieldsOf& body) {
  return {C{body.whistle()}, {}, {}};
}

constexpr char reason[] = "reason";
constexpr char note[] = "note";
constexpr char text[] = "text";

struct Entry {
  std::string_view name;
  Said (*decode)(FieldsOf&);
};

/// Every command a client can give: all but Wake, which is time's.
constexpr std::array<Entry, std::variant_size_v<core::Command> - 1> commands{{
    {"raise", raise},
    {"submit", with_whistle<core::Submit>},
    {"approve", with_whistle<core::Approve>},
    {"refuse", with_text<core::Refuse, reason>},
    {"assign", assign},
    {"release", with_text<core::Release, note>},
    {"withdraw", with_text<core::Withdraw, reason>},
    {"ack", with_whistle<core::Acknowledge>},
    {"contact", contact},
    {"report-in", report_in},
    {"progress", with_text<core::Progress, text>},
    {"resolve", resolve},
    {"verify", verify},
    {"evaluate", evaluate},
    {"dispute", dispute},
    {"rule", rule},
    {"add-assisting", add_assisting},
    {"relieve", relieve},
    {"convene", with_text<core::Convene, reason>},
    {"minutes", minutes},
    {"replace-lead", replace_lead},
    {"ask-suspension", ask_suspension},
    {"decide-suspension", decide_suspension},
    {"resume", with_text<core::Resume, reason>},
    {"ask-extension", ask_extension},
    {"decide-extension", decide_extension},
    {"reopen", with_text<core::Reopen, reason>},
    {"escalate", escalate},
    {"merge", merge},
    {"unmerge", with_text<core::Unmerge, reason>},
    {"replan", with_text<core::Replan, reason>},
    {"note", note_down},
    {"reveal", with_text<core::Reveal, reason>},
    {"erase", with_text<core::Erase, reason>},
    {"told", told},
}};

core::Unexpected<core::Refusal> unknown_command(const Json& body) {
  std::vector<std::string_view> names;
  names.reserve(commands.size());
  for (const Entry& entry : commands) names.push_back(entry.name);
  const auto found = body.find("do");
  const std::string name = found == body.end() ? std::string()
                           : found->is_string()
                               ? std::string(beginning(found->get_ref<const std::string&>(), 60))
                               : std::string(found->type_name());
  return core::Unexpected{core::Refusal{core::Reject::malformed, "do", name,
                                        "one of " + joined(names) + nearest(name, names)}};
}

}  // namespace

core::Result<Said, core::Refusal> decode_command(const Json& body) {
  const auto name = body.find("do");
  const auto entry = std::find_if(commands.begin(), commands.end(), [&](const Entry& one) {
    return name != body.end() && name->is_string() &&
           name->get_ref<const std::string&>() == one.name;
  });
  if (entry == commands.end()) return unknown_command(body);
  FieldsOf fields(body, "", std::string(entry->name));
  fields.text("do", core::client_id_capacity);
  Said said = entry->decode(fields);
  fields.text("person", limits::person);
  fields.text("account", limits::person);
  fields.texts("as", core::role_count, limits::role);
  fields.instant("made_at");
  if (auto refusal = fields.finish()) return core::Unexpected{std::move(*refusal)};
  return said;
}

std::string person_of(const Json& body) {
  FieldsOf fields(body, "", "command");
  std::string account = fields.text("account", limits::person);
  return account.empty() ? fields.text("person", limits::person) : account;
}

core::Result<core::Roles, core::Refusal> roles_of(const Json& body, core::Roles stamped) {
  if (!body.contains("as")) return stamped;
  FieldsOf fields(body, "", "command");
  core::Roles roles;
  for (const std::string& name : fields.texts("as", core::role_count, limits::role)) {
    const auto role = core::role_named(name);
    if (!role)
      fields.refuse("as", name, "roles of the key that speaks, for example dept_officer");
    else if (stamped.has(*role))
      roles.add(*role);
  }
  if (auto refusal = fields.refused()) return core::Unexpected{std::move(*refusal)};
  return roles;
}

std::optional<core::Instant> made_at_of(const Json& body) {
  return FieldsOf(body, "", "command").instant("made_at");
}

}  // namespace shao::codec

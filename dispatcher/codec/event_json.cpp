#include "dispatcher/codec/event_json.hpp"

#include "dispatcher/codec/event_fields.hpp"
#include "dispatcher/codec/public_json.hpp"

namespace shao::codec {

namespace {

/// Puts the fields of an event into its JSON.
class FeedWriter {
 public:
  template <class T>
  using Ref = const T&;

  explicit FeedWriter(Json& out) : out_(out) {}

  template <class T>
  void operator()(const char* name, const T& value) {
    put(name, value);
  }

 private:
  void put(const char* name, bool flag) { out_[name] = flag; }
  void put(const char* name, std::uint64_t number) { out_[name] = number; }
  void put(const char* name, std::uint8_t number) { out_[name] = number; }
  void put(const char* name, double number) { out_[name] = number; }
  void put(const char* name, core::Instant instant) { out_[name] = milliseconds(instant); }
  void put(const char* name, core::WhistleId id) { out_[name] = id.str(); }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void put(const char* name, Enum value) { out_[name] = core::name_of(value); }
  void put(const char* name, const core::ClockPlan& plan) { out_[name] = public_json(plan); }
  void put(const char* name, const core::Recipient& recipient) { out_[name] = recipient.str(); }
  void put(const char* name, core::Limit limit) { out_[name] = core::to_text(limit); }
  void put(const char* name, const std::string& text) {
    if (!text.empty()) out_[name] = text;
  }
  template <class Tag>
  void put(const char* name, const core::Name<Tag>& id) {
    out_[name] = id_json(id);
  }
  template <class T>
  void put(const char* name, const std::optional<T>& value) {
    if (value) put(name, *value);
  }
  template <class T>
  void put(const char* name, const std::vector<T>& list) {
    out_[name] = list_json(list);
  }
  // Only where there are rotas is there anything to tell of them.
  void put(const char* name, const std::vector<core::OnDuty>& list) {
    if (!list.empty()) out_[name] = list_json(list);
  }
  void put(const char* name, const std::vector<core::Held>& list) {
    if (!list.empty()) out_[name] = list_json(list);
  }
  // What is sealed is told by who has the keys (particulars.hpp).
  void put(const char*, const core::Sealed&) {}
  void put(const char*, core::KeyId) {}

  Json& out_;
};

}  // namespace

Json event_json(const core::Record& record, std::size_t index) {
  const core::Event& event = record.events[index];
  const core::Actor& actor = record.cause.actor;
  Json json = {{"n", record.first + index},
               {"at", milliseconds(record.at)},
               {"event", core::name_of(event)},
               {"who", {{"office", actor.office.view()}, {"person", actor.person}}}};
  if (record.cause.command.starts_with(web_command)) json["who"]["channel"] = "web";
  FeedWriter writer(json);
  std::visit([&](const auto& e) { fields(writer, e); }, event);
  // The record's mark, which a raise has as well.
  json.erase("exercise");
  if (record.exercise) json["exercise"] = true;
  return json;
}

Json public_json(std::uint8_t level) {
  return level;
}
Json public_json(const std::string& text) {
  return text;
}
Json public_json(core::OfficeId office) {
  return office.view();
}
Json public_json(core::Instant instant) {
  return milliseconds(instant);
}
Json public_json(const core::ClockPlan& plan) {
  return {{"clock", core::name_of(plan.clock)},
          {"starts", milliseconds(plan.starts)},
          {"due", milliseconds(plan.due)},
          {"levels", levels_json(plan.levels)}};
}
Json levels_json(const std::array<core::Instant, core::level_count>& levels) {
  Json all = Json::array();
  for (const core::Instant level : levels)
    if (level != core::never) all.push_back(public_json(level));
  return all;
}
Json public_json(const core::Recipient& recipient) {
  return recipient.str();
}
Json public_json(const core::OnDuty& on_duty) {
  return {{"office", on_duty.office.view()}, {"who", on_duty.who}};
}
Json public_json(const core::Held& held) {
  return {{"recipient", held.recipient.str()}, {"until", milliseconds(held.until)}};
}
Json telling_json(const core::Telling& told) {
  Json json = {{"recipients", list_json(told.notify)}};
  if (!told.on_duty.empty()) json["on_duty"] = list_json(told.on_duty);
  if (!told.held.empty()) json["held"] = list_json(told.held);
  if (!told.passed_over.empty()) json["passed_over"] = list_json(told.passed_over);
  return json;
}
Json public_json(const core::Assigned& assigned) {
  return {{"office", assigned.office.view()},
          {"lead", assigned.lead},
          {"clocks", list_json(assigned.clocks)}};
}
Json public_json(const core::Rework& rework) {
  Json json = {{"office", rework.office.view()}, {"resolve", public_json(rework.resolve)}};
  if (rework.progress) json["progress"] = public_json(*rework.progress);
  return json;
}
Json public_json(const core::ClockMoved& moved) {
  Json json = public_json(moved.plan);
  json["office"] = moved.office.view();
  return json;
}
Json public_json(const core::NearMiss& near) {
  return {{"rule", near.rule.view()}, {"condition", near.condition}, {"wanted", near.wanted}};
}
Json public_json(const core::Judged& judged) {
  Json json = public_json(judged.evaluation);
  json["unit"] = judged.unit.view();
  return json;
}
Json public_json(const core::Evaluation& evaluation) {
  Json json = {{"office", evaluation.office.view()},
               {"solved", core::name_of(evaluation.solved)},
               {"satisfaction", core::name_of(evaluation.satisfaction)},
               {"on_time", evaluation.on_time}};
  if (!evaluation.text.empty()) json["text"] = evaluation.text;
  return json;
}

}  // namespace shao::codec

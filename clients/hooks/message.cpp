#include "clients/hooks/message.hpp"

#include <algorithm>

#include "dispatcher/codec/spoken.hpp"

namespace shao::hooks {

namespace {

using codec::Json;

const Json* list_in(const Json& event, const char* field) {
  const auto found = event.find(field);
  return found != event.end() && found->is_array() ? &*found : nullptr;
}

bool is_assigned(const Json& event, const std::string& office) {
  const Json* assigned = list_in(event, "assigned");
  return assigned != nullptr &&
         std::any_of(assigned->begin(), assigned->end(), [&](const Json& one) {
           return one.is_object() && one.value("office", "") == office;
         });
}

/// Of "ZJW/dept_liaison" the office.
bool is_notified(const Json& event, const std::string& office) {
  const Json* notify = list_in(event, "notify");
  return notify != nullptr && std::any_of(notify->begin(), notify->end(), [&](const Json& one) {
           return one.is_string() && one.get_ref<const std::string&>().starts_with(office + "/");
         });
}

/// "assigned", "level_3"; empty when the event is nothing that this hook is for.
std::string occasion_of(const Json& event, const config::Hook& hook) {
  const std::string office = hook.office.str();
  if (hook.assigned && is_assigned(event, office)) return "assigned";
  const auto level = event.find("level");
  if (level == event.end() || !level->is_number_unsigned() || !is_notified(event, office))
    return {};
  const auto number = level->get<std::size_t>();
  if (number >= hook.levels.size() || !hook.levels[number]) return {};
  return "level_" + std::to_string(number);
}

/// The event without any text of a person's.
Json bare(const Json& event) {
  Json body = Json::object();
  for (const char* field : {"n", "at", "event", "whistle", "exercise", "clock", "level", "due",
                            "late", "why", "notify", "on_duty", "lead", "assist"})
    if (const auto found = event.find(field); found != event.end()) body[field] = *found;
  return body;
}

/// Made of the bare event, so it can say nothing that a person wrote.
std::string sentence(const Json& event, const std::string& occasion, const std::string& told,
                     bool chinese) {
  Json spoken = bare(event);
  if (const auto late = event.find("office"); late != event.end()) spoken["office"] = *late;
  if (occasion != "assigned") return codec::describe(spoken, chinese);
  const std::string whistle = spoken["whistle"].get<std::string>();
  const std::string mark = !spoken.value("exercise", false) ? ""
                           : chinese                        ? "【演练】"
                                                            : "[exercise] ";
  return mark + told + (chinese ? " 已被指派承办 " : " is assigned to ") + whistle;
}

}  // namespace

std::vector<Message> messages_of(const Json& event, const std::string& position,
                                 const std::string& jurisdiction,
                                 const std::vector<config::Hook>& hooks) {
  std::vector<Message> messages;
  if (!event.is_object() || !event.contains("whistle") || !event.contains("n")) return messages;
  for (const config::Hook& hook : hooks) {
    const std::string occasion = occasion_of(event, hook);
    if (occasion.empty()) continue;
    Message message{position + ":" + hook.id,
                    hook.id,
                    hook.office.str(),
                    event["whistle"].get<std::string>(),
                    event["n"].get<std::uint64_t>(),
                    {}};
    Json body = bare(event);
    body["text"] = sentence(event, occasion, message.office, false);
    body["text_zh"] = sentence(event, occasion, message.office, true);
    if (const auto late = event.find("office"); late != event.end()) body["against"] = *late;
    body["office"] = message.office;
    body["id"] = message.id;
    body["hook"] = message.hook;
    body["jurisdiction"] = jurisdiction;
    body["occasion"] = occasion;
    message.body = codec::dump(body) + "\n";
    messages.push_back(std::move(message));
  }
  return messages;
}

}  // namespace shao::hooks

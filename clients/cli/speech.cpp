#include "clients/cli/speech.hpp"

#include <cstdlib>
#include <iostream>

namespace shao::cli {

bool chinese() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return std::string_view(value).starts_with("zh");
  }
  return false;
}

std::string say(std::string_view english, std::string_view chinese_text) {
  return std::string(chinese() ? chinese_text : english);
}

void complain(const std::string& sentence) {
  std::cerr << "shao: " << sentence << '\n';
}

std::string message_of(const codec::Json& body) {
  const char* field = chinese() ? "message_zh" : "message";
  const auto found = body.find(field);
  if (found != body.end() && found->is_string()) return found->get<std::string>();
  return codec::dump(body);
}

std::string text_in(const codec::Json& json, const char* field) {
  const auto found = json.find(field);
  if (found == json.end() || found->is_null()) return "-";
  return found->is_string() ? found->get<std::string>() : codec::dump(*found);
}

bool flag_in(const codec::Json& json, const char* field, bool otherwise) {
  const auto found = json.find(field);
  return found != json.end() && found->is_boolean() ? found->get<bool>() : otherwise;
}
std::string exercise_mark(const codec::Json& json) {
  return flag_in(json, "exercise") ? say("[exercise] ", "【演练】") : "";
}

std::string clock_name(const std::string& name) {
  return spoken_name<core::ClockKind>(core::clock_names, name);
}

core::Instant now() {
  return std::chrono::floor<core::Duration>(std::chrono::system_clock::now());
}

std::string whistle_number(std::string text) {
  if (text.starts_with('w')) text.front() = 'W';
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  return digits ? "W" + text : text;
}

std::string with_name(const codec::Json& answer, const std::string& code) {
  const auto names = answer.find("names");
  if (names == answer.end() || !names->contains(code)) return code;
  const std::string name = text_in(names->at(code), chinese() ? "zh" : "en");
  return name == "-" || name.empty() ? code : code + " " + name;
}

std::string told(const codec::Json& answer, const codec::Json& recipients) {
  std::string all;
  for (const codec::Json& one : recipients) {
    const std::string text = one.get<std::string>();
    const auto slash = text.find('/');
    if (!all.empty()) all += say(", ", "、");
    all += with_name(answer, text.substr(0, slash));
    if (slash != text.npos)
      all += " " + spoken_name<core::Role>(core::role_names, text.substr(slash + 1));
  }
  return all;
}

std::string told_of(const codec::Json& answer, const codec::Json& level,
                    const std::function<std::string(const codec::Json&)>& time) {
  std::string all = told(answer, level.at("recipients"));
  const auto add = [&](const std::string& text) {
    all += (all.empty() ? "" : say("; ", "；")) + text;
  };
  const auto list = [&](const char* field) { return level.value(field, codec::Json::array()); };
  for (const codec::Json& one : list("on_duty")) {
    const std::string office = text_in(one, "office"), who = one.value("who", "");
    add(who.empty()
            ? say("nobody of " + office + " is on duty: told as a whole",
                  office + " 无人值班：通知全单位")
            : say("on duty: " + who + " (" + office + ")", "值班 " + who + "（" + office + "）"));
  }
  for (const codec::Json& one : list("held")) {
    const codec::Json recipient = codec::Json::array({one.at("recipient")});
    add(say("when somebody is on duty, at ", "有人值班时，") + time(one.at("until")) +
        say(": ", "：") + told(answer, recipient));
  }
  if (const codec::Json passed = list("passed_over"); !passed.empty())
    add(say("nobody is on duty, passed over: ", "无人值班，越过 ") + told(answer, passed));
  return all;
}

std::string output_lost() {
  return say(
      "the output could not be written (is the disk full?); what you asked for may be done all "
      "the same: ask again once there is room",
      "输出无法写入（磁盘已满？）；所要求的操作可能已完成：腾出空间后请再查询一次");
}

}  // namespace shao::cli

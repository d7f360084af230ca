#include "clients/cli/moves.hpp"

#include <iostream>

namespace shao::cli {

namespace {

using namespace std::chrono_literals;
using codec::Json;

/// The i-th of a repeated flag: one value stands for all.
const std::string& nth(const std::vector<std::string>& values, std::size_t i) {
  return values.size() == 1 ? values.front() : values[i];
}

core::Result<std::vector<std::string>, Exit> offices_that_worked(const Globals& globals,
                                                                 const std::string& whistle) {
  auto session = Session::open(globals, Session::Outbox::none);
  if (!session) return core::Unexpected{session.error()};
  const Outcome outcome = session->question({{"ask", "whistle"}, {"whistle", whistle}});
  if (outcome.kind != Outcome::Kind::accepted)
    return core::Unexpected{report(globals, outcome, false)};
  std::vector<std::string> offices;
  for (const Json& assignment : outcome.body.at("whistle").at("assignments"))
    if (text_in(assignment, "state") == "DONE") offices.push_back(text_in(assignment, "office"));
  return offices;
}

}  // namespace

Exit run_evaluate(const Globals& globals, const EvaluateFlags& flags) {
  std::vector<std::string> offices = flags.offices;
  if (flags.all) {
    auto found = offices_that_worked(globals, flags.whistle);
    if (!found) return found.error();
    offices = std::move(*found);
  }
  if (offices.empty() && !flags.all) {
    complain(say("give --office for each office, or --all", "请用 --office 指定单位，或用 --all"));
    return Exit::bad_input;
  }
  for (const auto& [flag, values] :
       {std::pair{"--solved", &flags.solved}, std::pair{"--satisfaction", &flags.satisfaction}})
    if (values->size() != 1 && values->size() != offices.size()) {
      complain(say(std::string(flag) + " stands " + std::to_string(values->size()) +
                       " times; right would be: once for all offices, or once for each of the " +
                       std::to_string(offices.size()),
                   std::string(flag) + " 出现 " + std::to_string(values->size()) +
                       " 次；应只写一次，或为 " + std::to_string(offices.size()) +
                       " 个单位各写一次"));
      return Exit::bad_input;
    }
  Json evaluations = Json::array();
  for (std::size_t i = 0; i < offices.size(); ++i) {
    Json one = {{"office", offices[i]},
                {"solved", nth(flags.solved, i)},
                {"satisfaction", nth(flags.satisfaction, i)},
                {"on_time", !flags.late}};
    if (!flags.text.empty()) one["text"] = flags.text;
    evaluations.push_back(std::move(one));
  }
  Json body = {
      {"do", "evaluate"}, {"whistle", flags.whistle}, {"evaluations", std::move(evaluations)}};
  if (!flags.unit.empty()) body["unit"] = flags.unit;
  return run_command(globals, std::move(body));
}

Exit run_outbox_send(const Globals& globals) {
  auto session = Session::open(globals, Session::Outbox::durable);
  if (!session) return session.error();
  client::Client& client = session->client();
  std::size_t refused = 0;
  const auto until = client::Steady::now() + std::chrono::seconds{globals.timeout};
  while (client.waiting() > 0 && client::Steady::now() < until) {
    if (auto done = client.wait(100ms); !done) return report_local(done.error());
    while (auto news = client.take()) {
      const auto* answered = std::get_if<client::Answered>(&*news);
      const auto* failed = std::get_if<client::Failed>(&*news);
      if (answered == nullptr && failed == nullptr) continue;
      const std::string& id = answered ? answered->id : failed->id;
      const Json& body = answered ? answered->body : failed->body;
      const bool ok = flag_in(body, "ok");
      if (!ok && !(failed && failed->kept)) ++refused;
      if (globals.json)
        std::cout << codec::dump(Json{{"id", id}, {"answer", body}}) << '\n';
      else
        std::cout << id << "  "
                  << (ok ? text_in(body, "whistle") + "  " + text_in(body, "state")
                         : message_of(body))
                  << '\n';
    }
  }
  if (client.waiting() > 0) return report_silence(globals, true);
  if (!globals.json) std::cout << say("the outbox is empty", "待发箱已空") << '\n';
  return refused > 0 ? Exit::refused : Exit::done;
}

Exit run_outbox_list(const Globals& globals) {
  const auto settings = settings_of(globals);
  if (!settings) {
    complain(settings.error());
    return Exit::bad_input;
  }
  const auto outbox = client::Outbox::open(settings->outbox);
  if (!outbox) return report_local(outbox.error());
  for (const std::string& id : outbox->in_order()) {
    const client::Outbox::Item& item = *outbox->find(id);
    if (item.accepted) continue;
    if (globals.json)
      std::cout << codec::dump(Json{{"id", id}, {"body", Json::parse(item.body, nullptr, false)}})
                << '\n';
    else
      std::cout << id << '\n';
  }
  return Exit::done;
}

}  // namespace shao::cli

#include "clients/cli/moves.hpp"

#include <iostream>

namespace shao::cli {

namespace {

using namespace std::chrono_literals;
using codec::Json;

/// The i-th of a repeated flag: one value stands for all.
std::string nth(const std::vector<std::string>& values, std::size_t i, const char* otherwise) {
  if (values.empty()) return otherwise;
  return values.size() == 1 ? values.front() : values[std::min(i, values.size() - 1)];
}

core::Result<std::vector<std::string>, Exit> offices_that_worked(const Globals& globals,
                                                                 const std::string& whistle) {
  auto session = Session::open(globals, Session::Outbox::none);
  if (!session) return core::Unexpected{report_local(session.error())};
  const auto answer = session->question({{"ask", "whistle"}, {"whistle", whistle}});
  if (!answer) return core::Unexpected{report_silence(*session, false)};
  if (!answer->value("ok", false)) return core::Unexpected{report_refusal(globals, *answer)};
  std::vector<std::string> offices;
  for (const Json& assignment : answer->at("whistle").at("assignments"))
    if (assignment.value("state", "") == "DONE") offices.push_back(assignment.value("office", ""));
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
  Json evaluations = Json::array();
  for (std::size_t i = 0; i < offices.size(); ++i) {
    Json one = {{"office", offices[i]},
                {"solved", nth(flags.solved, i, "yes")},
                {"satisfaction", nth(flags.satisfaction, i, "satisfied")},
                {"on_time", !flags.late}};
    if (!flags.text.empty()) one["text"] = flags.text;
    evaluations.push_back(std::move(one));
  }
  return run_command(
      globals,
      {{"do", "evaluate"}, {"whistle", flags.whistle}, {"evaluations", std::move(evaluations)}});
}

Exit run_outbox_send(const Globals& globals) {
  auto session = Session::open(globals, Session::Outbox::durable);
  if (!session) return report_local(session.error());
  client::Client& client = session->client();
  std::size_t refused = 0;
  const auto until = client::Steady::now() + std::chrono::seconds{globals.timeout};
  while (client.waiting() > 0 && client::Steady::now() < until) {
    if (auto done = client.wait(100ms); !done) return report_local(done.error());
    while (auto news = client.take()) {
      const auto* answered = std::get_if<client::Answered>(&*news);
      const auto* failed = std::get_if<client::Failed>(&*news);
      const Json* body = answered ? &answered->body : failed ? &failed->body : nullptr;
      if (body == nullptr) continue;
      if (!body->value("ok", false)) ++refused;
      std::cout << (answered ? answered->id : failed->id) << "  "
                << (body->value("ok", false)
                        ? body->value("whistle", "") + "  " + body->value("state", "")
                        : message_of(*body))
                << '\n';
    }
  }
  if (client.waiting() > 0) return report_silence(*session, true);
  std::cout << say("the outbox is empty", "待发箱已空") << '\n';
  return refused > 0 ? Exit::refused : Exit::done;
}

Exit run_outbox_list(const Globals& globals) {
  auto session = Session::open(globals, Session::Outbox::durable);
  if (!session) return report_local(session.error());
  for (const auto& [id, item] : session->client().outbox().items()) {
    if (item.accepted_at) continue;
    if (globals.json)
      std::cout << codec::dump(Json{{"id", id}, {"body", Json::parse(item.body, nullptr, false)}})
                << '\n';
    else
      std::cout << id << '\n';
  }
  return Exit::done;
}

}  // namespace shao::cli

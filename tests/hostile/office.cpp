#include "tests/hostile/office.hpp"

#include <algorithm>
#include <thread>

#include "clients/lib/client.hpp"

namespace shao::hostile {

namespace {

using namespace std::chrono_literals;
using client::Steady;

constexpr auto answer_limit = 10s;

/// Whether the answer to `id` came in time and says yes.
bool answered(client::Client& client, const std::string& id) {
  for (const auto until = Steady::now() + answer_limit; Steady::now() < until;) {
    while (const auto news = client.take())
      if (const auto* answer = std::get_if<client::Answered>(&*news); answer && answer->id == id)
        return answer->body.value("ok", false);
    if (!client.wait(20ms)) return false;
  }
  return false;
}

void note(Work& work, Steady::time_point since, bool in_time) {
  if (in_time)
    work.waits.push_back(Steady::now() - since);
  else
    ++work.unanswered;
}

}  // namespace

Work at_work(const client::Settings& settings, const std::string& unit,
             const std::atomic<bool>& stop) {
  Work work;
  zmq::context_t context;
  auto client = client::Client::open(context, settings);
  if (!client) {
    ++work.unanswered;
    return work;
  }
  client->ask("first", {{"ask", "status"}});
  if (!answered(*client, "first")) ++work.unanswered;
  for (int i = 0; !stop; ++i) {
    const auto since = Steady::now();
    const std::string id = "w" + std::to_string(i);
    if (i % 10 == 0)
      client->send(id, {{"do", "raise"},
                        {"id", id},
                        {"unit", unit},
                        {"kind", "DEMAND"},
                        {"category", "PROPERTY"},
                        {"title", "电梯停运"},
                        {"draft", true}});
    else
      client->ask(id, {{"ask", "status"}});
    note(work, since, answered(*client, id));
    std::this_thread::sleep_until(since + 20ms);
  }
  return work;
}

Work coming_and_going(const client::Settings& settings, const std::atomic<bool>& stop) {
  Work work;
  while (!stop) {
    const auto since = Steady::now();
    zmq::context_t context;
    auto client = client::Client::open(context, settings);
    if (client) client->ask("q", {{"ask", "status"}});
    note(work, since, client && answered(*client, "q"));
    std::this_thread::sleep_until(since + 200ms);
  }
  return work;
}

double percentile(Waits waits, double share) {
  if (waits.empty()) return 0;
  std::sort(waits.begin(), waits.end());
  const auto at = static_cast<std::size_t>(share * static_cast<double>(waits.size() - 1));
  return waits[at].count();
}

}  // namespace shao::hostile

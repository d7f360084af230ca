#include "tests/sim/office_node.hpp"

#include <algorithm>
#include <utility>

#include "dispatcher/codec/position.hpp"

namespace shao::sim {

using namespace std::chrono_literals;
using codec::Json;
using core::AssignmentState;
using core::CaseState;

namespace {

constexpr Nanoseconds pump_every = 500ms;
/// What one connection may hold for a client that does not read.
constexpr std::size_t inbox_capacity = 400;

core::EventNumber number_of(const std::string& position) {
  const auto parsed = codec::parse_position(position);
  return parsed ? parsed->number : 0;
}

}  // namespace

client::Steady::time_point OfficeNode::Time::steady() const {
  return client::Steady::time_point{
             std::chrono::duration_cast<client::Steady::duration>(world.now())} +
         1h;
}

client::WallClock::time_point OfficeNode::Time::wall() const {
  return starts + std::chrono::duration_cast<client::WallClock::duration>(world.now());
}

void OfficeNode::Wire::open(std::size_t broker) {
  node.broker_ = broker;
  node.connection_ = node.world_.chance.next();
  node.inbox_.clear();
}

bool OfficeNode::Wire::send(const wire::Frames& frames) {
  if (frames[1] == "COMMAND") node.sent_[frames[3]].handed_over = node.world_.now();
  node.ports_.to_broker(node.number_, node.broker_, node.connection_, frames);
  return true;
}

std::optional<wire::Frames> OfficeNode::Wire::receive() {
  if (node.inbox_.empty()) return std::nullopt;
  if (node.reads_slowly()) {
    if (node.world_.now() < node.reads_again_at_) return std::nullopt;
    node.reads_again_at_ = node.world_.now() + 1s;
  }
  wire::Frames frames = std::move(node.inbox_.front());
  node.inbox_.pop_front();
  return frames;
}

OfficeNode::OfficeNode(World& world, const core::Policy& policy, std::size_t number,
                       OfficeSettings settings, Ports ports)
    : world_(world),
      policy_(policy),
      number_(number),
      settings_(std::move(settings)),
      ports_(std::move(ports)),
      chance_(world.chance.split()) {}

void OfficeNode::start() {
  client::Settings settings;
  settings.brokers.assign(world_.options.brokers, "tcp://127.0.0.1:1");
  settings.broker_key = settings_.key;
  settings.office = settings_.office.str();
  settings.jurisdiction = jurisdiction;
  settings.outbox = settings_.outbox;
  auto client =
      client::Client::open(std::make_unique<Wire>(*this),
                           std::make_shared<Time>(world_, settings_.starts), std::move(settings));
  if (!client) return world_.violation(settings_.office.str() + ": " + client.error());
  client_.emplace(std::move(*client));
  life_ = std::make_shared<int>();
  wakes_at_.reset();
  client_->follow(position_);
  wake(world_.now());
  world_.schedule.after(chance_.until_next(world_.options.act_every),
                        [this, life = std::weak_ptr<int>(life_)] {
                          if (!life.expired()) act();
                        });
}

void OfficeNode::crash() {
  world_.note(settings_.office.str() + " crashes");
  life_.reset();
  client_.reset();
  inbox_.clear();
}

void OfficeNode::pause(Nanoseconds until) {
  world_.note(settings_.office.str() + " stands still");
  paused_until_ = until;
}

void OfficeNode::read_slowly(Nanoseconds until) {
  world_.note(settings_.office.str() + " reads slowly");
  slow_until_ = until;
}

wire::Sent OfficeNode::receive(std::uint64_t connection, const wire::Frames& frames) {
  if (!running() || connection != connection_) return wire::Sent::gone;
  if (inbox_.size() >= inbox_capacity) return wire::Sent::full;
  world_.carry(connection, [this, connection, frames, life = std::weak_ptr<int>(life_)]() mutable {
    if (life.expired() || connection != connection_) return;
    inbox_.push_back(std::move(frames));
    wake(world_.now());
  });
  return wire::Sent::yes;
}

void OfficeNode::wake(Nanoseconds when) {
  when = std::max(when, paused_until_);
  if (wakes_at_ && *wakes_at_ <= when) return;
  wakes_at_ = when;
  world_.schedule.at(when, [this, number = ++wakes_, life = std::weak_ptr<int>(life_)] {
    if (life.expired() || number != wakes_) return;
    wakes_at_.reset();
    if (world_.now() < paused_until_) return wake(paused_until_);
    pump();
    wake(world_.now() + pump_every);
  });
}

void OfficeNode::pump() {
  if (auto pumped = client_->pump(); !pumped)
    world_.violation(settings_.office.str() + ": " + pumped.error());
  while (auto news = client_->take()) std::visit([this](auto& one) { hear(one); }, *news);
}

// ---- what it hears -----------------------------------------------------------------------------

void OfficeNode::hear(client::Answered& answered) {
  const std::string name = "command " + answered.id + " of " + settings_.office.str();
  const auto found = sent_.find(answered.id);
  if (found == sent_.end()) return world_.violation(name + " was answered and never sent");
  Sent& sent = found->second;
  sent.answered = true;
  ++answered_;
  const std::string text = codec::dump(answered.body);
  world_.hash(answered.id);
  world_.hash(text);
  if (sent.body.value("do", "") != "reveal" && !sent.other_body_too) look_for_canaries(text);
  if (answered.body.contains("unreadable"))
    world_.violation(name + " was answered that the particulars cannot be read");
  const Book& book = ports_.book();
  const auto* effect = book.command(settings_.office, answered.id);
  const bool accepted = answered.body.value("ok", false);
  if (!accepted && answered.body.value("refused", "") == "id_reused") {
    if (!sent.other_body_too) world_.violation(name + " was refused as if its id were reused");
    return;
  }
  if (!accepted) {
    if (sent.accepted && !sent.taken_back && !answered.taken_back && !sent.other_body_too)
      world_.violation(name + " was refused after it was accepted");
    if (answered.taken_back && !ports_.was_rewound(settings_.office, answered.id))
      world_.violation(name + " was taken back and its record was never lost");
    sent.taken_back = sent.taken_back || answered.taken_back;
    if (effect != nullptr && !sent.other_body_too && !copies_may_linger())
      world_.violation(name + " was refused and took effect: " + text);
    return;
  }
  if (sent.must_be_refused)
    world_.violation(name + " was accepted with another body under an id that was used");
  sent.accepted = true;
  sent.number = answered.body.value("number", core::EventNumber{0});
  const std::string whistle = answered.body.value("whistle", "");
  sent.whistle = {whistle.empty() ? 0 : std::stoull(whistle.substr(1))};
  if (ports_.was_rewound(settings_.office, answered.id)) return;  // told before, gone since
  if (sent.other_body_too) return;  // which of the two it answers cannot be told
  if (effect != nullptr) {
    if (effect->last != sent.number || effect->whistle != sent.whistle)
      world_.violation(name + " was answered " + text + ", the journal has it at event " +
                       std::to_string(effect->last) + " about " + effect->whistle.str());
    return;
  }
  // A record raised before under another command id is answered with what it is.
  const auto* known =
      sent.body.value("do", "") == "raise"
          ? book.record(core::OfficeId(sent.body.value("unit", "")), sent.body.value("id", ""))
          : nullptr;
  if (known == nullptr || *known != sent.whistle)
    world_.violation(name + " was accepted and is not in the journal: " + text);
}

/// The address is told to those who are sent there; names and numbers to nobody who did not ask.
void OfficeNode::look_for_canaries(const std::string& told) const {
  for (const std::string_view canary : canaries)
    if (told.find(canary) != std::string::npos && canary != canaries.back())
      world_.violation(settings_.office.str() + " was told a resident's particulars: " + told);
}

/// A refusal is not remembered: a copy of the command that was under way may be accepted later,
/// when what stood against it is no more. Who reads its answers slowly has sent again before it
/// reads one.
bool OfficeNode::copies_may_linger() const {
  for (const Trouble trouble :
       {Trouble::doubled_messages, Trouble::delayed_messages, Trouble::broker_pauses,
        Trouble::dispatcher_pauses, Trouble::slow_readers})
    if (world_.options.has(trouble)) return true;
  return false;
}

void OfficeNode::hear(client::Failed& failed) {
  world_.hash(failed.id);
  if (!failed.kept) world_.note(settings_.office.str() + " failed: " + codec::dump(failed.body));
}

void OfficeNode::hear(client::FeedEvent& event) {
  const core::EventNumber number = number_of(event.position);
  world_.hash(event.position);
  look_for_canaries(codec::dump(event.body));
  const Book& book = ports_.book();
  position_ = event.position;
  const std::string name = settings_.office.str() + " was sent event " + std::to_string(number);
  if (!received_.empty() && number <= received_.back().number)
    world_.violation(name + " after event " + std::to_string(received_.back().number));
  received_.push_back({number, event.body.value("event", "")});
  // What came after may be from before a rewind that this office has not heard of yet.
  if (number > ports_.never_rewound()) return;
  if (number > book.last_event()) return world_.violation(name + ", which is not in the journal");
  if (received_.back().name != book.name(number))
    world_.violation(name + " as " + received_.back().name + ", the journal has " +
                     std::string(book.name(number)));
  if (!book.in_scope(settings_.office, sees_all(), number))
    world_.violation(name + ", which is out of its scope");
}

void OfficeNode::hear(client::CaughtUp& caught_up) {
  position_ = caught_up.position;
}

void OfficeNode::hear(client::Rewound& rewound) {
  position_ = rewound.position;
  const core::EventNumber last = number_of(rewound.position);
  while (!received_.empty() && received_.back().number > last) received_.pop_back();
}

void OfficeNode::hear(client::Trimmed& trimmed) {
  position_ = trimmed.position;
  const core::EventNumber from = number_of(trimmed.from);
  const core::EventNumber to = number_of(trimmed.position);
  if (to > ports_.ever_trimmed())
    world_.violation(settings_.office.str() + " was told that event " + std::to_string(to) +
                     " is trimmed away, which it never was");
  trimmed_.emplace_back(from, to);
}

std::string OfficeNode::missing(core::EventNumber last) const {
  const Book& book = ports_.book();
  auto next = received_.begin();
  for (core::EventNumber number = 1; number <= last; ++number) {
    const bool was_sent = next != received_.end() && next->number == number;
    if (was_sent && next->name != book.name(number))
      return settings_.office.str() + " holds event " + std::to_string(number) + " as " +
             next->name + ", the journal has " + std::string(book.name(number));
    if (was_sent) ++next;
    if (book.in_scope(settings_.office, sees_all(), number) == was_sent) continue;
    if (!was_sent && std::any_of(trimmed_.begin(), trimmed_.end(), [&](const auto& range) {
          return number > range.first && number <= range.second;
        }))
      continue;
    return settings_.office.str() + (was_sent ? " was sent event " : " was never sent event ") +
           std::to_string(number) + " (" + std::string(book.name(number)) + ")" +
           (was_sent ? " out of its scope" : "") + "; it is at " + position_ + " of " +
           std::to_string(book.last_event());
  }
  return {};
}

std::string OfficeNode::lost() const {
  const Book& book = ports_.book();
  for (const auto& [id, sent] : sent_) {
    if (!sent.answered)
      return "command " + id + " of " + settings_.office.str() + " was never answered";
    if (!sent.accepted || sent.taken_back || sent.other_body_too ||
        book.command(settings_.office, id) != nullptr)
      continue;
    if (sent.body.value("do", "") == "raise" &&
        book.record(core::OfficeId(sent.body.value("unit", "")), sent.body.value("id", "")) !=
            nullptr)
      continue;
    return "command " + id + " of " + settings_.office.str() + " was accepted and is lost";
  }
  return {};
}

// ---- what it does ------------------------------------------------------------------------------

void OfficeNode::act() {
  world_.schedule.after(chance_.until_next(world_.options.act_every),
                        [this, life = std::weak_ptr<int>(life_)] {
                          if (!life.expired()) act();
                        });
  if (resting_ || world_.now() < paused_until_) return;
  const double raises = static_cast<double>(world_.options.act_every.count()) /
                        static_cast<double>(world_.options.raise_every.count());
  if (!settings_.units.empty() && chance_.of(raises)) return raise();
  move_something();
}

void OfficeNode::act_soon() {
  if (const auto next = ports_.book().next_level()) act_on(next->whistle);
}

void OfficeNode::act_on(core::WhistleId whistle) {
  if (!running() || resting_ || world_.now() < paused_until_) return;
  const Book::Case* its = ports_.book().find(whistle);
  if (its == nullptr) return;
  if (auto body = move_of(whistle, *its)) send(std::move(*body));
}

void OfficeNode::send(Json body) {
  const std::string id = "c" + std::to_string(++commands_);
  // Now and then an id that was used before, with what may be another body.
  const bool again = chance_.of(0.02) && commands_ > 2;
  const std::string used = again ? "c" + std::to_string(1 + chance_.below(commands_ - 1)) : id;
  const auto known = sent_.find(used);
  if (known != sent_.end() && client_->outbox().find(used) != nullptr) return;
  if (known == sent_.end()) sent_[used].body = body;
  Sent& sent = sent_[used];
  const Book::Effect* effect = ports_.book().command(settings_.office, used);
  const auto took_effect =
      effect != nullptr && effect->made_at ? sent.bodies.find(*effect->made_at) : sent.bodies.end();
  sent.other_body_too = sent.other_body_too || sent.body != body;
  // PROTOCOL.md, section 1: an id is unique within an office. Who uses it for another command while
  // an answer to the first is under way cannot tell which of the two it answers.
  sent.must_be_refused = took_effect != sent.bodies.end() && took_effect->second != body &&
                         !world_.options.has(Trouble::rewinds) && !answer_may_come(used);
  sent.bodies[std::chrono::floor<core::Duration>(Time(world_, settings_.starts).wall())] = body;
  if (!client_->send(used, body))
    world_.violation(settings_.office.str() + ": the outbox refuses " + used);
  wake(world_.now());
}

void OfficeNode::raise_herd(std::size_t count) {
  if (!running() || settings_.units.empty()) return;
  for (std::size_t i = 0; i < count; ++i) raise();
}

void OfficeNode::raise() {
  constexpr std::array<const char*, 5> categories{"PROPERTY", "GAS_LEAK", "STREET_VENDING", "FUMES",
                                                  ""};
  constexpr std::array<const char*, 6> kinds{"",       "DEMAND",      "EMERGENCY",
                                             "DEMAND", "ENFORCE_NOW", "KEY_WORK"};
  const core::OfficeId unit = chance_.one_of(settings_.units);
  // Now and then the same record again, as somebody does who is not sure.
  const std::uint64_t record =
      records_ > 0 && chance_.of(0.05) ? 1 + chance_.below(records_) : ++records_;
  Json body{{"do", "raise"},
            {"id", "r" + std::to_string(record)},
            {"unit", unit.str()},
            {"title", "t" + std::to_string(record % 7)}};
  // Its own dice, so that the same record has the same content.
  Chance of_record(world_.options.seed * 1000003 + number_ * 7919 + record);
  const std::string category = of_record.one_of(categories);
  const std::string kind = of_record.one_of(kinds);
  if (!category.empty()) body["category"] = category;
  if (!kind.empty()) body["kind"] = kind;
  if (of_record.of(0.1)) body["draft"] = true;
  if (of_record.of(0.15)) body["exercise"] = true;
  body["unit"] = settings_.units[of_record.below(settings_.units.size())].str();
  if (settings_.roles.has(core::Role::dept_liaison) && !sees_all() && of_record.of(0.7))
    body["to"] = of_record.of(0.6) ? "110113001" : "SJ";
  if (of_record.of(0.3)) body["reporter"] = {{"name", "欧阳七"}, {"phone", "13812341234"}};
  if (of_record.of(0.5)) body["place"] = {{"address", "光明街道裕龙九区3号"}};
  send(std::move(body));
}

/// Longer than all pauses and delays on the way together; then it is here, if somebody reads
/// slowly.
bool OfficeNode::answer_may_come(const std::string& id) const {
  constexpr Nanoseconds under_way = 2min;
  return world_.now() < sent_.at(id).handed_over + under_way ||
         std::any_of(inbox_.begin(), inbox_.end(), [&](const wire::Frames& frames) {
           return frames[1] == "ANSWER" && frames[2] == id;
         });
}

void OfficeNode::move_something() {
  const Book& book = ports_.book();
  if (book.cases().empty()) return;
  // The last ones mostly; and some move that may be wrong.
  for (int tries = 0; tries < 12; ++tries) {
    const std::size_t back = chance_.of(0.8)
                                 ? chance_.below(std::min<std::size_t>(60, book.cases().size()))
                                 : chance_.below(book.cases().size());
    const std::size_t index = book.cases().size() - 1 - back;
    const core::WhistleId whistle{index + 1};
    if (chance_.of(0.04)) return send(any_move(whistle));
    if (auto body = move_of(whistle, book.cases()[index])) return send(std::move(*body));
  }
}

std::optional<Json> OfficeNode::move_of(core::WhistleId whistle, const Book::Case& its) {
  const auto move = [&](const char* name) {
    return Json{{"do", name}, {"whistle", whistle.str()}};
  };
  const core::OfficeId own = settings_.office;
  if (sees_all() && chance_.of(0.6) && its.state == CaseState::dispatched &&
      its.clocks.contains(core::ClockKind::name_lead) &&
      its.clocks.at(core::ClockKind::name_lead).running) {
    Json body = move("assign");
    body.update({{"lead", "ZJW"}, {"assist", Json::array({"GA"})}, {"reason", "无匹配规则"}});
    return body;
  }
  if (auto bend = bend_of(whistle, its)) return bend;
  if (const auto mine = its.assignments.find(own); mine != its.assignments.end()) {
    const Book::Assignment& assignment = mine->second;
    if (assignment.state == AssignmentState::relieved && chance_.of(0.2)) return move("ack");
    if (assignment.working() && assignment.state != AssignmentState::return_asked &&
        core::is_worked_on(its.state)) {
      Json body;
      switch (assignment.state) {
        case AssignmentState::pending:
          body = move(chance_.of(0.8) ? "ack" : "report-in");
          break;
        case AssignmentState::acknowledged:
          body = move(chance_.of(0.7) ? "report-in" : "contact");
          break;
        default:
          body = move(chance_.of(0.5) ? "resolve" : "progress");
      }
      const std::string name = body["do"];
      if (name == "report-in") body.update({{"person", "李四"}, {"place", "现场"}, {"text", "到"}});
      if (name == "contact") body.update({{"reached", "欧阳七"}, {"how", "电话"}});
      if (name == "progress") body["text"] = "在办";
      if (name == "resolve") body["evidence"] = Json::array({"photo/1"});
      if (chance_.of(0.05)) return move("reveal");
      return body;
    }
  }
  const bool street = own == its.street;
  const bool raiser = street || own == its.unit;
  if (raiser && its.state == CaseState::draft) return move("submit");
  if (street && its.state == CaseState::review) {
    if (chance_.of(0.9)) return move("approve");
    Json body = move("refuse");
    body["reason"] = "不属实";
    return body;
  }
  if (raiser && its.emergency && !its.released && its.state == CaseState::active)
    return move("release");
  if (street && its.state == CaseState::verify) {
    Json body = move("verify");
    body["pass"] = chance_.of(0.8);
    body["reason"] = "未清理干净";
    return body;
  }
  std::set<core::OfficeId> units = its.units_of(own);
  std::erase_if(units, [&](core::OfficeId unit) { return its.evaluated_by.contains(unit); });
  if (!units.empty() && its.state == CaseState::evaluate) {
    Json evaluations = Json::array();
    for (const auto& [office, assignment] : its.assignments)
      if (assignment.state != AssignmentState::relieved)
        evaluations.push_back({{"office", office.str()},
                               {"solved", chance_.of(0.9) ? "yes" : "no"},
                               {"satisfaction", "satisfied"}});
    Json body = move("evaluate");
    body["evaluations"] = std::move(evaluations);
    if (units.size() > 1 || chance_.of(0.2)) body["unit"] = units.begin()->str();
    return body;
  }
  if (street && (its.state == CaseState::dispatched || its.state == CaseState::active) &&
      chance_.of(0.01)) {
    Json body = move("withdraw");
    body["reason"] = "已自行解决";
    return body;
  }
  if (sees_all() && core::is_final(its.state) && !its.erased && chance_.of(0.2)) {
    Json body = move("erase");
    body["reason"] = "当事人申请";
    return body;
  }
  return std::nullopt;
}

/// What a case does not do on its straight way.
std::optional<Json> OfficeNode::bend_of(core::WhistleId whistle, const Book::Case& its) {
  const auto move = [&](const char* name, Json fields) {
    fields["do"] = name;
    fields["whistle"] = whistle.str();
    return fields;
  };
  const core::OfficeId own = settings_.office;
  constexpr std::array<const char*, 4> others{"ZJW", "SJ", "GA", "CGZF"};
  // Seeing everything is no right to speak for who raised it: these must be refused.
  if (sees_all() && own != its.street && own != its.unit && chance_.of(0.1)) {
    if (its.state == CaseState::verify) return move("verify", {{"pass", true}});
    if (its.emergency && its.state == CaseState::active && !its.released)
      return move("release", Json::object());
  }
  const auto runs = [&](core::ClockKind kind) {
    const auto clock = its.clocks.find(kind);
    return clock != its.clocks.end() && clock->second.running;
  };
  const bool convened = runs(core::ClockKind::meeting) && its.meeting_by == own;
  if (convened && core::is_worked_on(its.state) && chance_.of(0.5)) {
    Json fields{{"text", "照此办理"}};
    if (chance_.of(0.5)) fields["lead"] = chance_.one_of(others);
    return move("minutes", std::move(fields));
  }
  if (sees_all()) {
    if (its.state == CaseState::merged && chance_.of(0.1))
      return move("unmerge", {{"reason", "不是同一件事"}});
    if ((its.state == CaseState::dispatched || its.state == CaseState::active) && chance_.of(0.05))
      for (std::uint64_t other = 1; other <= ports_.book().cases().size(); ++other) {
        const Book::Case& into = ports_.book().cases()[other - 1];
        if (other != whistle.value && core::is_worked_on(into.state) && into.kind == its.kind &&
            into.category == its.category && chance_.of(0.5))
          return move("merge", {{"into", core::WhistleId{other}.str()}, {"reason", "同一件事"}});
      }
    if (its.state == CaseState::disputed && chance_.of(0.5)) {
      const bool uphold = chance_.of(0.7);
      Json fields{{"uphold", uphold}, {"reason", "按职责"}};
      if (uphold) fields["lead"] = chance_.one_of(others);
      return move("rule", std::move(fields));
    }
    for (const auto& [office, assignment] : its.assignments)
      if (assignment.state == AssignmentState::return_asked && chance_.of(0.5))
        return move("rule",
                    {{"office", office.str()}, {"uphold", chance_.of(0.5)}, {"reason", "按职责"}});
    if (its.suspension_asked && chance_.of(0.6))
      return move("decide-suspension",
                  {{"approve", chance_.of(0.8)}, {"opinion", "同意"}, {"reason", "不同意"}});
    if (its.extension_asked && chance_.of(0.6))
      return move("decide-extension",
                  {{"approve", chance_.of(0.8)}, {"by", "1 d"}, {"reason", "按规定"}});
    if (its.state == CaseState::suspended && chance_.of(0.1))
      return move("resume", {{"reason", "条件具备"}});
    if (its.planned_by != ports_.book().policy_version() && core::is_worked_on(its.state) &&
        chance_.of(0.2))
      return move("replan", {{"reason", "新的时限"}});
    if (its.level >= 3 && core::is_worked_on(its.state) && chance_.of(0.2))
      return move("replace-lead", {{"lead", chance_.one_of(others)}, {"reason", "久拖不办"}});
  }
  const bool leader = own == its.street || sees_all();
  if (leader && core::is_worked_on(its.state)) {
    if (chance_.of(its.state == CaseState::disputed ? 0.2 : 0.01))
      return move("convene", {{"reason", "意见不一"}});
    if (chance_.of(0.01))
      return move("escalate",
                  {{"level", 1 + static_cast<int>(chance_.below(4))}, {"reason", "急"}});
    if (chance_.of(0.01))
      return move("add-assisting", {{"offices", {chance_.one_of(others)}}, {"reason", "配合"}});
  }
  if ((own == its.street || own == its.unit) && its.state == CaseState::closed && chance_.of(0.02))
    return move("reopen", {{"reason", "又来了"}});
  if (chance_.of(0.005)) return move("note", {{"text", "记一笔"}});
  const auto mine = its.assignments.find(own);
  if (mine == its.assignments.end() || !mine->second.working()) return std::nullopt;
  if (core::is_worked_on(its.state) && !its.disputed_by.contains(own) &&
      chance_.of(its.hops > 0 ? 0.5 : 0.08))
    return move("dispute", {{"clause", "条例第五条"}, {"reason", "不属本单位"}});
  if (mine->second.lead && its.state == CaseState::active) {
    if (!its.suspension_asked && chance_.of(0.06)) {
      // From half a minute to twenty minutes, so that the review comes in this world, or to twenty
      // days, so that clocks are stopped for long.
      const auto until =
          std::chrono::milliseconds{30'000} * (1 + chance_.below(chance_.of(0.7) ? 40 : 60'000));
      const core::Instant review = ports_.book().last_instant() + until;
      return move("ask-suspension", {{"ground", "funds"},
                                     {"plan", "列入计划"},
                                     {"proof", {"doc-1"}},
                                     {"review_at", codec::milliseconds(review)}});
    }
    if (!its.extended && !its.extension_asked && chance_.of(0.06))
      return move("ask-extension", {{"by", "1 d"}, {"reason", "等配件"}});
  }
  return std::nullopt;
}

/// Right or wrong: the refusals must hold as well.
Json OfficeNode::any_move(core::WhistleId whistle) {
  constexpr std::array<const char*, 25> names{
      "ack",           "report-in", "progress", "resolve",      "approve", "release",  "verify",
      "withdraw",      "contact",   "refuse",   "reveal",       "erase",   "dispute",  "rule",
      "relieve",       "convene",   "minutes",  "replace-lead", "resume",  "escalate", "reopen",
      "add-assisting", "merge",     "unmerge",  "replan"};
  Json body{{"do", chance_.one_of(names)}, {"whistle", whistle.str()}};
  const std::string name = body["do"];
  if (name == "report-in") body.update({{"person", "王五"}, {"place", "现场"}, {"text", "到"}});
  if (name == "contact") body.update({{"reached", "欧阳七"}, {"how", "电话"}});
  if (name == "progress") body["text"] = "在办";
  if (name == "resolve") body["evidence"] = Json::array({"photo/2"});
  if (name == "verify") body["pass"] = true;
  if (name == "withdraw" || name == "refuse" || name == "erase" || name == "convene" ||
      name == "resume" || name == "reopen" || name == "merge" || name == "unmerge" ||
      name == "replan")
    body["reason"] = "试";
  if (name == "dispute") body.update({{"clause", "第五条"}, {"reason", "试"}});
  if (name == "rule") body.update({{"uphold", true}, {"lead", "SJ"}, {"reason", "试"}});
  if (name == "relieve") body.update({{"office", "GA"}, {"reason", "试"}});
  if (name == "minutes") body.update({{"text", "试"}, {"lead", "SJ"}});
  if (name == "replace-lead") body.update({{"lead", "SJ"}, {"reason", "试"}});
  if (name == "escalate") body.update({{"level", 2}, {"reason", "试"}});
  if (name == "merge") body["into"] = core::WhistleId{1 + chance_.below(whistle.value + 1)}.str();
  if (name == "add-assisting") body.update({{"offices", {"GA"}}, {"reason", "试"}});
  return body;
}

}  // namespace shao::sim

#include "dispatcher/archive/search.hpp"

#include "dispatcher/archive/words.hpp"
#include "dispatcher/codec/event_json.hpp"
#include "dispatcher/codec/record_json.hpp"

namespace shao::archive {

namespace {

/// A SELECT that grows by conditions, each with its parameter.
class Selection {
 public:
  explicit Selection(std::string sql) : sql_(std::move(sql)) {}

  void where(const std::string& condition) {
    sql_ += (first_ ? " WHERE " : " AND ") + condition;
    first_ = false;
  }
  /// `?` in the condition is the value.
  template <class T>
  void where(const std::string& condition, T value) {
    where(condition);
    if constexpr (std::is_integral_v<T>)
      parameters_.push_back({static_cast<std::int64_t>(value), {}});
    else
      parameters_.push_back({std::nullopt, std::move(value)});
  }
  Statement statement(Database& database, const std::string& end) {
    Statement statement(database, sql_ + end);
    statement.begin();
    int index = 0;
    for (const Parameter& one : parameters_)
      if (one.number)
        statement.bind(++index, *one.number);
      else
        statement.bind(++index, one.text);
    return statement;
  }

 private:
  struct Parameter {
    std::optional<std::int64_t> number;
    std::string text;
  };
  std::string sql_;
  bool first_ = true;
  std::vector<Parameter> parameters_;
};

// What a row of every search here holds: the event's number and its entry.
const std::string rows = "SELECT e.id, e.number, y.bytes, y.rewind, y.epoch, y.last FROM ";

Result<EventFound> event_from(const Statement& row) {
  const core::EventNumber number = row.number(1);
  const auto records = codec::decode_batch(row.text(2));
  if (records)
    for (const core::Record& record : *records)
      if (number >= record.first && number <= record.last())
        return EventFound{
            codec::event_json(record, static_cast<std::size_t>(number - record.first)), record.at,
            !row.null(3)};
  const std::string id = journal::entry_id(row.number(4), row.number(5));
  return core::Unexpected{Error{ErrorKind::altered,
                                "entry " + id + " of the archive does not hold event " +
                                    std::to_string(number) + ": check it with shao journal verify",
                                "归档条目 " + id + " 中没有事件 " + std::to_string(number) +
                                    "：请用 shao journal verify 检查"}};
}

core::Unexpected<Error> of_database(const Database& database) {
  return {Error{ErrorKind::file, "the archive cannot be searched: " + *database.problem(),
                "归档无法查询：" + *database.problem()}};
}

void in_time(Selection& selection, const Question& question) {
  if (question.from) selection.where("e.at >= ?", question.from->time_since_epoch().count());
  if (question.to) selection.where("e.at < ?", question.to->time_since_epoch().count());
}

void of_whistle(Selection& selection, const Question& question) {
  if (!question.words.empty())
    selection.where("w.id IN (SELECT rowid FROM words WHERE words MATCH ?)",
                    query_of(question.words));
  if (!question.kind.empty()) selection.where("w.kind = ?", question.kind);
}

Result<Found> page(Database& database, Selection& selection, const Question& question,
                   const std::string& key) {
  if (question.before) selection.where(key + " < ?", *question.before);
  // One more than asked for shows whether there are more.
  Statement found = selection.statement(
      database, " ORDER BY " + key + " DESC LIMIT " + std::to_string(question.limit + 1));
  Found answer;
  while (found.next()) {
    if (answer.events.size() == question.limit) {
      answer.more = true;
      break;
    }
    auto event = event_from(found);
    if (!event) return core::Unexpected{event.error()};
    answer.events.push_back(std::move(*event));
    answer.next = found.integer(0);
  }
  if (database.problem()) return of_database(database);
  return answer;
}

}  // namespace

Result<Found> find_whistles(Archive& archive, const Question& question) {
  Selection selection(rows +
                      "whistle w JOIN event e ON e.id = w.raised JOIN entry y ON y.seq = e.entry");
  of_whistle(selection, question);
  if (!question.office.empty())
    selection.where(
        "EXISTS (SELECT 1 FROM event o JOIN part p ON p.event = o.id WHERE o.whistle = w.id AND "
        "p.office = (SELECT id FROM office WHERE code = ?))",
        question.office);
  in_time(selection, question);
  return page(archive.database(), selection, question, "w.raised");
}

Result<Found> find_events(Archive& archive, const Question& question) {
  Selection selection(
      rows + "event e JOIN entry y ON y.seq = e.entry LEFT JOIN whistle w ON w.id = e.whistle");
  of_whistle(selection, question);
  if (!question.event.empty()) selection.where("e.name = ?", question.event);
  if (!question.command.empty()) selection.where("e.command = ?", question.command);
  if (!question.office.empty())
    selection.where(
        "e.id IN (SELECT event FROM part WHERE office = (SELECT id FROM office WHERE code = ?))",
        question.office);
  in_time(selection, question);
  return page(archive.database(), selection, question, "e.id");
}

Result<std::vector<EventFound>> timeline(Archive& archive, std::uint64_t number) {
  Database& database = archive.database();
  Statement found(database, rows +
                                "whistle w JOIN event e ON e.whistle = w.id JOIN entry y ON "
                                "y.seq = e.entry WHERE w.number = ?1 ORDER BY e.id");
  std::vector<EventFound> events;
  for (found.start(number); found.next();) {
    auto event = event_from(found);
    if (!event) return core::Unexpected{event.error()};
    events.push_back(std::move(*event));
  }
  if (database.problem()) return of_database(database);
  return events;
}

}  // namespace shao::archive

#include "dispatcher/codec/fields_of.hpp"

#include <algorithm>
#include <charconv>

#include "dispatcher/codec/utf8.hpp"

namespace shao::codec {

namespace {

constexpr std::size_t most_shown = 60;  // characters of a wrong value that are quoted

bool is_blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
}

/// How many letters must be changed, added, left out or swapped with the next to make one of the
/// other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1,
                             cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  return cost[a.size()][b.size()];
}

std::string at_index(std::string_view name, std::size_t index) {
  return std::string(name) + "[" + std::to_string(index) + "]";
}

}  // namespace

std::string joined(const std::vector<std::string_view>& names) {
  std::string all;
  for (const std::string_view name : names) {
    if (!all.empty()) all += ", ";
    all += name;
  }
  return all;
}

std::string nearest(std::string_view name, const std::vector<std::string_view>& known) {
  constexpr std::size_t longest = 32;  // no field is longer, and the comparison costs its square
  if (name.size() > longest) return {};
  std::string_view best;
  std::size_t least = std::max<std::size_t>(1, name.size() / 3) + 1;
  for (const std::string_view one : known)
    if (const std::size_t away = distance(name, one); away < least) {
      least = away;
      best = one;
    }
  return best.empty() ? std::string() : "; did you mean " + std::string(best) + "?";
}

const Json* FieldsOf::find(std::string_view name) {
  if (std::find(known_.begin(), known_.end(), name) == known_.end()) known_.push_back(name);
  const auto found = object_.find(name);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

void FieldsOf::refuse(std::string_view name, std::string value, std::string expected) {
  refuse(
      {core::Reject::malformed, path_ + std::string(name), std::move(value), std::move(expected)});
}

void FieldsOf::refuse(core::Refusal refusal) {
  if (!refused_) refused_ = std::move(refusal);
}

std::optional<core::Refusal> FieldsOf::finish() {
  for (const auto& [name, value] : object_.items()) {
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    // A field without a name is named by what stands there.
    const std::string shown = name.empty() ? "\"\"" : std::string(beginning(name, most_shown));
    return core::Refusal{core::Reject::malformed, path_ + shown, "",
                         "a field of " + what_ + ": " + joined(known_) + nearest(name, known_)};
  }
  return refused_;
}

std::string FieldsOf::shown(const Json& json) const {
  if (personal_) return json.type_name();
  const std::string text = json.is_string() ? json.get<std::string>()
                           : json.is_structured() && json.size() > most_shown
                               ? std::string(json.type_name())
                               : dump(json);
  const std::size_t length = characters(text);
  return length <= most_shown ? text : std::to_string(length) + " characters";
}

std::string FieldsOf::unquoted(const Json& json) {
  return json.is_string() ? ", without quotes" : "";
}

std::string FieldsOf::checked_text(const Json& json, std::string_view name, std::size_t most) {
  const std::string expected = "text of at most " + std::to_string(most) + " characters";
  if (!json.is_string()) {
    // 116 and "116" look alike in a message: what is missing is said.
    refuse(name, shown(json), json.is_primitive() ? expected + ", in quotes" : expected);
    return {};
  }
  const auto& text = json.get_ref<const std::string&>();
  if (is_blank(text)) return {};
  if (const std::size_t length = characters(text); length > most) {
    refuse(name, std::to_string(length) + " characters", expected);
    return {};
  }
  const bool control = std::any_of(text.begin(), text.end(), [](char c) {
    return is_control(c) && c != '\n' && c != '\r' && c != '\t';
  });
  if (control) {
    refuse(name, std::to_string(characters(text)) + " characters",
           "text without control characters");
    return {};
  }
  return text;
}

std::string FieldsOf::text(std::string_view name, std::size_t most, std::string_view required) {
  const Json* found = find(name);
  std::string text = found != nullptr ? checked_text(*found, name, most) : std::string();
  if (text.empty() && !required.empty()) refuse(name, "", std::string(required));
  return text;
}

std::string FieldsOf::client_id(std::string_view name, std::string_view required) {
  std::string text = this->text(name, core::client_id_capacity, required);
  if (text.size() > core::client_id_capacity)
    refuse(name, std::to_string(text.size()) + " bytes",
           "text of at most " + std::to_string(core::client_id_capacity) + " bytes");
  else if (std::any_of(text.begin(), text.end(), is_control))
    refuse(name, shown(text), "text without control characters");
  return text;
}

std::string FieldsOf::id_text(std::string_view name, std::string_view required) {
  constexpr std::size_t capacity = core::OfficeId::capacity;
  std::string text = this->text(name, core::client_id_capacity, required);
  if (text.size() <= capacity) return text;
  refuse(name, shown(text), "a code of at most " + std::to_string(capacity) + " bytes");
  return {};
}

core::WhistleId FieldsOf::whistle(std::string_view name) {
  constexpr std::string_view expected = "the number of a whistle, for example W12";
  const std::string text = this->text(name, core::client_id_capacity, expected);
  core::WhistleId id;
  const char* const end = text.data() + text.size();
  if (text.size() >= 2 && text.front() == 'W') {
    const auto [stop, error] = std::from_chars(text.data() + 1, end, id.value);
    if (error == std::errc{} && stop == end) return id;
  }
  if (!text.empty()) refuse(name, text, std::string(expected));
  return {};
}

bool FieldsOf::flag(std::string_view name, bool otherwise) {
  const Json* found = find(name);
  if (found == nullptr) return otherwise;
  if (!found->is_boolean()) {
    refuse(name, shown(*found), std::string("true or false") + unquoted(*found));
    return otherwise;
  }
  return found->get<bool>();
}

bool FieldsOf::required_flag(std::string_view name) {
  if (find(name) == nullptr) refuse(name, "", "true or false");
  return flag(name, false);
}

std::optional<double> FieldsOf::number(std::string_view name, double least, double most) {
  const Json* found = find(name);
  if (found == nullptr) return std::nullopt;
  const double value = found->is_number() ? found->get<double>() : most + 1;
  if (value >= least && value <= most) return value;
  const auto whole = [](double limit) { return std::to_string(static_cast<int>(limit)); };
  refuse(name, shown(*found),
         "a number from " + whole(least) + " to " + whole(most) + unquoted(*found));
  return std::nullopt;
}

std::optional<int> FieldsOf::integer(std::string_view name, int least, int most) {
  const Json* found = find(name);
  if (found == nullptr) return std::nullopt;
  if (found->is_number_integer()) {
    const auto value = found->get<std::int64_t>();
    if (value >= least && value <= most) return static_cast<int>(value);
  }
  refuse(name, shown(*found),
         "a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
             unquoted(*found));
  return std::nullopt;
}

std::optional<core::Limit> FieldsOf::limit(std::string_view name) {
  constexpr std::int32_t longest = 2 * 366 * 24 * 60;
  const Json* found = find(name);
  if (found == nullptr) return std::nullopt;
  if (found->is_string()) {
    const auto& text = found->get_ref<const std::string&>();
    core::Limit limit;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, limit.count);
    std::string_view unit(rest, static_cast<std::size_t>(end - rest));
    while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
    const auto known = named<core::Unit>(unit);
    if (error == std::errc{} && known && limit.count > 0 && limit.count <= longest) {
      limit.unit = *known;
      if (*known == core::Unit::minutes || *known == core::Unit::working_minutes ||
          limit.count <= longest / (24 * 60))
        return limit;
    }
  }
  refuse(name, shown(*found), "a time such as 3 wd (working days), 7 d, 240 wm or 60 m");
  return std::nullopt;
}

std::optional<core::Instant> FieldsOf::instant(std::string_view name) {
  const Json* found = find(name);
  if (found == nullptr) return std::nullopt;
  auto read = instant_from(*found);
  if (read) return *read;
  refuse(name, shown(*found), read.error());
  return std::nullopt;
}

std::vector<std::string> FieldsOf::texts(std::string_view name, std::size_t most_entries,
                                         std::size_t most_characters) {
  std::vector<std::string> texts;
  const Json* entries = list(name, most_entries, "texts");
  if (entries == nullptr) return texts;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    std::string text = checked_text((*entries)[i], at_index(name, i), most_characters);
    if (!text.empty()) texts.push_back(std::move(text));
  }
  return texts;
}

std::vector<core::OfficeId> FieldsOf::offices(std::string_view name, std::size_t most_entries) {
  std::vector<core::OfficeId> offices;
  const Json* entries = list(name, most_entries, "office codes");
  if (entries == nullptr) return offices;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    const Json& entry = (*entries)[i];
    if (entry.is_string() && core::OfficeId::fits(entry.get_ref<const std::string&>()))
      offices.emplace_back(entry.get_ref<const std::string&>());
    else
      refuse(at_index(name, i), shown(entry), "the code of an office of the directory");
  }
  return offices;
}

const Json* FieldsOf::object(std::string_view name, std::string_view expected) {
  const Json* found = find(name);
  if (found == nullptr || found->is_object()) return found;
  refuse(name, shown(*found), std::string(expected));
  return nullptr;
}

const Json* FieldsOf::list(std::string_view name, std::size_t most, std::string_view of,
                           bool required) {
  const Json* found = find(name);
  const std::string expected = "a list of at most " + std::to_string(most) + " " + std::string(of);
  if (found == nullptr) {
    if (required) refuse(name, "", expected);
    return nullptr;
  }
  if (!found->is_array()) {
    refuse(name, shown(*found), expected);
    return nullptr;
  }
  if (found->size() > most) {
    refuse(name, std::to_string(found->size()) + " entries", expected);
    return nullptr;
  }
  return found;
}

}  // namespace shao::codec

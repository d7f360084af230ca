#include "clients/lib/pong.hpp"

#include <type_traits>
#include <utility>

#include "dispatcher/codec/json_text.hpp"

namespace shao::client {

namespace {

using codec::Json;

/// Listens to nlohmann's lexer (its member names are those that Json::sax_parse calls) and keeps
/// what is wanted: whether "following" is anything, and what "leaders" says of one jurisdiction.
class Reader {
 public:
  explicit Reader(std::string_view jurisdiction) : jurisdiction_(jurisdiction) {}

  bool null() { return value(nullptr); }
  bool boolean(bool said) { return value(said); }
  bool number_integer(std::int64_t said) { return value(said); }
  bool number_unsigned(std::uint64_t said) { return value(said); }
  bool number_float(double said, const std::string&) { return value(said); }
  bool string(std::string& said) { return value(std::move(said)); }
  bool binary(Json::binary_t&) { return false; }
  bool start_object(std::size_t) {
    if (depth_ == 1 && name_ == "following") following_ = true;
    in_leaders_ = depth_ == 1 ? name_ == "leaders" : in_leaders_;
    in_leader_ = depth_ == 2 ? in_leaders_ && name_ == jurisdiction_ : in_leader_;
    return ++depth_ <= codec::max_depth;
  }
  bool start_array(std::size_t) {
    if (depth_ == 1) {
      in_leaders_ = false;
      in_offices_ = name_ == "offices";
      if (in_offices_) offices_.emplace();
    }
    return depth_ > 0 && ++depth_ <= codec::max_depth;
  }
  bool end_object() {
    --depth_;
    in_leader_ = in_leader_ && depth_ > 2;
    return true;
  }
  bool end_array() {
    --depth_;
    in_offices_ = in_offices_ && depth_ > 1;
    return true;
  }
  bool key(std::string& name) {
    std::swap(name_, name);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const Json::exception&) { return false; }

  Pong take() const {
    Pong pong{following_, {}, offices_};
    const auto now = codec::instant_from(now_);
    if (epoch_.is_number_unsigned() && now && speed_.is_number())
      pong.leader = {std::to_string(epoch_.get<std::uint64_t>()) + "-" + nonce_, *now,
                     speed_.get<double>(), exercise_};
    return pong;
  }

 private:
  template <class Said>
  bool value(Said said) {
    if (depth_ == 0) return false;
    if (depth_ == 1 && name_ == "following") following_ = !std::is_same_v<Said, std::nullptr_t>;
    if constexpr (std::is_same_v<Said, std::string>)
      if (depth_ == 2 && in_offices_) offices_->push_back(said);
    if (depth_ != 3 || !in_leader_) return true;
    if constexpr (std::is_same_v<Said, std::string>)
      if (name_ == "nonce") nonce_ = said;
    if constexpr (std::is_same_v<Said, bool>)
      if (name_ == "exercise") exercise_ = said;
    if (name_ == "epoch")
      epoch_ = std::move(said);
    else if (name_ == "now")
      now_ = std::move(said);
    else if (name_ == "clock_speed")
      speed_ = std::move(said);
    return true;
  }

  std::string_view jurisdiction_;
  std::string name_;  // of the field that is being read
  std::size_t depth_ = 0;
  bool in_leaders_ = false;
  bool in_leader_ = false;
  bool following_ = false;
  bool in_offices_ = false;
  bool exercise_ = false;
  std::optional<std::vector<std::string>> offices_;
  Json epoch_, now_, speed_;
  std::string nonce_;
};

}  // namespace

std::optional<Pong> read_pong(std::string_view text, std::string_view jurisdiction) {
  Reader reader(jurisdiction);
  if (!Json::sax_parse(text.begin(), text.end(), &reader)) return std::nullopt;
  return reader.take();
}

}  // namespace shao::client

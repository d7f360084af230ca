#include "dispatcher/codec/answer_json.hpp"

#include "dispatcher/codec/position.hpp"

namespace shao::codec {

Json answer_json(const core::Answer& answer, const core::State& state) {
  Json json = {{"ok", true},
               {"whistle", answer.whistle.str()},
               {"state", core::name_of(answer.state)},
               {"number", answer.number},
               {"position", format(position_at(state, answer.number))},
               {"at", milliseconds(answer.at)}};
  if (answer.repeated) json["first"] = false;
  return json;
}

Json refusal_json(const core::Refusal& refusal) {
  return {{"ok", false},
          {"refused", core::name_of(refusal.reject)},
          {"field", refusal.field},
          {"value", refusal.value},
          {"expected", refusal.expected},
          {"message", sentence(refusal, false)},
          {"message_zh", sentence(refusal, true)}};
}

}  // namespace shao::codec

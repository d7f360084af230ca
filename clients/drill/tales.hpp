// One case of each bend, told from the journal as a short story.
//
//   Tales tales(verdict.bends, audit.state());
//   read_journal(url, "shunyi", [&](const core::Record& record) { tales.take(record); });
//   for (const Tale& tale : tales.all()) ...
#pragma once

#include <string>
#include <vector>

#include "clients/drill/bends.hpp"
#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/state.hpp"

namespace shao::drill {

struct Tale {
  std::string title;
  std::string title_zh;
  core::WhistleId whistle;
  std::vector<codec::Json> events{};  // those worth telling, as clients are told of them
};

class Tales {
 public:
  /// Of each bend that happened a case that was brought to its end, one that shows it whole if
  /// there is one.
  Tales(const BendCounts& bends, const core::State& end);
  void take(const core::Record& record);
  const std::vector<Tale>& all() const { return tales_; }

 private:
  std::vector<Tale> tales_;
};

}  // namespace shao::drill

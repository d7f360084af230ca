// Shunyi's configuration as an engine gets it, and a morning on which its offices work.
#pragma once

#include <boost/test/unit_test.hpp>
#include <memory>

#include "config/config.hpp"

namespace shao::test {

inline const core::Instant monday = *config::parse_instant("2026-03-02T10:00:00+08:00");

inline std::shared_ptr<const config::Configuration> shunyi() {
  static const auto loaded = [] {
    const auto files = config::read_directory(SHAO_SOURCE_DIR "/config/shunyi");
    BOOST_REQUIRE(files);
    auto result = config::load(*files);
    BOOST_REQUIRE(result.configuration);
    return std::make_shared<const config::Configuration>(std::move(*result.configuration));
  }();
  return loaded;
}

}  // namespace shao::test

#include "dispatcher/engine/configurations.hpp"

namespace shao::engine {

core::Result<std::shared_ptr<const config::Configuration>, std::string> Configurations::load(
    journal::Store& store, const std::string& version) {
  if (last_ && version == version_) return last_;
  const auto files = store.config(version);
  if (!files) return core::Unexpected{files.error().message};
  if (!*files)
    return core::fail("Redis does not hold configuration " + version +
                      ", which the journal names: apply it again");
  const auto texts = config::files_from_bytes(**files);
  if (!texts) return core::fail("configuration " + version + ": " + texts.error());
  config::Loaded loaded = config::load(*texts);
  if (!loaded.configuration)
    return core::fail("configuration " + version + " has errors: " +
                      (loaded.problems.empty() ? "" : loaded.problems.front().message));
  last_ = std::make_shared<const config::Configuration>(std::move(*loaded.configuration));
  version_ = version;
  return last_;
}

}  // namespace shao::engine

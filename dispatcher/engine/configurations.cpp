#include "dispatcher/engine/configurations.hpp"

namespace shao::engine {

namespace {
core::Unexpected<Obstacle> obstacle(std::string what) {
  return {Obstacle{std::move(what)}};
}
}  // namespace

core::Result<std::shared_ptr<const config::Configuration>, Obstacle> Configurations::load(
    journal::Store& store, const std::string& version) {
  for (const auto& one : loaded_)
    if (one->policy.version == version) return one;
  const auto files = store.config(version);
  if (!files) return core::Unexpected{Obstacle{files.error().message, false}};
  if (!*files)
    return obstacle("Redis does not hold configuration " + version +
                    ", which the journal names: apply it again");
  const auto texts = config::files_from_bytes(**files);
  if (!texts) return obstacle("configuration " + version + ": " + texts.error());
  // Whoever can write to Redis could change a version behind its name.
  if (const std::string content = config::version_of(*texts); content != version)
    return obstacle("configuration " + version + " was altered in Redis: its content is that of " +
                    content + "; right would be: what was applied, under its own name");
  config::Loaded loaded = config::load(*texts);
  if (!loaded.configuration)
    return obstacle("configuration " + version + " has errors: " +
                    (loaded.problems.empty() ? "" : loaded.problems.front().message));
  loaded_.push_back(
      std::make_shared<const config::Configuration>(std::move(*loaded.configuration)));
  if (loaded_.size() > kept) loaded_.pop_front();
  return loaded_.back();
}

}  // namespace shao::engine

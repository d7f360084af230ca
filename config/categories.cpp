// categories.toml: what whistles are about, and the key words that tell.
#include "config/draft.hpp"

namespace shao::config {

namespace {

void read_category(const Node& node, Draft& draft, Problems& problems) {
  Reader reader(node, named(node, {"category", "类别"}), problems);
  const auto id = reader.word("id");
  const bool is_new = id && draft.categories.add(*id, problems);
  core::Category category;
  if (id) category.id = core::CategoryId(id->text);
  category.name = reader.text("name");
  category.name_en = reader.text("name_en");
  if (const auto kind = reader.word("default_kind"); kind && draft.kinds.knows(*kind, problems))
    category.default_kind = core::KindId(kind->text);
  if (const auto urgency = reader.word("default_urgency");
      urgency && draft.urgencies.knows(*urgency, problems))
    category.default_urgency = core::UrgencyId(urgency->text);
  category.resolve_override = reader.optional_limit("resolve_override");
  if (category.resolve_override)
    draft.override_stands.emplace(category.id, reader.at("resolve_override"));
  for (Word& word : reader.optional_words("keywords"))
    category.keywords.push_back(std::move(word.text));
  reader.finish();
  if (is_new) draft.policy.categories.push_back(std::move(category));
}

}  // namespace

void read_categories(const Node& document, Draft& draft, Problems& problems) {
  Reader reader(document, {"categories.toml", "categories.toml"}, problems);
  for (const Node& node : reader.tables("category")) read_category(node, draft, problems);
  reader.finish();
}

}  // namespace shao::config

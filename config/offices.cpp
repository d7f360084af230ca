// offices.toml: who takes part, what each may do, and the ids everything else refers to.
#include <algorithm>
#include <array>

#include "config/draft.hpp"
#include "config/nearest.hpp"

namespace shao::config {

namespace {

constexpr std::array<std::string_view, 4> type_names = {"community", "subdistrict", "town",
                                                        "department"};

/// A community under its subdistrict or town; looked at when all offices are known.
struct Child {
  core::OfficeId id;
  Word parent;
};

void check_parent(const Child& child, const Draft& draft, Problems& problems) {
  if (!draft.offices.knows(child.parent, problems)) return;
  const core::Office* parent = draft.policy.office(core::OfficeId(child.parent.text));
  if (parent == nullptr || parent->type == core::OfficeType::subdistrict ||
      parent->type == core::OfficeType::town)
    return;
  problems.error(child.parent.at, "office.parent",
                 {"the parent of community " + child.id.str() + " is " + child.parent.text +
                      ", a " + std::string(type_names[static_cast<std::size_t>(parent->type)]) +
                      "; it should be a subdistrict or a town",
                  "社区 " + child.id.str() + " 的上级 " + child.parent.text +
                      " 不是街道或镇,上级应为街道或镇"});
}

void read_office(const Node& node, Draft& draft, std::vector<Child>& children, Problems& problems) {
  Reader reader(node, named(node, {"office", "单位"}), problems);
  const auto id = reader.word("id");
  const bool is_new = id && draft.offices.add(*id, problems);
  core::Office office;
  if (id) office.id = core::OfficeId(id->text);
  office.name = reader.text("name");
  const std::string pinyin = reader.optional_text("pinyin");
  office.name_en = reader.optional_text("name_en");
  if (office.name_en.empty()) office.name_en = pinyin.empty() ? office.name : pinyin;
  reader.optional_text("alias");
  reader.optional_text("form");
  const auto type = reader.choice("type", type_names);
  if (type) office.type = static_cast<core::OfficeType>(*type);
  const bool community = office.type == core::OfficeType::community;

  if (community) {
    if (auto parent = reader.word("parent")) {
      office.parent = core::OfficeId(parent->text);
      children.push_back({office.id, std::move(*parent)});
    }
  } else if (reader.node("parent") != nullptr && type) {
    problems.error(reader.at("parent"), "office.parent",
                   {"office " + office.id.str() + " has a parent; only a community has one",
                    "单位 " + office.id.str() + " 填写了上级;只有社区才有上级"});
  }
  office.can_lead = reader.flag_or("can_lead", false);
  if (community && office.can_lead)
    problems.error(
        reader.at("can_lead"), "lead.community",
        {"community " + office.id.str() + " has can_lead = true; a community never leads",
         "社区 " + office.id.str() + " 设为 can_lead = true;社区不得主办"});
  const bool names_roles = reader.node("roles") != nullptr;
  const core::Roles roles = names_roles ? reader.roles("roles") : default_roles(office.type);
  reader.finish();
  if (!is_new) return;
  draft.roles_of.emplace(office.id, roles);
  draft.policy.offices.emplace(office.id, std::move(office));
}

bool id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

}  // namespace

bool is_id(std::string_view text) {
  return core::OfficeId::fits(text) && std::all_of(text.begin(), text.end(), id_character);
}

bool check_id(const Word& id, const Text& what, Problems& problems) {
  if (is_id(id.text)) return true;
  constexpr std::size_t most = core::OfficeId::capacity;
  if (!core::OfficeId::fits(id.text)) {
    problems.error(id.at, "id.length",
                   {what.en + " id \"" + id.text + "\" has " + std::to_string(id.text.size()) +
                        " bytes; at most " + std::to_string(most) + " fit",
                    what.zh + "编号“" + id.text + "”长 " + std::to_string(id.text.size()) +
                        " 字节,最多 " + std::to_string(most) + " 字节"});
  } else {
    problems.error(id.at, "id.characters",
                   {what.en + " id \"" + id.text +
                        "\" may only have letters a-z A-Z, digits, '_', '-' and '.'",
                    what.zh + "编号“" + id.text + "”只能含英文字母、数字、“_”“-”“.”"});
  }
  return false;
}

bool Ids::add(const Word& id, Problems& problems) {
  const auto [known, is_new] = known_.emplace(id.text, id.at);
  if (!is_new) {
    problems.error(id.at, "id.duplicate",
                   {sort_.en + " " + id.text + " is there twice, first in line " +
                        std::to_string(known->second.line),
                    sort_.zh + " " + id.text + " 重复,首次出现在第 " +
                        std::to_string(known->second.line) + " 行"});
    return false;
  }
  return check_id(id, sort_, problems);
}

bool Ids::knows(const Word& id, Problems& problems) const {
  if (!readable_ || known_.find(id.text) != known_.end()) return true;
  std::vector<std::string> known;
  for (const auto& [text, position] : known_) known.push_back(text);
  const Text hint = known_words(id.text, known);
  problems.error(id.at, sort_.en + ".unknown",
                 {"there is no " + sort_.en + " \"" + id.text + "\"" + hint.en,
                  "没有" + sort_.zh + "“" + id.text + "”" + hint.zh});
  return false;
}

const Position* Ids::where(std::string_view id) const {
  const auto found = known_.find(id);
  return found == known_.end() ? nullptr : &found->second;
}

core::Roles default_roles(core::OfficeType type) {
  using core::Role;
  switch (type) {
    case core::OfficeType::community:
      return {Role::community};
    case core::OfficeType::subdistrict:
    case core::OfficeType::town:
      return {Role::street, Role::street_leader, Role::street_top_leader};
    case core::OfficeType::department:
      break;
  }
  return {Role::dept_liaison, Role::dept_officer, Role::dept_deputy_head, Role::dept_head};
}

void check_lead(const Word& lead, const Draft& draft, Problems& problems) {
  if (!draft.offices.knows(lead, problems)) return;
  const core::Office* office = draft.policy.office(core::OfficeId(lead.text));
  if (office == nullptr) return;
  if (office->type == core::OfficeType::community)
    problems.error(lead.at, "lead.community",
                   {"lead " + lead.text + " is a community; a community never leads",
                    "主办单位 " + lead.text + " 是社区;社区不得主办"});
  else if (!office->can_lead)
    problems.error(
        lead.at, "lead.may_not",
        {"lead " + lead.text + " may not lead: offices.toml does not say can_lead = true",
         "主办单位 " + lead.text + " 不可主办:offices.toml 未设 can_lead = true"});
}

void read_offices(const Node& document, Draft& draft, Problems& problems) {
  Reader reader(document, {"offices.toml", "offices.toml"}, problems);
  std::vector<Child> children;
  for (const Node& node : reader.tables("office")) read_office(node, draft, children, problems);
  for (const Child& child : children) check_parent(child, draft, problems);
  reader.finish();
}

}  // namespace shao::config

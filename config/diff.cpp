#include "config/diff.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "config/entries.hpp"

namespace shao::config {

namespace {

using Entries = std::vector<Entry>;

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

std::string joined(const std::vector<std::string>& items, const char* between) {
  std::string all;
  for (const std::string& item : items) all += (all.empty() ? "" : between) + item;
  return all;
}

/// What is in `items` and not in `others`.
std::vector<std::string> without(const std::vector<std::string>& items,
                                 const std::vector<std::string>& others) {
  std::vector<std::string> left;
  for (const std::string& item : items)
    if (std::find(others.begin(), others.end(), item) == others.end()) left.push_back(item);
  return left;
}

/// What an entry is called: "rule ROAD", "the key of ZJW, \"duty desk\"".
Text called(const Entry& entry) {
  const Text sort = sort_words(entry.sort);
  if (entry.sort != "key") {
    const std::string id = entry.id.empty() ? "" : " " + entry.id;
    return {sort.en + id, sort.zh + id};
  }
  const Content* office = entry.field("office");
  const Content* label = entry.field("label");
  const std::string whose = office == nullptr ? "" : office->text();
  // Which of an office's keys it is, its beginning tells where there is no label.
  const std::string which =
      quoted(label == nullptr ? entry.id.substr(0, 8) + "..." : label->text());
  return {"the key of " + whose + ", " + which + ",", whose + " 的密钥 " + which};
}

/// The fields of an entry, in one line.
Text content_of(const Entry& entry) {
  Text all;
  for (const Content& field : entry.fields) {
    if (field.text() == entry.id) continue;
    const Text words = field_words(field.name);
    all.en += (all.en.empty() ? ": " : ", ") + words.en + " " + quoted(field.text());
    all.zh += (all.zh.empty() ? ":" : ",") + words.zh + " " + quoted(field.text());
  }
  return all;
}

class Comparison {
 public:
  void file(const std::string& name, const Entries& older, const Entries& newer) {
    for (const Entry& entry : older)
      if (same_in(newer, entry) == nullptr) removed(name, entry);
    for (std::size_t i = 0; i < newer.size(); ++i) {
      const Entry& entry = newer[i];
      if (const Entry* before = same_in(older, entry))
        fields(name, *before, entry);
      else
        added(name, newer, i);
    }
    moves(name, older, newer);
  }
  void text_alone(const std::string& name) {
    add({"file.text", name},
        {name + ": comments or layout alone differ", name + ":仅注释或排版不同"});
  }
  std::size_t count() const { return changes_.size(); }
  std::vector<Change> take() { return std::move(changes_); }

 private:
  static const Entry* same_in(const Entries& entries, const Entry& entry) {
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& one) {
      return one.sort == entry.sort && one.id == entry.id;
    });
    return found == entries.end() ? nullptr : &*found;
  }
  void add(Change change, Text text) {
    change.message = std::move(text.en);
    change.message_zh = std::move(text.zh);
    changes_.push_back(std::move(change));
  }
  /// Where an entry stands among those whose order decides: the first that matches is taken.
  static Text place_of(const Entries& entries, std::size_t index) {
    const std::string& sort = entries[index].sort;
    if (sort != "rule") return {};
    for (std::size_t i = index + 1; i < entries.size(); ++i)
      if (entries[i].sort == sort)
        return {", before " + entries[i].id, ",位于 " + entries[i].id + " 之前"};
    return {", the last one", ",位于最后"};
  }
  void removed(const std::string& name, const Entry& entry) {
    const Text who = called(entry), content = content_of(entry);
    add({entry.sort + ".removed", name, entry.at.line, entry.id},
        {who.en + " is gone" + content.en, who.zh + " 已删除" + content.zh});
  }
  void added(const std::string& name, const Entries& newer, std::size_t index) {
    const Entry& entry = newer[index];
    const Text who = called(entry), content = content_of(entry), place = place_of(newer, index);
    add({entry.sort + ".added", name, entry.at.line, entry.id},
        {who.en + " is new" + place.en + content.en, who.zh + " 为新增" + place.zh + content.zh});
  }
  void fields(const std::string& name, const Entry& before, const Entry& after) {
    if (after.sort == "key") status(name, before, after);
    // What is said of a key's status is said above: it need not be there, and means active then.
    const auto said = [&](const Content& one) {
      return after.sort == "key" && one.name == "status";
    };
    for (const Content& old : before.fields)
      if (after.field(old.name) == nullptr && !said(old)) field(name, after, &old, nullptr);
    for (const Content& fresh : after.fields)
      if (!said(fresh)) field(name, after, before.field(fresh.name), &fresh);
  }
  /// A key that was revoked, or one that no longer is.
  void status(const std::string& name, const Entry& before, const Entry& after) {
    const auto revoked = [](const Entry& key) {
      const Content* status = key.field("status");
      return status != nullptr && status->text() == "revoked";
    };
    if (revoked(before) == revoked(after)) return;
    const Text who = called(after);
    if (revoked(after))
      add({"key.revoked", name, after.at.line, after.id},
          {who.en + " is revoked", who.zh + " 已吊销"});
    else
      add({"key.restored", name, after.at.line, after.id},
          {who.en + " is active again", who.zh + " 重新启用"});
  }
  void field(const std::string& name, const Entry& entry, const Content* old,
             const Content* fresh) {
    if (old != nullptr && fresh != nullptr && old->items == fresh->items) return;
    const Content& one = fresh != nullptr ? *fresh : *old;
    const Text who = called(entry), words = field_words(one.name);
    const std::string from = old != nullptr ? old->text() : "";
    const std::string to = fresh != nullptr ? fresh->text() : "";
    Text text{who.en + ": " + words.en, who.zh + ":" + words.zh};
    if (old == nullptr) {
      text.en += " is new: " + quoted(to);
      text.zh += " 为新增:" + quoted(to);
    } else if (fresh == nullptr) {
      text.en += " is gone: it was " + quoted(from);
      text.zh += " 已删除:原为 " + quoted(from);
    } else if (old->list || fresh->list) {
      const Text items = items_changed(*old, *fresh);
      text.en += items.en;
      text.zh += items.zh;
    } else {
      text.en += " changed from " + quoted(from) + " to " + quoted(to);
      text.zh += " 由 " + quoted(from) + " 改为 " + quoted(to);
    }
    const int line = fresh != nullptr ? fresh->at.line : old->at.line;
    add({entry.sort + ".changed", name, line, entry.id, one.name, from, to}, std::move(text));
  }
  static Text items_changed(const Content& old, const Content& fresh) {
    const auto gained = without(fresh.items, old.items);
    const auto lost = without(old.items, fresh.items);
    if (gained.empty() && lost.empty())
      return {" in another order: " + quoted(fresh.text()), " 顺序变为 " + quoted(fresh.text())};
    Text text;
    if (!gained.empty()) {
      text.en += " gains " + joined(gained, ", ");
      text.zh += " 增加 " + joined(gained, "、");
    }
    if (!lost.empty()) {
      text.en += (gained.empty() ? " loses " : ", loses ") + joined(lost, ", ");
      text.zh += (gained.empty() ? " 去掉 " : ",去掉 ") + joined(lost, "、");
    }
    return text;
  }
  /// Rules that stand before or after others than they did: as few as explain the new order.
  void moves(const std::string& name, const Entries& older, const Entries& newer) {
    const auto rules_of = [](const Entries& entries, const Entries& others) {
      std::vector<std::string> ids;
      for (const Entry& entry : entries)
        if (entry.sort == "rule" && same_in(others, entry) != nullptr) ids.push_back(entry.id);
      return ids;
    };
    const auto before = rules_of(older, newer), after = rules_of(newer, older);
    const auto kept = longest_common(before, after);
    for (std::size_t i = 0; i < newer.size(); ++i) {
      const Entry& entry = newer[i];
      if (entry.sort != "rule" || same_in(older, entry) == nullptr || kept.count(entry.id) != 0)
        continue;
      const Text place = place_of(newer, i);
      add({"rule.moved", name, entry.at.line, entry.id},
          {"rule " + entry.id + " moved" + place.en,
           "规则 " + entry.id + " 移动了位置" + place.zh});
    }
  }
  static std::set<std::string> longest_common(const std::vector<std::string>& a,
                                              const std::vector<std::string>& b) {
    std::vector<std::vector<std::size_t>> length(a.size() + 1,
                                                 std::vector<std::size_t>(b.size() + 1, 0));
    for (std::size_t i = a.size(); i-- > 0;)
      for (std::size_t j = b.size(); j-- > 0;)
        length[i][j] =
            a[i] == b[j] ? length[i + 1][j + 1] + 1 : std::max(length[i + 1][j], length[i][j + 1]);
    std::set<std::string> common;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
      if (a[i] == b[j]) {
        common.insert(a[i]);
        ++i;
        ++j;
      } else if (length[i + 1][j] >= length[i][j + 1]) {
        ++i;
      } else {
        ++j;
      }
    }
    return common;
  }

  std::vector<Change> changes_;
};

}  // namespace

core::Result<std::vector<Change>, Problem> diff(const Files& older, const Files& newer) {
  std::set<std::string> names;
  for (const auto& [name, text] : older) names.insert(name);
  for (const auto& [name, text] : newer) names.insert(name);
  Comparison comparison;
  for (const std::string& name : names) {
    const auto text_in = [&](const Files& files) {
      const auto found = files.find(name);
      return found == files.end() ? std::string() : found->second;
    };
    const std::string before = text_in(older), after = text_in(newer);
    if (before == after) continue;
    const auto old_entries = entries_of(name, before);
    if (!old_entries) return core::Unexpected{old_entries.error()};
    const auto new_entries = entries_of(name, after);
    if (!new_entries) return core::Unexpected{new_entries.error()};
    const std::size_t changes = comparison.count();
    comparison.file(name, *old_entries, *new_entries);
    if (comparison.count() == changes) comparison.text_alone(name);
  }
  return comparison.take();
}

}  // namespace shao::config

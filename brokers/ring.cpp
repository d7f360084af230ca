#include "brokers/ring.hpp"

#include <algorithm>

#include "dispatcher/codec/masking.hpp"
#include "dispatcher/core/planted.hpp"

namespace shao::broker {
namespace {

bool holds(const std::vector<core::OfficeId>& sorted, const core::OfficeId& office) {
  return std::binary_search(sorted.begin(), sorted.end(), office);
}

bool sees_all(const link::Key& viewer) {
  return viewer.roles.any_of(core::sees_all);
}

/// `body` with `view` as its last field. Both come from a dispatcher's encoder: compact objects.
std::string joined(const std::string& body, const std::string& view) {
  if (body.size() < 2 || body.back() != '}') return body;
  const char* separator = body == "{}" ? "\"view\":" : ",\"view\":";
  return body.substr(0, body.size() - 1) + separator + view + "}";
}

/// Empty when `view` cannot be read: a text that cannot be masked is not sent.
std::string masked(const std::string& view) {
  auto json = codec::Json::parse(view, nullptr, false);
  if (!json.is_object()) return {};
  codec::mask_particulars(json);
  return json.dump(-1, ' ', false, codec::Json::error_handler_t::replace);
}

}  // namespace

std::shared_ptr<const Item> Item::make(link::Event event) {
  auto position = codec::parse_position(event.position);
  if (!position) return nullptr;
  return std::shared_ptr<const Item>(new Item(std::move(*position), std::move(event)));
}

bool Item::visible_to(const link::Key& viewer) const {
  return planted(Bug::scope_unchecked) || sees_all(viewer) ||
         holds(event_.audience.see, viewer.office);
}

const std::string& Item::body_for(const link::Key& viewer) const {
  const bool enters = holds(event_.audience.enter, viewer.office) ||
                      (event_.audience.enter_all && sees_all(viewer));
  if (!enters || event_.view.empty()) return event_.body;
  if (holds(event_.audience.full, viewer.office)) {
    if (!with_view_) with_view_ = joined(event_.body, event_.view);
    return *with_view_;
  }
  if (!with_masked_view_) {
    const std::string view = masked(event_.view);
    with_masked_view_ = view.empty() ? event_.body : joined(event_.body, view);
  }
  return *with_masked_view_;
}

const Item* Ring::find(core::EventNumber number) const {
  if (items_.empty() || number < first() || number > last()) return nullptr;
  return items_[static_cast<std::size_t>(number - first())].get();
}

void Ring::push(std::shared_ptr<const Item> item) {
  items_.push_back(std::move(item));
  if (items_.size() > capacity_) items_.pop_front();
}

void Ring::cut_after(core::EventNumber number) {
  while (!items_.empty() && items_.back()->number() > number) items_.pop_back();
}

}  // namespace shao::broker

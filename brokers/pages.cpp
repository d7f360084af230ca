#include "brokers/pages.hpp"

namespace shao::broker {

void Pages::add(Page page) {
  if (page.empty()) return;
  pages_.push_front(std::move(page));
  if (pages_.size() > kept) pages_.pop_back();
}

const Item* Pages::find(core::EventNumber number) const {
  for (const Page& page : pages_) {
    const core::EventNumber first = page.front()->number();
    if (number >= first && number - first < page.size())
      return page[static_cast<std::size_t>(number - first)].get();
  }
  return nullptr;
}

}  // namespace shao::broker

// The browser's application: the files that the build of clients/centre/web made, read once at the
// start and served from memory, packed where that helps.
//
//   auto pages = Pages::read("web/dist");
//   if (!pages) return complain(pages.error());
//   if (auto response = pages->find(request)) answer.send(*response);
//
// Whatever is under /assets/ has a hash in its name and may be kept for ever. Every other address
// that looks like a view of the application (/wall, /whistle/W12) is its one page.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "clients/centre/http/message.hpp"
#include "dispatcher/core/result.hpp"

namespace shao::centre {

class Pages {
 public:
  /// The error is a sentence: no index.html there, a file that cannot be read.
  static core::Result<Pages, std::string> read(const std::filesystem::path& folder);

  /// Nothing: there is no such file and no such view.
  std::optional<Response> find(const Request& request) const;

 private:
  struct File {
    std::string content_type;
    std::string bytes;
    std::string packed;  // empty: it is not worth it
    std::string tag;     // of its content
    bool for_ever = false;
  };
  std::map<std::string, File> files_;  // by path
};

}  // namespace shao::centre

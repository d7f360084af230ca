#include "clients/centre/pages.hpp"

#include <array>
#include <fstream>
#include <functional>
#include <sstream>
#include <system_error>

#include "clients/centre/http/gzip.hpp"

namespace shao::centre {

namespace {

constexpr int smallest = 9;
constexpr std::string_view views[] = {"/",      "/wall",     "/raise",  "/desk",
                                      "/login", "/accounts", "/closed", "/whistle"};

struct Type {
  std::string_view ending;
  std::string_view content_type;
  bool packs;
};
constexpr std::array<Type, 11> types{{
    {".html", "text/html; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".css", "text/css; charset=utf-8", true},
    {".json", "application/json; charset=utf-8", true},
    {".svg", "image/svg+xml", true},
    {".webmanifest", "application/manifest+json", true},
    {".txt", "text/plain; charset=utf-8", true},
    {".png", "image/png", false},
    {".ico", "image/x-icon", false},
    {".webp", "image/webp", false},
    {".woff2", "font/woff2", false},
}};

std::optional<std::string> content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file) return std::nullopt;
  return std::move(bytes).str();
}

bool is_view(std::string_view path) {
  for (const std::string_view view : views)
    if (path == view ||
        (view.size() > 1 && path.starts_with(view) && path.substr(view.size()).front() == '/'))
      return true;
  return false;
}

}  // namespace

core::Result<Pages, std::string> Pages::read(const std::filesystem::path& folder) {
  Pages pages;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, error)) {
    if (!entry.is_regular_file()) continue;
    const std::string ending = entry.path().extension().string();
    for (const Type& type : types) {
      if (type.ending != ending) continue;
      auto bytes = content_of(entry.path());
      if (!bytes) return core::fail(entry.path().string() + " cannot be read");
      const std::string path = "/" + entry.path().lexically_relative(folder).generic_string();
      File file{
          std::string(type.content_type), std::move(*bytes), {}, {}, path.starts_with("/assets/")};
      if (type.packs) file.packed = gzip(file.bytes, smallest);
      file.tag = "\"" + std::to_string(std::hash<std::string>{}(file.bytes)) + "\"";
      pages.files_.emplace(path, std::move(file));
    }
  }
  if (!pages.files_.contains("/index.html"))
    return core::fail("there is no " + (folder / "index.html").string() +
                      ": build the browser application first (./dev build)");
  return pages;
}

std::optional<Response> Pages::find(const Request& request) const {
  auto found = files_.find(request.path);
  if (found == files_.end() && is_view(request.path)) found = files_.find("/index.html");
  if (found == files_.end()) return std::nullopt;
  const File& file = found->second;
  Response response;
  response.content_type = file.content_type;
  response.headers = {
      {"Cache-Control", file.for_ever ? "public, max-age=31536000, immutable" : "no-cache"},
      {"ETag", file.tag},
      {"Vary", "Accept-Encoding"}};
  if (request.header("if-none-match") == file.tag) {
    response.status = 304;
    return response;
  }
  if (!file.packed.empty() && request.accepts_gzip()) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = file.packed;
  } else {
    response.body = file.bytes;
  }
  return response;
}

}  // namespace shao::centre

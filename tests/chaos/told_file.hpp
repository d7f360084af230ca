// What the offices of one client process were told, written down as it happens: the file outlives
// every kill -9 of its process, and the next process of these offices goes on from it.
//
//   file = *(line LF)
//   line = {"office":..,"sent":id,"body":{..}}                      ; before it goes into the
//   outbox
//        / {"office":..,"answered":id,"body":{..},"taken_back":..}
//        / {"office":..,"event":position,"at":ms,"body":{..}}       ; ms: the machine's wall clock
//        / {"office":..,"failed":id,"body":{..}}                    ; not kept by the client
//        / {"office":..,"rewound":position}
//
//   auto told = ToldFile::open(path, [&](const Json& line) { ... what was told before ... });
//   told->write({{"office", "ZJW"}, {"answered", id}, {"body", body}});
#pragma once

#include <filesystem>
#include <functional>

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/result.hpp"
#include "dispatcher/journal/file_descriptor.hpp"

namespace shao::chaos {

class ToldFile {
 public:
  using Each = std::function<void(const codec::Json& line)>;

  /// Hands on what it holds and cuts off a line that was not written whole.
  static core::Result<ToldFile, std::string> open(const std::filesystem::path& path,
                                                  const Each& each);
  /// In the kernel's hands when it returns, which a killed process does not take along.
  core::Result<bool, std::string> write(const codec::Json& line);

  /// Reads one that nobody writes any more.
  static core::Result<bool, std::string> read(const std::filesystem::path& path, const Each& each);

 private:
  explicit ToldFile(journal::FileDescriptor file) : file_(std::move(file)) {}

  journal::FileDescriptor file_;
};

}  // namespace shao::chaos

// The decoders that take bytes from outside, each as one function for a fuzzer: it must return for
// any bytes, without a crash, undefined behaviour, endless work or a broken promise.
//
//   browser.cpp    fuzz::browser        addresses, cookies, accounts and sessions of the web server
//   command.cpp    fuzz::command        bodies of commands
//   query.cpp      fuzz::query          bodies of questions, answered from whistles in many states
//   engine.cpp     fuzz::engine         commands one after another, decided, journaled, read back
//   records.cpp    fuzz::records        entries of the journal
//   snapshot.cpp   fuzz::snapshot       chunks of a snapshot
//   position.cpp   fuzz::position       positions in the feed, instants
//   config.cpp     fuzz::config_files   a jurisdiction's TOML
//                  fuzz::config_bytes   as Redis keeps it
//   messages.cpp   fuzz::messages       what clients say to a broker
//   edge.cpp       fuzz::edge           the same said to a whole broker, with events to follow
//   link.cpp       fuzz::link           what brokers and dispatchers say to each other
//   client.cpp     fuzz::client         answers, errors and events as a client takes them
//   files.cpp      fuzz::outbox, fuzz::key_file, fuzz::profile     a client's own files
//   words.cpp      fuzz::words          what is shown to people, with residents' names masked
//   import.cpp     fuzz::import         whistles from JSON lines and CSV
//
// Two programs run them: shao-fuzz under libFuzzer (./dev fuzz), and fuzz_replay, which feeds the
// corpus and simple mutations of it, in ./dev test. The corpus of each is in corpus/<name>/.
#pragma once

#include <span>
#include <string_view>

#include "brokers/wire/sockets.hpp"

namespace shao::fuzz {

struct Decoder {
  std::string_view name;
  void (*feed)(std::string_view bytes);
};

/// All of them, by name.
std::span<const Decoder> decoders();
/// Nothing when there is none of this name.
const Decoder* decoder(std::string_view name);

/// Ends the process when a promise does not hold: that is what a fuzzer calls a find.
void require(bool holds, const char* promise);

/// An input that is several things: messages end with byte 0x1D, the frames of one with 0x1E.
inline constexpr char between_messages = '\x1d';
inline constexpr char between_frames = '\x1e';
std::vector<std::string_view> parts_of(std::string_view bytes, char between);
wire::Frames frames_of(std::string_view message);

/// The snapshot of an engine that was told an input of `engine`: a seed for `snapshot`, which a
/// change of the format makes worthless.
std::string snapshot_after(std::string_view tale);
bool is_snapshot(std::string_view bytes);

void browser(std::string_view bytes);
void command(std::string_view bytes);
void query(std::string_view bytes);
void engine(std::string_view bytes);
void records(std::string_view bytes);
void snapshot(std::string_view bytes);
void position(std::string_view bytes);
void config_files(std::string_view bytes);
void config_bytes(std::string_view bytes);
void messages(std::string_view bytes);
void edge(std::string_view bytes);
void link(std::string_view bytes);
void client(std::string_view bytes);
void outbox(std::string_view bytes);
void key_file(std::string_view bytes);
void profile(std::string_view bytes);
void words(std::string_view bytes);
void import(std::string_view bytes);

}  // namespace shao::fuzz

#include "clients/hooks/attempts.hpp"

#include <curl/curl.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <system_error>

#include "dispatcher/journal/file_descriptor.hpp"
#include "dispatcher/journal/redis_address.hpp"

namespace shao::hooks {

namespace {

using Steady = std::chrono::steady_clock;
using journal::FileDescriptor;

std::string text_of(int error) {
  return std::generic_category().message(error);
}

std::string too_slow(const config::Hook& hook) {
  return "no answer within " + std::to_string(hook.timeout.count()) + " s";
}

/// What a receiver answers is not for us; the timeout bounds how much of it there can be.
std::size_t drop(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

struct Cleanup {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct CleanupAll {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};

void add_header(std::unique_ptr<curl_slist, Cleanup>& headers, const std::string& line) {
  curl_slist* const longer = curl_slist_append(headers.get(), line.c_str());
  if (longer == nullptr) return;
  static_cast<void>(headers.release());
  headers.reset(longer);
}

}  // namespace

std::string signature(const std::string& secret, const std::string& sent, const std::string& body) {
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> code{};
  crypto_auth_hmacsha256_state state;
  const auto bytes = [](const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  crypto_auth_hmacsha256_init(&state, bytes(secret), secret.size());
  const std::string start = sent + ".";
  crypto_auth_hmacsha256_update(&state, bytes(start), start.size());
  crypto_auth_hmacsha256_update(&state, bytes(body), body.size());
  crypto_auth_hmacsha256_final(&state, code.data());
  std::array<char, crypto_auth_hmacsha256_BYTES * 2 + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), code.data(), code.size());
  return hex.data();
}

struct Attempts::Web {
  struct Transfer {
    std::string id;
    std::string hook;
    std::string slow;
    std::string body;
    std::unique_ptr<curl_slist, Cleanup> headers;
    std::unique_ptr<CURL, Cleanup> handle;
  };
  std::unique_ptr<CURLM, CleanupAll> multi{curl_multi_init()};
  std::vector<Transfer> transfers;

  ~Web() {
    for (const Transfer& one : transfers) curl_multi_remove_handle(multi.get(), one.handle.get());
  }
};

struct Attempts::Child {
  std::string id;
  std::string hook;
  std::string slow;
  pid_t pid = 0;
  Steady::time_point until{};
  bool stopped = false;

  /// With its whole process group: it may have children.
  void kill() {
    ::kill(-pid, SIGKILL);
    stopped = true;
  }
};

Attempts::Attempts(std::string folder)
    : folder_(std::move(folder)), web_(std::make_unique<Web>()) {}
Attempts::Attempts(Attempts&&) noexcept = default;
Attempts& Attempts::operator=(Attempts&&) noexcept = default;
Attempts::~Attempts() {
  for (const auto& child : children_) {
    child->kill();
    ::waitpid(child->pid, nullptr, 0);
  }
}

void Attempts::start(const config::Hook& hook, const Message& message) {
  if (hook.url.empty())
    start_program(hook, message);
  else
    start_web(hook, message);
}

void Attempts::start_web(const config::Hook& hook, const Message& message) {
  // Read each time, so that a new secret needs no restart.
  const auto secret = journal::read_password_file(hook.secret_file);
  if (!secret) {
    ended_.push_back({message.id, hook.id, false, secret.error().message});
    return;
  }
  const std::string sent = std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(
                                              std::chrono::system_clock::now().time_since_epoch())
                                              .count());
  Web::Transfer one{message.id, hook.id, too_slow(hook), message.body, {}, {}};
  one.handle.reset(curl_easy_init());
  for (const std::string& line :
       {std::string("Content-Type: application/json"), "Shao-Delivery: " + message.id,
        "Shao-Sent: " + sent, "Shao-Signature: sha256=" + signature(*secret, sent, message.body)})
    add_header(one.headers, line);
  CURL* const curl = one.handle.get();
  if (curl == nullptr) {
    ended_.push_back({message.id, hook.id, false, "libcurl has no memory"});
    return;
  }
  curl_easy_setopt(curl, CURLOPT_URL, hook.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "shaodao");
  curl_easy_setopt(curl, CURLOPT_POST, 1L);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(one.body.size()));
  curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, one.body.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, one.headers.get());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(hook.timeout.count()));
  if (!hook.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, hook.ca_file.c_str());
  curl_multi_add_handle(web_->multi.get(), curl);
  web_->transfers.push_back(std::move(one));
}

/// The message stands in a file without a name, so that a program that does not read cannot hold us
/// up, and gets no more of our environment than a path.
void Attempts::start_program(const config::Hook& hook, const Message& message) {
  const auto failed = [&](const std::string& why) {
    ended_.push_back({message.id, hook.id, false, why});
  };
  const FileDescriptor input(::memfd_create("message", MFD_CLOEXEC));
  if (!input || ::write(input.get(), message.body.data(), message.body.size()) !=
                    static_cast<ssize_t>(message.body.size()))
    return failed("no memory for the message: " + text_of(errno));
  ::lseek(input.get(), 0, SEEK_SET);
  std::vector<std::string> words = hook.program;
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::string path = "PATH=/usr/local/bin:/usr/bin:/bin", language = "LC_ALL=C.UTF-8",
              delivery = "SHAO_DELIVERY=" + message.id;
  std::array<char*, 4> environment{path.data(), language.data(), delivery.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.get(), STDIN_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addchdir_np(&actions, folder_.c_str());
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  auto child = std::make_unique<Child>();
  *child = {message.id, hook.id, too_slow(hook), 0, Steady::now() + hook.timeout, false};
  const int error = ::posix_spawn(&child->pid, hook.program.front().c_str(), &actions, &attributes,
                                  arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) return failed(hook.program.front() + ": " + text_of(error));
  children_.push_back(std::move(child));
}

std::vector<Ended> Attempts::poll() {
  poll_web();
  poll_programs();
  return std::exchange(ended_, {});
}

void Attempts::poll_web() {
  int running = 0, left = 0;
  curl_multi_perform(web_->multi.get(), &running);
  while (const CURLMsg* told = curl_multi_info_read(web_->multi.get(), &left)) {
    if (told->msg != CURLMSG_DONE) continue;
    CURL* const handle = told->easy_handle;
    const CURLcode result = told->data.result;
    for (auto one = web_->transfers.begin(); one != web_->transfers.end(); ++one) {
      if (one->handle.get() != handle) continue;
      long status = 0;
      curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
      const std::string outcome = result == CURLE_OPERATION_TIMEDOUT ? one->slow
                                  : result != CURLE_OK ? std::string(curl_easy_strerror(result))
                                                       : "HTTP " + std::to_string(status);
      ended_.push_back(
          {one->id, one->hook, result == CURLE_OK && status >= 200 && status < 300, outcome});
      curl_multi_remove_handle(web_->multi.get(), handle);
      web_->transfers.erase(one);
      break;
    }
  }
}

void Attempts::poll_programs() {
  const auto now = Steady::now();
  std::erase_if(children_, [&](const std::unique_ptr<Child>& child) {
    int status = 0;
    if (::waitpid(child->pid, &status, WNOHANG) != child->pid) {
      if (now >= child->until && !child->stopped) child->kill();
      return false;
    }
    std::string outcome = child->stopped        ? child->slow
                          : WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                                                : "exit " + std::to_string(WEXITSTATUS(status));
    ended_.push_back({child->id, child->hook, !child->stopped && status == 0, std::move(outcome)});
    return true;
  });
}

std::vector<std::string> Attempts::under_way(const std::string& hook) const {
  std::vector<std::string> ids;
  for (const Web::Transfer& one : web_->transfers)
    if (one.hook == hook) ids.push_back(one.id);
  for (const auto& child : children_)
    if (child->hook == hook) ids.push_back(child->id);
  return ids;
}

std::size_t Attempts::count() const {
  return web_->transfers.size() + children_.size();
}

}  // namespace shao::hooks

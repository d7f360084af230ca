// shao, the command line.
#include <sodium.h>

#include "clients/cli/program.hpp"

int main(int argc, char** argv) {
  using namespace shao::cli;
  if (sodium_init() < 0) {
    complain(say("libsodium could not be started", "libsodium 无法启动"));
    return static_cast<int>(Exit::local_failure);
  }
  return Program().run(argc, argv);
}

#include "apps/interruption.h"

#include <csignal>

namespace mmoe {

namespace {

// The only state a signal handler can reach.
volatile std::sig_atomic_t received_signal = 0;

void remember(int signal) {
  received_signal = signal;
  std::signal(signal, SIG_DFL);
}

}  // namespace

void catch_interruptions() {
  std::signal(SIGINT, remember);
  std::signal(SIGTERM, remember);
}

std::optional<ExitCode> interruption() {
  if (received_signal == 0) return {};
  return received_signal == SIGTERM ? ExitCode::terminated : ExitCode::interrupted;
}

}  // namespace mmoe

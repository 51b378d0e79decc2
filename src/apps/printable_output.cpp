#include "apps/printable_output.h"

#include "base/printable.h"

namespace mmoe {

PrintableOutput::PrintableOutput(std::ostream& stream)
    : stream_(stream), out_(stream.rdbuf(this)) {}

PrintableOutput::~PrintableOutput() {
  stream_.flush();
  stream_.rdbuf(out_);
}

int PrintableOutput::sync() {
  const std::string text = printable_lines(view());
  str("");
  const auto size = static_cast<std::streamsize>(text.size());
  return out_->sputn(text.data(), size) == size ? out_->pubsync() : -1;
}

}  // namespace mmoe

// Standard output without what a terminal would obey.
#pragma once

#include <ostream>
#include <sstream>

namespace mmoe {

// While it lives, what is written to `stream` passes through printable_lines() whenever the stream
// is flushed, and when this ends.
class PrintableOutput : private std::stringbuf {
 public:
  explicit PrintableOutput(std::ostream& stream);
  ~PrintableOutput() override;
  PrintableOutput(const PrintableOutput&) = delete;
  PrintableOutput& operator=(const PrintableOutput&) = delete;

 private:
  int sync() override;

  std::ostream& stream_;
  std::streambuf* out_;
};

}  // namespace mmoe

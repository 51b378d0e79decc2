// Predictions as CSV: kept columns, then each task's outputs, one line a row, in order.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "data/texts.h"
#include "metrics/head.h"

namespace mmoe {

class PredictionWriter {
 public:
  // The file appears once finish() was called. Throws Error(usage) for an ending it cannot write.
  PredictionWriter(const std::string& path, const std::vector<Head>& heads,
                   const std::vector<std::string>& kept, bool with_logits);

  // Kept texts row by row; logits by task, [rows, logits_of(task)].
  void write(const Texts& kept, const std::vector<std::vector<double>>& logits);
  void finish();

 private:
  void append_text(std::string_view text);
  void append_number(double number);
  void append_task(const Head& head, std::span<const double> logits);

  const std::vector<Head>& heads_;
  size_t kept_columns_;
  bool with_logits_;
  char delimiter_;
  AtomicFile file_;
  std::string buffer_;
};

}  // namespace mmoe

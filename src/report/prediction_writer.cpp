#include "report/prediction_writer.h"

#include <charconv>

#include "base/error.h"
#include "base/text.h"
#include "train/evaluator.h"

namespace mmoe {

namespace {

bool is_binary(const TaskConfig& task) { return std::holds_alternative<BinaryTask>(task); }

char delimiter_of(const std::string& path) {
  if (path.ends_with(".csv")) return ',';
  if (path.ends_with(".tsv")) return '\t';
  throw usage_error("--output " + quote(path) + ": the file's ending must be .csv or .tsv");
}

}  // namespace

PredictionWriter::PredictionWriter(const std::string& path, const std::vector<TaskConfig>& tasks,
                                   const std::vector<std::string>& kept, bool with_logits)
    : tasks_(tasks),
      kept_columns_(kept.size()),
      with_logits_(with_logits),
      delimiter_(delimiter_of(path)),
      file_(path) {
  const auto column = [&](const std::string& name) {
    if (!buffer_.empty()) buffer_ += delimiter_;
    append_text(name);
  };
  for (const std::string& name : kept) column(name);
  for (const TaskConfig& task : tasks) {
    const std::string& name = base_of(task).name;
    column((is_binary(task) ? "probs_" : "y_") + name);
    if (with_logits && is_binary(task)) column("logits_" + name);
  }
  buffer_ += '\n';
}

void PredictionWriter::append_text(std::string_view text) {
  const bool plain = text.find_first_of("\"\r\n") == std::string_view::npos &&
                     text.find(delimiter_) == std::string_view::npos;
  if (plain) {
    buffer_ += text;
    return;
  }
  buffer_ += '"';
  for (const char c : text) buffer_ += c == '"' ? std::string("\"\"") : std::string(1, c);
  buffer_ += '"';
}

// The shortest text that reads back as the same float.
void PredictionWriter::append_number(double number) {
  char text[32];
  const auto [end, status] = std::to_chars(text, text + sizeof text, static_cast<float>(number));
  buffer_.append(text, end);
}

void PredictionWriter::write(const Texts& kept, const std::vector<std::vector<double>>& logits) {
  for (size_t row = 0; row < logits.front().size(); ++row) {
    for (size_t column = 0; column < kept_columns_; ++column) {
      append_text(kept[row * kept_columns_ + column]);
      buffer_ += delimiter_;
    }
    for (size_t task = 0; task < tasks_.size(); ++task) {
      const double logit = logits[task][row];
      const bool binary = is_binary(tasks_[task]);
      if (task > 0) buffer_ += delimiter_;
      append_number(binary ? probability(logit) : logit);
      if (with_logits_ && binary) {
        buffer_ += delimiter_;
        append_number(logit);
      }
    }
    buffer_ += '\n';
  }
  file_.write(buffer_);
  buffer_.clear();
}

void PredictionWriter::finish() {
  file_.write(buffer_);
  file_.commit();
}

}  // namespace mmoe

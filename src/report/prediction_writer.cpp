#include "report/prediction_writer.h"

#include <charconv>

#include "base/error.h"
#include "base/text.h"

namespace mmoe {

namespace {

bool is_regression(const Head& head) { return std::holds_alternative<RegressionTask>(head.task); }

// "probs_buy", or for one of several classes "probs_kind_0", "probs_kind_1", ...
std::vector<std::string> columns_of(const std::string& kind, const Head& head) {
  const std::string name = kind + base_of(head.task).name;
  if (!std::holds_alternative<MulticlassTask>(head.task)) return {name};
  std::vector<std::string> names;
  for (int64_t i = 0; i < outputs_of(head.task); ++i) {
    names.push_back(name + "_" + std::to_string(i));
  }
  return names;
}

// What comes before the sigmoid or softmax.
std::vector<double> logits_of_row(const Head& head, std::span<const double> logits) {
  if (std::holds_alternative<BinaryTask>(head.task)) return {log_odds(logits)};
  return {logits.begin(), logits.end()};
}

char delimiter_of(const std::string& path) {
  if (path.ends_with(".csv")) return ',';
  if (path.ends_with(".tsv")) return '\t';
  throw usage_error("--output " + quote(path) + ": the file's ending must be .csv or .tsv");
}

}  // namespace

PredictionWriter::PredictionWriter(const std::string& path, const std::vector<Head>& heads,
                                   const std::vector<std::string>& kept, bool with_logits)
    : heads_(heads),
      kept_columns_(kept.size()),
      with_logits_(with_logits),
      delimiter_(delimiter_of(path)),
      file_(path) {
  const auto column = [&](const std::string& name) {
    if (!buffer_.empty()) buffer_ += delimiter_;
    append_text(name);
  };
  for (const std::string& name : kept) column(name);
  for (const Head& head : heads) {
    for (const auto& name : columns_of(is_regression(head) ? "y_" : "probs_", head)) column(name);
    if (!with_logits || is_regression(head)) continue;
    for (const auto& name : columns_of("logits_", head)) column(name);
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

void PredictionWriter::append_task(const Head& head, std::span<const double> logits) {
  const auto append = [&](const std::vector<double>& numbers) {
    for (const double number : numbers) {
      append_number(number);
      buffer_ += delimiter_;
    }
  };
  append(predicted(head, logits));
  if (with_logits_ && !is_regression(head)) append(logits_of_row(head, logits));
}

void PredictionWriter::write(const Texts& kept, const std::vector<std::vector<double>>& logits) {
  const size_t rows = logits.front().size() / static_cast<size_t>(logits_of(heads_.front().task));
  for (size_t row = 0; row < rows; ++row) {
    for (size_t column = 0; column < kept_columns_; ++column) {
      append_text(kept[row * kept_columns_ + column]);
      buffer_ += delimiter_;
    }
    for (size_t task = 0; task < heads_.size(); ++task) {
      const auto columns = static_cast<size_t>(logits_of(heads_[task].task));
      append_task(heads_[task], std::span(logits[task]).subspan(row * columns, columns));
    }
    buffer_.back() = '\n';  // in place of the last delimiter
  }
  file_.write(buffer_);
  buffer_.clear();
}

void PredictionWriter::finish() {
  file_.write(buffer_);
  file_.commit();
}

}  // namespace mmoe

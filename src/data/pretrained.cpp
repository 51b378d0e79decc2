#include "data/pretrained.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <system_error>
#include <unordered_set>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "data/number_text.h"

namespace mmoe {

namespace {

// The file line by line: a value, blanks or a tab, and as many numbers as the table is wide. Values
// with blanks need the tab. word2vec begins with a line "rows dim".
class VectorFile {
 public:
  VectorFile(const std::string& path, int64_t dim) : path_(path), dim_(static_cast<size_t>(dim)) {
    try {
      content_ = read_file(path);
    } catch (const std::system_error& error) {
      throw data_error(path + ": cannot be read: " + error.code().message());
    }
    rest_ = content_;
  }

  // The next value and its vector; false at the end.
  bool next() {
    while (!rest_.empty()) {
      const std::string_view line = trim(take_line());
      if (line.empty() || is_header(line)) continue;
      parse(line);
      return true;
    }
    return false;
  }
  std::string_view value() const { return value_; }
  const std::vector<float>& vector() const { return vector_; }

 private:
  std::string_view take_line() {
    const size_t end = rest_.find('\n');
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    ++line_;
    return line;
  }

  bool is_header(std::string_view line) const {
    const size_t blank = line.find_first_of(" \t");
    if (line_ != 1 || dim_ == 1 || blank == std::string_view::npos) return false;
    return parse_integer(line.substr(0, blank)) && parse_integer(trim(line.substr(blank)));
  }

  void parse(std::string_view line) {
    const size_t tab = line.find('\t');
    const size_t end = tab != std::string_view::npos ? tab : line.find(' ');
    value_ = trim(line.substr(0, end));
    vector_.clear();
    std::string_view numbers = end == std::string_view::npos ? "" : line.substr(end);
    while (!(numbers = trim(numbers)).empty()) {
      const std::string_view text = numbers.substr(0, numbers.find_first_of(" \t"));
      const auto number = parse_number(text);
      if (!number) fail(quote(text) + " is not a number");
      if (std::abs(*number) > kLargestNumber)
        fail(quote(text) + " is too large for a 32-bit float");
      vector_.push_back(static_cast<float>(*number));
      numbers.remove_prefix(text.size());
    }
    if (vector_.size() != dim_) {
      fail("expected " + std::to_string(dim_) + " numbers ('dim') after the value " +
           quote(value_) + ", found " + std::to_string(vector_.size()));
    }
  }

  [[noreturn]] void fail(const std::string& problem) const {
    throw data_error(path_ + ", line " + std::to_string(line_) + ": " + problem);
  }

  std::string path_, content_;
  size_t dim_;
  std::string_view rest_, value_;
  int64_t line_ = 0;
  std::vector<float> vector_;
};

// Id 0 is for values without a vector of their own.
PretrainedTable read_vectors(const TableEncoder& table, const std::string& path) {
  PretrainedTable read;
  const WordLookup id_of = word_lookup(table);
  std::unordered_set<int32_t> seen = {0};
  VectorFile file(path, table.dim);
  while (file.next()) {
    const int32_t id = id_of(file.value()).value_or(0);
    if (!seen.insert(id).second) continue;
    read.ids.push_back(id);
    read.vectors.insert(read.vectors.end(), file.vector().begin(), file.vector().end());
  }
  return read;
}

// The table of this feature.
const TableEncoder& table_of(const std::string& feature, const Encoders& encoders) {
  const auto column = std::ranges::find(encoders.columns, feature, &ColumnEncoder::name);
  const auto* list = std::get_if<ListEncoder>(&column->encoder);
  return encoders.tables[list ? list->table : std::get<CategoryEncoder>(column->encoder).table];
}

// Features of one table name one file.
void add(const CategoryConfig& config, const std::string& feature, const Encoders& encoders,
         const std::string& data_dir, std::vector<PretrainedTable>& all, Log& log) {
  const std::string name = config.table.value_or(feature);
  if (!config.pretrained || std::ranges::count(all, name, &PretrainedTable::table) > 0) return;
  const TableEncoder& table = table_of(feature, encoders);
  const std::string path = (std::filesystem::path(data_dir) / config.pretrained->file).string();
  PretrainedTable& read = all.emplace_back(read_vectors(table, path));
  read.table = name;
  read.trainable = config.pretrained->trainable;
  log.info("table " + name + ": " + with_commas(static_cast<int64_t>(read.ids.size())) + " of " +
           with_commas(table.rows() - 1) + " values have vectors in " + path);
}

}  // namespace

std::vector<PretrainedTable> load_pretrained(const std::vector<FeatureConfig>& features,
                                             const Encoders& encoders, const std::string& data_dir,
                                             Log& log) {
  std::vector<PretrainedTable> all;
  for (const FeatureConfig& feature : features) {
    const auto visit = [&](const auto& f) {
      if constexpr (requires { f.pretrained; }) {
        add(f, f.name.values.front(), encoders, data_dir, all, log);
      }
    };
    std::visit(visit, feature);
  }
  return all;
}

}  // namespace mmoe

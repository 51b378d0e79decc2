// configs/README.md, printed by config_reference().
#include <algorithm>
#include <system_error>

#include "base/files.h"
#include "base/text.h"
#include "config/run_config.h"
#include "config/small_config.h"
#include "support/catch.h"

namespace mmoe {

namespace {

std::vector<std::string> lines_of(const std::string& text) { return split(text, '\n'); }

// The paths of all keys in a tree, list positions left out ("tasks[].name").
void collect(const Node& node, const std::string& path, std::vector<std::string>& paths) {
  for (const Node& item : node.items) collect(item, path + "[]", paths);
  for (const Entry& entry : node.entries) {
    const std::string full = path.empty() ? entry.key : path + "." + entry.key;
    if (entry.value.items.empty() && entry.value.entries.empty()) paths.push_back(full);
    collect(entry.value, full, paths);
  }
}

}  // namespace

TEST_CASE("configs README is up to date", "[config]") {
  std::string kept;
  try {
    kept = read_file(std::string(MMOE_SOURCE_DIR) + "/configs/README.md");
  } catch (const std::system_error&) {
    kept = "(there is no such file)";
  }
  INFO(
      "configs/README.md is old; write it anew with\n"
      "  cmake --build build/release --target update-config-reference");
  const auto was = lines_of(kept), is = lines_of(config_reference());
  for (size_t i = 0; i < std::min(was.size(), is.size()); ++i) REQUIRE(was[i] == is[i]);
  CHECK(was.size() == is.size());
}

TEST_CASE("every row of the reference has four cells", "[config]") {
  size_t rows = 0;
  for (const std::string& line : lines_of(config_reference())) {
    if (!line.starts_with("|")) continue;
    ++rows;
    INFO(line);
    size_t bars = 0;
    for (size_t i = 0; i < line.size(); ++i) bars += line[i] == '|' && line[i - (i > 0)] != '\\';
    CHECK(bars == 5);
  }
  CHECK(rows > 100);
}

TEST_CASE("every key of an effective config is in the reference", "[config]") {
  const std::string reference = config_reference();
  const RunConfig config = test::small_config(
      {"data.valid={from: train, fraction: 0.5}", "features.0.values={}", "tasks.buy.tower={}"});
  std::vector<Problem> problems;
  std::vector<std::string> paths;
  collect(parse_yaml(to_yaml(config), "x", problems), "", paths);
  CHECK(paths.size() > 50);
  for (std::string path : paths) {
    const bool is_choice = path.ends_with(".type") && path != "tasks[].metrics[].type";
    path = is_choice ? path.substr(0, path.size() - 5) + ": {type: " : path + "`";
    CHECK_THAT(reference, Catch::Matchers::ContainsSubstring("`" + path));
  }
}

TEST_CASE("the reference tells range and default", "[config]") {
  CHECK_THAT(config_reference(), Catch::Matchers::ContainsSubstring(
                                     "| `train.batch_size` | whole number | `1024` | "
                                     "rows a step; at least 1 and at most 100,000,000 |"));
}

}  // namespace mmoe

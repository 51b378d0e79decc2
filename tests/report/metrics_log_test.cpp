// metrics.jsonl, begun anew or gone on with.
#include "support/torch_test.h"

#include <sstream>

#include "report/json.h"
#include "report/metrics_log.h"
#include "support/temp_folder.h"

namespace mmoe {

using test::TempFolder;

namespace {

Progress at(int64_t step) {
  Progress progress;
  progress.step = step;
  return progress;
}

std::vector<Json> lines_of(const std::string& path) {
  std::istringstream file(read_file(path));
  std::vector<Json> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(Json::parse(line));
  return lines;
}

std::vector<int64_t> steps_in(const std::string& path) {
  std::vector<int64_t> steps;
  for (const Json& line : lines_of(path)) steps.push_back(line["step"]);
  return steps;
}

// Steps 1 to 5 and a test.
std::string earlier(const TempFolder& folder) {
  const std::string path = folder.file("metrics.jsonl");
  MetricsLog log(path, {});
  for (int64_t step = 1; step <= 5; ++step) log.write("step", at(step), {{"loss", 1.5}});
  log.write("test", at(5), {{"auc", {}}});
  return path;
}

}  // namespace

TEST_CASE("metrics log: a line an event, undefined values as null", "[report]") {
  const TempFolder folder;
  const auto lines = lines_of(earlier(folder));
  REQUIRE(lines.size() == 6);
  CHECK(lines[0]["event"] == "step");
  CHECK(lines[0]["loss"] == 1.5);
  CHECK(lines[5]["auc"].is_null());
}

TEST_CASE("metrics log: a new run begins a new one", "[report]") {
  const TempFolder folder;
  const std::string path = earlier(folder);
  MetricsLog(path, {}).write("step", at(1), {});
  CHECK(steps_in(path) == std::vector<int64_t>{1});
}

TEST_CASE("metrics log: a resumed run drops later lines, the test and broken ones", "[report]") {
  const TempFolder folder;
  const std::string path = earlier(folder);
  write_file_atomically(path, "{\"event\": \"st\n" + read_file(path) + "[1]\n{\"event\": \"step\"");
  MetricsLog log(path, 3);
  CHECK(steps_in(path) == std::vector<int64_t>{1, 2, 3});
  log.write("step", at(4), {});
  CHECK(steps_in(path) == std::vector<int64_t>{1, 2, 3, 4});
  log.drop_after(2);
  CHECK(steps_in(path) == std::vector<int64_t>{1, 2});
}

TEST_CASE("metrics log: the test is told once however often the end is gone on from", "[report]") {
  const TempFolder folder;
  const std::string path = earlier(folder);
  MetricsLog(path, 5).write("test", at(5), {});
  CHECK(lines_of(path).size() == 6);
}

TEST_CASE("metrics log: seconds go on", "[report]") {
  const TempFolder folder;
  const std::string path = folder.file("metrics.jsonl");
  write_file_atomically(path, "{\"event\": \"step\", \"step\": 1, \"seconds\": 1000000}\n");
  MetricsLog(path, 1).write("step", at(2), {});
  CHECK(lines_of(path).back()["seconds"] > 1000000);
}

TEST_CASE("metrics log: without a file to go on with one begins", "[report]") {
  const TempFolder folder;
  const std::string path = folder.file("metrics.jsonl");
  MetricsLog(path, 3).write("step", at(4), {});
  CHECK(steps_in(path) == std::vector<int64_t>{4});
}

}  // namespace mmoe

// Train, look at the run folder, evaluate: what contracts promise of a run.
#include <filesystem>
#include <set>
#include <sstream>

#include "support/catch.h"
#include "support/e2e_failure.h"
#include "support/e2e_tiny.h"

namespace mmoe {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;
using test::evaluation_of;
using test::Json;
using test::Outcome;
using test::output_of;
using test::run;
using test::TempFolder;
using test::tiny_run;
using test::training;

namespace {

using Names = std::set<std::string>;

Names files_in(const std::string& folder) {
  Names names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    names.insert(entry.path().filename().string());
  }
  return names;
}

Names keys_of(const Json& object) {
  Names names;
  for (const auto& [key, value] : object.items()) names.insert(key);
  return names;
}

std::vector<Json> json_lines(const std::string& path) {
  std::vector<Json> lines;
  std::istringstream text(read_file(path));
  for (std::string line; std::getline(text, line);) lines.push_back(Json::parse(line));
  return lines;
}

// The metrics of a line, without what every line has.
Json metrics_in(Json line) {
  for (const char* key : {"event", "step", "epoch", "seconds"}) {
    CHECK(line.contains(key));
    line.erase(key);
  }
  return line;
}

}  // namespace

TEST_CASE("a run folder holds what contracts name", "[e2e]") {
  CHECK(files_in(tiny_run().run) == Names{"config.yaml", "metrics.jsonl", "best.safetensors",
                                          "last.safetensors", "result.json", "train.log"});
  CHECK_THAT(read_file(tiny_run().file("train.log")), ContainsSubstring("parameters"));
}

TEST_CASE("result.json has the keys of contracts", "[e2e]") {
  const Json result = tiny_run().result();
  Names keys = keys_of(result);
  for (const char* ours : {"name", "stopped_early", "rollbacks", "mixtures", "layers", "towers",
                           "label_correlation"}) {
    CHECK(keys.erase(ours) == 1);
  }
  CHECK(keys == Names{"valid", "test", "gates", "best_step", "steps", "seconds",
                      "samples_per_second", "parameters", "peak_rss_mb", "seed", "device",
                      "threads", "versions", "data", "selected_on"});
  CHECK(keys_of(result["label_correlation"]["first"]) == Names{"second"});
  CHECK(keys_of(result["test"]) == Names{"loss", "loss_first", "rmse_first", "mae_first",
                                         "loss_second", "rmse_second", "mae_second"});
  CHECK(keys_of(result["test"]) == keys_of(result["valid"]));
  CHECK(result["steps"] == 395);  // 5 epochs of 79
  CHECK(result["best_step"] <= 395);
  CHECK(result["parameters"] == 1794);
  CHECK(result["seed"] == 1);
  CHECK(result["threads"] == 1);
  CHECK(result["selected_on"] == "valid");
  CHECK(result["data"].is_object());
  CHECK(result["versions"].contains("libtorch"));
  CHECK(result["samples_per_second"] > 1000);
  CHECK(result["seconds"] > 0);
  CHECK(result["peak_rss_mb"] < 1000);
  CHECK(result["test"]["loss"] < 4);  // it has learned something: labels have a variance of 2.8
}

TEST_CASE("metrics.jsonl tells the run line by line", "[e2e]") {
  const std::vector<Json> lines = json_lines(tiny_run().file("metrics.jsonl"));
  const Json result = tiny_run().result();
  std::vector<int> steps, valids;
  double seconds = 0;
  for (const Json& line : lines) {
    CHECK(line["seconds"] >= seconds);
    seconds = line["seconds"];
    if (line["event"] == "step") steps.push_back(line["step"]);
    if (line["event"] == "valid") valids.push_back(line["step"]);
    if (line["event"] == "valid" && line["step"] == result["best_step"]) {
      CHECK(metrics_in(line) == result["valid"]);
    }
  }
  CHECK(steps == std::vector<int>{100, 200, 300});
  CHECK(valids == std::vector<int>{79, 158, 237, 316, 395});
  CHECK(lines.back()["event"] == "test");
  CHECK(lines.back()["epoch"] == 5);
  CHECK(metrics_in(lines.back()) == result["test"]);
}

TEST_CASE("results go to standard output, the log to standard error", "[e2e]") {
  const Outcome& outcome = tiny_run().outcome;
  CHECK(outcome.out.starts_with("valid: loss "));
  CHECK_THAT(outcome.out, ContainsSubstring("\ntest: loss ") && ContainsSubstring("rmse"));
  CHECK_THAT(outcome.err, ContainsSubstring("20,000 rows"));
  CHECK_THAT(outcome.err, !ContainsSubstring("\033") && !ContainsSubstring("\r"));
}

TEST_CASE("evaluation repeats the numbers of training from the checkpoint alone", "[e2e]") {
  const TempFolder elsewhere;
  fs::copy_file(tiny_run().file("best.safetensors"), elsewhere.file("moved"));
  const Json report = evaluation_of({"moved"}, {}, elsewhere.path());
  CHECK(report["metrics"].dump() == tiny_run().result()["test"].dump());
  CHECK(keys_of(report) ==
        Names{"checkpoint", "data", "rows", "seconds", "metrics", "tasks", "gates"});
  CHECK(report["gates"] == tiny_run().result()["gates"]);
  CHECK(keys_of(report["gates"]) == Names{"first", "second"});
  CHECK(report["checkpoint"] == "moved");
  CHECK(report["rows"] == 4000);
  CHECK(keys_of(report["tasks"]["first"]) == Names{"loss", "rmse", "mae", "rows"});
  CHECK(report["tasks"]["first"]["rmse"] == report["metrics"]["rmse_first"]);
  CHECK(report["tasks"]["first"]["rows"] == 4000);
  // Neither threads nor a second look change a digit.
  CHECK(evaluation_of({"moved"}, {"--threads", "2"}, elsewhere.path())["metrics"] ==
        report["metrics"]);
}

TEST_CASE("the report goes to a file and the table to standard output", "[e2e]") {
  const TempFolder folder;
  const std::string checkpoint = tiny_run().file("best.safetensors");
  const std::string table =
      output_of({"mmoe-eval", "--checkpoint", checkpoint, "--json", folder.file("report.json")});
  CHECK(tiny_run().outcome.out.ends_with(table));
  const Json report = Json::parse(read_file(folder.file("report.json")));
  CHECK(report["metrics"] == tiny_run().result()["test"]);
}

TEST_CASE("--quiet leaves results only", "[e2e]") {
  const TempFolder folder;
  const Outcome trained = run(training(folder.file("run"), {"--quiet"}));
  CHECK(trained.err.empty());
  CHECK(trained.out == tiny_run().outcome.out);
  CHECK(read_file(folder.file("run/train.log")).size() > 100);
  const Outcome evaluated =
      run({"mmoe-eval", "-q", "--checkpoint", folder.file("run/best.safetensors")});
  CHECK(evaluated.err.empty());
  CHECK_FALSE(evaluated.out.empty());
}

TEST_CASE("several checkpoints are an ensemble", "[e2e]") {
  const TempFolder folder;
  REQUIRE(run(training(folder.file("two"), {"--set", "train.seed=2"})).code == 0);
  const std::string first = tiny_run().file("best.safetensors");
  const std::string second = folder.file("two/best.safetensors");
  const Json one = evaluation_of({first}), two = evaluation_of({second});
  const Json both = evaluation_of({first, second});
  CHECK(both["checkpoint"] == Json{first, second});
  CHECK(both["rows"] == 4000);
  // The error of a mean is at most the mean of the errors.
  const auto loss = [](const Json& report) { return report["metrics"]["loss"].get<double>(); };
  CHECK(loss(both) < (loss(one) + loss(two)) / 2);
  CHECK(evaluation_of({first, first})["metrics"]["rmse_first"].get<double>() ==
        Approx(one["metrics"]["rmse_first"].get<double>()));
}

TEST_CASE("--dry-run prints config, shape and parameters and makes nothing", "[e2e]") {
  const TempFolder folder;
  const std::string out =
      output_of(training(folder.file("run"), {"--dry-run", "--set", "train.seed=7"}));
  CHECK(files_in(folder.path()).empty());
  CHECK(out.ends_with("\nparameters: 1794\n"));
  // The YAML goes as far as the first empty line, and loads again to the same.
  const std::string yaml = out.substr(0, out.find("\n\n") + 1);
  CHECK_THAT(yaml, ContainsSubstring("seed: 7"));
  const std::string again = folder.write("again.yaml", yaml);
  // What follows counts this process's own memory, too.
  const auto computed = [](const std::string& all) {
    return all.substr(0, all.find("expected memory: "));
  };
  CHECK(computed(output_of(training(folder.file("run"), {"--dry-run"}, again))) == computed(out));
}

TEST_CASE("--graph draws the network, with a run or without", "[e2e]") {
  const TempFolder folder;
  const std::string drawing = folder.file("net.dot");
  output_of(training(folder.file("run"), {"--dry-run", "--graph", drawing}));
  CHECK(read_file(drawing).starts_with("digraph model {\n"));
  CHECK_THAT(read_file(drawing), ContainsSubstring("\"mixture\" -> \"tower_second_0\""));
  CHECK(files_in(folder.path()) == Names{"net.dot"});
}

TEST_CASE("the models of the papers have the parameters they are known for", "[e2e]") {
  const std::pair<const char*, const char*> cases[] = {{"paper_mmoe", "14818"},
                                                       {"paper_omoe", "14018"},
                                                       {"paper_shared_bottom", "13255"},
                                                       {"deep_mmoe", "50826"}};
  for (const auto& [name, parameters] : cases) {
    INFO(name);
    const std::string config = std::string(MMOE_SOURCE_DIR "/configs/") + name + ".yaml";
    const std::string out = output_of(training("none", {"--dry-run"}, config));
    CHECK(out.ends_with(std::string("\nparameters: ") + parameters + "\n"));
  }
}

TEST_CASE("a finished run is refused, or replaced on request", "[e2e]") {
  const TempFolder folder;
  fs::copy(tiny_run().run, folder.file("run"));
  const std::string run_folder = folder.file("run");
  const std::vector<std::string> short_run = {"--set", "train.steps=3"};
  test::check_failure(run(training(run_folder, short_run)), 2, {"not empty", "--overwrite"});
  CHECK(read_file(run_folder + "/result.json") == read_file(tiny_run().file("result.json")));
  std::vector<std::string> overwriting = short_run;
  overwriting.emplace_back("--overwrite");
  output_of(training(run_folder, overwriting));
  CHECK(Json::parse(read_file(run_folder + "/result.json"))["steps"] == 3);
  CHECK(files_in(run_folder) == files_in(tiny_run().run));
}

TEST_CASE("without --run a run is named after config and time", "[e2e]") {
  const TempFolder folder;
  output_of(
      {"mmoe-train", "--config", MMOE_SOURCE_DIR "/configs/tiny.yaml", "--set", "train.steps=3"},
      folder.path());
  const Names runs = files_in(folder.file("runs"));
  REQUIRE(runs.size() == 1);
  CHECK(runs.begin()->starts_with("tiny-20"));
}

TEST_CASE("help and version are results", "[e2e]") {
  for (const char* program : {"mmoe-train", "mmoe-eval", "mmoe-predict", "mmoe-inspect"}) {
    CHECK_THAT(output_of({program, "--help"}),
               ContainsSubstring(program) && ContainsSubstring("--threads"));
    CHECK_THAT(output_of({program, "--version"}), ContainsSubstring("libtorch") &&
                                                      ContainsSubstring("blas") &&
                                                      ContainsSubstring("simd"));
  }
}

}  // namespace mmoe

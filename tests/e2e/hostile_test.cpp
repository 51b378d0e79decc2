// Configs, data, checkpoints and command lines from someone else: at worst they fail.
#include <filesystem>
#include <set>

#include "base/printable.h"
#include "support/catch.h"
#include "support/e2e_failure.h"
#include "support/e2e_tiny.h"

namespace mmoe {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;
using test::check_failure;
using test::Outcome;
using test::output_of;
using test::run;
using test::TempFolder;

namespace {

using Words = std::vector<std::string>;

// Clears a terminal, names its window, and turns the direction of writing.
constexpr const char* kColumn = "../../a\x1b[2J\x1b]0;t\a\u009b31m\u202e";
constexpr const char* kInYaml = R"("../../a\e[2J\e]0;t\a\u009b31m\u202e")";

// A folder with data whose only feature and file have such names.
struct HostileFolder : TempFolder {
  HostileFolder() {
    std::string rows = std::string(kColumn) + ",y\n";
    for (int i = 0; i < 40; ++i) rows += std::to_string(i % 7) + "," + std::to_string(i % 2) + "\n";
    write("t\x1b[31m.csv", rows);
    write("config.yaml", config());
  }

  static std::string config(const std::string& feature = kInYaml, const std::string& more = "") {
    return "data: {type: csv, train: \"t\\e[31m.csv\", test: \"t\\e[31m.csv\"}\nfeatures:\n- "
           "name: " +
           feature + "\n  type: categorical\ntasks: [{name: y, type: binary, label: y}]\n" +
           "model: {type: mmoe, experts: {count: 1, hidden: [2]}}\ntrain: {steps: 2}\n" + more;
  }

  Outcome train(const Words& more = {}) const {
    Words arguments = {"mmoe-train", "--config", "config.yaml", "--data-dir", ".", "--verbose"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments, path());
  }
};

void check_plain(const std::string& text) {
  const bool plain = printable_lines(text) == text;
  INFO(printable_lines(text));
  CHECK(plain);
}

Outcome check_plain(const Outcome& outcome, int code) {
  INFO(outcome.err);
  CHECK(outcome.code == code);
  check_plain(outcome.out);
  check_plain(outcome.err);
  return outcome;
}

std::set<std::string> files_below(const std::string& folder) {
  std::set<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    files.insert(fs::relative(entry.path(), folder).string());
  }
  return files;
}

}  // namespace

TEST_CASE("names in data and config reach no terminal as they are", "[e2e]") {
  const HostileFolder folder;
  const Outcome dry = check_plain(folder.train({"--dry-run"}), 0);
  CHECK_THAT(dry.out, ContainsSubstring("\\u202e"));
  check_plain(folder.train({"--run", "run"}), 0);
  for (const char* file : {"train.log", "config.yaml", "result.json", "metrics.jsonl"}) {
    check_plain(read_file(folder.file("run/") + file));
  }
  const std::string checkpoint = "run/best.safetensors", data = "t\x1b[31m.csv";
  const Words arguments[] = {
      {"mmoe-eval", "--checkpoint", checkpoint, "--data", data},
      {"mmoe-eval", "--checkpoint", checkpoint, "--data", data, "--json", "-"},
      {"mmoe-inspect", "--checkpoint", checkpoint, "--data", data},
      {"mmoe-check", "--config", "config.yaml", "--data-dir", ".", "--verbose"},
      {"mmoe-check", "--config", "config.yaml", "--data-dir", ".", "--json", "-"},
      {"mmoe-predict", "--checkpoint", checkpoint, "--data", data, "--output", "p\x1b[31m.csv"},
      {"mmoe-init", data, "--labels", "y"}};
  for (const Words& program : arguments) {
    INFO(program.front());
    check_plain(run(program, folder.path()), 0);
  }
}

TEST_CASE("the config that is written reads back as the one that was read", "[e2e]") {
  const HostileFolder folder;
  check_plain(folder.train({"--run", "one"}), 0);
  output_of({"mmoe-train", "--config", "one/config.yaml", "--data-dir", ".", "--run", "two"},
            folder.path());
  for (const char* file : {"config.yaml", "best.safetensors"}) {
    const bool same =
        read_file(folder.file("one/") + file) == read_file(folder.file("two/") + file);
    CHECK(same);
  }
}

TEST_CASE("messages reach no terminal as they are", "[e2e]") {
  const HostileFolder folder;
  const std::string bad = "\x1b[2J\xff\u202e";
  const Words arguments[] = {
      {"mmoe-train", "--config", bad},
      {"mmoe-train", bad},
      {"mmoe-train", "--" + bad},
      {"mmoe-train", "--config", "config.yaml", "--set", bad + "=1"},
      {"mmoe-train", "--config", "config.yaml", "--jobs", bad},
      {"mmoe-train", "--config", "config.yaml", "--device", bad},
      {"mmoe-train", "--config", "config.yaml", "--run", "config.yaml/" + bad}};
  for (const Words& program : arguments) {
    INFO(program.back());
    check_failure(check_plain(run(program, folder.path()), 2), 2, {"\\u001b[2J"});
  }
  folder.write("config.yaml", HostileFolder::config(R"("none\e[2J")", R"("un\e[2Jknown": 1)"));
  check_failure(check_plain(folder.train(), 2), 2, {"un\\u001b[2Jknown: unknown key"});
  folder.write("config.yaml", HostileFolder::config(R"("none\e[2J")"));
  check_failure(check_plain(folder.train(), 3), 3, {"'none\\u001b[2J'"});
  folder.write("x\x1b[2J", "no checkpoint");
  check_failure(check_plain(run({"mmoe-eval", "--checkpoint", "x\x1b[2J"}, folder.path()), 4), 4,
                {"x\\u001b[2J"});
}

TEST_CASE("a run writes in its own folder and nowhere else", "[e2e]") {
  const HostileFolder folder;
  fs::create_directories(folder.file("deep/er"));
  const std::set<std::string> before = files_below(folder.path());
  check_plain(folder.train({"--run", "deep/er/run"}), 0);
  for (const std::string& file : files_below(folder.path())) {
    if (!before.contains(file)) CHECK_THAT(file, ContainsSubstring("deep/er/run"));
  }
}

TEST_CASE("a name that leads out of the run folder is refused", "[e2e]") {
  const HostileFolder folder;
  const std::set<std::string> before = files_below(folder.path());
  const std::pair<const char*, const char*> cases[] = {
      {"name=../../x", "name: '../../x' cannot be part of a folder's name"},
      {"name=/tmp/x", "name: '/tmp/x' cannot be part of a folder's name"},
      {"name=..", "name: '..' cannot be part of a folder's name"},
      {"name=\"a\\0/b\"", "cannot be part of a folder's name"},
      {"name=\"a\\nb\"", "name: 'a\\u000ab' cannot be part of a folder's name"},
      {"tasks.y.name=../y", "'../y' is not a name of letters, digits and _"},
      {"model.groups=[{name: ../g, features: ['*']}]", "'../g' is not a name of letters"},
  };
  for (const auto& [set, words] : cases) {
    INFO(set);
    check_failure(folder.train({"--set", set}), 2, {words});
  }
  check_failure(folder.train({"--set", "name=" + std::string(201, 'x')}), 2, {"folder's name"});
  CHECK(files_below(folder.path()) == before);
}

TEST_CASE("a config that asks for more than there is fails with a word", "[e2e]") {
  const TempFolder folder;
  for (const char* set :
       {"model.experts.hidden=[1000000, 1000000]",
        "features=[{name: \"x*\", type: numeric, bins: {quantiles: 65536, dim: 65536}, "
        "values: {min_count: 1, dim: 65536}, piecewise_linear: {bins: 4096, dim: 65536}}]"}) {
    INFO(set);
    Words arguments = test::training(folder.file("run"), {"--overwrite", "--set", set});
    arguments.front() = test::program_path("mmoe-train");
    arguments.insert(arguments.begin(), {"/usr/bin/prlimit", "--as=8000000000"});
    check_plain(run(arguments), 6);
  }
}

}  // namespace mmoe

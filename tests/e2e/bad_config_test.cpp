// Wrong configs and command lines: exit code 2, and what to do about it.
#include <filesystem>

#include "base/text.h"
#include "support/catch.h"
#include "support/e2e_failure.h"
#include "support/e2e_visits.h"

namespace mmoe {

namespace fs = std::filesystem;
using test::check_failure;
using test::replaced;
using test::run;
using test::VisitsFolder;

namespace {

using Words = std::vector<std::string>;

const VisitsFolder& visits() {
  static const VisitsFolder folder;
  return folder;
}

}  // namespace

TEST_CASE("a wrong config is refused with file, line, column, key and what is allowed", "[e2e]") {
  struct Case {
    const char *part, *by;  // in the config that works
    Words words;
  };
  const Case cases[] = {
      {"batch_size",
       "batchsize",
       {"bad.yaml:18:3: train.batchsize: unknown key; did you mean 'batch_size'?"}},
      {"model:", "modle:", {"bad.yaml:12:1: modle: unknown key; did you mean 'model'?"}},
      {"epochs: 3",
       "epochs: three",
       {"bad.yaml:17:11: train.epochs: expected a whole number, found 'three'"}},
      {"count: 2",
       "count: 2.5",
       {"bad.yaml:14:20: model.experts.count: expected a whole number, found '2.5'"}},
      {"hidden: [8]", "hidden: {a: 8}", {"bad.yaml:14:", "model.experts.hidden", "list"}},
      {"name: age", "name: {a: b}", {"bad.yaml:7:", "features.0.name"}},
      {"epochs: 3", "epochs: 3\n  epochs: 4", {"bad.yaml:18:3: ", "'epochs' is given twice"}},
      {"epochs: 3",
       "epochs: 0",
       {"bad.yaml:17:11: train.epochs: '0' is out of range: it must be at least 1"}},
      {"learning_rate: 0.01",
       "learning_rate: .nan",
       {"bad.yaml:19:", "train.optimizer.learning_rate"}},
      {"fraction: 0.5",
       "fraction: 1.5",
       {"bad.yaml:5:33: data.valid.fraction: '1.5' is out of range", "above 0 and below 1"}},
      {"type: mmoe",
       "type: mmoee",
       {"bad.yaml:13:9: model.type: unknown type 'mmoee'", "'single_task', 'shared_bottom', 'omoe'",
        "did you mean 'mmoe'?"}},
      {"type: adam", "type: adaam", {"train.optimizer.type", "did you mean 'adam'?"}},
      {"name: price", "name: click", {"bad.yaml:11:12: tasks.1.name: two tasks are named 'click'"}},
      {"name: price", "name: the.price", {"tasks.1.name", "letters, digits and _"}},
      {"name: age",
       "name: clicked",
       {"bad.yaml:7:12: features.0.name: the column 'clicked' is a label"}},
      {"name: city", "name: age", {"bad.yaml:8:12: features.1.name: the column 'age' is already"}},
      {"batch_size: 32",
       "early_stop: {monitor: auc_clik}",
       {"train.early_stop.monitor: unknown metric 'auc_clik'; did you mean 'auc_click'?"}},
      {"batch_size: 32",
       "early_stop: {monitor: auc_click - loss}",
       {"train.early_stop.mode: is missing", "max or min"}},
      {"from: test, fraction: 0.5",
       "from: train, where: \"age >> 3\"",
       {"data.valid.where", "position 6", "'age >> 3'"}},
      {"epochs: 3", "epochs: [3", {"bad.yaml:", "not valid YAML"}},
      {"train:\n", "---\ntrain:\n", {"bad.yaml:16:1: more than one YAML document"}},
      {"data:\n", "extends: none.yaml\ndata:\n", {"none.yaml", "No such file"}},
      {"data:\n", "extends: bad.yaml\ndata:\n", {"bad.yaml", "extends"}},
      {"  tower: {hidden: [4]}\n", "  bottom: {hidden: [4]}\n", {"model.bottom: unknown key"}},
  };
  for (const Case& wrong : cases) {
    INFO(wrong.part << " -> " << wrong.by);
    visits().write("bad.yaml", replaced(test::kVisitsConfig, wrong.part, wrong.by));
    check_failure(visits().train("refused", {}, "bad.yaml"), 2, wrong.words);
    CHECK_FALSE(fs::exists(visits().file("refused")));
  }
}

TEST_CASE("a config that is no config is refused", "[e2e]") {
  visits().write("empty.yaml", "");
  visits().write("blank.yaml", "# nothing\n\n");
  visits().write("text.yaml", "hello\n");
  visits().write("binary.yaml", std::string("\0\1\xff\xfe", 4));
  visits().write("part.yaml", "model: {type: mmoe}\n");
  const std::pair<const char*, Words> cases[] = {
      {"none.yaml", {"none.yaml", "No such file or directory"}},
      {".", {"'.'", "Is a directory"}},
      {"empty.yaml", {"empty.yaml: the config is empty"}},
      {"blank.yaml", {"blank.yaml: the config is empty"}},
      {"text.yaml", {"text.yaml: a config is a mapping with the keys data,"}},
      {"binary.yaml", {"binary.yaml:1:3: not valid UTF-8 text"}},
      {"part.yaml", {"data: is missing", "features: is missing", "tasks: is missing"}},
  };
  for (const auto& [config, words] : cases) {
    INFO(config);
    check_failure(visits().train("refused", {}, config), 2, words);
  }
}

TEST_CASE("all errors of a config are told at once", "[e2e]") {
  const std::string config = replaced(test::kVisitsConfig, "batch_size: 32", "batch_sizes: 32");
  visits().write("bad.yaml", replaced(config, "type: categorical", "type: categorial"));
  check_failure(visits().train("refused", {}, "bad.yaml"), 2,
                {"bad.yaml:8:", "did you mean 'categorical'?", "bad.yaml:18:3: train.batch_sizes"});
}

TEST_CASE("a wrong command line is refused", "[e2e]") {
  const std::string none = visits().file("none");
  const std::pair<Words, Words> cases[] = {
      {{"mmoe-train"}, {"--config is required", "mmoe-train --help"}},
      {{"mmoe-eval"}, {"--checkpoint is required", "mmoe-eval --help"}},
      {{"mmoe-predict", "--checkpoint", none}, {"is required", "mmoe-predict --help"}},
      {{"mmoe-train", "--config", "config.yaml", "--sed", "1"},
       {"unknown option '--sed'; did you mean '--set'?", "mmoe-train --help"}},
      {{"mmoe-eval", "--chekpoint", none},
       {"unknown option '--chekpoint'; did you mean '--checkpoint'?"}},
      {{"mmoe-init", "--lables=a", none}, {"unknown option '--lables'; did you mean '--labels'?"}},
      {{"mmoe-train", "--config", "config.yaml", "stray"},
       {"unexpected argument 'stray'", "mmoe-train --help"}},
      {{"mmoe-train", "--config"}, {"--config", "mmoe-train --help"}},
      {{"mmoe-train", "--config", "config.yaml", "--quiet", "--verbose"}, {"--quiet", "--verbose"}},
      {{"mmoe-eval", "--checkpoint", none, "--device", "gpu"},
       {"'auto', 'cpu', 'cuda' or 'cuda:N', found 'gpu'"}},
      {{"mmoe-eval", "--checkpoint", none, "--threads", "0"},
       {"--threads: expected a whole number from 1", "found '0'"}},
      {{"mmoe-predict", "--checkpoint", none, "--data", none, "--output", "x.csv", "--threads",
        "many"},
       {"--threads", "found 'many'"}},
  };
  for (const auto& [arguments, words] : cases) {
    INFO(join(arguments, " "));
    check_failure(run(arguments, visits().path()), 2, words);
  }
}

TEST_CASE("a wrong option of training is refused before anything is made", "[e2e]") {
  const std::pair<Words, Words> cases[] = {
      {{"--set", "train.epoch=3"},
       {"--set train.epoch=3: train.epoch: unknown key; did you mean 'epochs'?"}},
      {{"--set", "train.epochs=-1"}, {"--set train.epochs=-1: ", "out of range"}},
      {{"--set", "train.epochs"}, {"--set train.epochs: ", "KEY=VALUE"}},
      {{"--set", "=3"}, {"--set =3: ", "KEY=VALUE"}},
      {{"--set", "train.epochs=[1"}, {"--set train.epochs=[1", "not valid YAML"}},
      {{"--set", "tasks.clik.weight=2"}, {"--set tasks.clik.weight=2: ", "no entry 'clik'"}},
      {{"--set", "tasks.click.weight=-2"}, {"--set tasks.click.weight=-2: ", "at least 0"}},
      {{"--threads", "0"}, {"--threads: expected a whole number from 1 to 1024", "found '0'"}},
      {{"--threads", "2.5"}, {"--threads: ", "found '2.5'"}},
      {{"--device", "gpu"}, {"'auto', 'cpu', 'cuda' or 'cuda:N', found 'gpu'"}},
      {{"--device", "cuda:99"}, {"'cuda:99' is not there"}},
  };
  for (const auto& [options, words] : cases) {
    INFO(join(options, " "));
    check_failure(visits().train("refused", options), 2, words);
    CHECK_FALSE(fs::exists(visits().file("refused")));
  }
}

TEST_CASE("CUDA without a device is refused with a clear word", "[e2e]") {
  if (fs::exists("/dev/nvidiactl")) {
    WARN("skipped: this machine has a CUDA device");
    return;
  }
  const Words words = {"device 'cuda' is not there", "--device cpu or auto"};
  check_failure(visits().train("refused", {"--device", "cuda"}), 2, words);
  check_failure(visits().train("refused", {"--set", "train.device=cuda"}), 2, words);
  check_failure(run({"mmoe-eval", "--checkpoint", "none", "--device", "cuda"}), 2, words);
}

TEST_CASE("a run folder that cannot be used is refused", "[e2e]") {
  fs::create_directory(visits().file("full"));
  visits().write("full/notes.txt", "mine");
  check_failure(visits().train("full"), 2, {"'full' is not empty", "--run", "--overwrite"});
  CHECK(read_file(visits().file("full/notes.txt")) == "mine");
  // Root may write anywhere, but not below a file.
  check_failure(visits().train("train.csv/run"), 2, {"'train.csv/run'", "--run"});
  check_failure(visits().train("train.csv", {"--overwrite"}), 2, {"'train.csv'", "--run"});
}

}  // namespace mmoe

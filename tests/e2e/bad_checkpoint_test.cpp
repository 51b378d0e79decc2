// Checkpoints that cannot be used (exit code 4), and predictions that cannot be written.
#include <algorithm>
#include <filesystem>

#include "data/encoders.h"
#include "support/catch.h"
#include "support/e2e_failure.h"
#include "support/e2e_visits.h"
#include "train/safetensors.h"

namespace mmoe {

namespace fs = std::filesystem;
using test::check_failure;
using test::run;
using test::VisitsFolder;

namespace {

using Strings = std::vector<std::string>;

// With a trained run/.
const VisitsFolder& visits() {
  static const VisitsFolder folder;
  static const bool trained = folder.train("run").code == 0;
  REQUIRE(trained);
  return folder;
}

std::string best() { return read_file(visits().file("run/best.safetensors")); }

// Another file with the right checksum.
template <class Change>
std::string rewritten(const Change& change) {
  const std::string bytes = best();
  SafeTensors content = parse_safetensors(bytes, "best");
  change(content);
  return to_bytes(content);
}

StoredTensor& encoders_in(SafeTensors& content) {
  return *std::ranges::find(content.tensors, "encoders", &StoredTensor::name);
}

std::string with_flipped_bit(size_t place) {
  std::string bytes = best();
  bytes.at(place) = static_cast<char>(bytes[place] ^ 4);
  return bytes;
}

// What Python's safetensors writes.
std::string foreign_file() {
  const std::string header = R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  )";
  return std::string(1, static_cast<char>(header.size())) + std::string(7, '\0') + header +
         std::string(4, '\1');
}

void check_refused(const std::string& file, const Strings& words) {
  INFO(file);
  check_failure(run({"mmoe-eval", "--checkpoint", file, "--data-dir", "."}, visits().path()), 4,
                words);
}

test::Outcome predict(const Strings& more) {
  Strings arguments = {"mmoe-predict", "--checkpoint", "run/best.safetensors", "--data",
                       "test.csv"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run(arguments, visits().path());
}

}  // namespace

TEST_CASE("what is no checkpoint is refused", "[e2e]") {
  visits().write("nothing", "");
  visits().write("foreign.safetensors", foreign_file());
  check_refused("none.safetensors", {"'none.safetensors'", "No such file or directory"});
  check_refused("run", {"'run'", "Is a directory"});
  for (const char* file : {"config.yaml", "train.csv", "nothing", "foreign.safetensors"}) {
    check_refused(file, {std::string(file) + ": this is not a checkpoint of mmoe"});
  }
}

TEST_CASE("a checkpoint of another format version is refused", "[e2e]") {
  visits().write("newer", rewritten([](SafeTensors& c) { c.metadata["format"] = "mmoe-99"; }));
  check_refused("newer",
                {"newer: format version 'mmoe-99'", "mmoe-3", "version of mmoe that wrote"});
}

TEST_CASE("a truncated checkpoint is refused", "[e2e]") {
  const size_t size = best().size();
  for (const size_t length : {size - 1, size / 2, size_t{200}}) {
    visits().write("short", best().substr(0, length));
    check_refused("short", {"short: the checkpoint is ", "truncated"});
  }
}

TEST_CASE("a checkpoint with one changed bit is refused", "[e2e]") {
  const std::string bytes = best();
  const size_t checksum = bytes.find("\"checksum\":\"") + 12;
  const size_t places[] = {0, 7, 8, 100, checksum, bytes.find("F32"), bytes.size() - 1};
  for (const size_t place : places) {
    INFO("bit in byte " << place);
    visits().write("flipped", with_flipped_bit(place));
    check_refused("flipped", {"flipped: "});
  }
}

TEST_CASE("a checkpoint with the right checksum and wrong content is refused", "[e2e]") {
  visits().write("config", rewritten([](SafeTensors& c) { c.metadata["config"] = "data: 1"; }));
  check_refused("config", {"config: the config in the checkpoint"});
  visits().write("fewer", rewritten([](SafeTensors& c) { c.tensors.pop_back(); }));
  check_refused("fewer", {"fewer: ", "tensor"});
  visits().write("more", rewritten([](SafeTensors& c) {
                   c.tensors.push_back({"zzz", "F32", {1}, "zzzz", nullptr});
                 }));
  check_refused("more", {"more: it holds tensors"});
  visits().write("shape", rewritten([](SafeTensors& c) {
                   for (StoredTensor& tensor : c.tensors) {
                     if (tensor.type == "F32") tensor.shape.push_back(1);
                   }
                 }));
  check_refused("shape", {"shape: the tensor", "shape"});
  visits().write("encoders", rewritten([](SafeTensors& c) {
                   StoredTensor& tensor = encoders_in(c);
                   tensor.shape = {static_cast<int64_t>(tensor.bytes.size() / 2)};
                   tensor.bytes = tensor.bytes.substr(0, tensor.bytes.size() / 2);
                 }));
  check_refused("encoders", {"encoders: the encoders in the checkpoint are damaged"});
  visits().write("labels", rewritten([](SafeTensors& c) {
                   StoredTensor& tensor = encoders_in(c);
                   Encoders encoders = encoders_from_bytes(tensor.bytes);
                   encoders.label_columns.pop_back();
                   const auto bytes = std::make_shared<const std::string>(to_bytes(encoders));
                   tensor = {
                       tensor.name, "U8", {static_cast<int64_t>(bytes->size())}, *bytes, bytes};
                 }));
  check_refused("labels", {"labels: the encoders of labels are not those of the config's tasks"});
}

TEST_CASE("prediction refuses what it cannot read or write", "[e2e]") {
  const std::pair<Strings, Strings> cases[] = {
      {{"--output", "x.json"}, {"--output 'x.json'", ".csv or .tsv"}},
      {{"--output", "x"}, {"--output 'x'", ".csv or .tsv"}},
      {{"--output", "none/x.csv"}, {"'none/x.csv'", "No such file or directory"}},
      {{"--output", "train.csv/x.csv"}, {"'train.csv/x.csv'", "Not a directory"}},
  };
  for (const auto& [options, words] : cases) {
    INFO(options.back());
    check_failure(predict(options), 2, words);
  }
  check_failure(predict({"--output", "x.csv", "--keep", "id,town"}), 3,
                {"test.csv: there is no column 'town'"});
  check_failure(predict({"--output", "x.csv", "--data", "none.csv"}), 3,
                {"none.csv: no such file"});
  CHECK_FALSE(fs::exists(visits().file("x.csv")));
  CHECK_FALSE(fs::exists(visits().file("x.csv.tmp")));
}

TEST_CASE("evaluation refuses data without the columns of the model", "[e2e]") {
  visits().write("few.csv", "id,age\n1,30\n");
  const auto evaluate = [&](const Strings& more) {
    Strings arguments = {"mmoe-eval", "--checkpoint", "run/best.safetensors"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments, visits().path());
  };
  check_failure(evaluate({"--data", "few.csv"}), 3, {"few.csv: there is no column 'city'"});
  check_failure(evaluate({"--data-dir", "elsewhere"}), 3, {"elsewhere/test.csv: no such file"});
  check_failure(evaluate({"--data", "test.csv", "--json", "none/x.json"}), 2, {"'none/x.json'"});
}

}  // namespace mmoe

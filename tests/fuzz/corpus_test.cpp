// What fuzzers found worth keeping, again: with every compiler, and without clang.
#include <filesystem>

#include "base/files.h"
#include "fuzz/targets.h"
#include "support/catch.h"

namespace mmoe {

namespace {

template <class Target>
void go_over(const std::string& name, const Target& target) {
  int files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(MMOE_SOURCE_DIR "/tests/fuzz/corpus/" + name)) {
    CAPTURE(entry.path());
    CHECK_NOTHROW(target(read_file(entry.path().string())));
    ++files;
  }
  CHECK(files > 0);
}

}  // namespace

TEST_CASE("the corpus of configs is read or refused", "[fuzz]") {
  go_over("config", fuzz::read_config);
}
TEST_CASE("the corpus of CSV files is read or refused", "[fuzz]") {
  go_over("csv", fuzz::read_csv);
}
TEST_CASE("the corpus of vectors is read or refused", "[fuzz]") {
  go_over("pretrained", fuzz::read_pretrained);
}
TEST_CASE("the corpus of conditions and expressions is read or refused", "[fuzz]") {
  go_over("expressions", fuzz::read_expressions);
}
TEST_CASE("the corpus of safetensors files is read or refused", "[fuzz]") {
  go_over("safetensors", fuzz::read_safetensors);
}
TEST_CASE("the corpus of encoders is read or refused", "[fuzz]") {
  go_over("encoders", fuzz::read_encoders);
}

}  // namespace mmoe

#include "data/pretrained.h"

#include "support/catch.h"
#include "support/encoding.h"
#include "support/errors.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::error_of;
using test::features_of;
using test::TempFolder;

namespace {

// For the words a, b ("new york" as well), whose ids are 1, 2, 3.
std::vector<PretrainedTable> loaded(const std::string& content, const std::string& options,
                                    const std::string& csv = "c\na\na\na\nb\nb\nnew york\n") {
  const TempFolder folder;
  folder.write("vectors.txt", content);
  const auto features = features_of("[{name: c, type: categorical, " + options + "}]");
  Log log(LogLevel::error);
  return load_pretrained(features, test::fitted(csv, features), folder.path(), log);
}

const std::string kTwo = "dim: 2, pretrained: vectors.txt";

void check_read(const std::string& content, const std::vector<int32_t>& ids,
                const std::vector<float>& vectors) {
  CAPTURE(content);
  const auto tables = loaded(content, kTwo);
  REQUIRE(tables.size() == 1);
  CHECK(tables[0].ids == ids);
  CHECK(tables[0].vectors == vectors);
}

}  // namespace

TEST_CASE("vectors go to the values that training knows", "[data]") {
  check_read("b 0.5 -1e-3\nz 1 2\na 3 4\n", {2, 1}, {0.5f, -1e-3f, 3, 4});
  check_read("b\t1 2\r\n\r\nnew york\t3\t4", {2, 3}, {1, 2, 3, 4});
  check_read("a 1 2\na 3 4\n", {1}, {1, 2});  // the first counts
  check_read("z 1 2\n", {}, {});
  check_read("", {}, {});
}

TEST_CASE("word2vec's first line is no vector", "[data]") {
  check_read("2 2\na 1 2\n", {1}, {1, 2});
  const auto tables = loaded("1 7\n", "dim: 1, pretrained: vectors.txt", "c\n1\n");
  CHECK(tables.at(0).vectors == std::vector<float>{7});  // of width 1 it is one
}

TEST_CASE("tables are named as the model's, and frozen if asked", "[data]") {
  CHECK(loaded("a 1 2\n", kTwo).at(0).table == "c");
  CHECK(loaded("a 1 2\n", kTwo).at(0).trainable);
  const auto tables =
      loaded("a 1 2\n", "dim: 2, table: words, pretrained: {file: vectors.txt, trainable: false}");
  CHECK(tables.at(0).table == "words");
  CHECK_FALSE(tables.at(0).trainable);
  CHECK(loaded("", "dim: 2").empty());
}

TEST_CASE("hashed and given ids take vectors too", "[data]") {
  CHECK(loaded("a 1 2\n", kTwo + ", hash_buckets: 1000").at(0).ids == std::vector<int32_t>{956});
  CHECK(loaded("4 1 2\n5 1 2\n", kTwo + ", num_buckets: 5", "c\n1\n").at(0).ids ==
        std::vector<int32_t>{5});
}

TEST_CASE("bad vectors are data errors with file and line", "[data]") {
  const auto message = [](const std::string& content) {
    return error_of([&] { loaded(content, kTwo); }, ExitCode::data);
  };
  CHECK_THAT(message("a 1 2\nz 1\n"),
             ContainsSubstring("vectors.txt, line 2: expected 2 numbers ('dim') after the value "
                               "'z', found 1"));
  CHECK_THAT(message("a 1 2 3\n"), ContainsSubstring("line 1") && ContainsSubstring("found 3"));
  CHECK_THAT(message("a\n"), ContainsSubstring("found 0"));
  CHECK_THAT(message("a 1 x\n"), ContainsSubstring("line 1: 'x' is not a number"));
  CHECK_THAT(message("a 1 nan\n"), ContainsSubstring("line 1: 'nan' is not a number"));
  CHECK_THAT(message("a 1 -inf\n"), ContainsSubstring("line 1: '-inf' is not a number"));
  CHECK_THAT(message("a 1 1e39\n"), ContainsSubstring("line 1: '1e39' is too large"));
  const auto absent = [] { loaded("", "dim: 2, pretrained: nowhere.txt"); };
  CHECK_THAT(error_of(absent, ExitCode::data),
             ContainsSubstring("nowhere.txt: cannot be read: No such file"));
}

}  // namespace mmoe

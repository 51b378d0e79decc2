// mmoe-init writes a config for a file, and mmoe-train trains on it as it stands.
#include <filesystem>

#include "support/catch.h"
#include "support/e2e_failure.h"
#include "support/e2e_visits.h"

namespace mmoe {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;
using test::check_failure;
using test::Outcome;
using test::VisitsFolder;

namespace {

const VisitsFolder& started() {
  static const VisitsFolder folder;
  return folder;
}

Outcome init(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "mmoe-init");
  arguments.insert(arguments.end(), {"--data-dir", "."});
  return test::run(arguments, started().path());
}

}  // namespace

TEST_CASE("a config from mmoe-init trains as it stands", "[e2e]") {
  const Outcome written = init(
      {"train.csv", "--labels", "clicked,price", "--test", "test.csv", "--output", "first.yaml"});
  INFO(written.err);
  REQUIRE(written.code == 0);
  CHECK(written.out.empty());
  CHECK_THAT(written.err, ContainsSubstring("300 rows: 5 columns, of which 2 are labels"));
  const Outcome trained = started().train("first", {}, "first.yaml");
  INFO(trained.err);
  CHECK(trained.code == 0);
  CHECK_THAT(trained.out, ContainsSubstring("test: loss"));
}

TEST_CASE("the same file without a header line, with names on the command line", "[e2e]") {
  const std::string text = read_file(started().file("train.csv"));
  started().write("bare.csv", text.substr(text.find('\n') + 1));
  const Outcome written = init(
      {"bare.csv", "--labels", "clicked", "--columns", "id,age,city,clicked,price", "--quiet"});
  CHECK(written.code == 0);
  CHECK(written.err.empty());
  started().write("bare.yaml", written.out);
  CHECK(started().train("bare", {}, "bare.yaml").code == 0);
}

TEST_CASE("mmoe-init refuses what it cannot use", "[e2e]") {
  started().write("there.yaml", "");
  check_failure(init({"train.csv", "--labels", "clicked", "--output", "there.yaml"}), 2,
                {"'there.yaml' exists", "--overwrite"});
  CHECK(read_file(started().file("there.yaml")).empty());
  CHECK(init({"train.csv", "--labels", "clicked", "--output", "there.yaml", "--overwrite"}).code ==
        0);
  CHECK_FALSE(read_file(started().file("there.yaml")).empty());
  check_failure(init({"train.csv", "--labels", "cliked"}), 2,
                {"no column 'cliked'", "did you mean 'clicked'?"});
  check_failure(init({"train.csv", "--labels", "clicked", "--output", "none/a.yaml"}), 2,
                {"none/a.yaml"});
  check_failure(init({"train.csv"}), 2, {"--labels"});
  check_failure(init({"none.csv", "--labels", "clicked"}), 3, {"none.csv: no such file"});
  started().write("void.csv", "");
  check_failure(init({"void.csv", "--labels", "clicked"}), 3, {"void.csv: the file is empty"});
}

}  // namespace mmoe

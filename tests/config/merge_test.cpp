#include "config/merge.h"

#include <filesystem>

#include "support/catch.h"
#include "support/errors.h"
#include "support/temp_folder.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::TempFolder;

namespace {

Node tree_of(const std::string& path) {
  std::vector<Problem> problems;
  Node tree = read_config_tree(path, {}, problems);
  throw_if_any(problems);
  return tree;
}

std::string error_in(const std::string& path) {
  return test::error_of([&] { tree_of(path); });
}

// The YAML of `base` merged with `over`, without the name.
std::string merged(const std::string& base, const std::string& over) {
  const TempFolder folder;
  folder.write("base.yaml", base);
  Node tree = tree_of(folder.write("over.yaml", "extends: base.yaml\n" + over));
  std::erase_if(tree.entries, [](const Entry& entry) { return entry.key == "name"; });
  return emit_yaml(tree);
}

}  // namespace

TEST_CASE("extends merges maps deeply and replaces the rest", "[config]") {
  struct Case {
    const char *base, *over, *merged;
  };
  const Case cases[] = {
      {"a: {b: 1, c: 2}", "a: {c: 3, d: 4}", "a:\n  b: 1\n  c: 3\n  d: 4\n"},
      {"a: {b: {c: 1, d: 2}}", "a: {b: {c: 5}}", "a:\n  b:\n    c: 5\n    d: 2\n"},
      {"a: [1, 2, 3]", "a: [4]", "a: [4]\n"},
      {"a: {b: 1}", "a: 2", "a: 2\n"},
      {"a: 2", "a: {b: 1}", "a:\n  b: 1\n"},
      {"a: 1", "a:", "a: ~\n"},
      {"a: 1", "b: 2", "a: 1\nb: 2\n"},
  };
  for (const Case& c : cases) CHECK(merged(c.base, c.over) == c.merged);
}

// Keys of one alternative mean nothing to another.
TEST_CASE("another type drops the keys of the first", "[config]") {
  const char* base = "m: {type: adamw, rate: 1, decay: 2}";
  CHECK(merged(base, "m: {type: sgd, momentum: 3}") == "m:\n  type: sgd\n  momentum: 3\n");
  CHECK(merged(base, "m: {type: adamw, rate: 4}") == "m:\n  type: adamw\n  rate: 4\n  decay: 2\n");
  CHECK(merged(base, "m: {rate: 4}") == "m:\n  type: adamw\n  rate: 4\n  decay: 2\n");
}

TEST_CASE("extends chains over folders and places stay those of each file", "[config]") {
  const TempFolder folder;
  std::filesystem::create_directories(folder.file("sub/deep"));
  folder.write("grand.yaml", "a: 1\nb: 1\nc: 1\n");
  const std::string middle =
      folder.write("sub/middle.yaml", "extends: ../grand.yaml\nb: 2\nc: 2\n");
  const std::string path = folder.write("sub/deep/x.yaml", "c: 3\nextends: ../middle.yaml\n");
  const Node tree = tree_of(path);
  CHECK(tree.find("a")->text == "1");
  CHECK(tree.find("b")->text == "2");
  CHECK(tree.find("c")->text == "3");
  CHECK(tree.find("extends") == nullptr);
  CHECK(tree.find("c")->where.text() == path + ":1:4");
  CHECK(std::filesystem::equivalent(tree.find("b")->where.source, middle));
}

TEST_CASE("the name is that of the file and never inherited", "[config]") {
  const TempFolder folder;
  folder.write("base.yaml", "name: base_name\na: 1\n");
  const std::string bare = folder.write("2024.yaml", "extends: base.yaml\n");
  const std::string named = folder.write("n.yaml", "extends: base.yaml\nname: own\n");
  CHECK(tree_of(bare).find("name")->text == "2024");
  CHECK(tree_of(named).find("name")->text == "own");
  CHECK(tree_of(folder.file("base.yaml")).find("name")->text == "base_name");
}

TEST_CASE("circles of extends are refused", "[config]") {
  const TempFolder folder;
  const std::string self = folder.write("self.yaml", "extends: ./self.yaml\n");
  folder.write("a.yaml", "extends: b.yaml\n");
  const std::string b = folder.write("b.yaml", "extends: a.yaml\n");
  for (const std::string& path : {self, b}) CHECK_THAT(error_in(path), ContainsSubstring("circle"));
}

TEST_CASE("configs that cannot be read are usage errors", "[config]") {
  const TempFolder folder;
  const std::string loop = folder.file("loop.yaml");
  std::filesystem::create_symlink("loop.yaml", loop);
  for (const std::string& path : {folder.file("missing.yaml"), folder.path(), loop, std::string(),
                                  folder.file(std::string(5000, 'x'))}) {
    CHECK_THAT(error_in(path), ContainsSubstring("cannot read the config"));
  }
  CHECK_THAT(error_in(folder.write("a.yaml", "extends: missing.yaml\n")),
             ContainsSubstring("cannot read the config"));
}

TEST_CASE("configs that are no mapping are usage errors", "[config]") {
  const TempFolder folder;
  for (const char* content : {"", "# nothing\n", "~"}) {
    CHECK_THAT(error_in(folder.write("a.yaml", content)), ContainsSubstring("is empty"));
  }
  for (const char* content : {"[1]", "text"}) {
    CHECK_THAT(error_in(folder.write("a.yaml", content)), ContainsSubstring("is a mapping"));
  }
  for (const char* extends : {"[a.yaml]", "", "{a: 1}"}) {
    const std::string path = folder.write("a.yaml", "b: 1\nextends: " + std::string(extends));
    CHECK_THAT(error_in(path),
               ContainsSubstring(path + ":2:1") && ContainsSubstring("takes one file name"));
  }
}

TEST_CASE("files extend one another a few times, not without end", "[config]") {
  const TempFolder folder;
  const auto file = [](int i) { return "c" + std::to_string(i) + ".yaml"; };
  folder.write(file(0), "a: 1\n");
  for (int i = 1; i <= 20; ++i) folder.write(file(i), "extends: " + file(i - 1) + "\n");
  CHECK(tree_of(folder.file(file(19))).find("a") != nullptr);
  CHECK_THAT(error_in(folder.file(file(20))),
             ContainsSubstring("c0.yaml: more than 20 files extend one another"));
}

TEST_CASE("a config without end is not read to it", "[config]") {
  CHECK_THAT(error_in("/dev/zero"), ContainsSubstring("/dev/zero: larger than"));
}

TEST_CASE("merging large maps takes no more than its share of time", "[config]") {
  std::string base, over;
  for (int i = 0; i < 50'000; ++i) {
    base += "a" + std::to_string(i) + ": 1\n";
    over += "b" + std::to_string(i) + ": 1\n";
  }
  const TempFolder folder;
  folder.write("base.yaml", base);
  const Node tree = tree_of(folder.write("over.yaml", "extends: base.yaml\n" + over));
  CHECK(tree.entries.size() == 100'001);
}

}  // namespace mmoe

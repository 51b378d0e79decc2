#include "config/node.h"

#include "config/parsed.h"
#include "support/catch.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::error_in;
using test::parse;
using Kind = Node::Kind;

namespace {

const Node& at(const Node& map, const std::string& key) {
  const Node* value = map.find(key);
  REQUIRE(value != nullptr);
  return *value;
}

}  // namespace

TEST_CASE("every piece of a document knows its place", "[config]") {
  const Node tree = parse("a: 1\nb:\n  c: [x, yy]\n  d:\n  e: 'f'\n");
  CHECK(tree.where.text() == "c.yaml:1:1");
  CHECK(at(tree, "a").where.text() == "c.yaml:1:4");
  const Node& b = at(tree, "b");
  CHECK(at(b, "c").items.at(1).where.text() == "c.yaml:3:10");
  CHECK(b.entries.at(2).where.text() == "c.yaml:5:3");
  CHECK(at(b, "e").where.text() == "c.yaml:5:6");
}

// The YAML library places an empty value at whatever follows it.
TEST_CASE("an empty value stands where its key or item does", "[config]") {
  const Node tree = parse("a:\n\n\nb: {c: , d: 1}\ne:\n  - 1\n  -\n\nf: 2\n");
  CHECK(at(tree, "a").kind == Kind::null);
  CHECK(at(tree, "a").where.text() == "c.yaml:1:1");
  CHECK(at(at(tree, "b"), "c").where.text() == "c.yaml:4:5");
  CHECK(at(tree, "e").items.at(1).where.line < 9);
}

TEST_CASE("quotes make text of numbers and null", "[config]") {
  const Node list = parse("[5, '5', \"5\", null, 'null', ~, '', NULL]");
  const Kind kinds[] = {Kind::scalar, Kind::scalar, Kind::scalar, Kind::null,
                        Kind::scalar, Kind::null,   Kind::scalar, Kind::null};
  REQUIRE(list.items.size() == std::size(kinds));
  for (size_t i = 0; i < list.items.size(); ++i) CHECK(list.items[i].kind == kinds[i]);
  CHECK_FALSE(list.items[0].is_quoted);
  CHECK(list.items[1].is_quoted);
  CHECK(list.items[2].is_quoted);
}

TEST_CASE("an empty document is nothing", "[config]") {
  for (const char* yaml : {"", "\n", "# only a comment\n", "---\n", "null"}) {
    CHECK(parse(yaml).kind == Kind::null);
  }
}

TEST_CASE("repeated keys are problems at the second place", "[config]") {
  CHECK(error_in("a: 1\nb: {c: 1, c: 2}\na: 3\n") ==
        "c.yaml:2:11: the key 'c' is given twice\nc.yaml:3:1: the key 'a' is given twice");
}

TEST_CASE("what is not one YAML document is refused", "[config]") {
  CHECK(error_in("a: 1\n---\nb: 2\n") == "c.yaml:2:1: more than one YAML document");
  CHECK(error_in("a: caf\xe9\n") == "c.yaml:1:7: not valid UTF-8 text");
  CHECK_THAT(error_in("a: 1\nb: [1, 2\nc: 3\n"),
             ContainsSubstring("c.yaml:3:") && ContainsSubstring("not valid YAML"));
  CHECK_THAT(error_in("a: b: c\n"), ContainsSubstring("c.yaml:1:"));
  CHECK_THAT(error_in("a: *missing\n"), ContainsSubstring("not valid YAML"));
  CHECK(error_in("? [a]\n: 1\n") == "c.yaml:1:3: a key must be a plain word");
}

TEST_CASE("anchors repeat what they name", "[config]") {
  const Node tree = parse("a: &x {b: 1}\nc: *x\n");
  CHECK(at(at(tree, "c"), "b").text == "1");
}

TEST_CASE("documents that never end are refused", "[config]") {
  CHECK_THAT(error_in("a: &a [*a]\n"), ContainsSubstring("c.yaml"));
  CHECK_THAT(error_in("&a {a: *a}\n"), ContainsSubstring("c.yaml"));
  CHECK_THAT(error_in("a: " + std::string(100000, '[')), ContainsSubstring("c.yaml"));
  std::string bomb = "a0: &a0 [x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1), name = "a" + std::to_string(i);
    bomb += name + ": &" + name + " [" + before;
    for (int k = 0; k < 9; ++k) bomb += ", " + before;
    bomb += "]\n";
  }
  CHECK_THAT(error_in(bomb), ContainsSubstring("c.yaml"));
}

TEST_CASE("a node is shown shortly in messages", "[config]") {
  CHECK(parse("abc").shown() == "'abc'");
  CHECK(parse("'5'").shown() == "the text '5'");
  CHECK(parse("[1]").shown() == "a list");
  CHECK(parse("{a: 1}").shown() == "a mapping");
  CHECK(parse("~").shown() == "nothing");
}

TEST_CASE("a place without lines is its source", "[config]") {
  CHECK(Location{"--set a=1", 0, 0}.text() == "--set a=1");
  CHECK(Location{"c.yaml", 3, 7}.text() == "c.yaml:3:7");
}

TEST_CASE("emitted YAML is short and readable", "[config]") {
  const std::string yaml = "a: 1\nb:\n  c: [x, \"5\"]\n  d: {}\ne:\n  - f: 1\n    g: []\n";
  CHECK(emit_yaml(parse(yaml)) == yaml);
}

}  // namespace mmoe

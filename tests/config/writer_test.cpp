// Every field of every option struct survives writing and reading; the structs' own lists of
// fields drive the test, so new ones join by themselves.
#include "config/writer.h"

#include <algorithm>

#include "config/changer.h"
#include "config/run_config.h"
#include "support/catch.h"

namespace mmoe {

namespace {

template <class T>
T read_back(const T& value) {
  std::vector<Problem> problems;
  Places places;
  T result;
  Node root;  // a document is a mapping
  root.kind = Node::Kind::map;
  root.entries.push_back({"value", {}, to_node(value)});
  const Node read = parse_yaml(emit_yaml(root), "x", problems);
  Reader(problems, places).read(*read.find("value"), "", result);
  throw_if_any(problems);
  return result;
}

template <class T>
void check_round_trip(const T& value) {
  INFO(emit_yaml(to_node(value)));
  CHECK((read_back(value) == value));
}

// Finds the choices among the fields of a struct, at any depth.
struct ChoiceFinder {
  template <class T>
  void operator()(const char* key, const T& value, const char*, const Rule& = {}) {
    CAPTURE(key);
    find(value);
  }

  template <class T>
  void find(const T& value) {
    if constexpr (detail::kIsOptional<T> || detail::kIsList<T>) {
      find(typename T::value_type{});
    } else if constexpr (detail::kIsSeveral<T>) {
      find(value.values.front());
    } else if constexpr (detail::kIsChoice<T>) {
      alternatives(value);
    } else if constexpr (OptionStruct<T>) {
      T::fields(*this, value);
    }
  }

  template <class... T>
  void alternatives(const std::variant<T...>&) {
    (alternative<std::variant<T...>, T>(), ...);
  }

  template <class Choice, class T>
  void alternative() {
    types.emplace_back(T::type);
    T changed;
    test::Changer().change(changed, {});
    check_round_trip(Choice(changed));
    find(T{});
  }

  std::vector<std::string> types;
};

}  // namespace

TEST_CASE("every field of every choice survives writing and reading", "[config]") {
  ChoiceFinder finder;
  finder.find(RunConfig{});
  for (const char* type : {"csv", "paper", "random_ids", "categorical", "regression", "average",
                           "single_task", "mmoe", "adagrad", "one_cycle"}) {
    CAPTURE(type);
    CHECK(std::ranges::count(finder.types, type) > 0);
  }
}

TEST_CASE("every field outside choices survives writing and reading", "[config]") {
  RunConfig config;
  test::Changer().change(config, {});
  check_round_trip(config);
}

TEST_CASE("awkward texts survive writing and reading", "[config]") {
  std::vector<std::string> texts = split(
      "null;NULL;Null;~;true;False;yes;5;-1e3;0x1F;.inf; a ;a,b;[x];{y};a: b;a:;# c;a # b;';\";"
      "\\;a'b\"c;*x;&x;!x;%x;@x;`x`;- a;-;?;|;>;50000+.;---;...;<<;=;\t;\n;a\nb;\x01;\x7f;"
      "\u00e9;\u0085;\u2028;\ufeffx;\U0001F600",
      ';');
  texts.insert(texts.end(), {"", ";", std::string(1100, 'x')});
  for (const std::string& text : texts) {
    check_round_trip(OneOrMany({text, "b"}));
    LabelConfig label;
    label.column = text;
    check_round_trip(label);
  }
  check_round_trip(OneOrMany(texts));
}

TEST_CASE("what is not set is not written", "[config]") {
  const std::string yaml = emit_yaml(to_node(TrainConfig{}));
  CHECK(yaml.find("clip_norm") == std::string::npos);
  CHECK(yaml.find("batch_size: 1024\n") != std::string::npos);
}

}  // namespace mmoe

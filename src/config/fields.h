// The vocabulary in which option structs list their fields. A struct writes
//
//   template <class Visitor, class Self>
//   static void fields(Visitor& visit, Self& self) {
//     visit("dropout", self.dropout, "share of units set to zero in training", within(0, 1));
//   }
//
// and reader, writer and reference page all visit that one list. A struct may also have
// `static constexpr const char* shorthand = "label";`: a scalar or list in its place then sets
// that field. Alternatives are a std::variant whose members have
// `static constexpr const char* type = "adam";`, picked by the YAML key `type`.
#pragma once

#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mmoe {

// What a field's value must obey; numbers in lists obey it each.
struct Rule {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool above_low = false;   // low itself is out
  bool below_high = false;  // high itself is out
  bool required = false;

  bool allows(double value) const {
    return (above_low ? value > low : value >= low) && (below_high ? value < high : value <= high);
  }
  // "at least 1", "above 0 and at most 1"; empty without bounds.
  std::string text() const;
};

inline Rule anything() { return {}; }
inline Rule required() { return {.required = true}; }
inline Rule at_least(double low) { return {.low = low}; }
inline Rule above(double low) { return {.low = low, .above_low = true}; }
inline Rule within(double low, double high) { return {.low = low, .high = high}; }
inline Rule from_below(double low, double high) {
  return {.low = low, .high = high, .below_high = true};
}

// One text or a list of them.
struct OneOrMany {
  std::vector<std::string> values;
  OneOrMany() = default;
  OneOrMany(std::vector<std::string> all) : values(std::move(all)) {}
  bool operator==(const OneOrMany&) const = default;
};

// One value or a list of them; never none.
template <class T>
struct Several {
  std::vector<T> values = {T{}};
  bool operator==(const Several&) const = default;
};

// A mapping from free names to texts; one text alone is for all names.
struct NamedTexts {
  std::vector<std::pair<std::string, std::string>> entries;  // the name "" is for all
  bool operator==(const NamedTexts&) const = default;
};

// Whether `type` must be written; else the first alternative is the default.
template <class Variant>
inline constexpr bool kTypeRequired = false;

template <class T>
concept OptionStruct = requires(T value, int visitor) {
  { T::template fields<int, T> };
};

}  // namespace mmoe

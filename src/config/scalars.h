// How one YAML scalar becomes a typed value and back: numbers, words, choices.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "config/node.h"

namespace mmoe {

// A choice among words. Specialise with `values`, an array of {word, value}.
template <class Enum>
struct Words;

template <class T>
struct Scalar;

template <class Enum>
  requires requires { Words<Enum>::values; }
struct Scalar<Enum> {
  static std::vector<std::string> words() {
    std::vector<std::string> all;
    for (const auto& [word, value] : Words<Enum>::values) all.emplace_back(word);
    return all;
  }
  static std::string expected() { return any_of(words()); }
  static std::optional<Enum> read(const Node& node) {
    for (const auto& [word, value] : Words<Enum>::values) {
      if (node.text == word) return value;
    }
    return {};
  }
  static Node write(Enum wanted) {
    for (const auto& [word, value] : Words<Enum>::values) {
      if (value == wanted) return Node::scalar(word);
    }
    return {};
  }
};

template <>
struct Scalar<bool> {
  static std::vector<std::string> words() { return {"true", "false"}; }
  static std::string expected() { return "true or false"; }
  static std::optional<bool> read(const Node& node) {
    if (node.is_quoted || (node.text != "true" && node.text != "false")) return {};
    return node.text == "true";
  }
  static Node write(bool value) { return Node::scalar(value ? "true" : "false"); }
};

template <>
struct Scalar<int64_t> {
  static std::vector<std::string> words() { return {}; }
  static std::string expected() { return "a whole number"; }
  static std::optional<int64_t> read(const Node& node) {
    return node.is_quoted ? std::nullopt : parse_integer(node.text);
  }
  static Node write(int64_t value) { return Node::scalar(std::to_string(value)); }
};

template <>
struct Scalar<double> {
  static std::vector<std::string> words() { return {}; }
  static std::string expected() { return "a number"; }
  static std::optional<double> read(const Node& node) {
    return node.is_quoted ? std::nullopt : parse_number(node.text);
  }
  static Node write(double value) { return Node::scalar(shortest(value)); }
};

template <>
struct Scalar<std::string> {
  static std::vector<std::string> words() { return {}; }
  static std::string expected() { return "text"; }
  static std::optional<std::string> read(const Node& node) { return node.text; }
  static Node write(const std::string& value);
};

// A number, or one word in its place; the word reads as nullopt.
template <const char* kWord>
struct NumberOr {
  std::optional<int64_t> number;
  bool operator==(const NumberOr&) const = default;
};

template <const char* kWord>
struct Scalar<NumberOr<kWord>> {
  static std::vector<std::string> words() { return {kWord}; }
  static std::string expected() { return std::string("a whole number or '") + kWord + "'"; }
  static std::optional<NumberOr<kWord>> read(const Node& node) {
    if (node.text == kWord) return NumberOr<kWord>{};
    const auto number = Scalar<int64_t>::read(node);
    return number ? std::optional(NumberOr<kWord>{number}) : std::nullopt;
  }
  static Node write(const NumberOr<kWord>& value) {
    return value.number ? Scalar<int64_t>::write(*value.number) : Node::scalar(kWord);
  }
};

// Text is quoted where a plain word would read as something else.
inline Node Scalar<std::string>::write(const std::string& value) {
  const bool plain = !value.empty() && value != "null" && value != "~" && value != "true" &&
                     value != "false" && !parse_number(value);
  return Node::scalar(value, !plain);
}

}  // namespace mmoe

// Sets fields of option structs to other values than they have, led by the structs' own lists.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "config/reader.h"
#include "support/catch.h"

namespace mmoe::test {

// Sets a field to something that its rule allows and that is not there yet.
struct Changer {
  template <class T>
  void operator()(const char* key, T& value, const char*, const Rule& rule = {}) {
    const T before = value;
    change(value, rule);
    CAPTURE(key);
    if constexpr (!detail::kIsChoice<T>) CHECK_FALSE(value == before);
  }

  template <class T>
  void change(T& value, const Rule& rule) {
    if constexpr (detail::kIsOptional<T>) {
      change(value.emplace(), rule);
    } else if constexpr (detail::kIsList<T>) {
      value.resize(value.size() + 2);
      for (auto& item : value) change(item, rule);
    } else if constexpr (std::is_same_v<T, OneOrMany>) {
      value.values = {"a", "b: *"};
    } else if constexpr (std::is_same_v<T, NamedTexts>) {
      value.entries = {{"a", "b: *"}, {"c", "1"}};
    } else if constexpr (detail::kIsSeveral<T>) {
      value.values.resize(2);
      for (auto& item : value.values) change(item, rule);
    } else if constexpr (detail::kIsChoice<T>) {
      std::visit([this](auto& chosen) { change(chosen, {}); }, value);
    } else if constexpr (OptionStruct<T>) {
      T::fields(*this, value);
    } else {
      change_scalar(value, rule);
    }
  }

  void change_scalar(std::string& value, const Rule&) { value += "5 # \u00e9"; }
  void change_scalar(bool& value, const Rule&) { value = !value; }

  template <class T>
    requires detail::kIsNumber<T>
  void change_scalar(T& value, const Rule& rule) {
    for (const double wanted : {0.1 + 0.2, 0.75, 3.0, 5.0}) {
      const auto number = static_cast<T>(wanted);
      if (number == value || !rule.allows(static_cast<double>(number))) continue;
      value = number;
      return;
    }
    FAIL("no number fits the rule: " << rule.text());
  }

  template <const char* kWord>
  void change_scalar(NumberOr<kWord>& value, const Rule&) {
    value.number = value.number ? std::nullopt : std::optional<int64_t>(7);
  }

  template <class T>
    requires requires { Words<T>::values; }
  void change_scalar(T& value, const Rule&) {
    value = value == Words<T>::values[0].second ? Words<T>::values[1].second
                                                : Words<T>::values[0].second;
  }
};

}  // namespace mmoe::test

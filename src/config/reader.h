// From the YAML tree to option structs, strictly: what is unknown, of the wrong type or out of
// range becomes a problem with its place, the full key and what is allowed.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/text.h"
#include "config/fields.h"
#include "config/node.h"
#include "config/problems.h"
#include "config/scalars.h"

namespace mmoe {

// Where each key was written, by its dotted path ("features.3.name").
using Places = std::map<std::string, Location>;

namespace detail {

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <class T>
inline constexpr bool kIsList = false;
template <class T>
inline constexpr bool kIsList<std::vector<T>> = true;
template <class T>
inline constexpr bool kIsSeveral = false;
template <class T>
inline constexpr bool kIsSeveral<Several<T>> = true;
template <class T>
inline constexpr bool kIsChoice = false;
template <class... T>
inline constexpr bool kIsChoice<std::variant<T...>> = true;
template <class T>
inline constexpr bool kIsNumber = std::is_same_v<T, int64_t> || std::is_same_v<T, double>;

template <class... T>
std::vector<std::string> type_words(const std::variant<T...>&) {
  return {T::type...};
}

}  // namespace detail

class Reader {
 public:
  Reader(std::vector<Problem>& problems, Places& places) : problems_(problems), places_(places) {}

  template <class T>
  void read(const Node& node, const std::string& path, T& value, const Rule& rule = {}) {
    places_[path] = node.where;
    if constexpr (detail::kIsOptional<T>) {
      read_optional(node, path, value, rule);
    } else if constexpr (detail::kIsList<T>) {
      read_list(node, path, value, rule);
    } else if constexpr (std::is_same_v<T, OneOrMany>) {
      read_one_or_many(node, path, value, rule);
    } else if constexpr (detail::kIsSeveral<T>) {
      read_several(node, path, value);
    } else if constexpr (std::is_same_v<T, NamedTexts>) {
      read_named_texts(node, path, value);
    } else if constexpr (detail::kIsChoice<T>) {
      read_choice(node, path, value);
    } else if constexpr (OptionStruct<T>) {
      read_struct(node, path, value);
    } else {
      read_scalar(node, path, value, rule);
    }
  }

 private:
  // Visits the fields of one struct against one map.
  struct FieldReader {
    Reader& reader;
    const Node& map;
    const std::string& path;
    std::vector<std::string> known;

    template <class T>
    void operator()(const char* key, T& value, const char*, const Rule& rule = {}) {
      known.emplace_back(key);
      const std::string full = path.empty() ? key : path + "." + key;
      if (const Node* node = map.find(key)) {
        reader.read(*node, full, value, rule);
      } else if (rule.required) {
        reader.add(map.where, full, "is missing");
      }
    }
  };

  void add(const Location& where, const std::string& path, const std::string& message) {
    add_problem(problems_, {where, (path.empty() ? "" : path + ": ") + message});
  }

  template <class T>
  void read_struct(const Node& node, const std::string& path, T& value) {
    if constexpr (requires { T::shorthand; }) {
      if (node.kind == Node::Kind::scalar || node.kind == Node::Kind::list) {
        Node map;
        map.kind = Node::Kind::map;
        map.where = node.where;
        map.entries.push_back({T::shorthand, node.where, node});
        return read_fields(map, path, value, {});
      }
    }
    if (node.kind != Node::Kind::map) {
      return add(node.where, path, "expected a mapping of keys, found " + node.shown());
    }
    read_fields(node, path, value, {});
  }

  template <class T>
  void read_fields(const Node& map, const std::string& path, T& value,
                   std::vector<std::string> known) {
    FieldReader visitor{*this, map, path, std::move(known)};
    T::fields(visitor, value);
    for (const Entry& entry : map.entries) {
      if (std::ranges::find(visitor.known, entry.key) != visitor.known.end()) continue;
      const std::string full = path.empty() ? entry.key : path + "." + entry.key;
      add(entry.where, full,
          "unknown key" + did_you_mean(entry.key, visitor.known) +
              " (known here: " + join(visitor.known, ", ") + ")");
    }
  }

  template <class T>
  void read_optional(const Node& node, const std::string& path, std::optional<T>& value,
                     const Rule& rule) {
    if (node.kind == Node::Kind::null) {
      value.reset();
    } else {
      read(node, path, value.emplace(), rule);
    }
  }

  template <class T>
  void read_list(const Node& node, const std::string& path, std::vector<T>& value,
                 const Rule& rule) {
    if (node.kind != Node::Kind::list) {
      return add(node.where, path, "expected a list, found " + node.shown());
    }
    value.clear();
    for (size_t i = 0; i < node.items.size(); ++i) {
      read(node.items[i], path + "." + std::to_string(i), value.emplace_back(), rule);
    }
    if (rule.required && value.empty()) add(node.where, path, "the list is empty");
  }

  void read_one_or_many(const Node& node, const std::string& path, OneOrMany& value,
                        const Rule& rule) {
    if (node.kind == Node::Kind::list) return read_list(node, path, value.values, rule);
    value.values.assign(1, {});
    read_scalar(node, path, value.values.front(), rule);
  }

  template <class T>
  void read_several(const Node& node, const std::string& path, Several<T>& value) {
    if (node.kind == Node::Kind::list) return read_list(node, path, value.values, required());
    value.values.assign(1, {});
    read(node, path, value.values.front());
  }

  void read_named_texts(const Node& node, const std::string& path, NamedTexts& value) {
    value.entries.clear();
    if (node.kind == Node::Kind::scalar) {
      value.entries.emplace_back("", node.text);
    } else if (node.kind == Node::Kind::map) {
      for (const Entry& entry : node.entries) {
        std::string& text = value.entries.emplace_back(entry.key, "").second;
        read(entry.value, path + "." + entry.key, text);
      }
    } else {
      add(node.where, path, "expected text or a mapping to texts, found " + node.shown());
    }
  }

  template <class... T>
  void read_choice(const Node& node, const std::string& path, std::variant<T...>& value) {
    using Choice = std::variant<T...>;
    const std::vector<std::string> words = detail::type_words(value);
    const bool is_word = node.kind == Node::Kind::scalar;
    if (!is_word && node.kind != Node::Kind::map) {
      return add(node.where, path, "expected a mapping with 'type', found " + node.shown());
    }
    const Node* type = is_word ? &node : node.find("type");
    if (type == nullptr && kTypeRequired<Choice>) {
      return add(node.where, path, "'type' is missing; it is one of " + any_of(words));
    }
    const std::string full = is_word ? path : path + ".type";
    if (type != nullptr) places_[full] = type->where;
    const bool known = type == nullptr || (pick<T>(type->text, value) || ...);
    if (!known) {
      return add(type->where, full,
                 "unknown type " + type->shown() + "; it is one of " + any_of(words) +
                     did_you_mean(type->text, words));
    }
    Node empty;
    empty.kind = Node::Kind::map;
    empty.where = node.where;
    std::visit([&](auto& chosen) { read_fields(is_word ? empty : node, path, chosen, {"type"}); },
               value);
  }

  template <class T, class Choice>
  static bool pick(const std::string& word, Choice& value) {
    if (word != T::type) return false;
    value = T{};
    return true;
  }

  template <class T>
  void read_scalar(const Node& node, const std::string& path, T& value, const Rule& rule) {
    const std::string expected = Scalar<T>::expected();
    std::optional<T> read;
    if (node.kind == Node::Kind::scalar) read = Scalar<T>::read(node);
    if (!read) {
      return add(node.where, path,
                 "expected " + expected + ", found " + node.shown() +
                     did_you_mean(node.text, Scalar<T>::words()));
    }
    if constexpr (detail::kIsNumber<T>) {
      if (!rule.allows(static_cast<double>(*read))) {
        return add(node.where, path,
                   quote(node.text) + " is out of range: it must be " + rule.text());
      }
    }
    if constexpr (requires { read->number; }) {
      if (read->number && !rule.allows(static_cast<double>(*read->number))) {
        return add(node.where, path,
                   quote(node.text) + " is out of range: it must be " + rule.text());
      }
    }
    value = std::move(*read);
  }

  std::vector<Problem>& problems_;
  Places& places_;
};

}  // namespace mmoe

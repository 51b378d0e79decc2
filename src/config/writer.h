// From option structs back to the YAML tree: the effective config.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/fields.h"
#include "config/node.h"
#include "config/reader.h"
#include "config/scalars.h"

namespace mmoe {

template <class T>
Node to_node(const T& value);

namespace detail {

struct FieldWriter {
  Node& map;

  // Nothing to say is not written: the effective config stays readable.
  template <class T>
  void operator()(const char* key, const T& value, const char*, const Rule& = {}) {
    Node node = to_node(value);
    if (node.kind != Node::Kind::null) map.entries.push_back({key, {}, std::move(node)});
  }
};

template <class T>
void write_fields(const T& value, Node& map) {
  FieldWriter visitor{map};
  T::fields(visitor, value);
}

template <class T>
Node list_node(const std::vector<T>& values) {
  Node node;
  node.kind = Node::Kind::list;
  for (const T& value : values) node.items.push_back(to_node(value));
  return node;
}

// The short form, where it says as much.
template <class T>
Node shortened(Node map) {
  const Node* short_form = map.find(T::shorthand);
  if (short_form == nullptr || short_form->kind == Node::Kind::map) return map;
  Node standard;
  standard.kind = Node::Kind::map;
  write_fields(T{}, standard);
  for (const Entry& entry : map.entries) {
    if (entry.key == T::shorthand) continue;
    const Node* same = standard.find(entry.key);
    if (same == nullptr || emit_yaml(*same) != emit_yaml(entry.value)) return map;
  }
  return Node(*short_form);
}

inline Node named_texts_node(const NamedTexts& value) {
  Node node;
  if (value.entries.empty()) return node;
  if (value.entries.front().first.empty()) return to_node(value.entries.front().second);
  node.kind = Node::Kind::map;
  for (const auto& [name, text] : value.entries) node.entries.push_back({name, {}, to_node(text)});
  return node;
}

}  // namespace detail

template <class T>
Node to_node(const T& value) {
  Node node;
  if constexpr (detail::kIsOptional<T>) {
    if (value) node = to_node(*value);
  } else if constexpr (detail::kIsList<T>) {
    node = detail::list_node(value);
  } else if constexpr (std::is_same_v<T, OneOrMany>) {
    node =
        value.values.size() == 1 ? to_node(value.values.front()) : detail::list_node(value.values);
  } else if constexpr (detail::kIsSeveral<T>) {
    node =
        value.values.size() == 1 ? to_node(value.values.front()) : detail::list_node(value.values);
  } else if constexpr (std::is_same_v<T, NamedTexts>) {
    node = detail::named_texts_node(value);
  } else if constexpr (detail::kIsChoice<T>) {
    node.kind = Node::Kind::map;
    std::visit(
        [&](const auto& chosen) {
          node.entries.push_back({"type", {}, Node::scalar(chosen.type)});
          detail::write_fields(chosen, node);
        },
        value);
  } else if constexpr (OptionStruct<T>) {
    node.kind = Node::Kind::map;
    detail::write_fields(value, node);
    if constexpr (requires { T::shorthand; }) node = detail::shortened<T>(std::move(node));
  } else {
    node = Scalar<T>::write(value);
  }
  return node;
}

}  // namespace mmoe

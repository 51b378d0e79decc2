#include "config/yaml_tree.h"

#include <yaml-cpp/mark.h>

#include <algorithm>
#include <cstdio>

#include "base/error.h"
#include "base/text.h"
#include "config/problems.h"

namespace mmoe {

namespace {

Location place_of(const std::string& text, size_t at, const std::string& source) {
  const std::string_view before = std::string_view(text).substr(0, at);
  const size_t line = before.rfind('\n');
  const size_t start = line == before.npos ? 0 : line + 1;
  return {source, static_cast<int>(std::ranges::count(before, '\n')) + 1,
          static_cast<int>(at - start) + 1};
}

// Position of the first byte that belongs to no character; npos if there is none.
size_t find_invalid(std::string_view text) {
  if (is_valid_utf8(text)) return text.npos;
  size_t at = 0;
  while (true) {
    size_t length = 1;
    while (length <= 4 && !is_valid_utf8(text.substr(at, length))) ++length;
    if (length > 4) return at;
    at += length;
  }
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

// The library makes something of every sign, and holds those of a line before it says a word.
void check_size(const std::string& text, const std::string& source) {
  constexpr std::string_view kSigns = "[]{},:?-&*!'\"\n";
  const auto is_sign = [&](char c) { return kSigns.find(c) != kSigns.npos; };
  if (text.size() > YamlLimits::kBytes) {
    throw usage_error(source + ": larger than a YAML document may be here (" +
                      with_commas(YamlLimits::kBytes) + " bytes)");
  }
  if (static_cast<size_t>(std::ranges::count_if(text, is_sign)) > YamlLimits::kSigns) {
    throw usage_error(source + ": more than " + with_commas(YamlLimits::kSigns) +
                      " brackets, commas, line ends and the like");
  }
}

}  // namespace

void check_yaml_text(const std::string& text, const std::string& source) {
  check_size(text, source);
  if (const size_t at = find_invalid(text); at != text.npos) {
    throw usage_error(place_of(text, at, source).text() + ": not valid UTF-8 text");
  }
  const auto control = std::ranges::find_if(text, is_control);
  if (control == text.end()) return;
  char code[8];
  std::snprintf(code, sizeof code, "\\x%02x", static_cast<unsigned char>(*control));
  const auto at = static_cast<size_t>(control - text.begin());
  throw usage_error(place_of(text, at, source).text() +
                    ": a control character; in YAML it is written " + code + " in double quotes");
}

Location locate(const YAML::Mark& mark, const std::string& source) {
  if (mark.is_null()) return {source, 0, 0};
  return {source, mark.line + 1, mark.column + 1};
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (++documents_ > 1) refuse(locate(mark, source_), "more than one YAML document");
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  Node node;
  node.where = locate(mark, source_);
  count(0, node.where);
  add(std::move(node), anchor);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const Location where = locate(mark, source_);
  const auto place = anchors_.find(anchor);
  if (place == anchors_.end()) refuse(where, "an alias stands for what it is a part of");
  count_copy(place->second, where);
  Node node = place->second;
  node.where = where;
  add(std::move(node), 0);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  Node node = Node::scalar(value, tag == "!");
  node.where = locate(mark, source_);
  count(value.size(), node.where);
  add(std::move(node), anchor);
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value) {
  open(Node::Kind::list, mark, anchor);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value) {
  open(Node::Kind::map, mark, anchor);
}

void TreeBuilder::open(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
  Open opened{{}, anchor};
  opened.node.kind = kind;
  opened.node.where = locate(mark, source_);
  count(0, opened.node.where);
  if (open_.size() == YamlLimits::kDepth) {
    refuse(opened.node.where, "the YAML nests more than " + std::to_string(YamlLimits::kDepth) +
                                  " lists and mappings in each other");
  }
  open_.push_back(std::move(opened));
}

void TreeBuilder::close() {
  Node node = std::move(open_.back().node);
  const YAML::anchor_t anchor = open_.back().anchor;
  open_.pop_back();
  add(std::move(node), anchor);
}

void TreeBuilder::add(Node node, YAML::anchor_t anchor) {
  if (anchor != 0) {
    count_copy(node, node.where);
    anchors_[anchor] = node;
  }
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  Open& outer = open_.back();
  const bool is_key = outer.node.kind == Node::Kind::map && !outer.has_key;
  is_key ? add_key(outer, node) : add_value(outer, std::move(node));
}

void TreeBuilder::add_key(Open& map, const Node& node) {
  map.has_key = true;
  map.drops_value = true;
  if (node.kind != Node::Kind::scalar) {
    add_problem(problems_, {node.where, "a key must be a plain word"});
  } else if (!map.keys.insert(node.text).second) {
    add_problem(problems_, {node.where, "the key " + quote(node.text) + " is given twice"});
  } else {
    map.drops_value = false;
    map.node.entries.push_back({node.text, node.where, {}});
  }
}

void TreeBuilder::add_value(Open& outer, Node node) {
  outer.has_key = false;
  if (outer.drops_value) {
    outer.drops_value = false;
    return;
  }
  Node& outer_node = outer.node;
  const bool in_list = outer_node.kind == Node::Kind::list;
  // The library marks an empty value at the token that follows it.
  const Location& outside = in_list ? outer_node.where : outer_node.entries.back().where;
  if (node.kind == Node::Kind::null) node.where = outside;
  (in_list ? outer_node.items.emplace_back() : outer_node.entries.back().value) = std::move(node);
}

void TreeBuilder::count(size_t bytes, const Location& where) {
  bytes_ += bytes;
  if (++nodes_ <= YamlLimits::kNodes && bytes_ <= YamlLimits::kBytes) return;
  refuse(where, "the YAML is too large, with what aliases stand for: at most " +
                    with_commas(YamlLimits::kNodes) + " values, and " +
                    with_commas(YamlLimits::kBytes) + " bytes in them");
}

void TreeBuilder::count_copy(const Node& node, const Location& where) {
  count(node.text.size(), where);
  for (const Node& item : node.items) count_copy(item, where);
  for (const Entry& entry : node.entries) {
    count(entry.key.size(), where);
    count_copy(entry.value, where);
  }
}

void TreeBuilder::refuse(const Location& where, const std::string& what) const {
  throw usage_error(where.text() + ": " + what);
}

}  // namespace mmoe

#include "config/node.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <span>
#include <sstream>

#include "base/error.h"
#include "base/printable.h"
#include "base/text.h"
#include "config/problems.h"
#include "config/yaml_tree.h"

namespace mmoe {

namespace {

bool is_short(const Node& node) {
  if (node.kind == Node::Kind::scalar || node.kind == Node::Kind::null) return true;
  const bool all_scalar = std::ranges::all_of(node.items, [](const Node& item) {
    return item.kind == Node::Kind::scalar || item.kind == Node::Kind::null;
  });
  return node.kind == Node::Kind::list && all_scalar;
}

// Only in quotes is an escape the character itself.
void emit_text(YAML::Emitter& out, const std::string& text, bool quoted) {
  if (quoted || printable(text) != text) out << YAML::DoubleQuoted;
  out << text;
}

void emit(YAML::Emitter& out, const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      out << YAML::Null;
      return;
    case Node::Kind::scalar:
      emit_text(out, node.text, node.is_quoted);
      return;
    case Node::Kind::list:
      if (is_short(node)) out << YAML::Flow;
      out << YAML::BeginSeq;
      for (const Node& item : node.items) emit(out, item);
      out << YAML::EndSeq;
      return;
    case Node::Kind::map:
      break;
  }
  if (node.entries.empty()) out << YAML::Flow;
  out << YAML::BeginMap;
  for (const Entry& entry : node.entries) {
    out << YAML::Key;
    emit_text(out, entry.key, false);
    out << YAML::Value;
    emit(out, entry.value);
  }
  out << YAML::EndMap;
}

}  // namespace

std::string Location::text() const {
  if (line == 0) return source;
  return source + ":" + std::to_string(line) + ":" + std::to_string(column);
}

Node Node::scalar(std::string text, bool is_quoted) {
  Node node;
  // Plain null words are no value; in quotes they are text.
  const bool null = !is_quoted && (text == "null" || text == "~" || text.empty());
  node.kind = null ? Kind::null : Kind::scalar;
  node.text = std::move(text);
  node.is_quoted = is_quoted;
  return node;
}

const Node* Node::find(const std::string& key) const {
  const auto entry = std::ranges::find(entries, key, &Entry::key);
  return entry == entries.end() ? nullptr : &entry->value;
}

std::string Node::shown() const {
  switch (kind) {
    case Kind::null:
      return "nothing";
    case Kind::scalar:
      return (is_quoted ? "the text " : "") + quote(text);
    case Kind::list:
      return "a list";
    case Kind::map:
      break;
  }
  return "a mapping";
}

void throw_if_any(const std::vector<Problem>& problems) {
  if (problems.empty()) return;
  std::string message;
  for (const Problem& problem :
       std::span(problems).first(std::min(kMostProblems, problems.size()))) {
    if (!message.empty()) message += "\n";
    message += problem.where.text() + ": " + problem.message;
  }
  if (problems.size() >= kMostProblems) message += "\nThere are more problems than are shown.";
  throw usage_error(message);
}

Node parse_yaml(const std::string& text, const std::string& source,
                std::vector<Problem>& problems) {
  check_yaml_text(text, source);
  TreeBuilder builder(source, problems);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    throw usage_error(locate(error.mark, source).text() + ": not valid YAML: " + error.msg);
  }
  return builder.take();
}

std::string emit_yaml(const Node& node) {
  YAML::Emitter out;
  emit(out, node);
  return printable_lines(out.c_str()) + "\n";
}

}  // namespace mmoe

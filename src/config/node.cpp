#include "config/node.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "base/error.h"
#include "base/printable.h"
#include "base/text.h"

namespace mmoe {

namespace {

Location locate(const YAML::Mark& mark, const std::string& source) {
  if (mark.is_null()) return {source, 0, 0};
  return {source, mark.line + 1, mark.column + 1};
}

// From the library's tree to ours. An alias may repeat its surroundings without end.
class Converter {
 public:
  Converter(const std::string& source, std::vector<Problem>& problems)
      : source_(source), problems_(problems) {}

  Node convert(const YAML::Node& yaml) {
    const Location where = locate(yaml.Mark(), source_);
    if (depth_ == kDeepest || ++nodes_ > kMostNodes) {
      throw usage_error(where.text() + ": the YAML nests too deeply or is too large");
    }
    ++depth_;
    Node node;
    if (yaml.IsMap()) node = convert_map(yaml);
    if (yaml.IsSequence()) node = convert_list(yaml);
    if (yaml.IsScalar()) node = Node::scalar(yaml.Scalar(), yaml.Tag() == "!");
    node.where = where;
    --depth_;
    return node;
  }

 private:
  static constexpr int kDeepest = 100;
  static constexpr int kMostNodes = 500'000;

  Node convert_map(const YAML::Node& yaml) {
    Node node;
    node.kind = Node::Kind::map;
    for (const auto& pair : yaml) {
      const Location where = locate(pair.first.Mark(), source_);
      if (!pair.first.IsScalar()) {
        problems_.push_back({where, "a key must be a plain word"});
        continue;
      }
      const std::string& key = pair.first.Scalar();
      if (node.find(key) != nullptr) {
        problems_.push_back({where, "the key " + quote(key) + " is given twice"});
        continue;
      }
      node.entries.push_back({key, where, convert_inside(pair.second, where)});
    }
    return node;
  }

  Node convert_list(const YAML::Node& yaml) {
    Node node;
    node.kind = Node::Kind::list;
    const Location where = locate(yaml.Mark(), source_);
    for (const YAML::Node& item : yaml) node.items.push_back(convert_inside(item, where));
    return node;
  }

  // The library marks an empty value at the token that follows it.
  Node convert_inside(const YAML::Node& yaml, const Location& outside) {
    Node node = convert(yaml);
    if (node.kind == Node::Kind::null) node.where = outside;
    return node;
  }

  const std::string& source_;
  std::vector<Problem>& problems_;
  int depth_ = 0;
  int nodes_ = 0;
};

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
  for (const Problem& problem : problems) {
    if (!message.empty()) message += "\n";
    message += problem.where.text() + ": " + problem.message;
  }
  throw usage_error(message);
}

Node parse_yaml(const std::string& text, const std::string& source,
                std::vector<Problem>& problems) {
  if (!is_valid_utf8(text)) throw usage_error(source + ": not valid UTF-8 text");
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(text);
    if (documents.size() > 1) throw usage_error(source + ": more than one YAML document");
    if (documents.empty()) return {};
    return Converter(source, problems).convert(documents.front());
  } catch (const YAML::Exception& error) {
    throw usage_error(locate(error.mark, source).text() + ": not valid YAML: " + error.msg);
  }
}

std::string emit_yaml(const Node& node) {
  YAML::Emitter out;
  emit(out, node);
  return printable_lines(out.c_str()) + "\n";
}

}  // namespace mmoe

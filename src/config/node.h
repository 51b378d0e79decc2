// A YAML document as a plain tree in which every piece knows where it was written. Everything the
// config reader needs (merging, overrides, error positions) works on this tree; the YAML library
// stays in node.cpp.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace mmoe {

struct Location {
  std::string source;  // file name, or the option ("--set train.epochs=x")
  int line = 0;        // from 1; 0 where the source has no lines
  int column = 0;

  // "file:line:column", or the source alone.
  std::string text() const;
};

struct Entry;

struct Node {
  enum class Kind { null, scalar, list, map };

  Kind kind = Kind::null;
  std::string text;            // scalar
  bool is_quoted = false;      // scalar written in quotes: text, never a number or null
  std::vector<Node> items;     // list
  std::vector<Entry> entries;  // map, in the order written
  Location where;

  static Node scalar(std::string text, bool is_quoted = false);
  const Node* find(const std::string& key) const;

  // For messages: "'abc'", "a list", "a mapping", "nothing".
  std::string shown() const;
};

struct Entry {
  std::string key;
  Location where;
  Node value;
};

// One problem of a config: where and what. All of them are reported at once.
struct Problem {
  Location where;
  std::string message;
};

// Throws Error(usage) with one line a problem; does nothing without problems.
void throw_if_any(const std::vector<Problem>& problems);

// Reads one document. Repeated keys go to `problems`; what is not YAML at all throws Error(usage).
Node parse_yaml(const std::string& text, const std::string& source, std::vector<Problem>& problems);

// Block style, with short lists and maps on one line.
std::string emit_yaml(const Node& node);

}  // namespace mmoe

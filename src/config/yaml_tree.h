// From the YAML library's events to a tree. A document that asks for more than any config needs is
// refused while it is read: before its aliases, say, have filled the memory.
#pragma once

#include <yaml-cpp/eventhandler.h>

#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "config/node.h"

namespace YAML {
struct Mark;
}

namespace mmoe {

// What a document may have at most; aliases count as what they stand for.
struct YamlLimits {
  static constexpr size_t kBytes = size_t{4} << 20;  // of the document, and of its texts together
  static constexpr size_t kNodes = 500'000;          // scalars, lists and mappings
  static constexpr size_t kDepth = 100;              // lists and mappings in each other
  static constexpr size_t kSigns = 1'000'000;        // brackets, commas, line ends and the like
};

// Throws Error(usage) with the place of what no document holds: bytes that are not UTF-8, control
// characters, and more bytes or signs than there may be.
void check_yaml_text(const std::string& text, const std::string& source);

// Line and column from 1.
Location locate(const YAML::Mark& mark, const std::string& source);

class TreeBuilder : public YAML::EventHandler {
 public:
  // Keys that are repeated or no words go to `problems`; other errors are Error(usage).
  TreeBuilder(const std::string& source, std::vector<Problem>& problems)
      : source_(source), problems_(problems) {}

  Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  struct Open {  // a list or mapping that is not at its end
    Node node;
    YAML::anchor_t anchor;
    std::unordered_set<std::string> keys = {};
    bool has_key = false;      // the next node is a value
    bool drops_value = false;  // as its key is wrong
  };

  void open(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor);
  void close();
  void add(Node node, YAML::anchor_t anchor);
  void add_key(Open& map, const Node& node);
  void add_value(Open& map, Node node);
  void count(size_t bytes, const Location& where);
  void count_copy(const Node& node, const Location& where);
  [[noreturn]] void refuse(const Location& where, const std::string& what) const;

  const std::string& source_;
  std::vector<Problem>& problems_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Node> anchors_;
  Node root_;
  int documents_ = 0;
  size_t nodes_ = 0, bytes_ = 0;  // so far
};

}  // namespace mmoe

#include "config/merge.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "config/yaml_tree.h"

namespace mmoe {

namespace fs = std::filesystem;

namespace {

constexpr size_t kMostFiles = 20;  // that extend one another

// Whether two maps are alternatives of one choice: then their keys do not mix.
bool changes_type(const Node& base, const Node& over) {
  const Node* before = base.find("type");
  const Node* after = over.find("type");
  return before != nullptr && after != nullptr && before->text != after->text;
}

Node* find_entry(Node& map, const std::string& key) {
  return const_cast<Node*>(std::as_const(map).find(key));
}

void merge_over(Node& base, Node over) {
  const bool both_maps = base.kind == Node::Kind::map && over.kind == Node::Kind::map;
  if (!both_maps || changes_type(base, over)) {
    base = std::move(over);
    return;
  }
  std::map<std::string, size_t> places;
  for (size_t i = 0; i < base.entries.size(); ++i) places[base.entries[i].key] = i;
  for (Entry& entry : over.entries) {
    if (const auto place = places.find(entry.key); place != places.end()) {
      merge_over(base.entries[place->second].value, std::move(entry.value));
    } else {
      base.entries.push_back(std::move(entry));
    }
  }
}

std::string read_text(const std::string& path) {
  try {
    return read_file(path, YamlLimits::kBytes + 1);
  } catch (const std::system_error& error) {
    throw usage_error("cannot read the config " + quote(path) + ": " + error.code().message());
  }
}

Node read_tree(const std::string& path, std::vector<std::string> chain,
               std::vector<Problem>& problems) {
  const std::string text = read_text(path);
  const std::string identity = fs::weakly_canonical(path).string();
  if (std::ranges::find(chain, identity) != chain.end()) {
    throw usage_error(path + ": 'extends' goes round in a circle");
  }
  if (chain.size() == kMostFiles) {
    throw usage_error(path + ": more than " + std::to_string(kMostFiles) +
                      " files extend one another");
  }
  chain.push_back(identity);
  Node tree = parse_yaml(text, path, problems);
  if (tree.kind == Node::Kind::null) throw usage_error(path + ": the config is empty");
  if (tree.kind != Node::Kind::map) {
    throw usage_error(path + ": a config is a mapping with the keys data, tasks, model, ...");
  }
  const auto extends = std::ranges::find(tree.entries, "extends", &Entry::key);
  if (extends == tree.entries.end()) return tree;
  if (extends->value.kind != Node::Kind::scalar) {
    throw usage_error(extends->where.text() + ": 'extends' takes one file name");
  }
  const fs::path base_path = fs::path(path).parent_path() / extends->value.text;
  tree.entries.erase(extends);
  Node base = read_tree(base_path.string(), std::move(chain), problems);
  std::erase_if(base.entries, [](const Entry& entry) { return entry.key == "name"; });
  merge_over(base, std::move(tree));
  return base;
}

// What an override brings stands in the option, not on a line of a file.
void relocate(Node& node, const Location& where) {
  node.where = where;
  for (Node& item : node.items) relocate(item, where);
  for (Entry& entry : node.entries) {
    entry.where = where;
    relocate(entry.value, where);
  }
}

std::vector<std::string> item_words(const Node& list) {
  std::vector<std::string> words;
  for (const Node& item : list.items) {
    if (const Node* name = item.find("name"); name != nullptr && !name->text.empty()) {
      words.push_back(name->text);
    }
  }
  return words;
}

Node* find_item(Node& list, const std::string& word) {
  for (Node& item : list.items) {
    const Node* name = item.find("name");
    if (name != nullptr && name->kind == Node::Kind::scalar && name->text == word) return &item;
  }
  const auto position = parse_integer(word);
  const auto size = static_cast<int64_t>(list.items.size());
  if (!position || *position < 0 || *position >= size) return nullptr;
  return &list.items[static_cast<size_t>(*position)];
}

// One step of a dotted path; maps grow, lists do not.
Node* descend(Node& node, const std::string& word, const Location& where) {
  if (node.kind == Node::Kind::list) return find_item(node, word);
  if (node.kind != Node::Kind::map) {
    node = Node{};
    node.kind = Node::Kind::map;
    node.where = where;
  }
  if (Node* value = find_entry(node, word)) return value;
  node.entries.push_back({word, where, Node{}});
  return &node.entries.back().value;
}

}  // namespace

void apply_override(Node& root, const std::string& assignment, std::vector<Problem>& problems) {
  const Location where{"--set " + assignment, 0, 0};
  const size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) {
    problems.push_back({where, "an override is written KEY=VALUE, such as train.epochs=3"});
    return;
  }
  std::vector<Problem> inside;
  Node value = parse_yaml(assignment.substr(equals + 1), where.source, inside);
  for (const Problem& problem : inside) problems.push_back({where, problem.message});
  relocate(value, where);
  const std::vector<std::string> words = split(assignment.substr(0, equals), '.');
  if (words.size() > YamlLimits::kDepth) {
    problems.push_back(
        {where, "the key has more than " + std::to_string(YamlLimits::kDepth) + " words"});
    return;
  }
  Node* place = &root;
  for (const std::string& word : words) {
    Node* next = descend(*place, word, where);
    if (next == nullptr) {
      problems.push_back({where, "the list has no entry " + quote(word) +
                                     "; entries go by name or by position from 0" +
                                     did_you_mean(word, item_words(*place))});
      return;
    }
    place = next;
  }
  *place = std::move(value);
}

Node read_config_tree(const std::string& path, const std::vector<std::string>& overrides,
                      std::vector<Problem>& problems) {
  Node tree = read_tree(path, {}, problems);
  if (tree.find("name") == nullptr) {
    tree.entries.insert(tree.entries.begin(),
                        {"name", tree.where, Node::scalar(fs::path(path).stem().string(), true)});
  }
  for (const std::string& assignment : overrides) apply_override(tree, assignment, problems);
  return tree;
}

}  // namespace mmoe

#include "config/differences.h"

#include "config/node.h"
#include "config/writer.h"

namespace mmoe {

namespace {

constexpr const char* kNothing = "nothing";

std::string shown(const Node* node) {
  if (node == nullptr) return kNothing;
  std::string text = emit_yaml(*node);
  while (text.ends_with('\n')) text.pop_back();
  return text.find('\n') == text.npos ? text : node->shown();
}

void compare(const std::string& path, const Node* before, const Node* now,
             std::vector<std::string>& lines);

void compare_maps(const std::string& prefix, const Node& before, const Node& now,
                  std::vector<std::string>& lines) {
  for (const Entry& entry : before.entries) {
    compare(prefix + entry.key, &entry.value, now.find(entry.key), lines);
  }
  for (const Entry& entry : now.entries) {
    if (before.find(entry.key) == nullptr) {
      compare(prefix + entry.key, nullptr, &entry.value, lines);
    }
  }
}

void compare_lists(const std::string& prefix, const Node& before, const Node& now,
                   std::vector<std::string>& lines) {
  for (size_t i = 0; i < before.items.size(); ++i) {
    compare(prefix + std::to_string(i), &before.items[i], &now.items[i], lines);
  }
}

void compare(const std::string& path, const Node* before, const Node* now,
             std::vector<std::string>& lines) {
  const bool both = before != nullptr && now != nullptr;
  if (both && before->kind == Node::Kind::map && now->kind == Node::Kind::map) {
    return compare_maps(path + ".", *before, *now, lines);
  }
  const bool lists = both && before->kind == Node::Kind::list && now->kind == Node::Kind::list;
  if (lists && before->items.size() == now->items.size()) {
    return compare_lists(path + ".", *before, *now, lines);
  }
  const std::string was = shown(before), is = shown(now);
  if (was != is || (both && emit_yaml(*before) != emit_yaml(*now))) {
    lines.push_back(path + ": " + is + ", before " + was);
  }
}

}  // namespace

std::vector<std::string> differences(const RunConfig& before, const RunConfig& now) {
  RunConfig same = now;
  same.train.epochs = before.train.epochs;
  same.train.steps = before.train.steps;
  same.train.device = before.train.device;
  same.train.save_every = before.train.save_every;
  same.train.keep = before.train.keep;
  if (!same.train.threads.number || !before.train.threads.number) {
    same.train.threads = before.train.threads;
  }
  std::vector<std::string> lines;
  compare_maps("", to_node(before), to_node(same), lines);
  return lines;
}

}  // namespace mmoe

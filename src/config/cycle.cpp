#include "config/cycle.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace mmoe {

namespace {

struct Search {
  const Dependencies& dependencies;
  std::vector<std::string> path = {};
  std::set<std::string> done = {};

  std::string from(const std::string& name) {
    if (const auto seen = std::ranges::find(path, name); seen != path.end()) {
      return join({seen, path.end()}, " -> ") + " -> " + name;
    }
    const auto place = dependencies.find(name);
    if (place == dependencies.end() || !done.insert(name).second) return "";
    path.push_back(name);
    for (const std::string& next : place->second) {
      if (std::string circle = from(next); !circle.empty()) return circle;
    }
    path.pop_back();
    return "";
  }
};

}  // namespace

std::string find_circle(const Dependencies& dependencies) {
  Search search{dependencies};
  for (const auto& [name, on] : dependencies) {
    if (std::string circle = search.from(name); !circle.empty()) return circle;
  }
  return "";
}

}  // namespace mmoe

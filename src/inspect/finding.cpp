#include "inspect/finding.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace mmoe {

std::vector<Finding> ranked(std::vector<Finding> findings) {
  std::ranges::stable_sort(findings, {}, [](const Finding& finding) {
    return std::tuple(finding.severity, -finding.size);
  });
  std::set<std::tuple<std::string, std::string, std::string, std::string>> seen;
  std::erase_if(findings, [&](const Finding& f) {
    return !seen.emplace(f.check, f.column, f.task, f.part).second;
  });
  return findings;
}

}  // namespace mmoe

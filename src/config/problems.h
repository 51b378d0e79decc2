// Problems are collected, but not without end.
#pragma once

#include "config/node.h"

namespace mmoe {

// A file with so many is no config: reading ends there.
inline constexpr size_t kMostProblems = 100;

inline void add_problem(std::vector<Problem>& problems, Problem problem) {
  problems.push_back(std::move(problem));
  if (problems.size() >= kMostProblems) throw_if_any(problems);
}

}  // namespace mmoe

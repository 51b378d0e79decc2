// Circles among names that depend on each other.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace mmoe {

using Dependencies = std::map<std::string, std::vector<std::string>>;  // on these

// A circle as text, "a -> b -> a", each depending on the next; empty if there is none. Names
// without an entry depend on nothing.
std::string find_circle(const Dependencies& dependencies);

}  // namespace mmoe

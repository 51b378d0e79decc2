// Names of nodes and parameters.
#pragma once

#include <cctype>
#include <string>

namespace mmoe {

// They may not hold dots, and features may be named anything.
inline std::string identifier(std::string name) {
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
}

}  // namespace mmoe

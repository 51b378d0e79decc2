// JSON as text.
#pragma once

#include <string>

#include "report/json.h"

namespace mmoe {

// Indented, with a line end. Control characters stand as escapes, which read back as the same;
// bytes that are not UTF-8 (in names of files) as replacement characters.
std::string json_text(const Json& json);

}  // namespace mmoe

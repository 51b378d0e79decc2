// CBOR that may come from someone else.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace mmoe {

// Throws a std::exception for what is not CBOR, and for lists and mappings that nest more than a
// few deep: the library reads each in the one around it, on the stack.
nlohmann::json read_shallow_cbor(std::string_view bytes);

}  // namespace mmoe

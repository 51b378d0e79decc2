#include "report/json_text.h"

#include "base/printable.h"

namespace mmoe {

std::string json_text(const Json& json) {
  return printable_lines(json.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

}  // namespace mmoe

#include "data/shallow_cbor.h"

#include <stdexcept>

namespace mmoe {

namespace {

using nlohmann::json;

// Reads without keeping anything, as far as the nesting allows.
class DepthCheck : public nlohmann::json_sax<json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(size_t) override { return enter(); }
  bool key(string_t&) override { return true; }
  bool end_object() override { return leave(); }
  bool start_array(size_t) override { return enter(); }
  bool end_array() override { return leave(); }
  bool parse_error(size_t, const std::string&, const json::exception&) override { return false; }

 private:
  static constexpr int kDeepest = 10;
  bool enter() { return ++depth_ <= kDeepest; }
  bool leave() {
    --depth_;
    return true;
  }
  int depth_ = 0;
};

}  // namespace

json read_shallow_cbor(std::string_view bytes) {
  DepthCheck check;
  if (!json::sax_parse(bytes.begin(), bytes.end(), &check, json::input_format_t::cbor)) {
    throw std::invalid_argument("not CBOR, or too deep");
  }
  return json::from_cbor(bytes.begin(), bytes.end());
}

}  // namespace mmoe

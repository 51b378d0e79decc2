#include "data/number_text.h"

#include <cmath>

#include "support/catch.h"

namespace mmoe {

TEST_CASE("numbers read as numbers", "[data]") {
  CHECK(number_from("-1.5e3") == -1500);
  CHECK(number_from("+2") == 2);
  CHECK(number_from("1e-999") == 0);
  CHECK(number_from("-1e-320") == -1e-320);
}

TEST_CASE("NaN and infinity are numbers in any spelling", "[data]") {
  for (const char* text : {"nan", "NaN", "NAN", "-nan", "+nan"}) {
    CAPTURE(text);
    CHECK(std::isnan(number_from(text).value()));
  }
  for (const char* text : {"inf", "+Inf", "INFINITY", "1e999"}) {
    CAPTURE(text);
    CHECK(number_from(text) == std::numeric_limits<double>::infinity());
  }
  CHECK(number_from("-1e999") == -std::numeric_limits<double>::infinity());
}

TEST_CASE("what is no number stays none", "[data]") {
  for (const char* text : {"", "+", "-", "x", "1e999x", "nan(1)", "nano", "in", "infinit", "1 2",
                           "+-1", "++nan", " nan", "0x10"}) {
    CAPTURE(text);
    CHECK_FALSE(number_from(text));
  }
}

TEST_CASE("the nearest float is finite", "[data]") {
  CHECK(to_float(0.1) == 0.1f);
  for (const double far : {1e39, 1e308, std::numeric_limits<double>::infinity()}) {
    CHECK(to_float(far) == std::numeric_limits<float>::max());
    CHECK(to_float(-far) == std::numeric_limits<float>::lowest());
  }
}

}  // namespace mmoe

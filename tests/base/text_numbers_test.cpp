// Numbers in texts, both ways.
#include <cmath>
#include <limits>

#include "base/text.h"
#include "support/catch.h"

namespace mmoe {

TEST_CASE("a number is the whole text", "[base]") {
  CHECK(parse_number("1") == 1.0);
  CHECK(parse_number("-0.5") == -0.5);
  CHECK(parse_number("+2.5e-3") == 0.0025);
  CHECK(parse_number(".5") == 0.5);
  CHECK(parse_number("1E5") == 1e5);
  for (const char* bad :
       {"",  " 1",   "1 ",    "1,5", "1_000", "1e",  "--1", "+-1",  "++1",      "+",
        "-", "0x10", "1.2.3", "one", "1f",    "nan", "inf", "-inf", "infinity", "1e999"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_number(bad));
  }
}

TEST_CASE("an integer has no fraction, exponent or overflow", "[base]") {
  CHECK(parse_integer("0") == 0);
  CHECK(parse_integer("+7") == 7);
  CHECK(parse_integer("-12") == -12);
  CHECK(parse_integer("9223372036854775807") == std::numeric_limits<int64_t>::max());
  CHECK(parse_integer("-9223372036854775808") == std::numeric_limits<int64_t>::min());
  for (const char* bad : {"", "1.0", "1e3", " 1", "1 ", "0x1", "+-1", "9223372036854775808", "x"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_integer(bad));
  }
}

TEST_CASE("the shortest text reads back as the same number", "[base]") {
  CHECK(shortest(0.1) == "0.1");
  CHECK(shortest(0.1f) == "0.1");
  CHECK(shortest(3.0) == "3");
  const double third = 1.0 / 3;
  for (const double value :
       {third, -third, 1e-300, 5e-324, 1.7976931348623157e308, 123456789.125}) {
    CHECK(parse_number(shortest(value)) == value);
  }
  const float narrow = 1.0f / 3;
  CHECK(static_cast<float>(*parse_number(shortest(narrow))) == narrow);
}

TEST_CASE("thousands are set apart by commas", "[base]") {
  CHECK(with_commas(0) == "0");
  CHECK(with_commas(999) == "999");
  CHECK(with_commas(1000) == "1,000");
  CHECK(with_commas(1234567) == "1,234,567");
  CHECK(with_commas(-999) == "-999");
  CHECK(with_commas(-123456) == "-123,456");
  CHECK(with_commas(std::numeric_limits<int64_t>::min()) == "-9,223,372,036,854,775,808");
}

}  // namespace mmoe

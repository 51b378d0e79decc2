#include "data/table_room.h"

#include "support/catch.h"
#include "support/errors.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;

TEST_CASE("a table that no machine holds is refused before it is read", "[data]") {
  const RawTable table({{"a", ColumnKind::number}, {"b", ColumnKind::text}}, {});
  const TableRoom room;
  room.check(table, 0);
  room.check(table, 1000);
  const std::string message =
      test::error_of([&] { room.check(table, 1'000'000'000'000'000); }, ExitCode::resources);
  CHECK_THAT(message, ContainsSubstring("1,000,000,000,000,000 rows of 2 columns") &&
                          ContainsSubstring("at least 16000000000 MB") &&
                          ContainsSubstring("fewer rows or columns"));
}

}  // namespace mmoe

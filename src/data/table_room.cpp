#include "data/table_room.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/process.h"
#include "base/text.h"

namespace mmoe {

TableRoom::TableRoom() : megabytes_(machine_memory_mb()) {}

void TableRoom::check(const RawTable& table, int64_t rows) const {
  constexpr double kLeast = 4 + 4;  // bytes of a value as it is read, and encoded
  const double needed =
      1e-6 * kLeast * static_cast<double>(rows) * static_cast<double>(table.names().size());
  if (needed <= megabytes_) return;
  throw Error(ExitCode::resources,
              fmt::format("{} rows of {} columns need at least {:.0f} MB of memory, and there are "
                          "{:.0f} MB; read fewer rows or columns, or use a larger machine",
                          with_commas(rows), table.names().size(), needed, megabytes_));
}

}  // namespace mmoe

#include "data/parts.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "data/row_condition.h"

namespace mmoe {

namespace {

using Rows = std::vector<int64_t>;

// Moves the rows that `chosen(position)` picks out of `source`.
template <class Chosen>
Rows take_out(Rows& source, const Chosen& chosen) {
  Rows taken, left;
  for (size_t i = 0; i < source.size(); ++i) {
    (chosen(i) ? taken : left).push_back(source[i]);
  }
  source = std::move(left);
  return taken;
}

Rows take_matching(Rows& source, const std::string& where, const RawTable& table) {
  const RowCondition fulfils(parse_condition(where), table);
  return take_out(source, [&](size_t i) { return fulfils(source[i]); });
}

Rows take_fraction(Rows& source, double fraction, int64_t seed) {
  const RandomStream stream(static_cast<uint64_t>(seed), "split");
  const Permutation shuffled(stream, 0, source.size());
  const auto count = static_cast<uint64_t>(std::llround(fraction * double(source.size())));
  return take_out(source, [&](size_t i) { return shuffled(i) < count; });
}

}  // namespace

std::map<PartName, PartConfig> parts_of(const DataConfig& data) {
  std::map<PartName, PartConfig> parts;
  std::visit(
      [&](const auto& config) {
        if constexpr (requires { config.train; }) {
          parts[PartName::train] = config.train;
          if (config.valid) parts[PartName::valid] = *config.valid;
          if (config.test) parts[PartName::test] = *config.test;
        }
      },
      data);
  return parts;
}

PartName root_of(const std::map<PartName, PartConfig>& parts, PartName part) {
  while (parts.at(part).from) part = *parts.at(part).from;
  return part;
}

std::vector<ColumnRequest> condition_requests(const std::map<PartName, PartConfig>& parts) {
  std::vector<ColumnRequest> requests;
  for (const auto& [name, part] : parts) {
    if (!part.where) continue;
    for (ColumnRequest& request : requests_of(parse_condition(*part.where))) {
      requests.push_back(std::move(request));
    }
  }
  return requests;
}

std::map<PartName, std::vector<int64_t>> divide(const std::map<PartName, PartConfig>& parts,
                                                PartName root, const RawTable& table) {
  std::map<PartName, Rows> rows;
  Rows& all = rows[root];
  for (int64_t row = 0; row < table.rows(); ++row) all.push_back(row);
  // Parts of parts come into being round by round; conditions go first in each.
  for (size_t round = 0; round < parts.size(); ++round) {
    for (const bool by_condition : {true, false}) {
      for (const auto& [name, part] : parts) {
        const bool due = part.from && rows.contains(*part.from) && !rows.contains(name);
        if (!due || part.where.has_value() != by_condition) continue;
        Rows& source = rows.at(*part.from);
        rows[name] = by_condition ? take_matching(source, *part.where, table)
                                  : take_fraction(source, *part.fraction, part.seed);
      }
    }
  }
  return rows;
}

}  // namespace mmoe

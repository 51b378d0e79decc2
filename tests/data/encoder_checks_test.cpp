// Encoders that nobody fitted: a checkpoint with a right checksum may hold them.
#include "data/encoder_checks.h"

#include <functional>

#include "support/catch.h"
#include "support/encoding.h"
#include "support/errors.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::error_of;

namespace {

RunConfig config() {
  return parse_config(R"(name: test
data: {type: csv, train: rows.csv}
features:
  - {name: n, type: numeric, values: {min_count: 1}, piecewise_linear: {bins: 2, dim: 2}}
  - {name: c, type: categorical}
  - {name: g, type: categorical, num_buckets: 5}
  - {name: l, type: multi, weight_separator: ":", length: 3}
tasks: [{name: t, type: multiclass, label: k, classes: [x, y], where: "n > 0", sample_weight: w, group: g}]
model: mmoe
)",
                      "test");
}

// As they are fitted.
Encoders honest() {
  auto features = config().features;
  const auto requests = test::requests_of(features, config().tasks);
  const RawTable table =
      test::table_of("n,c,g,l,w,k\n1,x,0,a:2|b,1,x\n2,y,4,b,1,y\n3,x,2,,2,x\n", requests);
  return fit_encoders(features, config().tasks, table, test::all_rows(table));
}

template <class Encoder>
Encoder& encoder_in(Encoders& encoders) {
  for (ColumnEncoder& column : encoders.columns) {
    if (auto* encoder = std::get_if<Encoder>(&column.encoder)) return *encoder;
  }
  throw std::logic_error("no such encoder");
}

}  // namespace

TEST_CASE("encoders that were fitted come back", "[data]") {
  const Encoders read = encoders_from_bytes(to_bytes(honest()));
  CHECK_NOTHROW(check_labels(read, config()));
}

TEST_CASE("encoders beyond their tables, columns and ranges are refused", "[data]") {
  using Change = std::function<void(Encoders&)>;
  const auto category = [](Encoders& e) -> auto& { return encoder_in<CategoryEncoder>(e); };
  const auto list = [](Encoders& e) -> auto& { return encoder_in<ListEncoder>(e); };
  const auto codes = [](Encoders& e) -> auto& { return encoder_in<PiecewiseEncoder>(e); };
  const std::vector<Change> changes = {
      [&](Encoders& e) { category(e).table = e.tables.size(); },
      [&](Encoders& e) { category(e).missing = -2; },
      [&](Encoders& e) { category(e).missing = 1000; },
      [&](Encoders& e) { category(e).common = 1000; },
      [&](Encoders& e) { category(e).columns.clear(); },
      [&](Encoders& e) { list(e).format.separator.clear(); },  // would never end
      [&](Encoders& e) { list(e).format.weight_separator = ""; },
      [&](Encoders& e) { list(e).format.weight_column = "n"; },  // not read as text
      [&](Encoders& e) { list(e).length = 0; },
      [&](Encoders& e) { list(e).length = int64_t{1} << 40; },
      [&](Encoders& e) { list(e).table = category(e).table; },  // numbers
      [&](Encoders& e) { codes(e).edges.resize(1); },
      [&](Encoders& e) { codes(e).dim = int64_t{1} << 40; },
      [&](Encoders& e) { e.tables[0].dim = 0; },
      [&](Encoders& e) { e.tables[0].dim = int64_t{1} << 40; },
      [&](Encoders& e) { e.tables[0].ids = HashEncoder{0}; },  // a division by it
      [&](Encoders& e) { e.tables[0].ids = BucketEncoder{-5}; },
      [&](Encoders& e) { e.tables[0].ids = BucketEncoder{int64_t{1} << 40}; },
      [&](Encoders& e) { e.tables[0].ids = ValueEncoder{{1, 2}, 7}; },
      [&](Encoders& e) { e.columns[0].name = "unknown"; },
      [&](Encoders& e) { e.inputs.clear(); },
      [&](Encoders& e) { e.labels.clear(); },
      [&](Encoders& e) { e.label_columns[0].where = "unknown = 1"; },
      [&](Encoders& e) { e.label_columns[0].where = "n ="; },
      [&](Encoders& e) { e.label_columns[0].group = "unknown"; }};
  for (size_t i = 0; i < changes.size(); ++i) {
    CAPTURE(i);
    Encoders encoders = honest();
    changes[i](encoders);
    const std::string bytes = to_bytes(encoders);
    CHECK_THAT(error_of([&] { encoders_from_bytes(bytes); }, ExitCode::checkpoint),
               ContainsSubstring("are damaged"));
  }
}

TEST_CASE("labels that are encoded as no config says are refused", "[data]") {
  using Change = std::function<void(Encoders&)>;
  const std::vector<Change> changes = {
      [](Encoders& e) { e.label_columns.clear(); },
      [](Encoders& e) { e.label_columns.push_back(e.label_columns[0]); },
      [](Encoders& e) { e.label_columns[0].classes.push_back("z"); },
      [](Encoders& e) { e.label_columns[0].where = "n > 1"; },
      [](Encoders& e) { e.labels[0].allowed.clear(); },  // other words would be further classes
      [](Encoders& e) { e.labels.pop_back(); }};
  for (size_t i = 0; i < changes.size(); ++i) {
    CAPTURE(i);
    Encoders encoders = honest();
    changes[i](encoders);
    CHECK_THAT(error_of([&] { check_labels(encoders, config()); }, ExitCode::checkpoint),
               ContainsSubstring("labels are not those of the config's tasks"));
  }
}

TEST_CASE("lists within lists do not fill the stack", "[data]") {
  for (const char* start : {"\x81", "\x9f", "\xa1\x61\x61", "\xbf\x61\x61", "\xd8\x20\x81"}) {
    std::string bytes;
    for (int i = 0; i < 1'000'000; ++i) bytes += start;
    CHECK_THAT(error_of([&] { encoders_from_bytes(bytes); }, ExitCode::checkpoint),
               ContainsSubstring("are damaged"));
  }
}

TEST_CASE("sizes in the bytes ask for no memory", "[data]") {
  for (const char* start : {"\x9b\x7f", "\xbb\x7f", "\x5b\x7f", "\x7b\x7f", "\x9b\x00"}) {
    const std::string bytes = std::string(start, 2) + std::string(7, '\xff');
    CHECK_THAT(error_of([&] { encoders_from_bytes(bytes); }, ExitCode::checkpoint),
               ContainsSubstring("are damaged"));
  }
}

}  // namespace mmoe

// Every row exactly once an epoch, in an order of (seed, epoch).
#include "support/torch_test.h"

#include <algorithm>
#include <numeric>

#include "data/load.h"
#include "support/torch_models.h"
#include "train/batches.h"

namespace mmoe {

using namespace test;

namespace {

// Row r has numerics (r, -r), ids (r, 2 r, 3 r), label 10 r.
Dataset numbered_rows(int64_t rows) {
  Dataset data;
  data.numeric_count = 2;
  data.field_count = 3;
  data.task_count = 1;
  data.resize(rows);
  for (int64_t row = 0; row < rows; ++row) {
    const auto r = static_cast<size_t>(row);
    data.numerics[2 * r] = static_cast<float>(row);
    data.numerics[2 * r + 1] = -static_cast<float>(row);
    for (size_t k = 0; k < 3; ++k) data.ids[3 * r + k] = static_cast<int32_t>((k + 1) * r);
    data.labels[r] = 10 * static_cast<float>(row);
  }
  return data;
}

// The rows of an epoch in their order; each must come whole.
std::vector<int64_t> order_of(Batches& batches, int64_t epoch, int64_t batch_size) {
  std::vector<int64_t> order;
  const int64_t steps = batches.steps_per_epoch();
  for (int64_t step = epoch * steps; step < (epoch + 1) * steps; ++step) {
    const Batch& batch = batches.at_step(step);
    CHECK(batch.step == static_cast<uint64_t>(step));
    if (step + 1 < (epoch + 1) * steps) CHECK(batch.rows == batch_size);
    CHECK(batch.numerics.sizes() == at::IntArrayRef{batch.rows, 2});
    CHECK(batch.ids.sizes() == at::IntArrayRef{batch.rows, 3});
    CHECK(batch.labels.sizes() == at::IntArrayRef{batch.rows, 1});
    CHECK(batch.ids.scalar_type() == at::kInt);
    for (int64_t i = 0; i < batch.rows; ++i) {
      const auto row = batch.ids[i][0].item<int64_t>();
      order.push_back(row);
      const auto number = static_cast<double>(row);
      CHECK(values(batch.numerics[i]) == std::vector<double>{number, -number});
      CHECK(values(batch.ids[i]) == std::vector<double>{number, 2 * number, 3 * number});
      CHECK(values(batch.labels[i]) == std::vector<double>{10 * number});
    }
  }
  return order;
}

std::vector<int64_t> sorted(std::vector<int64_t> order) {
  std::sort(order.begin(), order.end());
  return order;
}

}  // namespace

TEST_CASE("batches: an epoch has every row exactly once", "[train]") {
  for (const int64_t rows : {1, 2, 63, 64, 65, 200}) {
    for (const int64_t size : {1, 7, 64, 1000}) {
      CAPTURE(rows, size);
      const Dataset data = numbered_rows(rows);
      Batches batches(data, nullptr, {size, 1, {}}, of(at::kFloat));
      CHECK(batches.steps_per_epoch() == (rows + size - 1) / size);
      std::vector<int64_t> expected(static_cast<size_t>(rows));
      std::iota(expected.begin(), expected.end(), 0);
      for (const int64_t epoch : {0, 1}) {
        CHECK(sorted(order_of(batches, epoch, size)) == expected);
      }
    }
  }
}

TEST_CASE("batches: the order is a function of seed and epoch", "[train]") {
  const Dataset data = numbered_rows(100);
  const Batches::Options options = {16, 5, {}};
  Batches a(data, nullptr, options, of(at::kFloat)), b(data, nullptr, options, of(at::kFloat));
  Batches c(data, nullptr, {16, 6, {}}, of(at::kFloat));
  const std::vector<int64_t> first = order_of(a, 0, 16), second = order_of(a, 1, 16);
  CHECK(first != second);
  CHECK(first != sorted(first));
  // Any step can be had at any time.
  CHECK(order_of(b, 1, 16) == second);
  CHECK(order_of(b, 0, 16) == first);
  CHECK(order_of(a, 0, 16) == first);
  CHECK(order_of(c, 0, 16) != first);
  // The last batch of an epoch holds what is left.
  CHECK(a.at_step(6).rows == 4);
  CHECK(a.at_step(7).rows == 16);
}

TEST_CASE("batches: made ahead they are the same", "[train]") {
  const Dataset data = numbered_rows(100);
  Batches plain(data, nullptr, {16, 5, {{0}, {}, {2}}}, of(at::kFloat));
  Batches ahead(data, nullptr, {16, 5, {{0}, {}, {2}}, true}, of(at::kFloat));
  // In order over the ends of epochs; again; there and back.
  std::vector<int64_t> steps(30);
  std::iota(steps.begin(), steps.end(), 0);
  for (const int64_t step : {29, 29, 30, 7, 8, 6, 13, 12, 0}) steps.push_back(step);
  for (const int64_t step : steps) {
    CAPTURE(step);
    const Batch &a = plain.at_step(step), &b = ahead.at_step(step);
    CHECK(a.step == b.step);
    CHECK(a.rows == b.rows);
    CHECK(b.whole_rows == b.rows);
    CHECK(same_bytes(a.numerics, b.numerics));
    CHECK(same_bytes(a.ids, b.ids));
    CHECK(same_bytes(a.labels, b.labels));
    CHECK(same_bytes(a.slots.select(1, 0), b.slots.select(1, 0)));
    CHECK(same_bytes(a.slots.select(1, 2), b.slots.select(1, 2)));
    CHECK((*a.touched == *b.touched));
  }
}

TEST_CASE("batches: state the touched rows of the fields that ask for them", "[train]") {
  Dataset data = numbered_rows(100);
  for (size_t row = 0; row < 100; ++row) data.ids[3 * row + 2] %= 7;
  for (const bool ahead : {false, true}) {
    Batches batches(data, nullptr, {16, 5, {{0}, {}, {2}}, ahead}, of(at::kFloat));
    for (int64_t step = 0; step < 16; ++step) {
      CAPTURE(ahead, step);
      const Batch& batch = batches.at_step(step);
      REQUIRE(batch.touched != nullptr);
      REQUIRE(batch.touched->size() == 3);
      CHECK((*batch.touched)[1].empty());
      CHECK(batch.gradient_rows(1).data_ptr() == batch.ids.data_ptr());
      for (const int64_t field : {0, 2}) {
        const TouchedIds& touched = (*batch.touched)[static_cast<size_t>(field)];
        std::vector<int32_t> ids;
        for (const double id : values(batch.ids.select(1, field))) {
          ids.push_back(static_cast<int32_t>(id));
        }
        CHECK(batch.gradient_rows(field).data_ptr() == batch.slots.data_ptr());
        const std::vector<double> slots = values(batch.slots.select(1, field));
        for (size_t i = 0; i < ids.size(); ++i) {
          CHECK(touched.at(static_cast<size_t>(slots[i])) == ids[i]);
        }
        std::ranges::sort(ids);
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        CHECK((touched == ids));
      }
    }
  }
  Batches none(data, nullptr, {16, 5, {}}, of(at::kFloat));
  CHECK(none.at_step(0).touched == nullptr);
  CHECK_FALSE(none.at_step(0).slots.defined());
}

TEST_CASE("batches: labels are counted by task", "[train]") {
  Dataset data;
  data.task_count = 3;
  data.resize(5);
  data.labels = {1, NAN, NAN, 0, NAN, NAN, 0, 2, NAN, NAN, NAN, NAN, 1, NAN, NAN};
  Batches batches(data, nullptr, {2, 5, {}}, of(at::kFloat));
  std::vector<int64_t> sums(3, 0);
  for (const int64_t step : {0, 1, 2}) {
    const Batch& batch = batches.at_step(step);
    for (size_t task = 0; task < 3; ++task) sums[task] += batch.labelled[task].rows;
  }
  CHECK(sums == std::vector<int64_t>{4, 1, 0});
}

TEST_CASE("batches: pieces are rows of the whole", "[train]") {
  const Dataset data = numbered_rows(100);
  Batches batches(data, nullptr, {16, 5, {{}, {1}}}, of(at::kFloat));
  const Batch& batch = batches.at_step(3);
  const Batch piece = piece_of(batch, 5, 4), inner = piece_of(piece, 1, 2);
  CHECK(inner.rows == 2);
  CHECK(inner.first == 6);
  CHECK(inner.whole_rows == 16);
  CHECK(inner.step == 3);
  CHECK(inner.touched == batch.touched);
  CHECK(same_bytes(inner.numerics, batch.numerics.narrow(0, 6, 2)));
  CHECK(same_bytes(inner.ids, batch.ids.narrow(0, 6, 2)));
  CHECK(same_bytes(inner.labels, batch.labels.narrow(0, 6, 2)));
  CHECK(same_bytes(inner.slots, batch.slots.narrow(0, 6, 2)));
}

TEST_CASE("batches: double is the same rows in double", "[train]") {
  const Dataset data = numbered_rows(20);
  Batches batches(data, nullptr, {8, 5, {}}, of(at::kDouble));
  const Batch& batch = batches.at_step(0);
  CHECK(batch.numerics.scalar_type() == at::kDouble);
  CHECK(batch.labels.scalar_type() == at::kDouble);
  Batches plain(data, nullptr, {8, 5, {}}, of(at::kFloat));
  CHECK(values(batch.numerics) == values(plain.at_step(0).numerics));
}

TEST_CASE("batches: a stream gives its rows in order, without end", "[train]") {
  const auto loaded = [](bool stream) {
    const RunConfig config = parse_config(
        std::string("{name: test, data: {type: synthetic, generator: {type: paper, d: 5}, "
                    "rows: 100, seed: 3, stream: ") +
            (stream ? "true" : "false") +
            "}, features: [{name: \"x*\", type: numeric, scale: none}], tasks: [{name: a, type: "
            "regression, label: y0}, {name: b, type: regression, label: y1}], "
            "model: {type: mmoe}, train: {steps: 10}}",
        "test");
    Log log(LogLevel::error);
    return load_training_data(config, "", log);
  };
  const TrainingData table = loaded(false), stream = loaded(true);
  REQUIRE(stream.stream);
  Batches batches(stream.train, stream.stream.get(), {30, 1, {}}, of(at::kFloat));
  CHECK(batches.steps_per_epoch() == 0);
  Batches ahead(stream.train, stream.stream.get(), {30, 1, {}, true}, of(at::kFloat));
  for (const int64_t step : {2, 0, 1}) {
    const Batch& batch = batches.at_step(step);
    CHECK(same_bytes(batch.numerics, ahead.at_step(step).numerics));
    CHECK(batch.rows == 30);
    const Batch expected = make_batch(table.train, step * 30, 30, of(at::kFloat));
    CHECK(same_bytes(batch.numerics, expected.numerics));
    CHECK(same_bytes(batch.labels, expected.labels));
  }
  const std::vector<double> late = values(batches.at_step(1000000).numerics);
  CHECK(late != values(batches.at_step(1000001).numerics));
}

}  // namespace mmoe

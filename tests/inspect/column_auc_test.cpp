#include "inspect/column_auc.h"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "support/catch.h"

namespace mmoe {

namespace {

struct CodedRows {
  std::vector<int32_t> codes;
  std::vector<float> labels;

  double auc() const { return column_auc(codes, labels); }
};

// A code below `codes` a row, and a label that is 1 with the chance that its code has.
template <class Chance>
CodedRows drawn_rows(int count, int codes, const Chance& chance) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> uniform;
  CodedRows rows;
  for (int row = 0; row < count; ++row) {
    rows.codes.push_back(static_cast<int32_t>(random() % static_cast<unsigned>(codes)));
    rows.labels.push_back(uniform(random) < chance(rows.codes.back()) ? 1.0f : 0.0f);
  }
  return rows;
}

}  // namespace

TEST_CASE("a column that decides the label has AUC 1, in whichever order its codes stand",
          "[inspect]") {
  CHECK(drawn_rows(1000, 7, [](int code) { return code % 2; }).auc() == Approx(1).margin(1e-12));
}

TEST_CASE("a column without relation to the label has AUC near a half", "[inspect]") {
  CHECK(drawn_rows(20000, 50, [](int) { return 0.3; }).auc() == Approx(0.5).margin(0.03));
}

TEST_CASE("a column of two codes has the AUC of their rates", "[inspect]") {
  // P(1 | code 1) = 0.8, P(1 | code 0) = 0.2, as many of each: AUC 0.8 * 0.8 + 0.5 * 2 * 0.8 * 0.2.
  const auto rows = drawn_rows(40000, 2, [](int code) { return code == 1 ? 0.8 : 0.2; });
  CHECK(rows.auc() == Approx(0.8).margin(0.01));
}

TEST_CASE("a column of unique codes predicts nothing", "[inspect]") {
  CodedRows rows = drawn_rows(2000, 2, [](int code) { return code; });
  for (size_t row = 0; row < rows.codes.size(); ++row) rows.codes[row] = static_cast<int32_t>(row);
  CHECK(rows.auc() == Approx(0.5).margin(1e-12));
}

TEST_CASE("classes that alternate row by row are in both halves", "[inspect]") {
  CodedRows rows;
  for (int row = 0; row < 1000; ++row) {
    rows.codes.push_back(row % 2);
    rows.labels.push_back(static_cast<float>(row % 2));
  }
  CHECK(rows.auc() == Approx(1).margin(1e-12));
}

TEST_CASE("rows without a label do not count", "[inspect]") {
  CodedRows rows = drawn_rows(1000, 4, [](int code) { return code % 2; });
  const CodedRows all = rows;
  for (int row = 0; row < 1000; ++row) {
    rows.codes.push_back(0);
    rows.labels.push_back(std::numeric_limits<float>::quiet_NaN());
  }
  CHECK(rows.auc() == Approx(all.auc()).margin(1e-12));
}

TEST_CASE("without rows of both classes there is no AUC of a column", "[inspect]") {
  CHECK(std::isnan(CodedRows().auc()));
  CHECK(std::isnan(drawn_rows(100, 3, [](int) { return 0; }).auc()));
  CHECK(std::isnan(drawn_rows(100, 3, [](int) { return 1; }).auc()));
}

}  // namespace mmoe

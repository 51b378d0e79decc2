#include "train/early_stop.h"

#include <limits>

#include "support/catch.h"
#include "support/errors.h"

namespace mmoe {

using test::error_of;

namespace {

EarlyStopConfig monitored(const std::string& monitor, std::optional<int64_t> patience = {},
                          std::optional<Direction> mode = {}) {
  EarlyStopConfig config;
  config.monitor = monitor;
  config.patience = patience;
  config.mode = mode;
  return config;
}

// One letter a value: B best, - not, S stop.
std::string verdicts(const EarlyStopConfig& config, const std::vector<double>& values) {
  EarlyStop stop(config);
  std::string letters;
  for (const double value : values) {
    const auto verdict = stop.judge({{"auc_buy", value}, {"loss", value}}, 0);
    letters += verdict.stop ? 'S' : verdict.is_best ? 'B' : '-';
    CHECK_FALSE((verdict.stop && verdict.is_best));
  }
  return letters;
}

}  // namespace

TEST_CASE("early stop: losses go down, AUC goes up", "[train]") {
  CHECK(verdicts(monitored("loss"), {3, 2, 4, 1, 5}) == "BB-B-");
  CHECK(verdicts(monitored("auc_buy"), {3, 2, 4, 1, 5}) == "B-B-B");
  CHECK(verdicts(monitored("loss", {}, Direction::max), {3, 2, 4, 1, 5}) == "B-B-B");
  CHECK(verdicts(monitored("auc_buy - 2 * loss", {}, Direction::max), {3, 2, 4, 1, 5}) == "BB-B-");
}

TEST_CASE("early stop: patience counts validations since the best", "[train]") {
  CHECK(verdicts(monitored("loss", 1), {3, 2, 4}) == "BBS");
  CHECK(verdicts(monitored("loss", 2), {3, 4, 2, 4, 4, 4}) == "B-B-SS");
  CHECK(verdicts(monitored("loss"), std::vector<double>(50, 1)) == "B" + std::string(49, '-'));
}

TEST_CASE("early stop: the first of equal values stays the best", "[train]") {
  CHECK(verdicts(monitored("loss", 3), {2, 2, 2, 2}) == "B--S");
  CHECK(verdicts(monitored("auc_buy", 2), {2, 2, 3, 3}) == "B-B-");
}

TEST_CASE("early stop: says what is best and when", "[train]") {
  EarlyStop stop(monitored("loss"));
  CHECK_FALSE(stop.best());
  stop.judge({{"loss", 3.0}}, 10);
  stop.judge({{"loss", 2.0}}, 20);
  stop.judge({{"loss", 4.0}}, 30);
  stop.judge({{"loss", 4.0}}, 40);
  CHECK(stop.best() == 2);
  CHECK(stop.best_step() == 20);
  CHECK(stop.failures() == 2);
}

TEST_CASE("early stop: an undefined value is an error about the data", "[train]") {
  EarlyStop stop(monitored("auc_buy"));
  const MetricValues one_class = {{"loss", 1.0}, {"auc_buy", std::nullopt}};
  const std::string message = error_of([&] { stop.judge(one_class, 1); }, ExitCode::data);
  CHECK(message ==
        "the monitored metric 'auc_buy' is not defined on the validation rows (one class only, "
        "or no label); choose another with train.early_stop.monitor");
  EarlyStop ratio(monitored("loss / auc_buy", {}, Direction::min));
  error_of([&] { ratio.judge({{"loss", 1.0}, {"auc_buy", 0.0}}, 1); }, ExitCode::data);
  EarlyStop loss(monitored("loss"));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  error_of([&] { loss.judge({{"loss", nan}}, 1); }, ExitCode::data);
}

}  // namespace mmoe

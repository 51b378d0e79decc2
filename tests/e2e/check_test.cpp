// mmoe-check: finds each mistake that is planted in a file, and nothing else; silent on the configs
// of this repository.
#include <filesystem>
#include <random>

#include "base/text.h"
#include "support/catch.h"
#include "support/e2e_failure.h"
#include "support/e2e_program.h"
#include "support/e2e_tiny.h"
#include "support/e2e_visits.h"

namespace mmoe {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;
using test::check_failure;
using test::Json;
using test::Outcome;
using test::replaced;

namespace {

constexpr const char* kShopConfig = R"(data: {type: csv, train: train.csv, test: test.csv}
features:
  - {name: age, type: numeric}
  - {name: [city, extra], type: categorical, dim: 4}
tasks:
  - {name: buy, type: binary, label: buy}
  - {name: price, type: regression, label: price, scale: standard}
model: {type: mmoe, experts: {count: 2, hidden: [8]}, tower: {hidden: [4]}}
train: {epochs: 2, batch_size: 32}
)";

// A row of a file that is as it should be; mistakes change some of it.
struct Sale {
  int age = 0, city = 0, buy = 0;
  double price = 0;
  std::string extra;
};

using Sales = std::vector<Sale>;

Sales sound_sales(int count, unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&](unsigned limit) { return static_cast<int>(random() % limit); };
  Sales sales;
  for (int i = 0; i < count; ++i) {
    Sale sale{18 + below(60), below(6), 0, 0, std::to_string(below(4))};
    sale.buy = below(100) < sale.age - 10 ? 1 : 0;
    sale.price = sale.city + 0.01 * below(400);
    sales.push_back(sale);
  }
  return sales;
}

// A folder with both files and the config.
struct Shop : test::TempFolder {
  Sales train = sound_sales(1000, 1), test = sound_sales(500, 2);
  std::string config = kShopConfig;

  Outcome check(const std::vector<std::string>& more = {}) const {
    write_sales("train.csv", train);
    write_sales("test.csv", test);
    write("shop.yaml", config);
    std::vector<std::string> arguments = {"mmoe-check", "--config", "shop.yaml", "--data-dir", "."};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return test::run(arguments, path());
  }

  // "check column task part" of all findings.
  std::string found() const {
    const Outcome outcome = check({"--json", "-"});
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    const Json report = Json::parse(outcome.out);
    std::string all;
    for (const Json& finding : report["findings"]) {
      all += (all.empty() ? "" : "; ") + finding["check"].get<std::string>();
      for (const char* key : {"column", "task", "part"}) {
        if (!finding[key].is_null()) all += " " + finding[key].get<std::string>();
      }
    }
    return all;
  }

 private:
  void write_sales(const std::string& name, const Sales& sales) const {
    std::string text = "age,city,extra,buy,price\n";
    for (const Sale& sale : sales) {
      text += join({std::to_string(sale.age), "c" + std::to_string(sale.city), sale.extra,
                    std::to_string(sale.buy), shortest(sale.price)},
                   ",") +
              "\n";
    }
    write(name, text);
  }
};

// The same change of all rows of both parts.
template <class Change>
void change(Shop& shop, const Change& apply) {
  for (Sales* sales : {&shop.train, &shop.test}) {
    for (size_t row = 0; row < sales->size(); ++row) apply((*sales)[row], row);
  }
}

}  // namespace

TEST_CASE("a sound table gives one line of what was looked at, and what a run will take", "[e2e]") {
  const Outcome outcome = Shop().check({"--strict"});
  CHECK(outcome.code == 0);
  CHECK_THAT(outcome.out, ContainsSubstring("no findings (3 inputs, 2 tasks, rows: train 1,000, "
                                            "test 500)\nexpected: "));
}

TEST_CASE("a label under another name is found", "[e2e]") {
  Shop shop;
  change(shop, [](Sale& sale, size_t) { sale.extra = sale.buy == 1 ? "yes" : "no"; });
  CHECK(shop.found() == "leak extra buy");
}

TEST_CASE("a number that gives a price away is found", "[e2e]") {
  Shop shop;
  shop.config = replaced(shop.config, "name: age", "name: [age, extra]");
  shop.config = replaced(shop.config, "[city, extra]", "city");
  change(shop, [](Sale& sale, size_t) { sale.extra = shortest(2 * sale.price + 1); });
  CHECK(shop.found() == "leak extra price");
}

TEST_CASE("a column that says nothing is found", "[e2e]") {
  Shop shop;
  change(shop, [](Sale& sale, size_t) { sale.extra = "same"; });
  CHECK(shop.found() == "constant extra");
}

TEST_CASE("a key of the row is found", "[e2e]") {
  Shop shop;
  change(shop, [](Sale& sale, size_t row) { sale.extra = std::to_string(row); });
  CHECK(shop.found() == "row_key extra");
}

TEST_CASE("values that training never saw are found", "[e2e]") {
  Shop shop;
  for (Sale& sale : shop.test) sale.extra = "new " + sale.extra;
  CHECK(shop.found() == "unseen extra test");
}

TEST_CASE("test rows among the training rows are found", "[e2e]") {
  Shop shop;
  std::copy_n(shop.train.begin(), 100, shop.test.begin());
  CHECK(shop.found() == "overlap test");
}

TEST_CASE("a file that is trained and tested on is found", "[e2e]") {
  Shop shop;
  shop.config = replaced(shop.config, "test: test.csv", "test: ./train.csv");
  CHECK(shop.found() == "repeated_file");
}

TEST_CASE("two tasks with one label are found", "[e2e]") {
  Shop shop;
  shop.config = replaced(shop.config, "tasks:", "tasks:\n  - {name: a, type: binary, label: buy}");
  CHECK(shop.found() == "identical_labels buy");
}

TEST_CASE("a part with one class is found", "[e2e]") {
  Shop shop;
  for (Sale& sale : shop.test) sale.buy = 0;
  CHECK(shop.found() == "one_class buy test");
}

TEST_CASE("columns and labels that moved are found", "[e2e]") {
  Shop shop;
  for (Sale& sale : shop.test) sale.age += 25;
  CHECK(shop.found() == "drift age test");
  shop.test = sound_sales(500, 2);
  for (Sale& sale : shop.test) sale.price += 3;
  CHECK(shop.found() == "label_drift price test");
}

TEST_CASE("a loss that drowns the others is found", "[e2e]") {
  Shop shop;
  shop.config = replaced(shop.config, ", scale: standard", "");
  change(shop, [](Sale& sale, size_t) { sale.price *= 100; });
  CHECK(shop.found() == "loss_scale buy");
}

TEST_CASE("a run that fails in its first steps is told before all else", "[e2e]") {
  Shop shop;
  shop.config += "  optimizer: {type: sgd, learning_rate: 1e30}\n";
  shop.config = replaced(shop.config, "train: {epochs: 2, batch_size: 32}\n",
                         "train:\n  epochs: 2\n  batch_size: 32\n");
  const Outcome outcome = shop.check();
  CHECK(outcome.code == 0);
  CHECK_THAT(outcome.out,
             ContainsSubstring("1. wrong: training\n") && ContainsSubstring("training diverged"));
}

TEST_CASE("columns with the same fault are one entry", "[e2e]") {
  Shop shop;
  change(shop, [](Sale& sale, size_t) {
    sale.extra = "same";
    sale.city = 1;
  });
  const Outcome outcome = shop.check();
  CHECK_THAT(outcome.out, ContainsSubstring("2 findings (") &&
                              ContainsSubstring("constant (columns city, extra)") &&
                              !ContainsSubstring("\n2. "));
}

TEST_CASE("with --strict findings are exit code 3, after they are shown", "[e2e]") {
  Shop shop;
  change(shop, [](Sale& sale, size_t) { sale.extra = "same"; });
  const Outcome outcome = shop.check({"--strict", "--json", "report.json"});
  CHECK(outcome.code == 3);
  CHECK_THAT(outcome.out, ContainsSubstring("1 finding (") &&
                              ContainsSubstring("1. worth a look: constant (column extra)"));
  CHECK_THAT(outcome.err, ContainsSubstring("error: --strict"));
  CHECK(Json::parse(read_file(shop.file("report.json")))["findings"].size() == 1);
}

TEST_CASE("a label among the features is refused like any wrong config", "[e2e]") {
  Shop shop;
  shop.config = replaced(shop.config, "[city, extra]", "[city, buy]");
  check_failure(shop.check(), 2, {"'buy' is a label"});
}

TEST_CASE("shares of unknown values are shown when asked for", "[e2e]") {
  Shop shop;
  for (size_t row = 0; row < 100; ++row) shop.test[row].extra = "new";
  const Outcome outcome = shop.check({"--verbose"});
  CHECK_THAT(outcome.out, ContainsSubstring("no findings") && ContainsSubstring("20.00"));
}

TEST_CASE("shipped configs pass", "[e2e]") {
  const bool has_data = fs::exists(MMOE_SHARED_DATA "/census-income") &&
                        fs::exists(MMOE_SHARED_DATA "/kuairand-pure");
  std::vector<std::string> configs = {"tiny", "paper_mmoe", "random_binary_mmoe"};
  if (has_data) {
    for (const char* name : {"census_mmoe", "census_esmm", "census_education_mmoe", "kuairand_mmoe",
                             "kuairand_esmm"}) {
      configs.emplace_back(name);
    }
  }
  for (const std::string& name : configs) {
    const Outcome outcome =
        test::run({"mmoe-check", "--strict", "--quiet", "--data-dir", MMOE_SHARED_DATA, "--config",
                   MMOE_SOURCE_DIR "/configs/" + name + ".yaml"});
    INFO(name << "\n" << outcome.out << outcome.err);
    CHECK(outcome.code == 0);
  }
}

}  // namespace mmoe

#include "support/e2e_visits.h"

#include <random>

#include "base/text.h"
#include "support/catch.h"

namespace mmoe::test {

const char* const kVisitsConfig = R"(data:
  type: csv
  train: train.csv
  test: test.csv
  valid: {from: test, fraction: 0.5}
features:
  - {name: age, type: numeric}
  - {name: city, type: categorical, dim: 4}
tasks:
  - {name: click, type: binary, label: clicked}
  - {name: price, type: regression, label: price}
model:
  type: mmoe
  experts: {count: 2, hidden: [8]}
  tower: {hidden: [4]}
train:
  epochs: 3
  batch_size: 32
  optimizer: {type: adam, learning_rate: 0.01}
)";

std::vector<Visit> make_visits(int count, unsigned seed) {
  const char* const cities[] = {"Paris", "New York, NY", "say \"hi\"", "", "Łódź", "two\nlines"};
  std::mt19937 random(seed);
  const auto below = [&](unsigned limit) { return static_cast<int>(random() % limit); };
  std::vector<Visit> visits;
  for (int i = 0; i < count; ++i) {
    Visit visit;
    visit.id = "0" + std::to_string(i);
    const int age = 18 + below(60), city = below(6);
    const int pull = age - 48 + 10 * city;
    visit.city = cities[city];
    if (below(15) != 0) visit.age = age;
    if (below(12) != 0) visit.clicked = below(100) < 40 + pull ? 1 : 0;
    visit.price = 0.1 * pull + 0.01 * below(100);
    visits.push_back(visit);
  }
  return visits;
}

std::string csv_value(const std::string& text) {
  if (text.find_first_of("\",\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string csv_of(const std::vector<Visit>& visits) {
  const auto number = [](const std::optional<int>& n) { return n ? std::to_string(*n) : ""; };
  std::string text = "id,age,city,clicked,price\n";
  for (const Visit& visit : visits) {
    text += join({visit.id, number(visit.age), csv_value(visit.city), number(visit.clicked),
                  shortest(visit.price)},
                 ",") +
            "\n";
  }
  return text;
}

std::string replaced(std::string text, const std::string& part, const std::string& by) {
  const size_t place = text.find(part);
  INFO(part);
  REQUIRE(place != std::string::npos);
  return text.replace(place, part.size(), by);
}

VisitsFolder::VisitsFolder() : test_(make_visits(kTestRows, 2)) {
  write("train.csv", csv_of(make_visits(kTrainRows, 1)));
  write("test.csv", csv_of(test_));
  write("config.yaml", kVisitsConfig);
}

Outcome VisitsFolder::train(const std::string& run, const std::vector<std::string>& more,
                            const std::string& config) const {
  std::vector<std::string> arguments = {"mmoe-train", "--config", config, "--data-dir",
                                        ".",          "--run",    run};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return test::run(arguments, path());
}

}  // namespace mmoe::test

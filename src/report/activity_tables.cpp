#include "report/activity_tables.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/table.h"

namespace mmoe {

namespace {

using Row = std::vector<std::string>;

std::string number(const std::optional<double>& value) {
  return value ? fmt::format("{:.3f}", *value) : "n/a";
}

Row row_of(const Row& first, const Row& more) {
  Row row = first;
  row.insert(row.end(), more.begin(), more.end());
  return row;
}

template <class T>
Row numbers_of(const std::vector<T>& values) {
  Row row;
  for (const T& value : values) row.push_back(number(value));
  return row;
}

std::string detail_of(const GateLoad& gate) {
  std::vector<Row> rows = {{"expert", "mean weight", "deviation", "largest"}};
  for (size_t i = 0; i < gate.weight.size(); ++i) {
    rows.push_back({gate.experts[i], number(gate.weight[i]), number(gate.deviation[i]),
                    number(gate.largest[i])});
  }
  return "gate " + gate.gate + ": entropy " + number(gate.entropy) + "\n" + aligned(rows);
}

std::string distances_of(const MixtureActivity& mixture) {
  if (mixture.gates.size() < 2) return "";
  std::vector<Row> rows = {row_of({"gate"}, mixture.gates)};
  for (size_t i = 0; i < mixture.gates.size(); ++i) {
    rows.push_back(row_of({mixture.gates[i]}, numbers_of(mixture.distance[i])));
  }
  return mixture.name + ": distance of gates\n" + aligned(rows);
}

std::string experts_of(const MixtureActivity& mixture) {
  std::vector<Row> rows = {row_of({"expert", "deviation", "live units"}, mixture.experts)};
  for (size_t i = 0; i < mixture.experts.size(); ++i) {
    const UnitCount& count = mixture.units[i];
    rows.push_back(row_of({mixture.experts[i], number(mixture.deviation[i]),
                           fmt::format("{} of {}", count.live, count.units)},
                          numbers_of(mixture.similarity[i])));
  }
  return mixture.name + ": outputs and their correlation\n" + aligned(rows);
}

std::string layers_of(const Activity& activity) {
  std::vector<Row> rows = {{"layer", "units", "live"}};
  for (const LayerUnits& layer : activity.layers) {
    const UnitCount count = count_units(layer);
    rows.push_back({layer.name, with_commas(count.units), with_commas(count.live)});
  }
  return rows.size() > 1 ? aligned(rows) : "";
}

}  // namespace

std::string gate_table(const std::vector<GateLoad>& gates) {
  if (gates.empty()) return "";
  std::vector<Row> rows = {{"gate", "entropy", "mean weight of each expert"}};
  for (const GateLoad& gate : gates) {
    rows.push_back({gate.gate, number(gate.entropy), join(numbers_of(gate.weight), " ")});
  }
  return aligned(rows);
}

std::string activity_tables(const Activity& activity) {
  std::string text =
      activity.gates.empty() ? "no gates: nothing in this model weighs experts\n" : "";
  for (const GateLoad& gate : activity.gates) text += detail_of(gate);
  for (const MixtureActivity& mixture : activity.mixtures) {
    text += distances_of(mixture) + experts_of(mixture);
  }
  return text + layers_of(activity);
}

}  // namespace mmoe

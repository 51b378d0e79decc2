#include "report/evaluation.h"

#include "base/process.h"
#include "config/scalars.h"
#include "report/table.h"

namespace mmoe {

namespace {

Json task_json(const TaskConfig& task, const MetricValues& values, const LabelCounts& counts) {
  const std::string& name = base_of(task).name;
  Json json = Json::object();
  const auto put = [&](const std::string& metric) {
    const auto value = find_metric(values, metric + "_" + name);
    json[metric] = value ? Json(*value) : Json(nullptr);
  };
  put("loss");
  for (const MetricConfig& metric : metrics_of(task)) put(name_of(metric));
  json["rows"] = counts.rows;
  if (std::holds_alternative<BinaryTask>(task)) json["positives"] = counts.positives;
  return json;
}

Json one_or_list(const std::vector<std::string>& texts) {
  return texts.size() == 1 ? Json(texts.front()) : Json(texts);
}

}  // namespace

Json origin_json(const std::vector<std::string>& checkpoints, const EvaluationData& data) {
  std::vector<std::string> files;
  for (const auto& [file, rows] : data.files) files.push_back(file);
  return {{"checkpoint", one_or_list(checkpoints)},
          {"data", one_or_list(files)},
          {"rows", data.rows.rows},
          {"seconds", seconds_since_process_start()}};
}

Json evaluation_json(const std::vector<std::string>& checkpoints, const EvaluationData& data,
                     const RunConfig& config, const MetricValues& values) {
  const std::vector<LabelCounts> counts = count_labels(data.rows);
  Json tasks = Json::object();
  for (size_t task = 0; task < config.tasks.size(); ++task) {
    tasks[base_of(config.tasks[task]).name] = task_json(config.tasks[task], values, counts[task]);
  }
  Json json = origin_json(checkpoints, data);
  json["metrics"] = to_json(values);
  json["tasks"] = tasks;
  return json;
}

}  // namespace mmoe

#include "report/result_file.h"

#include <system_error>

#include "base/error.h"
#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "report/activity_json.h"

namespace mmoe {

namespace {

// {task: {other: Pearson correlation}}, each pair once.
Json to_json(const std::vector<LabelCorrelation>& correlations) {
  Json object = Json::object();
  for (const auto& [task, other, pearson] : correlations) {
    object[task][other] = pearson ? Json(*pearson) : Json(nullptr);
  }
  return object;
}

MetricValues metrics_in(const Json& object) {
  MetricValues values;
  for (const auto& [name, value] : object.items()) {
    values.emplace_back(name, value.is_null() ? std::nullopt : std::optional(value.get<double>()));
  }
  return values;
}

}  // namespace

Json result_json(const RunConfig& config, const TrainingResult& result, bool has_validation,
                 const RunFacts& facts) {
  Json files = Json::object(), versions = Json::object();
  for (const auto& [file, rows] : facts.files) files[file] = rows;
  for (const auto& [name, version] : facts.versions) versions[name] = version;
  Json json = {
      {"name", config.name}, {"valid", to_json(result.valid)}, {"test", to_json(result.test)}};
  json.update(activity_json(result.activity));
  json["label_correlation"] = to_json(facts.label_correlations);
  json.update({{"best_step", result.best_step},
               {"steps", result.progress.step},
               {"stopped_early", result.stopped_early},
               {"rollbacks", result.rollbacks},
               {"seconds", seconds_since_process_start()},
               {"samples_per_second", result.samples_per_second},
               {"parameters", facts.parameters},
               {"peak_rss_mb", peak_memory_mb()},
               {"seed", config.train.seed},
               {"device", facts.device},
               {"threads", facts.threads},
               {"versions", versions},
               {"data", files},
               {"selected_on", has_validation ? Json("valid") : Json(nullptr)}});
  return json;
}

TrainingResult read_result(const std::string& path) {
  try {
    const Json json = Json::parse(read_file(path));
    TrainingResult result;
    result.valid = metrics_in(json.at("valid"));
    result.test = metrics_in(json.at("test"));
    return result;
  } catch (const std::exception& error) {
    throw checkpoint_error("cannot read " + quote(path) + " of a finished run: " + error.what());
  }
}

}  // namespace mmoe

#include "apps/seed_replica.h"

#include "apps/resumption.h"
#include "base/process.h"
#include "report/run_needs.h"

namespace mmoe {

std::string folder_of_seed(const SeedOptions& options, int64_t seed) {
  return options.folder + "/seed-" + std::to_string(seed);
}

MemoryEstimate memory_of_seed(const RunConfig& config, const TrainingData& data,
                              const Runtime& runtime) {
  return estimate_run(config, data, at::TensorOptions().dtype(at::kFloat), runtime.cores).memory;
}

Replica::Replica(const SeedsInCommon& common, int64_t number)
    : seed(number),
      folder(folder_of_seed(common.options, number)),
      lock(prepare_run_folder(folder, common.options.existing)) {
  RunConfig config = common.config;
  config.train.seed = seed;
  Resumption resumed;
  if (common.options.existing == ExistingRun::resume) resumed = find_run(folder, config, log);
  if (resumed.is_finished) return;
  if (!common.data) {
    own_data = load_training_data(config, common.options.data_dir, log, common.inputs);
    check_memory(memory_of_seed(config, *own_data, common.runtime), machine_memory_mb());
  }
  run.emplace(config, own_data ? *own_data : *common.data,
              RunPlace{folder, /*quiet=*/true, common.runtime}, log,
              resumed.saved ? &*resumed.saved : nullptr);
  if (run->has_result()) run.reset();
}

}  // namespace mmoe

#include "report/run_needs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/disk.h"
#include "base/error.h"
#include "base/process.h"
#include "base/text.h"

namespace mmoe {

namespace {

struct Part {
  const char* name;
  double MemoryEstimate::* size;
  const char* advice;  // what makes it smaller
};

constexpr const char* kSmallerModel =
    "give tables fewer rows (min_count, hash_buckets) or a smaller dim, take fewer or narrower "
    "layers, fewer train.members, or an optimizer that keeps less (sgd)";
constexpr const char* kFewerRowsAtOnce = "take a smaller train.batch_size or fewer --threads";

constexpr std::array<Part, 6> kParts = {
    {{"program", &MemoryEstimate::program, "use a larger machine"},
     {"data", &MemoryEstimate::data, "read fewer rows or columns"},
     {"parameters", &MemoryEstimate::parameters, kSmallerModel},
     {"gradients and optimizer", &MemoryEstimate::training, kSmallerModel},
     {"activations", &MemoryEstimate::activations, kFewerRowsAtOnce},
     {"copies", &MemoryEstimate::copies, kSmallerModel}}};

std::string megabytes(double size) {
  return fmt::format(fmt::runtime(size < 10 ? "{:.1f}" : "{:.0f}"), size);
}

std::string parts_text(const MemoryEstimate& memory) {
  std::vector<std::string> texts;
  for (const Part& part : kParts) {
    texts.push_back(std::string(part.name) + " " + megabytes(memory.*part.size));
  }
  return join(texts, ", ");
}

// One more than is kept is there while it is written.
double disk_mb(const RunEstimate& run, int64_t kept) {
  return run.best_mb + static_cast<double>(kept + 1) * run.last_mb;
}

}  // namespace

std::string needs_text(const RunEstimate& run, int64_t kept) {
  return fmt::format(
      "expected memory: {} MB ({}; reading {})\n"
      "expected disk: {} MB (best {}, and {} kept and one being written of {} each)\n",
      megabytes(run.memory.peak()), parts_text(run.memory), megabytes(run.memory.reading),
      megabytes(disk_mb(run, kept)), megabytes(run.best_mb), kept, megabytes(run.last_mb));
}

void check_memory(const MemoryEstimate& memory, double available) {
  if (memory.peak() <= available) return;
  const Part& largest =
      *std::ranges::max_element(kParts, {}, [&](const Part& part) { return memory.*part.size; });
  throw Error(ExitCode::resources,
              fmt::format("training needs about {} MB of memory, and there are {} MB ({}); {}",
                          megabytes(memory.peak()), megabytes(available), parts_text(memory),
                          largest.advice));
}

void check_needs(const RunEstimate& run, int64_t kept, const std::string& folder, Log& log) {
  check_memory(run.memory, machine_memory_mb());
  const std::optional<double> free = free_disk_mb(folder);
  const double needed = disk_mb(run, kept);
  if (!free || needed <= *free) return;
  log.warning(
      fmt::format("the checkpoints need about {} MB of disk, and there are {} MB free at {}",
                  megabytes(needed), megabytes(*free), quote(folder)));
}

}  // namespace mmoe

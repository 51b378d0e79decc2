#include "report/checkpoint_files.h"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "base/checkpoint_names.h"
#include "base/disk.h"
#include "base/files.h"

namespace mmoe {

namespace fs = std::filesystem;

CheckpointFiles::CheckpointFiles(std::string folder, int64_t keep, const SavedTraining* saved)
    : folder_(std::move(folder)), keep_(keep) {
  if (saved != nullptr && fs::path(saved->path()).filename() == kLastFile) {
    last_step_ = saved->state().step;
  }
}

std::string CheckpointFiles::path(CheckpointKind kind) const {
  const char* name = kind == CheckpointKind::best   ? kBestFile
                     : kind == CheckpointKind::last ? kLastFile
                                                    : kRollbackFile;
  return folder_ + "/" + name;
}

void CheckpointFiles::save(CheckpointKind kind, int64_t step, const SafeTensors& content) {
  check_free_disk(path(kind), file_size(content));
  AtomicFile file(path(kind));
  write_safetensors(content, [&](std::string_view piece) { file.write(piece); });
  file.flush();
  if (kind == CheckpointKind::last) set_last_aside(step);
  file.commit();
  if (kind == CheckpointKind::last) remove_superfluous();
}

// A second name before the first goes to the next one; where files have only one, that name.
void CheckpointFiles::set_last_aside(int64_t step) {
  const std::optional<int64_t> before = std::exchange(last_step_, step);
  if (keep_ == 1 || !before || *before == step) return;
  const std::string last = path(CheckpointKind::last);
  const std::string aside = folder_ + "/" + earlier_checkpoint(*before);
  const std::string link = aside + AtomicFile::kSuffix;
  std::error_code status;
  fs::create_hard_link(last, link, status);
  fs::rename(status ? last : link, aside, status);
  fs::remove(link, status);  // still there if both were the same file
}

void CheckpointFiles::remove_superfluous() const {
  std::vector<int64_t> steps;
  std::error_code status;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, status)) {
    const auto step = step_of_checkpoint(entry.path().filename().string());
    if (step) steps.push_back(*step);
  }
  std::ranges::sort(steps, std::greater());
  for (size_t i = static_cast<size_t>(keep_) - 1; i < steps.size(); ++i) {
    fs::remove(folder_ + "/" + earlier_checkpoint(steps[i]), status);
  }
}

}  // namespace mmoe

// Names of checkpoints in a run folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace mmoe {

inline constexpr char kBestFile[] = "best.safetensors";
inline constexpr char kLastFile[] = "last.safetensors";
// The state to go back to when training diverges.
inline constexpr char kRollbackFile[] = "rollback.safetensors";

// "step-<n>.safetensors": what was `last` before.
std::string earlier_checkpoint(int64_t step);
// Its step, if the name is one of these.
std::optional<int64_t> step_of_checkpoint(const std::string& name);

// `last` or an earlier one.
bool is_checkpoint_of_the_way(const std::string& name);

}  // namespace mmoe

// Files that appear under their names only when complete.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>

namespace mmoe {

// Writes beside `path`, flushes to disk, renames. Throws Error(resources) when the disk is full
// or fails, Error(usage) when the place is not writable.
void write_file_atomically(const std::string& path, std::span<const std::byte> content);
void write_file_atomically(const std::string& path, const std::string& content);

// The whole file; throws std::system_error (the caller knows which exit code fits).
std::string read_file(const std::string& path);

// Makes `path` a folder to write in. Refuses (usage) one that holds files, unless `overwrite`,
// which removes what a run left there; and one that cannot be written to.
void prepare_run_folder(const std::string& path, bool overwrite);

}  // namespace mmoe

#include "durable.h"

#include <fstream>

namespace faults {

namespace fs = std::filesystem;

namespace {

struct stat status_of(const fs::path& path) {
  struct stat status{};
  ::stat(path.c_str(), &status);
  return status;
}

}  // namespace

Durable::Durable(const fs::path& folder, const fs::path& place) : folder_(folder), place_(place) {
  for (const char* kind : {"content", "names", "now"}) fs::create_directories(place / kind);
  for (const auto& entry : fs::recursive_directory_iterator(folder)) flushed(entry.path());
}

std::string Durable::file_of(const fs::path& path) const {
  const ino_t number = status_of(path).st_ino;
  const auto birth = births_.find(number);
  return std::to_string(number) + "-" + std::to_string(birth == births_.end() ? 0 : birth->second);
}

void Durable::created(const fs::path& path) { ++births_[status_of(path).st_ino]; }

void Durable::emptied(const fs::path& path) { fs::remove(place_ / "content" / file_of(path)); }

void Durable::flushed(const fs::path& path) {
  if (fs::is_directory(path)) return keep_names(path, "names");
  fs::copy_file(path, place_ / "content" / file_of(path), fs::copy_options::overwrite_existing);
}

void Durable::keep_names(const fs::path& folder, const char* kind) const {
  std::ofstream names(place_ / kind / folder.filename());
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    names << entry.path().filename().string() << " " << file_of(entry.path()) << "\n";
  }
}

void Durable::cut() const {
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    if (entry.is_directory()) keep_names(entry.path(), "now");
  }
}

}  // namespace faults

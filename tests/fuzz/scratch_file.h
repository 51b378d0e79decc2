// One file that is written again and again, in a folder of its own.
#pragma once

#include <fstream>
#include <string>
#include <string_view>

#include "support/temp_folder.h"

namespace mmoe::fuzz {

class ScratchFile {
 public:
  explicit ScratchFile(const std::string& name) : path_(folder_.file(name)) {}

  const std::string& folder() const { return folder_.path(); }
  // Path of the file, which then holds this.
  const std::string& with(std::string_view content) {
    std::ofstream(path_, std::ios::binary) << content;
    return path_;
  }

 private:
  test::TempFolder folder_;
  std::string path_;
};

}  // namespace mmoe::fuzz

// Runs the programs of this build the way a person would.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "support/temp_folder.h"

namespace mmoe::test {

struct Outcome {
  int code = 0;  // minus the signal's number if one killed it
  std::string out, err;
};

// A started program; it ends with this object at the latest, and after two minutes in any case.
class Program {
 public:
  // `arguments` starts with a program of this build, such as mmoe-train, or with an absolute path.
  explicit Program(const std::vector<std::string>& arguments, const std::string& folder = ".");
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void send(int signal) const;
  Outcome wait();

 private:
  TempFolder streams_;
  pid_t process_ = -1;
};

Outcome run(const std::vector<std::string>& arguments, const std::string& folder = ".");

// The same for what must succeed; gives its standard output.
std::string output_of(const std::vector<std::string>& arguments, const std::string& folder = ".");

// Waits, up to half a minute, until one of these files is there and not empty; whether one is.
bool appears(const std::vector<std::string>& files);

std::string program_path(const std::string& name);

}  // namespace mmoe::test

#include "base/disk.h"

#include "support/catch.h"
#include "support/errors.h"
#include "support/temp_folder.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::error_of;
using test::TempFolder;

TEST_CASE("free room on disk is that of the folder, of a file and of one to come", "[base]") {
  const TempFolder folder;
  const std::string file = folder.write("file", "x");
  for (const std::string& path : {folder.path(), file, folder.file("to come")}) {
    CAPTURE(path);
    REQUIRE(free_disk_mb(path));
    CHECK(*free_disk_mb(path) > 1);
  }
  REQUIRE(free_disk_mb("relative"));
}

TEST_CASE("a file without room is refused with both numbers", "[base]") {
  const TempFolder folder;
  const std::string path = folder.file("last.safetensors");
  check_free_disk(path, 1000);
  const std::string message =
      error_of([&] { check_free_disk(path, uint64_t{1} << 62); }, ExitCode::resources);
  CHECK_THAT(message, ContainsSubstring("'" + path + "'") &&
                          ContainsSubstring("takes 4611686018427.4 MB") &&
                          ContainsSubstring("MB free"));
}

TEST_CASE("a file system that does not tell its room is believed to have it", "[base]") {
  CHECK_FALSE(free_disk_mb("/proc/self"));
  CHECK_FALSE(free_disk_mb("/no/such/folder/file"));
  check_free_disk("/proc/self/x", uint64_t{1} << 62);
}

}  // namespace mmoe

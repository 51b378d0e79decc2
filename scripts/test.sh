#!/usr/bin/env bash
# The whole test suite: format, sanitizers and fuzzers, the demo, then everything.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh --fuzzers
export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}

echo "Checking the format"
find src tests scripts \( -name '*.h' -o -name '*.cpp' \) -print0 |
  xargs -0 .venv/bin/clang-format --dry-run --Werror
cmake --workflow --preset asan
cmake --workflow --preset fuzz
scripts/demo.sh
cmake --workflow --preset ci

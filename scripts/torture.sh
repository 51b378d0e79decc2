#!/usr/bin/env bash
# The long tests of docs/reliability.md: torture.sh [BUILD_DIR] [options of scripts/torture].
# Builds nothing: wants the programs and tests of a build, such as of `cmake --preset ci`.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
build=$source/build/ci
if [[ $# -gt 0 && $1 != -* ]]; then
  build=$1
  shift
fi
for file in bin/mmoe-train bin/mmoe-eval bin/mmoe-predict bin/mmoe-inspect lib/libfile_faults.so; do
  if [[ ! -e $build/$file ]]; then
    echo "error: no $build/$file; build it with: cmake --build --preset ci" >&2
    exit 2
  fi
done
PYTHONPATH=$source/scripts exec python3 -m torture --bin "$build/bin" \
  --layer "$build/lib/libfile_faults.so" --long --jobs "$(nproc)" "$@"

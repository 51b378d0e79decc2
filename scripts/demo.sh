#!/usr/bin/env bash
# From a fresh clone to a trained and evaluated MMoE, on synthetic data that needs no download.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh
export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}
cmake --preset release
cmake --build --preset release --target programs

bin=build/release/bin
$bin/mmoe-train --config configs/tiny.yaml --run runs/demo --overwrite
$bin/mmoe-eval --checkpoint runs/demo/best.safetensors

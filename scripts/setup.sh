#!/usr/bin/env bash
# Gets what build and tests need: system packages, and Python wheels (LibTorch, Arrow, OpenBLAS) in
# .venv/. Does nothing when all is there, and nothing at all to the active Python.
# --benchmarks: also what -DMMOE_BENCHMARKS=ON needs; --fuzzers: also clang, for the preset fuzz.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(ninja-build ccache pkg-config libcli11-dev libyaml-cpp-dev libspdlog-dev libfmt-dev
  nlohmann-json3-dev libhwy-dev libxxhash-dev catch2)
command -v c++ >/dev/null || packages+=(g++)
command -v cmake >/dev/null || packages+=(cmake)
command -v python3 >/dev/null || packages+=(python3)
size="about 5 MB"
for option in "$@"; do
  case $option in
    --benchmarks) packages+=(libbenchmark-dev) ;;
    --fuzzers) packages+=(clang-16 libclang-rt-16-dev) size="about 55 MB, 300 MB on disk with clang" ;;
    *) echo "setup.sh takes --benchmarks and --fuzzers, not $option" >&2 && exit 2 ;;
  esac
done
python3 -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv)

if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
  missing=()
  for package in "${packages[@]}"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing+=("$package")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    echo "Installing Debian packages ($size, and what they depend on): ${missing[*]}"
    sudo=
    if [ "$(id -u)" -ne 0 ] && ! sudo=$(command -v sudo); then
      echo "Not root, and no sudo here. Please run as root: apt-get install ${missing[*]}" >&2
      exit 1
    fi
    $sudo apt-get update -qq
    $sudo env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  fi
else
  echo "This system is not known to setup.sh. Please see to it that these are installed:"
  echo "  a C++20 compiler, CMake 3.25, Ninja, pkg-config, Python 3 with venv, ccache (optional)"
  echo "  with headers: CLI11, yaml-cpp, spdlog, fmt, nlohmann-json, Highway, xxHash, Catch2"
  echo "  with --benchmarks: Google Benchmark; with --fuzzers: clang 16 with compiler-rt"
fi

wheels=$(python3 scripts/missing_wheels.py)
if [ -n "$wheels" ]; then
  printf 'Installing into .venv/ from the Python package index:\n%s\n' "$wheels"
  .venv/bin/python -c 'import pip' 2>/dev/null || python3 -m venv --clear .venv
  # The constraints pin what comes along, too.
  cut -d' ' -f1 <<<"$wheels" | xargs .venv/bin/python -m pip install --quiet \
    --disable-pip-version-check --constraint scripts/requirements.txt
fi

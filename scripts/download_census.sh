#!/usr/bin/env bash
# Fetches Census-Income (KDD) from the UCI Machine Learning Repository, about 10 MB, and checks it.
# Usage: scripts/download_census.sh [DIR]     writes DIR/census-income/, DIR defaults to data
set -euo pipefail

case "${1:-}" in -h | --help) sed -n 's/^# //p' "$0" && exit ;; esac
folder="${1:-$(dirname "$0")/../data}/census-income"
new=https://archive.ics.uci.edu/static/public/117/census+income+kdd.zip
old=https://archive.ics.uci.edu/ml/machine-learning-databases/census-income-mld
declare -A sums=(
  [census-income.data]=3676a81db7d3528f3f8b9f3c699d0f0aa28db45e6e994fa0b8ed38327539ee86
  [census-income.test]=98402b1ab879573d0a7f38a699a40258080e25e33d3401e7bf9c96d3fa0fab8c
)

complete() {
  local name
  for name in "${!sums[@]}"; do
    gzip -dcq "$folder/$name.gz" 2>/dev/null | sha256sum | grep -q "${sums[$name]}" || return 1
  done
}

fetch() {
  echo "Fetching $1"
  python3 -c 'import shutil, sys, urllib.request
with urllib.request.urlopen(sys.argv[1], timeout=60) as page, open(sys.argv[2], "wb") as file:
    shutil.copyfileobj(page, file)' "$1" "$2" 2>"$work/error" || {
    tail -n 1 "$work/error" >&2
    return 1
  }
}

from_new_place() {
  fetch "$new" "$work/census.zip" && python3 -m zipfile -e "$work/census.zip" "$work" &&
    tar -xzf "$work/census.tar.gz" -C "$work" "${!sums[@]}"
}

from_old_place() {
  local name
  for name in "${!sums[@]}"; do
    fetch "$old/$name.gz" "$work/$name.gz" && gzip -df "$work/$name.gz" || return 1
  done
}

if complete; then
  echo "$folder is complete"
  exit
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
from_new_place || from_old_place || {
  echo "Census-Income could not be fetched. By hand: put census-income.data.gz and" >&2
  echo "census-income.test.gz into $folder; data/README.md has the checksums." >&2
  exit 1
}

for name in "${!sums[@]}"; do
  echo "${sums[$name]}  $work/$name" | sha256sum --check --status || {
    echo "$name is not the file that was expected; nothing was written." >&2
    exit 1
  }
  gzip -9n "$work/$name"
done
mkdir -p "$folder"
for name in "${!sums[@]}"; do
  mv "$work/$name.gz" "$folder/"
done
echo "Wrote $folder/census-income.data.gz (199,523 rows) and census-income.test.gz (99,762 rows)"

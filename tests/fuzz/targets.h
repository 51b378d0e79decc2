// What fuzzers do with bytes of others. Only mmoe::Error may come of them, and what is taken must
// be what it seems: anything else is thrown on. corpus_test.cpp goes over the kept files.
#pragma once

#include <stdexcept>
#include <string_view>

#include "base/error.h"

namespace mmoe::fuzz {

// A config; lines "--set KEY=VALUE" before it are overrides.
void read_config(std::string_view input);
// The first byte picks one of a few configs, the others are its training file.
void read_csv(std::string_view input);
// A file of vectors for embedding tables.
void read_pretrained(std::string_view input);
// A condition, asked of some rows, and an expression of metrics.
void read_expressions(std::string_view input);
// A checkpoint as it stands, and once more with the length of its header and its checksum mended.
void read_safetensors(std::string_view input);
// The tensor `encoders` of a checkpoint, and a few rows encoded by it.
void read_encoders(std::string_view input);

// Whether it comes to an end; false for an Error.
template <class Action>
bool ends(const Action& action) {
  try {
    action();
  } catch (const Error&) {
    return false;
  }
  return true;
}

inline void promise(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

}  // namespace mmoe::fuzz

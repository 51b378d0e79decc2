// The safetensors file format: named tensors and named texts, with a checksum of our own over
// everything, compared on reading. No torch here: tensors are bytes with a type and a shape.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace mmoe {

struct StoredTensor {
  std::string name;
  std::string type;  // "F32", "F64", "I64", "U8"
  std::vector<int64_t> shape;
  std::string bytes;
};

struct SafeTensors {
  std::vector<StoredTensor> tensors;
  std::map<std::string, std::string> metadata;

  // Throws Error(checkpoint) if it is not there.
  const StoredTensor& tensor(const std::string& name) const;
};

// The whole file as bytes; equal content gives equal bytes.
std::string to_bytes(const SafeTensors& content);

// Throws Error(checkpoint) for anything that is not exactly what to_bytes wrote.
SafeTensors parse_safetensors(const std::string& bytes, const std::string& path);

}  // namespace mmoe

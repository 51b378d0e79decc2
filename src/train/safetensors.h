// The safetensors file format: named tensors and named texts, with a checksum of our own over
// everything, compared on reading. No torch here: tensors are bytes with a type and a shape.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mmoe {

struct StoredTensor {
  std::string name;
  std::string type;  // "F32", "F64", "I64", "U8"
  std::vector<int64_t> shape;
  std::string_view bytes;             // where the tensor lies: they may be most of the memory
  std::shared_ptr<const void> owner;  // of the bytes; null: somebody else
};

struct SafeTensors {
  std::vector<StoredTensor> tensors;
  std::map<std::string, std::string> metadata;

  // Throws Error(checkpoint) if it is not there.
  const StoredTensor& tensor(const std::string& name) const;
};

// Gives the whole file to `write`, piece by piece; equal content gives equal bytes.
void write_safetensors(const SafeTensors& content,
                       const std::function<void(std::string_view)>& write);
std::string to_bytes(const SafeTensors& content);

// Bytes of the whole file.
uint64_t file_size(const SafeTensors& content);

// The tensors are views of `bytes`, in their order. Throws Error(checkpoint) for anything that is
// not exactly what write_safetensors writes: nothing of a header is believed before the checksum is
// right, and no memory is asked for by a number in it. A header has at most 100 MB.
SafeTensors parse_safetensors(std::string_view bytes, const std::string& path);
SafeTensors parse_safetensors(std::string&& bytes, const std::string& path) = delete;

}  // namespace mmoe

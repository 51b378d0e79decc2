#include <string>

#include "fuzz/targets.h"
#include "support/mended.h"
#include "train/safetensors.h"

namespace mmoe::fuzz {

namespace {

void read(std::string_view bytes) {
  SafeTensors content;
  if (!ends([&] { content = parse_safetensors(bytes, "fuzz"); })) return;
  for (const StoredTensor& tensor : content.tensors) {
    size_t count = 1;
    for (const int64_t extent : tensor.shape) count *= static_cast<size_t>(extent);
    const size_t width = tensor.type == "U8" ? 1 : tensor.type == "F32" ? 4 : 8;
    promise(tensor.bytes.size() == count * width, "a tensor has the bytes of its shape");
    promise(tensor.bytes.data() >= bytes.data() && tensor.bytes.end() <= bytes.end(),
            "a tensor lies in its file");
  }
  promise(to_bytes(content) == bytes, "what is read is all there was");
}

// For changes behind the checksum: the header ends with the first line, its only one.
void read_mended(std::string_view input) {
  const size_t end = std::min(input.find('\n'), input.size());
  std::string header(input.substr(0, end));
  header.append((8 - header.size() % 8) % 8, ' ');
  read(test::mended(header, input.substr(std::min(end + 1, input.size()))));
}

}  // namespace

void read_safetensors(std::string_view input) {
  read(input);
  read_mended(input);
}

}  // namespace mmoe::fuzz

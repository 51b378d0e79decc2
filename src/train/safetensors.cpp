#include "train/safetensors.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace mmoe {

namespace {

using nlohmann::json;

constexpr const char* kChecksum = "checksum";
constexpr size_t kLengthBytes = 8;  // the header's length, little endian, comes first

std::string hex(uint64_t value) {
  std::string text(16, '0');
  for (size_t i = 16; i-- > 0; value >>= 4) text[i] = "0123456789abcdef"[value & 15];
  return text;
}

// The checksum covers the file with zeros in its own place.
std::string checksum_of(std::string bytes, size_t place) {
  bytes.replace(place, 16, 16, '0');
  return hex(XXH3_64bits(bytes.data(), bytes.size()));
}

size_t checksum_place(const std::string& bytes, const std::string& checksum) {
  return bytes.find("\"" + std::string(kChecksum) + "\":\"" + checksum + "\"") +
         std::strlen(kChecksum) + 4;
}

uint64_t read_length(const std::string& bytes) {
  uint64_t length = 0;
  for (size_t i = kLengthBytes; i-- > 0;) {
    length = length << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return length;
}

[[noreturn]] void refuse(const std::string& path, const std::string& reason) {
  throw checkpoint_error(path + ": " + reason);
}

StoredTensor read_tensor(const std::string& name, const json& entry, const std::string& bytes,
                         size_t data_start) {
  StoredTensor tensor{name, entry.at("dtype"), entry.at("shape"), ""};
  const size_t begin = entry.at("data_offsets").at(0), end = entry.at("data_offsets").at(1);
  if (begin > end || end > bytes.size() - data_start) throw std::out_of_range("data_offsets");
  tensor.bytes = bytes.substr(data_start + begin, end - begin);
  return tensor;
}

}  // namespace

const StoredTensor& SafeTensors::tensor(const std::string& name) const {
  const auto place = std::ranges::find(tensors, name, &StoredTensor::name);
  if (place == tensors.end()) {
    throw checkpoint_error("the checkpoint has no tensor '" + name + "'");
  }
  return *place;
}

std::string to_bytes(const SafeTensors& content) {
  json header = json::object();  // keys in order of the alphabet: equal content, equal bytes
  size_t offset = 0;
  for (const StoredTensor& tensor : content.tensors) {
    header[tensor.name] = {{"dtype", tensor.type},
                           {"shape", tensor.shape},
                           {"data_offsets", {offset, offset + tensor.bytes.size()}}};
    offset += tensor.bytes.size();
  }
  const std::string unknown(16, '0');
  header["__metadata__"] = content.metadata;
  header["__metadata__"][kChecksum] = unknown;
  std::string text = header.dump();
  text.append((8 - text.size() % 8) % 8, ' ');  // tensors start aligned
  std::string bytes;
  for (size_t i = 0; i < kLengthBytes; ++i) bytes += static_cast<char>(text.size() >> (8 * i));
  bytes += text;
  for (const StoredTensor& tensor : content.tensors) bytes += tensor.bytes;
  const size_t place = checksum_place(bytes, unknown);
  return bytes.replace(place, 16, checksum_of(bytes, place));
}

SafeTensors parse_safetensors(const std::string& bytes, const std::string& path) {
  const char* not_one = "this is not a checkpoint of mmoe (a safetensors file it wrote)";
  if (bytes.size() < kLengthBytes + 2) refuse(path, not_one);
  const uint64_t length = read_length(bytes);
  if (length > bytes.size() - kLengthBytes) {
    refuse(path, bytes[kLengthBytes] == '{' ? "the checkpoint is truncated" : not_one);
  }
  SafeTensors content;
  try {
    const json header = json::parse(bytes.begin() + kLengthBytes,
                                    bytes.begin() + kLengthBytes + static_cast<int64_t>(length));
    content.metadata = header.value("__metadata__", std::map<std::string, std::string>());
    const auto checksum = content.metadata.find(kChecksum);
    if (checksum == content.metadata.end()) refuse(path, not_one);
    if (checksum->second.size() != 16 ||
        checksum_of(bytes, checksum_place(bytes, checksum->second)) != checksum->second) {
      refuse(path, "the checkpoint is damaged or truncated: its checksum does not match");
    }
    for (const auto& [name, entry] : header.items()) {
      if (name == "__metadata__") continue;
      content.tensors.push_back(read_tensor(name, entry, bytes, kLengthBytes + length));
    }
  } catch (const Error&) {
    throw;
  } catch (const std::exception&) {
    refuse(path, not_one);
  }
  return content;
}

}  // namespace mmoe

#include "train/safetensors.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace mmoe {

namespace {

using nlohmann::json;

constexpr const char* kChecksum = "checksum";
constexpr size_t kLengthBytes = 8;  // the header's length, little endian, comes first

const std::string kNoChecksum(16, '0');  // stands in its place while it is computed

class Checksum {
 public:
  Checksum() { XXH3_64bits_reset(state_.get()); }
  void add(std::string_view bytes) { XXH3_64bits_update(state_.get(), bytes.data(), bytes.size()); }
  std::string text() const { return fmt::format("{:016x}", XXH3_64bits_digest(state_.get())); }

 private:
  std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state_{XXH3_createState(),
                                                                         XXH3_freeState};
};

// npos if it is not there as written here.
size_t checksum_place(std::string_view header, const std::string& checksum) {
  const std::string before = fmt::format("\"{}\":\"", kChecksum);
  const size_t place = header.find(before + checksum + "\"");
  return place == header.npos ? place : place + before.size();
}

uint64_t read_length(std::string_view bytes) {
  uint64_t length = 0;
  for (size_t i = kLengthBytes; i-- > 0;) {
    length = length << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return length;
}

[[noreturn]] void refuse(const std::string& path, const std::string& reason) {
  throw checkpoint_error(path + ": " + reason);
}

StoredTensor read_tensor(const std::string& name, const json& entry, std::string_view data) {
  const size_t begin = entry.at("data_offsets").at(0), end = entry.at("data_offsets").at(1);
  if (begin > end || end > data.size()) throw std::out_of_range("data_offsets");
  return {name, entry.at("dtype"), entry.at("shape"), data.substr(begin, end - begin), nullptr};
}

// Length and JSON, as they stand in front of the tensors.
std::string header_of(const SafeTensors& content) {
  json header = json::object();  // keys in order of the alphabet: equal content, equal bytes
  size_t offset = 0;
  for (const StoredTensor& tensor : content.tensors) {
    header[tensor.name] = {{"dtype", tensor.type},
                           {"shape", tensor.shape},
                           {"data_offsets", {offset, offset + tensor.bytes.size()}}};
    offset += tensor.bytes.size();
  }
  header["__metadata__"] = content.metadata;
  header["__metadata__"][kChecksum] = kNoChecksum;
  std::string text = header.dump();
  text.append((8 - text.size() % 8) % 8, ' ');  // tensors start aligned
  std::string length;
  for (size_t i = 0; i < kLengthBytes; ++i) length += static_cast<char>(text.size() >> (8 * i));
  return length + text;
}

// Whether the checksum that stands in the header is that of the file.
bool has_checksum(std::string_view header, std::string_view data, const std::string& stated) {
  const size_t place = checksum_place(header, stated);
  if (stated.size() != kNoChecksum.size() || place == header.npos) return false;
  Checksum checksum;
  checksum.add(header.substr(0, place));
  checksum.add(kNoChecksum);
  checksum.add(header.substr(place + kNoChecksum.size()));
  checksum.add(data);
  return checksum.text() == stated;
}

}  // namespace

const StoredTensor& SafeTensors::tensor(const std::string& name) const {
  const auto place = std::ranges::find(tensors, name, &StoredTensor::name);
  if (place == tensors.end()) {
    throw checkpoint_error("the checkpoint has no tensor '" + name + "'");
  }
  return *place;
}

void write_safetensors(const SafeTensors& content,
                       const std::function<void(std::string_view)>& write) {
  std::string header = header_of(content);
  Checksum checksum;
  checksum.add(header);
  for (const StoredTensor& tensor : content.tensors) checksum.add(tensor.bytes);
  write(header.replace(checksum_place(header, kNoChecksum), kNoChecksum.size(), checksum.text()));
  for (const StoredTensor& tensor : content.tensors) write(tensor.bytes);
}

uint64_t file_size(const SafeTensors& content) {
  uint64_t size = header_of(content).size();
  for (const StoredTensor& tensor : content.tensors) size += tensor.bytes.size();
  return size;
}

std::string to_bytes(const SafeTensors& content) {
  std::string bytes;
  write_safetensors(content, [&](std::string_view piece) { bytes += piece; });
  return bytes;
}

SafeTensors parse_safetensors(std::string_view bytes, const std::string& path) {
  const char* not_one = "this is not a checkpoint of mmoe (a safetensors file it wrote)";
  if (bytes.size() < kLengthBytes + 2) refuse(path, not_one);
  const uint64_t length = read_length(bytes);
  if (length > bytes.size() - kLengthBytes) {
    refuse(path, bytes[kLengthBytes] == '{' ? "the checkpoint is truncated" : not_one);
  }
  const std::string_view header = bytes.substr(0, kLengthBytes + length);
  const std::string_view data = bytes.substr(header.size());
  SafeTensors content;
  try {
    const json entries = json::parse(header.begin() + kLengthBytes, header.end());
    content.metadata = entries.value("__metadata__", std::map<std::string, std::string>());
    const auto checksum = content.metadata.find(kChecksum);
    if (checksum == content.metadata.end()) refuse(path, not_one);
    if (!has_checksum(header, data, checksum->second)) {
      refuse(path, "the checkpoint is damaged or truncated: its checksum does not match");
    }
    for (const auto& [name, entry] : entries.items()) {
      if (name != "__metadata__") content.tensors.push_back(read_tensor(name, entry, data));
    }
  } catch (const Error&) {
    throw;
  } catch (const std::exception&) {
    refuse(path, not_one);
  }
  return content;
}

}  // namespace mmoe

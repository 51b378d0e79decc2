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
constexpr size_t kLengthBytes = 8;              // the header's length, little endian, comes first
constexpr size_t kLongestHeader = 100'000'000;  // as for other readers of the format

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

// npos if the header has none as it is written here. Inside a text a quote has a \ before it.
size_t checksum_place(std::string_view header) {
  const std::string before = fmt::format("\"{}\":\"", kChecksum);
  const size_t start = header.find(before), place = start + before.size();
  const bool whole = start != header.npos && place + kNoChecksum.size() < header.size();
  return whole && header[place + kNoChecksum.size()] == '"' ? place : header.npos;
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

size_t width_of(const std::string& type) {
  if (type == "U8") return 1;
  if (type == "F32") return 4;
  if (type == "F64" || type == "I64") return 8;
  throw std::out_of_range("dtype");
}

// Of a tensor; what no memory holds throws std::out_of_range.
size_t bytes_of(const std::string& type, const std::vector<int64_t>& shape) {
  size_t bytes = width_of(type);
  for (const int64_t extent : shape) {
    if (extent < 0 || __builtin_mul_overflow(bytes, static_cast<size_t>(extent), &bytes)) {
      throw std::out_of_range("shape");
    }
  }
  return bytes;
}

uint64_t offset_in(const json& offsets, size_t which) {
  const json& offset = offsets.at(which);
  if (!offset.is_number_unsigned()) throw std::out_of_range("data_offsets");
  return offset;
}

StoredTensor read_tensor(const std::string& name, const json& entry, std::string_view data) {
  const json& offsets = entry.at("data_offsets");
  const uint64_t begin = offset_in(offsets, 0), end = offset_in(offsets, 1);
  if (begin > end || end > data.size()) throw std::out_of_range("data_offsets");
  std::vector<int64_t> shape;
  for (const json& extent : entry.at("shape")) {
    if (!extent.is_number_unsigned()) throw std::out_of_range("shape");
    shape.push_back(extent);
  }
  StoredTensor tensor{name, entry.at("dtype"), shape, data.substr(begin, end - begin), nullptr};
  if (bytes_of(tensor.type, shape) != end - begin) throw std::out_of_range("shape");
  return tensor;
}

// The header is no deeper than a tensor's shape, so that no nesting fills the memory.
json parse_header(std::string_view text) {
  constexpr int kDeepest = 2;
  const auto check = [](int depth, json::parse_event_t, json&) {
    if (depth > kDeepest + 1) throw std::out_of_range("depth");
    return true;
  };
  return json::parse(text.begin(), text.end(), check);
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
  if (text.size() > kLongestHeader) {
    throw checkpoint_error("names and texts of the checkpoint take more than its header may have");
  }
  std::string length;
  for (size_t i = 0; i < kLengthBytes; ++i) length += static_cast<char>(text.size() >> (8 * i));
  return length + text;
}

// Whether the checksum that stands there in the header is that of the file.
bool has_checksum(std::string_view header, std::string_view data, size_t place) {
  Checksum checksum;
  checksum.add(header.substr(0, place));
  checksum.add(kNoChecksum);
  checksum.add(header.substr(place + kNoChecksum.size()));
  checksum.add(data);
  return checksum.text() == header.substr(place, kNoChecksum.size());
}

// In the order in which they lie in the file.
SafeTensors read_content(std::string_view header, std::string_view data) {
  const json entries = parse_header(header.substr(kLengthBytes));
  SafeTensors content;
  content.metadata = entries.at("__metadata__").get<std::map<std::string, std::string>>();
  for (const auto& [name, entry] : entries.items()) {
    if (name != "__metadata__") content.tensors.push_back(read_tensor(name, entry, data));
  }
  std::ranges::sort(content.tensors, {}, [](const StoredTensor& tensor) {
    return std::pair(tensor.bytes.data(), tensor.bytes.size());
  });
  return content;
}

// Whether this is the header that is written for these tensors, and there is nothing else: then
// they lie one after the other, and nothing overlaps, is left out or stands twice.
bool is_header_of(const SafeTensors& content, std::string_view header, std::string_view data) {
  size_t total = 0;
  for (const StoredTensor& tensor : content.tensors) total += tensor.bytes.size();
  std::string expected = header_of(content);
  if (total != data.size() || expected.size() != header.size()) return false;
  const size_t place = checksum_place(header);
  return expected.replace(place, kNoChecksum.size(), header, place, kNoChecksum.size()) == header;
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
  write(header.replace(checksum_place(header), kNoChecksum.size(), checksum.text()));
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
  if (length > kLongestHeader) refuse(path, not_one);
  if (length > bytes.size() - kLengthBytes) {
    refuse(path, bytes[kLengthBytes] == '{' ? "the checkpoint is truncated" : not_one);
  }
  const std::string_view header = bytes.substr(0, kLengthBytes + length);
  const std::string_view data = bytes.substr(header.size());
  const size_t place = checksum_place(header);
  if (place == header.npos) refuse(path, not_one);
  if (!has_checksum(header, data, place)) {
    refuse(path, "the checkpoint is damaged or truncated: its checksum does not match");
  }
  // A right checksum only says that the file is as someone wrote it.
  try {
    SafeTensors content = read_content(header, data);
    if (is_header_of(content, header, data)) return content;
  } catch (const std::exception&) {
  }
  refuse(path, not_one);
}

}  // namespace mmoe

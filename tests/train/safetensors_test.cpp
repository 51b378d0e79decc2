#include "train/safetensors.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "support/catch.h"
#include "support/errors.h"

namespace mmoe {

using test::error_of;

namespace {

SafeTensors sample() {
  SafeTensors content;
  content.tensors = {{"a.weight", "F32", {2, 3}, "0123456789abcdefghijklmn", nullptr},
                     {"empty", "F32", {0, 5}, "", nullptr},
                     {"b", "F64", {1}, std::string_view("\0\xff\"{}[]\\", 8), nullptr},
                     {"encoders", "U8", {5}, "bytes", nullptr}};
  content.metadata = {{"format", "mmoe-1"},
                      {"config", "text with \"quotes\",\nlines and \xc3\xa4\n\"checksum\":\"0\""}};
  return content;
}

void check_refused(const std::string& bytes) {
  const std::string message =
      error_of([&] { parse_safetensors(bytes, "x.safetensors"); }, ExitCode::checkpoint);
  CHECK(message.starts_with("x.safetensors: "));
}

// The header as JSON; the file is `length, header, tensors`.
nlohmann::json header_of(const std::string& bytes) {
  uint64_t length = 0;
  for (size_t i = 8; i-- > 0;) length = length << 8 | static_cast<unsigned char>(bytes[i]);
  return nlohmann::json::parse(bytes.substr(8, length));
}

}  // namespace

TEST_CASE("safetensors: what is written is read", "[train]") {
  const SafeTensors content = sample();
  const std::string bytes = to_bytes(content);
  const SafeTensors read = parse_safetensors(bytes, "x");
  REQUIRE(read.tensors.size() == content.tensors.size());
  for (const StoredTensor& expected : content.tensors) {
    const StoredTensor& found = read.tensor(expected.name);
    CHECK(found.type == expected.type);
    CHECK(found.shape == expected.shape);
    CHECK(found.bytes == expected.bytes);
  }
  CHECK(read.metadata.at("config") == content.metadata.at("config"));
  CHECK(read.metadata.at("format") == "mmoe-1");
  CHECK(to_bytes(content) == bytes);
  CHECK(error_of([&] { read.tensor("other"); }, ExitCode::checkpoint) ==
        "the checkpoint has no tensor 'other'");
}

TEST_CASE("safetensors: the file is one that other readers take", "[train]") {
  const std::string bytes = to_bytes(sample());
  const nlohmann::json header = header_of(bytes);
  CHECK(header.at("a.weight").at("dtype") == "F32");
  CHECK(header.at("a.weight").at("shape") == nlohmann::json({2, 3}));
  CHECK(header.at("__metadata__").at("format") == "mmoe-1");
  // Tensors lie one after the other without gaps, the first one aligned.
  size_t end = 0;
  for (const StoredTensor& tensor : sample().tensors) {
    const auto& offsets = header.at(tensor.name).at("data_offsets");
    CHECK(offsets.at(0) == end);
    end += tensor.bytes.size();
    CHECK(offsets.at(1) == end);
  }
  CHECK((bytes.size() - end) % 8 == 0);
  CHECK(bytes.substr(bytes.size() - end, 24) == sample().tensors[0].bytes);
}

TEST_CASE("safetensors: tensors are written and read where they lie", "[train]") {
  const SafeTensors content = sample();
  std::vector<std::string_view> pieces;
  write_safetensors(content, [&](std::string_view piece) { pieces.push_back(piece); });
  REQUIRE(pieces.size() == 1 + content.tensors.size());
  const std::string bytes = to_bytes(content);
  const SafeTensors read = parse_safetensors(bytes, "x");
  for (const StoredTensor& tensor : content.tensors) {
    const auto is_it = [&](std::string_view piece) { return piece.data() == tensor.bytes.data(); };
    CHECK(std::ranges::count_if(pieces, is_it) == 1);
    const std::string_view found = read.tensor(tensor.name).bytes;
    CHECK(found.data() >= bytes.data());
    CHECK(found.data() + found.size() <= bytes.data() + bytes.size());
  }
}

TEST_CASE("safetensors: an empty one is one", "[train]") {
  const std::string bytes = to_bytes({});
  CHECK(parse_safetensors(bytes, "x").tensors.empty());
}

TEST_CASE("safetensors: every truncation is refused", "[train]") {
  const std::string bytes = to_bytes(sample());
  for (size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    check_refused(bytes.substr(0, size));
  }
  check_refused(bytes + "x");
  check_refused(bytes + std::string(8, '\0'));
}

TEST_CASE("safetensors: every flipped bit is refused", "[train]") {
  const std::string bytes = to_bytes(sample());
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    CAPTURE(bit / 8, bit % 8);
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    check_refused(flipped);
  }
}

TEST_CASE("safetensors: random bytes and other files are refused", "[train]") {
  const RandomStream stream(1, "garbage");
  for (uint64_t row = 0; row < 300; ++row) {
    std::string bytes;
    for (uint64_t block = 0; block < row % 20; ++block) {
      for (const uint32_t word : stream.words(row, block)) {
        bytes.append(reinterpret_cast<const char*>(&word), sizeof word);
      }
    }
    check_refused(bytes);
  }
  // Headers that are JSON, but not of this program.
  for (const std::string header :
       {"{}", "[]", "7", "null", "{\"__metadata__\":{}}", "{\"__metadata__\":{\"checksum\":\"\"}}",
        "{\"__metadata__\":{\"checksum\":7}}", "{\"__metadata__\":[]}",
        "{\"__metadata__\":{\"checksum\":\"0123456789abcdef\"}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"}) {
    CAPTURE(header);
    std::string bytes(8, '\0');
    bytes[0] = static_cast<char>(header.size());
    check_refused(bytes + header + "data");
  }
  check_refused("PK\x03\x04 a zip file, as torch.save writes");
}

}  // namespace mmoe

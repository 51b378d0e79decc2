#include "train/safetensors.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/mended.h"

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

// Their checksums are right: someone wrote them so.
TEST_CASE("safetensors: a header that does not fit its tensors is refused", "[train]") {
  const std::string start = R"({"__metadata__":{"checksum":"0000000000000000"})";
  const auto tensor = [](const std::string& type, const std::string& shape,
                         const std::string& offsets, const std::string& name = "a") {
    return ",\"" + name + R"(":{"data_offsets":)" + offsets + R"(,"dtype":)" + type +
           R"(,"shape":)" + shape + "}";
  };
  const auto file = [&](const std::string& tensors) {
    const std::string header = start + tensors + "}";
    return test::mended(header + std::string((8 - header.size() % 8) % 8, ' '), "01234567");
  };
  const std::string u8 = R"("U8")", f32 = R"("F32")", all = "[0,8]";
  CHECK(parse_safetensors(std::string_view(file(tensor(f32, "[2]", all))), "x").tensors.size() ==
        1);
  const std::string first = tensor(u8, "[4]", "[0,4]"), nested(100'000, '[');
  for (const std::string& tensors :
       {tensor(u8, "[4]", "[0,4]"),
        tensor(u8, "[4]", "[4,8]"),               // not all of the file
        first + tensor(u8, "[6]", "[2,8]", "b"),  // overlap
        first + tensor(u8, "[3]", "[5,8]", "b"),  // a hole
        first + tensor(u8, "[4]", "[4,8]"),       // twice
        first + tensor(u8, "[4]", "[0,4]", "b"),  // the same bytes
        tensor(f32, "[3]", all),
        tensor(f32, "[]", all),  // other sizes
        tensor(f32, "[-1,-2]", all),
        tensor(f32, "[2.0]", all),
        tensor(f32, "2", all),
        tensor(f32, "[4294967296,4294967296]", "[0,0]"),  // 2^64 values
        tensor(f32, "[4611686018427387904]", "[0,0]"),    // 2^64 bytes
        tensor(f32, "[4611686018427387906]", all),        // 2^64 + 8 bytes
        tensor(f32, "[18446744073709551615]", all),
        tensor(R"("F16")", "[4]", all),
        tensor("7", "[8]", all),
        tensor(u8, "[8]", "[8,0]"),
        tensor(u8, "[8]", "[0]"),
        tensor(u8, "[8]", "[0,8.0]"),
        tensor(u8, "[8]", "[0,8,8]"),
        tensor(u8, "[8]", "[0,1e300]"),
        tensor(u8, "[8]", "[0,18446744073709551615]"),
        tensor(u8, "[8]", "[-8,0]"),
        tensor(u8, R"([8],"more":1)", all),
        tensor(u8, R"([8],"shape":[8])", all),
        tensor(u8, nested, all),
        std::string(R"(,"__metadata__":{})"),
        std::string(R"(,"a":[])")}) {
    CAPTURE(tensors.substr(0, 100));
    check_refused(file(tensors));
  }
}

TEST_CASE("safetensors: the length of a header is not believed", "[train]") {
  std::string bytes = to_bytes(sample());
  for (const unsigned char top : {0x01, 0x7f, 0xff}) {
    bytes[7] = static_cast<char>(top);
    check_refused(bytes);
  }
}

}  // namespace mmoe

#include "config/tokens.h"

#include <cctype>
#include <string_view>

#include "base/error.h"
#include "base/text.h"

namespace mmoe {

namespace {

constexpr int kDeepest = 100;

bool starts_word(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80) != 0;
}
bool in_word(char c) { return starts_word(c) || std::isdigit(static_cast<unsigned char>(c)); }
bool in_number(char c) { return std::isdigit(static_cast<unsigned char>(c)) || c == '.'; }

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

Tokens::Tokens(const std::string& source) : source_(source) {
  for (size_t at = 0; at < source_.size();) {
    if (std::isspace(static_cast<unsigned char>(source_[at]))) {
      ++at;
    } else {
      read_token(at);
    }
  }
  tokens_.push_back({Token::Kind::end, "the end", source_.size() + 1});
}

void Tokens::read_token(size_t& at) {
  const size_t start = at;
  const char c = source_[at];
  Token token{Token::Kind::symbol, "", start + 1};
  if (starts_word(c)) {
    token.kind = Token::Kind::word;
    while (at < source_.size() && in_word(source_[at])) ++at;
  } else if (in_number(c)) {
    token.kind = Token::Kind::number;
    while (at < source_.size() && (in_word(source_[at]) || in_number(source_[at]) ||
                                   ((source_[at] == '-' || source_[at] == '+') &&
                                    (source_[at - 1] == 'e' || source_[at - 1] == 'E')))) {
      ++at;
    }
  } else if (c == '"' || c == '\'' || c == '`') {
    token.kind = c == '`' ? Token::Kind::name : Token::Kind::text;
    const size_t end = source_.find(c, at + 1);
    if (end == std::string::npos) {
      throw usage_error("the text that starts at position " + std::to_string(start + 1) + " of " +
                        quote(source_) + " has no closing " + c);
    }
    token.text = source_.substr(at + 1, end - at - 1);
    at = end + 1;
    tokens_.push_back(token);
    return;
  } else {
    const std::string_view two = std::string_view(source_).substr(at, 2);
    at += two == "<=" || two == ">=" || two == "!=" || two == "==" ? 2 : 1;
  }
  token.text = source_.substr(start, at - start);
  tokens_.push_back(token);
}

Token Tokens::take() {
  const Token token = peek();
  if (token.kind != Token::Kind::end) ++next_;
  return token;
}

bool Tokens::accept(const std::string& text) {
  const Token& token = peek();
  const bool plain = token.kind == Token::Kind::symbol || token.kind == Token::Kind::word;
  if (!plain || lower(token.text) != text) return false;
  take();
  return true;
}

void Tokens::expect(const std::string& text) {
  if (!accept(text)) fail("'" + text + "'");
}

void Tokens::fail(const std::string& expected) const {
  const Token& token = peek();
  const std::string found = token.kind == Token::Kind::end ? "the end" : quote(token.text);
  throw usage_error("expected " + expected + " at position " + std::to_string(token.position) +
                    " of " + quote(source_) + ", found " + found);
}

Tokens::Depth::Depth(Tokens& owner) : tokens(owner) {
  if (++tokens.depth_ > kDeepest) {
    --tokens.depth_;
    throw usage_error("parentheses nest too deeply in " + quote(tokens.source_));
  }
}

}  // namespace mmoe

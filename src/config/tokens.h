// Words, numbers, quoted texts and symbols of the two small languages in a config: conditions on
// columns and expressions of metrics.
#pragma once

#include <string>
#include <vector>

namespace mmoe {

struct Token {
  enum class Kind { word, name, number, text, symbol, end };  // name: a word in backquotes
  Kind kind = Kind::end;
  std::string text;
  size_t position = 0;  // from 1, in bytes
};

// Reads tokens one after the other; errors are Error(usage) with the position.
class Tokens {
 public:
  explicit Tokens(const std::string& source);

  const Token& peek() const { return tokens_[next_]; }
  Token take();
  // Takes the next token if it is this symbol or word (words without regard to case).
  bool accept(const std::string& text);
  void expect(const std::string& text);
  [[noreturn]] void fail(const std::string& expected) const;

  // Guards recursion: throws when parentheses nest too deeply.
  struct Depth {
    explicit Depth(Tokens& tokens);
    ~Depth() { --tokens.depth_; }
    Tokens& tokens;
  };

 private:
  void read_token(size_t& at);
  std::string source_;
  std::vector<Token> tokens_;
  size_t next_ = 0;
  int depth_ = 0;
};

}  // namespace mmoe

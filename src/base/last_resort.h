// Lack of memory where nothing can be caught: in a library that ends the program in its own words
// (OpenBLAS), in a destructor that needs memory itself (of JSON).
#pragma once

namespace mmoe {

// While it lives, a program that ends in such a way ends with a message and the exit code of
// resources. One at a time.
class LastResort {
 public:
  LastResort();
  ~LastResort();
  LastResort(const LastResort&) = delete;
  LastResort& operator=(const LastResort&) = delete;
};

}  // namespace mmoe

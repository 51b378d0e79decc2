// What a piece of code takes from the heap, on any thread, in any library: this program brings its
// own malloc, which counts and passes on to glibc's.
#pragma once

#include <cstdint>
#include <functional>

namespace mmoe::test {

struct HeapUse {
  int64_t tensors = 0;  // storage of tensors, of any size
  int64_t blocks = 0;   // other blocks of 1 KiB or more
};

HeapUse heap_use(const std::function<void()>& work);

}  // namespace mmoe::test

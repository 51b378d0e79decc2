#include "support/torch_heap.h"

#include <atomic>
#include <cerrno>
#include <cstddef>

// NOLINTBEGIN: names are glibc's.
extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* block, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
}

namespace {

constexpr size_t kLarge = 1024;
std::atomic<bool> counts = false;
std::atomic<int64_t> tensors = 0, blocks = 0;

void count_block(size_t size) {
  if (size >= kLarge && counts.load(std::memory_order_relaxed)) ++blocks;
}

}  // namespace

extern "C" {

void* malloc(size_t size) {
  count_block(size);
  return __libc_malloc(size);
}
void* calloc(size_t count, size_t size) {
  count_block(count * size);
  return __libc_calloc(count, size);
}
void* realloc(void* block, size_t size) {
  count_block(size);
  return __libc_realloc(block, size);
}
void* aligned_alloc(size_t alignment, size_t size) {
  count_block(size);
  return __libc_memalign(alignment, size);
}
// LibTorch takes the storage of CPU tensors from here, and nobody else does.
int posix_memalign(void** block, size_t alignment, size_t size) {
  if (counts.load(std::memory_order_relaxed)) ++tensors;
  *block = __libc_memalign(alignment, size);
  return *block == nullptr ? ENOMEM : 0;
}

}  // extern "C"
// NOLINTEND

namespace mmoe::test {

HeapUse heap_use(const std::function<void()>& work) {
  tensors = blocks = 0;
  counts = true;
  work();
  counts = false;
  return {tensors, blocks};
}

}  // namespace mmoe::test

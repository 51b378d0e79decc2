// Stands between a program and its C library (LD_PRELOAD), counts the calls on files of one folder
// and lets one of them fail, be cut short, or be the last: see plan.h.
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>

#include "attempt.h"

using faults::Attempt;
using faults::Call;

// The function of this name that the program would have called without us.
#define REAL(name) (reinterpret_cast<decltype(&::name)>(::dlsym(RTLD_NEXT, #name)))

namespace {

constexpr Call kOpen = {"open", false, false}, kCreate = {"create", true, false},
               kWrite = {"write", true, true}, kStream = {"fflush", true, false},
               kFlush = {"fsync", true, true}, kClose = {"close", true, true},
               kRename = {"rename", true, false}, kLink = {"link", true, false},
               kUnlink = {"unlink", false, false}, kTruncate = {"truncate", true, true},
               kFolder = {"mkdir", true, false}, kLock = {"flock", false, true};

template <class Result, class Action>
Result opened(const char* path, bool creates, bool empties, Result failed, const Action& action) {
  const bool is_new = ::access(path, F_OK) != 0;
  const Attempt attempt(creates && is_new ? kCreate : kOpen, path);
  if (attempt.fails()) return failed;
  const Result result = action();
  if (result == failed) return failed;
  attempt.tell_disk([&](faults::Durable& disk) {
    if (is_new) disk.created(attempt.path());
    if (empties) disk.emptied(attempt.path());
  });
  return result;
}

int flushed(int file, int (*flush)(int)) {
  const Attempt attempt(kFlush, file);
  if (attempt.fails()) return -1;
  const int result = flush(file);
  attempt.tell_disk([&](faults::Durable& disk) { disk.flushed(attempt.path()); });
  return result;
}

// Also where it fails the file is closed.
template <class File>
int closed(File file, int (*close)(File)) {
  const Attempt attempt(kClose, file);
  const int result = close(file);
  return attempt.fails() ? -1 : result;
}

}  // namespace

extern "C" {

#define DEFINE_OPEN(name)                                                       \
  int name(const char* path, int flags, ...) {                                  \
    va_list arguments;                                                          \
    va_start(arguments, flags);                                                 \
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0; \
    va_end(arguments);                                                          \
    return opened(path, (flags & O_CREAT) != 0, (flags & O_TRUNC) != 0, -1,     \
                  [&] { return REAL(name)(path, flags, mode); });               \
  }
DEFINE_OPEN(open)
DEFINE_OPEN(open64)

#define DEFINE_FOPEN(name)                                          \
  FILE* name(const char* path, const char* mode) {                  \
    return opened<FILE*>(path, *mode != 'r', *mode == 'w', nullptr, \
                         [&] { return REAL(name)(path, mode); });   \
  }
DEFINE_FOPEN(fopen)
DEFINE_FOPEN(fopen64)

ssize_t write(int file, const void* bytes, size_t size) {
  const Attempt attempt(kWrite, file);
  if (attempt.fails()) return -1;
  return REAL(write)(file, bytes, attempt.is_short() ? std::max<size_t>(size / 2, 1) : size);
}

#define DEFINE_PWRITE(name)                                                        \
  ssize_t name(int file, const void* bytes, size_t size, off_t place) {            \
    const Attempt attempt(kWrite, file);                                           \
    if (attempt.fails()) return -1;                                                \
    const size_t part = attempt.is_short() ? std::max<size_t>(size / 2, 1) : size; \
    return REAL(name)(file, bytes, part, place);                                   \
  }
DEFINE_PWRITE(pwrite)
DEFINE_PWRITE(pwrite64)

ssize_t writev(int file, const struct iovec* parts, int count) {
  const Attempt attempt(kWrite, file);
  if (attempt.fails()) return -1;
  return REAL(writev)(file, parts, attempt.is_short() ? 1 : count);
}

// What a FILE writes becomes a call of the C library's own, which cannot be seen.
int fflush(FILE* file) {
  const Attempt attempt(kStream, file);
  if (!attempt.fails()) return REAL(fflush)(file);
  ::__fpurge(file);
  return EOF;
}

int fsync(int file) { return flushed(file, REAL(fsync)); }
int fdatasync(int file) { return flushed(file, REAL(fdatasync)); }
int close(int file) { return closed(file, REAL(close)); }
int fclose(FILE* file) { return closed(file, REAL(fclose)); }

int rename(const char* from, const char* to) noexcept {
  const Attempt attempt(kRename, to);
  return attempt.fails() ? -1 : REAL(rename)(from, to);
}

int link(const char* from, const char* to) noexcept {
  const Attempt attempt(kLink, to);
  return attempt.fails() ? -1 : REAL(link)(from, to);
}

#define DEFINE_REMOVAL(name)                        \
  int name(const char* path) noexcept {             \
    const Attempt attempt(kUnlink, path);           \
    return attempt.fails() ? -1 : REAL(name)(path); \
  }
DEFINE_REMOVAL(unlink)
DEFINE_REMOVAL(remove)
DEFINE_REMOVAL(rmdir)

int unlinkat(int folder, const char* path, int flags) noexcept {
  const Attempt attempt(kUnlink, folder);
  return attempt.fails() ? -1 : REAL(unlinkat)(folder, path, flags);
}

int mkdir(const char* path, mode_t mode) noexcept {
  const Attempt attempt(kFolder, path);
  return attempt.fails() ? -1 : REAL(mkdir)(path, mode);
}

#define DEFINE_TRUNCATE(name, File)                       \
  int name(File file, off_t size) noexcept {              \
    const Attempt attempt(kTruncate, file);               \
    return attempt.fails() ? -1 : REAL(name)(file, size); \
  }
DEFINE_TRUNCATE(truncate, const char*)
DEFINE_TRUNCATE(truncate64, const char*)
DEFINE_TRUNCATE(ftruncate, int)
DEFINE_TRUNCATE(ftruncate64, int)

int flock(int file, int operation) noexcept {
  const Attempt attempt(kLock, file);
  return attempt.fails() ? -1 : REAL(flock)(file, operation);
}

}  // extern "C"

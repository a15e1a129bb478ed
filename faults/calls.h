// faults/calls.h – the functions of libc that calls.cc has taken over, as they were.
// Thread safety: any thread.
#pragma once

#include <sys/types.h>

#include <cstddef>

namespace linli::faults {

struct Real {
  int (*open)(const char*, int, ...);
  ssize_t (*read)(int, void*, std::size_t);
  ssize_t (*pread)(int, void*, std::size_t, off_t);
  ssize_t (*write)(int, const void*, std::size_t);
  ssize_t (*pwrite)(int, const void*, std::size_t, off_t);
  int (*fsync)(int);
  int (*fdatasync)(int);
  int (*ftruncate)(int, off_t);
  int (*rename)(const char*, const char*);
  int (*unlink)(const char*);
  int (*mkdir)(const char*, mode_t);
  int (*rmdir)(const char*);
  int (*close)(int);
  void* (*mmap)(void*, std::size_t, int, int, int, off_t);
};

const Real& real();

}  // namespace linli::faults

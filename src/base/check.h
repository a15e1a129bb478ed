// base/check.h – checks that stay on in release builds and abort.
//
// For what must be true whatever the input: money, votes, the journal, broken invariants. Never
// used on input; input gets a Result. Thread safety: any thread.
#pragma once

namespace linli {

// Prints the failed condition with its place to standard error and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace linli

#define CHECK(condition)                                     \
  do {                                                       \
    if (!(condition)) [[unlikely]]                           \
      ::linli::check_failed(#condition, __FILE__, __LINE__); \
  } while (false)

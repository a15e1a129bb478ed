// faults/memory.h – memory that runs out: one chosen `new` of the process throws std::bad_alloc.
//
// memory.cc takes over operator new, as calls.cc does with files; what C libraries take by malloc
// is not touched. Thread safety: any thread.
#pragma once

#include <cstdint>

namespace linli::faults {

// The n-th allocation from now on fails, once, n ≥ 1.
void fail_allocation(std::int64_t n);
// No allocation fails from now on. Returns whether one has failed since it was asked for.
bool end_failing_allocations();

// While it lives, no allocation of this thread fails: for the tools of the test themselves.
class Spared {
 public:
  Spared();
  Spared(const Spared&) = delete;
  Spared& operator=(const Spared&) = delete;
  ~Spared();
};

}  // namespace linli::faults

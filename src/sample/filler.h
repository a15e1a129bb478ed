// sample/filler.h – writes many new rows: write sets of some hundred rows, several in flight.
// Thread safety: one thread.
#pragma once

#include <condition_variable>
#include <mutex>

#include "base/result.h"
#include "store/store.h"

namespace linli::sample {

inline constexpr std::size_t kRowsPerSet = 800;
inline constexpr int kSetsInFlight = 8;

class Filler {
 public:
  // Keeps a reference.
  explicit Filler(store::Store& store) : store_(store) {}
  Filler(const Filler&) = delete;
  Filler& operator=(const Filler&) = delete;
  // Waits for what is in flight.
  ~Filler();

  // Where rows go; call pass() after a few.
  store::WriteSet& rows() { return rows_; }
  // Hands full sets to the writer. Errors: the first of those in flight.
  Result<void> pass();
  // Hands on the rest and waits for everything.
  Result<void> finish();

 private:
  Result<void> depart();
  Result<void> wait_until_below(int open_max);

  store::Store& store_;
  store::WriteSet rows_;
  std::mutex mutex_;
  std::condition_variable landed_;
  int open_ = 0;
  Result<void> outcome_;
};

}  // namespace linli::sample

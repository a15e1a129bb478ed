// request/serial.h – serial numbers of the year, given out in blocks so that filings do not meet.
//
// Each process takes a block by compare-and-swap and hands out its numbers; numbers of a block that
// was not used up are left out, none is given twice. Thread safety: any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "base/result.h"
#include "store/store.h"

namespace linli::request {

inline constexpr std::int64_t kSerialBlock = 500;

class Serials {
 public:
  explicit Serials(store::Store& store) : store_(store) {}
  // The next serial of `year`, from 1. Waits for a commit once a block. Errors: those of the store.
  Result<std::int64_t> next(int year);

 private:
  struct Block {
    std::int64_t next = 0;
    std::int64_t end = 0;
  };
  Result<Block> take_block(int year);

  store::Store& store_;
  std::mutex mutex_;
  std::map<int, Block> blocks_;
};

}  // namespace linli::request

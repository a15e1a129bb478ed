// journal/bytes.h – taking bytes from front to back.
//
// After the first thing that is not there, nothing is: whoever reads asks once, at the end, whether
// all was well. Thread safety: value.
#pragma once

#include <cstddef>
#include <string_view>

namespace linli::journal {

class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : rest_(bytes) {}

  // The next bytes; "" when there are not so many.
  std::string_view take(std::size_t size) {
    if (size > rest_.size()) ok_ = false;
    if (!ok_) return {};
    const auto out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
  }
  std::size_t left() const { return rest_.size(); }
  void refuse() { ok_ = false; }
  bool ok() const { return ok_; }
  // All was well, and nothing is left.
  bool done() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace linli::journal

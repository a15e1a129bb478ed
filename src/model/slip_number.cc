#include "model/slip_number.h"

#include "base/check.h"
#include "model/check_digit.h"

namespace linli {
namespace {

constexpr std::uint64_t kBatches = 1'000'000;  // six digits
constexpr std::size_t kBatchSize = 6;
constexpr std::size_t kSize = 9;  // batch 6, index 2, check 1

std::string padded(std::uint64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  return std::string(width - digits.size(), '0') + digits;
}

}  // namespace

std::string make_batch_number(Random& random) {
  return padded(random.below(kBatches), kBatchSize);
}

std::string slip_number(std::string_view batch, int index) {
  CHECK(batch.size() == kBatchSize && index >= 1 && index <= kSlipsOfBatchMax);
  std::string out = std::string(batch) + padded(static_cast<std::uint64_t>(index), 2);
  out += static_cast<char>('0' + damm(out));
  return out;
}

std::string show_slip_number(std::string_view number) {
  CHECK(number.size() == kSize);
  return std::string(number.substr(0, 3)) + ' ' + std::string(number.substr(3, 3)) + ' ' +
         std::string(number.substr(6));
}

Result<std::string> parse_slip_number(std::string_view text) {
  auto digits = only_digits(text);
  if (!digits || digits->size() != kSize || damm(*digits) != 0) {
    return invalid("desk.slip_wrong");
  }
  return std::move(*digits);
}

}  // namespace linli

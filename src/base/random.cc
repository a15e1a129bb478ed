#include "base/random.h"

#include <sys/random.h>

#include <cstring>

#include "base/check.h"

namespace linli {

std::uint64_t Random::next() {
  std::uint8_t buffer[8];
  fill(buffer);
  std::uint64_t value = 0;
  std::memcpy(&value, buffer, sizeof value);
  return value;
}

std::uint64_t Random::below(std::uint64_t bound) {
  CHECK(bound > 0);
  // Draws from the largest multiple of bound, so that no remainder is more likely than another.
  const std::uint64_t limit = ~std::uint64_t{0} - ~std::uint64_t{0} % bound;
  std::uint64_t value = next();
  while (value >= limit) value = next();
  return value % bound;
}

std::string Random::bytes(std::size_t size) {
  std::string out(size, '\0');
  fill({reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
  return out;
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t got = getrandom(out.data(), out.size(), 0);
    CHECK(got > 0);
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    z ^= z >> 31;
    const std::size_t size = out.size() < 8 ? out.size() : 8;
    std::memcpy(out.data(), &z, size);
    out = out.subspan(size);
  }
}

}  // namespace linli

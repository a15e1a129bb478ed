// base/random.h – randomness that is handed down.
//
// Secrets (codes, salts, keys) take a SystemRandom, made only in app/. Generators of sample data
// and tests take a SeededRandom, which repeats for a seed on every platform. Thread safety:
// SystemRandom any thread; SeededRandom one thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace linli {

class Random {
 public:
  Random() = default;
  Random(const Random&) = delete;
  Random& operator=(const Random&) = delete;
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;

  std::uint64_t next();
  // Uniform in [0, bound); bound > 0.
  std::uint64_t below(std::uint64_t bound);
  // `size` random bytes.
  std::string bytes(std::size_t size);
};

// The operating system's generator (getrandom).
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

// splitmix64; not for secrets.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override;

 private:
  std::uint64_t state_;
};

}  // namespace linli

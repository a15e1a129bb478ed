#include "access/password.h"

#include <sodium.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <set>

#include "access/common_passwords.h"
#include "access/settings.h"
#include "base/check.h"
#include "base/text.h"

namespace linli::access {
namespace {

bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Lower case, ASCII letters and digits only, so that "P@ss-word" and "password" look alike; other
// scripts stay as they are.
std::string plain_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool other = static_cast<unsigned char>(c) >= 0x80;
    if (c == '@') {
      out += 'a';
    } else if (c == '$') {
      out += 's';
    } else if (is_letter(lower) || is_digit(lower) || other) {
      out += lower;
    }
  }
  return out;
}

std::string_view without_digits_around(std::string_view text) {
  while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_digit(text.back())) text.remove_suffix(1);
  return text;
}

bool is_listed(std::string_view word) {
  return std::find(kCommonPasswords.begin(), kCommonPasswords.end(), word) !=
         kCommonPasswords.end();
}

// The shortest piece that repeated gives the whole ("abcabc" → "abc").
std::string_view period_of(std::string_view text) {
  for (std::size_t size = 1; size <= text.size() / 2; ++size) {
    if (text.size() % size == 0 && text.substr(size) == text.substr(0, text.size() - size)) {
      return text.substr(0, size);
    }
  }
  return text;
}

// Whether characters only go up or down by one or stay ("34567890", "abcdefgh", "11112222").
bool is_run(std::string_view text) {
  std::size_t jumps = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const int step = text[i] - text[i - 1];
    const bool wraps =
        (text[i - 1] == '9' && text[i] == '0') || (text[i - 1] == '0' && text[i] == '9');
    if ((step < -1 || step > 1) && !wraps) ++jumps;
  }
  return jumps <= text.size() / 10;  // a jump in ten characters does not make it a secret
}

// Whether little is left of the password without the login in it.
bool is_made_of(std::string password, std::string_view login) {
  constexpr std::size_t kLeftMin = 6;
  if (login.size() < 3 || password.find(login) == std::string::npos) return false;
  for (auto at = password.find(login); at != std::string::npos; at = password.find(login)) {
    password.erase(at, login.size());
  }
  return password.size() < kLeftMin || without_digits_around(password).empty();
}

bool is_common(std::string_view password, std::string_view login) {
  const std::string plain = plain_of(password);
  const std::string_view word = period_of(without_digits_around(plain));
  const std::string name = plain_of(login);
  if (is_listed(plain) || is_listed(period_of(plain)) || is_listed(word)) return true;
  if (plain.size() >= 4 && (is_run(plain) || period_of(plain).size() < 4)) return true;
  if (is_made_of(plain, name)) return true;
  return std::set<char>(password.begin(), password.end()).size() < 5;
}

}  // namespace

std::string hash_password(std::string_view password) {
  std::string out(crypto_pwhash_STRBYTES, '\0');
  // Fails only for want of memory.
  CHECK(crypto_pwhash_str(out.data(), password.data(), password.size(), kArgonPasses,
                          kArgonBytes) == 0);
  out.resize(out.find('\0'));
  return out;
}

bool password_matches(std::string_view hash, std::string_view password) {
  const std::string text(hash);
  return crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
}

Result<void> check_password(std::string_view password, std::string_view login, std::size_t min) {
  if (password.size() > kPasswordMax) return invalid("access.password_long");
  if (code_points(password) < std::max(min, kPasswordMin)) {
    return invalid("access.password_short", std::to_string(std::max(min, kPasswordMin)));
  }
  if (is_common(password, login)) return invalid("access.password_common");
  return {};
}

Hashing::Hashing(int threads, std::size_t queue_max) : queue_max_(queue_max) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Hashing::~Hashing() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  ready_.notify_all();
}

Result<void> Hashing::run(std::move_only_function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (ending_ || queue_.size() >= queue_max_) return fail(ErrorKind::Overloaded, "access.busy");
    queue_.push_back(std::move(job));
  }
  ready_.notify_one();
  return {};
}

void Hashing::work() {
  while (true) {
    std::move_only_function<void()> job;
    {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [this] { return ending_ || !queue_.empty(); });
      if (queue_.empty()) return;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    // The job boundary: whoever waits is answered when what the job holds goes.
    try {
      job();
    } catch (const std::exception& bug) {
      std::fprintf(stderr, "linli: hashing: a bug or exhaustion: %s\n", bug.what());
    }
  }
}

}  // namespace linli::access

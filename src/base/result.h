// base/result.h – expected failures as values.
//
// Every function that can fail in a way its caller must handle returns Result<T>. Ignoring one does
// not compile (-Werror and [[nodiscard]]). Exceptions mean a bug or exhaustion and are caught at
// three boundaries only: request, job, main. Thread safety: values.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace linli {

// Named by remedy; src/http maps each kind to a status in exactly one file.
enum class ErrorKind {
  Invalid,       // the input is wrong: correct it and send again
  Unauthorized,  // sign in first
  Forbidden,     // you may not, whatever you send
  NotFound,      // no such thing, or none that you may know of
  Conflict,      // somebody was faster: read again and decide again
  Overloaded,    // come back later
  Unknown,       // the outcome of a commit is not known: repeat with the same idempotency key
  Corrupt,       // stored data contradicts itself: call the operator
};

// A refusal. `code` is stable, in the catalogue src/pack/texts.yaml (dotted, e.g.
// "request.not_on_list") where its sentence in each language stands. `detail` is for whoever reads
// logs or corrects a file (a path, a row, a JSON pointer); it never holds personal data.
struct Error {
  ErrorKind kind = ErrorKind::Invalid;
  std::string code;
  std::string detail;
  bool operator==(const Error&) const = default;
};

template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
 public:
  using std::expected<T, Error>::expected;
};

using Failure = std::unexpected<Error>;

inline Failure fail(ErrorKind kind, std::string_view code, std::string detail = {}) {
  return Failure(Error{kind, std::string(code), std::move(detail)});
}
inline Failure invalid(std::string_view code, std::string detail = {}) {
  return fail(ErrorKind::Invalid, code, std::move(detail));
}

}  // namespace linli

// TRY(expression) is the value of a Result, or returns its error from the calling function.
// It keeps to functions (not coroutines); it may stand inside another TRY.
#define TRY(...) LINLI_TRY_(LINLI_JOIN_(linli_result_, __COUNTER__), __VA_ARGS__)
#define LINLI_JOIN_(a, b) LINLI_JOIN_NOW_(a, b)
#define LINLI_JOIN_NOW_(a, b) a##b
#define LINLI_TRY_(name, ...)                                                 \
  __extension__({                                                             \
    auto&& name = (__VA_ARGS__);                                              \
    if (!name.has_value()) [[unlikely]]                                       \
      return ::std::unexpected(::std::forward<decltype(name)>(name).error()); \
    *::std::forward<decltype(name)>(name);                                    \
  })

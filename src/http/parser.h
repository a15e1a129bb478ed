// http/parser.h – one HTTP/1.1 request: bytes to head and body.
//
// Boost.Beast does the grammar; on top of it everything is refused that two programs in a row could
// read differently (request smuggling): bare LF, folded fields, a length next to chunks, a length
// or Host given twice, chunks in HTTP/1.0, codings other than chunked, absolute targets.
// Source: RFC 9112 sections 2.2, 3.2, 5.2, 6.1, 6.3. Thread safety: one thread.
// Errors: http.malformed, http.header_too_large, http.body_too_large, http.full.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/shares.h"

namespace linli::http {

// The parts of a request head that the server reads. The views point into the bytes parsed.
struct Head {
  std::string_view method;
  std::string_view target;
  int version = 11;  // 10 or 11
  std::string_view host, cookie, content_type, content_encoding, accept_language, accept_encoding,
      idempotency_key, if_none_match, forwarded_for, fetch_site, origin, user_agent;
  bool keep_alive = false;
  bool chunked = false;
  bool expects_continue = false;
  bool forwarded = false;  // some program in between says so, in whatever way
  std::uint64_t content_length = 0;
  bool has_body() const { return chunked || content_length > 0; }
};

// Where the head that starts at the first byte ends: its size with the empty line, or 0 when more
// bytes are needed. `seen` remembers between calls how much was looked at; 0 at first. Errors:
// http.malformed, http.header_too_large.
Result<std::size_t> head_size(std::string_view bytes, std::size_t& seen, std::size_t max);

inline constexpr std::size_t kBodyFree = 4 * 1024;  // of a body, held for everybody

class Parser {
 public:
  explicit Parser(std::size_t fields_max);
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser();

  // Parses a whole head, as head_size measured it, and forgets the request before.
  Result<void> parse_head(std::string_view bytes);
  const Head& head() const;
  // Takes what it can of the body, at most `max` bytes of content in all; returns how many bytes
  // it took (the rest belongs to the next request or must be given again with more). A chunk that
  // would go beyond `max` is refused by its size. The room for content is held in `room`, the first
  // kBodyFree bytes excepted.
  Result<std::size_t> parse_body(std::string_view bytes, std::size_t max, Hold& room);
  // Bytes of content taken so far.
  std::size_t content() const;
  bool done() const;
  std::string take_body();

 private:
  class Sink;
  std::unique_ptr<Sink> sink_;
};

}  // namespace linli::http

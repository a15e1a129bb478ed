// http/reply.h – a reply before it is bytes, and its bytes.
//
// Every reply carries the security headers of its cover. Source: RFC 9110, 9112; CSP 3; OWASP ASVS
// 5.0 3.4.1–3.4.6; ADR 0009. Thread safety: one writer per thread.
#pragma once

#include <string>
#include <string_view>

#include "api/route.h"
#include "base/clock.h"
#include "base/result.h"
#include "http/server.h"

namespace linli::http {

// What kind of thing is answered: decides caching and which security headers it needs.
enum class Cover {
  Data,    // never stored
  Page,    // HTML and other files without a hash in their name: asked for again each time
  Hashed,  // files named by their content: kept for a year
};

enum class Length { Known, Unknown };  // Unknown: sent in chunks

struct Reply {
  int status = 200;
  std::string content_type;
  std::string body;
  std::string_view fixed;  // sent instead of body when set; outlives the server
  std::string fields;      // further header lines, each ending in CRLF
  Cover cover = Cover::Data;
  Length length = Length::Known;
  std::string_view content() const { return fixed.data() == nullptr ? body : fixed; }
};

enum class After { KeepAlive, Close };
enum class Content { Sent, Withheld };  // Withheld: to HEAD, the length without the bytes

// A problem document (RFC 9457) in the reader's language. A code without a text in the catalogue
// keeps its code under a general sentence. `request_id` finds the request in the log. The detail
// of faults that are ours (Corrupt, Overloaded, Unknown) is kept back.
Reply problem(const Site& site, const Error& error, Language language, std::string_view request_id);

// A handler's response. Errors: http.internal when one of its headers could not be sent (a name or
// value that would break the head).
Result<Reply> reply_of(api::Response response);

// Appends what stands before a chunk of so many bytes.
void begin_chunk(std::string& out, std::size_t bytes);

class ReplyWriter {
 public:
  ReplyWriter(const Clock& clock, Cookies cookies) : clock_(clock), cookies_(cookies) {}
  // Replaces `head` by the head of the reply.
  void write_head(std::string& head, const Reply& reply, After after);
  // "2026-11-22T07:21:09.123Z".
  std::string_view now();

 private:
  void refresh();

  const Clock& clock_;
  const Cookies cookies_;
  std::int64_t second_ = -1;
  std::string date_;  // "Date: Sun, 22 Nov 2026 07:21:09 GMT\r\n"
  std::string iso_;
};

}  // namespace linli::http

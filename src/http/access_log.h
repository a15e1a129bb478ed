// http/access_log.h – one JSON line per reply, without personal data.
//
// Logged are the route's template, never the path or query, and no address. Lines wait in memory
// until flush(), which the server calls four times a second. Thread safety: one per thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace linli::http {

struct LogLine {
  std::string_view at;      // ISO 8601, UTC
  std::string_view method;  // one of the known ones, else "OTHER"
  std::string_view route;   // template, "" for none
  int status = 0;
  std::int64_t micros = 0;  // from the head's last byte to the reply's
  std::size_t bytes = 0;    // of content
  std::string_view id;
};

class AccessWriter {
 public:
  explicit AccessWriter(int descriptor) : descriptor_(descriptor) {}
  AccessWriter(const AccessWriter&) = delete;
  AccessWriter& operator=(const AccessWriter&) = delete;
  ~AccessWriter() { flush(); }

  void add(const LogLine& line);
  void flush();

 private:
  const int descriptor_;
  std::string waiting_;
};

// Writes at once a line about a fault that is ours: {"at":…,"fault":code,"detail":…,"id":…}.
void log_fault(int descriptor, std::string_view at, std::string_view code, std::string_view detail,
               std::string_view id);

}  // namespace linli::http

#include "http/access_log.h"

#include <unistd.h>

#include <cerrno>

#include "base/json.h"

namespace linli::http {

namespace {

constexpr std::size_t kWaitingMax = 64 * 1024;
constexpr std::size_t kDetailMax = 300;

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // a full disk must not stop the service
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void text(std::string& out, std::string_view name, std::string_view value) {
  out += ",\"";
  out += name;
  out += "\":";
  write_json(out, value);
}

}  // namespace

void AccessWriter::add(const LogLine& line) {
  waiting_ += "{\"at\":";
  write_json(waiting_, line.at);
  text(waiting_, "method", line.method);
  text(waiting_, "route", line.route);
  waiting_ += ",\"status\":" + std::to_string(line.status);
  waiting_ += ",\"us\":" + std::to_string(line.micros);
  waiting_ += ",\"bytes\":" + std::to_string(line.bytes);
  text(waiting_, "id", line.id);
  waiting_ += "}\n";
  if (waiting_.size() > kWaitingMax) flush();
}

void AccessWriter::flush() {
  write_all(descriptor_, waiting_);
  waiting_.clear();
}

void log_fault(int descriptor, std::string_view at, std::string_view code, std::string_view detail,
               std::string_view id) {
  std::string line = "{\"at\":";
  write_json(line, at);
  text(line, "fault", code);
  text(line, "detail", detail.substr(0, kDetailMax));
  text(line, "id", id);
  line += "}\n";
  write_all(descriptor, line);
}

}  // namespace linli::http

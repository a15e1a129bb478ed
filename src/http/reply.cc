#include "http/reply.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>

#include "base/json.h"
#include "base/text.h"
#include "http/status.h"

namespace linli::http {

namespace {

constexpr std::string_view kEveryReply =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";
// A reply with data is never a page: it may load nothing and be shown nowhere.
constexpr std::string_view kData =
    "Cache-Control: no-store\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
constexpr std::string_view kPage =
    "Content-Security-Policy: default-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; font-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'\r\n"
    "Permissions-Policy: microphone=(self), camera=(self), geolocation=(self), payment=(), "
    "usb=()\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";
constexpr std::string_view kTransport =
    "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n";

bool is_token(std::string_view name) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !name.empty() && std::ranges::all_of(name, good);
}

bool is_value(std::string_view value) {
  return std::ranges::none_of(
      value, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

void append_number(std::string& out, std::size_t number) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

bool ours(ErrorKind kind) {
  return kind == ErrorKind::Corrupt || kind == ErrorKind::Overloaded || kind == ErrorKind::Unknown;
}

void put_text(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out += out.size() > 1 ? ",\"" : "\"";
  out += name;
  out += "\":";
  write_json(out, value);
}

}  // namespace

Reply problem(const Site& site, const Error& error, Language language,
              std::string_view request_id) {
  ErrorText text = site.text_of ? site.text_of(error.code, language) : ErrorText{};
  if (text.sentence.empty() && site.text_of) text = site.text_of("http.unexplained", language);
  Reply reply;
  reply.status = status_of(error);
  reply.content_type = "application/problem+json; charset=utf-8";
  auto& out = reply.body;
  out = "{";
  put_text(out, "type", "urn:linli:error:" + error.code);
  put_text(out, "title", text.sentence.empty() ? error.code : text.sentence);
  out += ",\"status\":";
  append_number(out, static_cast<std::size_t>(reply.status));
  put_text(out, "code", error.code);
  // What the store says of a row is for the operator's log.
  const bool of_store = error.code.starts_with("store.");
  if (!ours(error.kind) && !of_store) put_text(out, "detail", error.detail);
  put_text(out, "remedy", text.remedy);
  put_text(out, "instance", "urn:linli:request:" + std::string(request_id));
  out += '}';
  reply.fields = language == Language::Zh ? "Content-Language: zh\r\n" : "Content-Language: en\r\n";
  // Whoever knows when it is worth coming back says so in the detail, in seconds.
  if (reply.status == 503 || reply.status == 429) {
    const bool told = parse_int64(error.detail).has_value();
    if (told || reply.status == 503) {
      reply.fields += "Retry-After: " + (told ? error.detail : "2") + "\r\n";
    }
  }
  return reply;
}

Result<Reply> reply_of(api::Response response) {
  Reply reply;
  if (response.status < 200 || response.status > 599 || !is_value(response.content_type)) {
    return fail(ErrorKind::Corrupt, "http.internal", "status or type");
  }
  for (const auto& [name, value] : response.headers) {
    if (!is_token(name) || !is_value(value)) {
      return fail(ErrorKind::Corrupt, "http.internal", "header");
    }
    reply.fields += name;
    reply.fields += ": ";
    reply.fields += value;
    reply.fields += "\r\n";
  }
  reply.status = response.status;
  reply.content_type = std::move(response.content_type);
  reply.body = std::move(response.body);
  return reply;
}

void begin_chunk(std::string& out, std::size_t bytes) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), bytes, 16).ptr;
  out.append(digits.data(), end);
  out += "\r\n";
}

void ReplyWriter::refresh() {
  const auto second = clock_.now().ms / kMsPerSecond;
  if (second == second_) return;
  second_ = second;
  const std::time_t time = second;
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 64> text;
  date_.assign(text.data(), std::strftime(text.data(), text.size(),
                                          "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts));
}

std::string_view ReplyWriter::now() {
  const auto ms = clock_.now().ms;
  const std::time_t time = ms / kMsPerSecond;
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 48> text;
  const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  iso_.assign(text.data(), size);
  std::snprintf(text.data(), text.size(), ".%03dZ", static_cast<int>(ms % kMsPerSecond));
  iso_ += text.data();
  return iso_;
}

void ReplyWriter::write_head(std::string& head, const Reply& reply, After after) {
  refresh();
  head.clear();
  head += "HTTP/1.1 ";
  append_number(head, static_cast<std::size_t>(reply.status));
  head += ' ';
  head += reason_of(reply.status);
  head += "\r\n";
  head += date_;
  if (reply.status != 204 && reply.status != 304) {
    head += "Content-Type: ";
    head += reply.content_type;
    if (reply.length == Length::Unknown) {
      head += "\r\nTransfer-Encoding: chunked\r\n";
    } else {
      head += "\r\nContent-Length: ";
      append_number(head, reply.content().size());
      head += "\r\n";
    }
  }
  head += kEveryReply;
  if (reply.cover == Cover::Data) {
    head += kData;
  } else {
    head += reply.cover == Cover::Hashed ? "Cache-Control: public, max-age=31536000, immutable\r\n"
                                         : "Cache-Control: no-cache\r\n";
    head += kPage;
  }
  if (cookies_ == Cookies::Secure) head += kTransport;
  head += reply.fields;
  if (after == After::Close) head += "Connection: close\r\n";
  head += "\r\n";
}

}  // namespace linli::http

#include "base/json.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/text.h"

namespace linli {
namespace json = boost::json;

namespace {

// Builds a value from the parser's events; unlike boost::json::parse it refuses doubled members and
// numbers that are not finite.
class Builder {
 public:
  static constexpr std::size_t max_object_size = 10'000;
  static constexpr std::size_t max_array_size = 1'000'000;
  static constexpr std::size_t max_key_size = 1'000;
  static constexpr std::size_t max_string_size = 64u << 20;

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) {
    open_.emplace_back(json::object());
    keys_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, json::error_code& ec) { return close(ec); }
  bool on_array_begin(json::error_code&) {
    open_.emplace_back(json::array());
    keys_.emplace_back();
    return true;
  }
  bool on_array_end(std::size_t, json::error_code& ec) { return close(ec); }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    partial_.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code& ec) {
    partial_.append(part.data(), part.size());
    if (open_.back().get_object().contains(partial_)) {
      ec = json::error::syntax;
      return false;
    }
    keys_.back() = std::move(partial_);
    partial_.clear();
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    partial_.append(part.data(), part.size());
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code& ec) {
    partial_.append(part.data(), part.size());
    const bool ok = add(json::string(partial_), ec);
    partial_.clear();
    return ok;
  }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t v, json::string_view, json::error_code& ec) { return add(v, ec); }
  bool on_uint64(std::uint64_t v, json::string_view, json::error_code& ec) { return add(v, ec); }
  bool on_double(double v, json::string_view, json::error_code& ec) {
    if (!std::isfinite(v)) {
      ec = json::error::exponent_overflow;
      return false;
    }
    return add(v, ec);
  }
  bool on_bool(bool v, json::error_code& ec) { return add(v, ec); }
  bool on_null(json::error_code& ec) { return add(nullptr, ec); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

  json::value take() { return std::move(root_); }

 private:
  bool close(json::error_code& ec) {
    json::value done = std::move(open_.back());
    open_.pop_back();
    keys_.pop_back();
    return add(std::move(done), ec);
  }
  bool add(json::value value, json::error_code&) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().is_array()) {
      open_.back().get_array().push_back(std::move(value));
    } else {
      open_.back().get_object().emplace(keys_.back(), std::move(value));
    }
    return true;
  }

  std::vector<json::value> open_;
  std::vector<std::string> keys_;
  std::string partial_;
  json::value root_;
};

void write_double(std::string& out, double value) {
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  const std::string_view digits(buffer, static_cast<std::size_t>(end - buffer));
  out += digits;
  // A double stays one when it is read again.
  if (digits.find_first_of(".e") == std::string_view::npos) out += ".0";
}

// How many bytes at the beginning of `text` stand for themselves, looked at eight at a time.
std::size_t plain_bytes(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  constexpr std::uint64_t kHighs = kOnes << 7;
  const auto zero_in = [](std::uint64_t word) { return (word - kOnes) & ~word; };
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, 8);
    const std::uint64_t control = (word - kOnes * 0x20) & ~word;
    const std::uint64_t quote = zero_in(word ^ (kOnes * '"'));
    const std::uint64_t slash = zero_in(word ^ (kOnes * '\\'));
    if (((control | quote | slash) & kHighs) != 0) break;
  }
  return at;
}

}  // namespace

Result<json::value> parse_json(std::string_view text) {
  if (!is_utf8(text)) return invalid("json.syntax", "not UTF-8");
  json::parse_options options;
  options.max_depth = kJsonDepthMax;
  json::basic_parser<Builder> parser(options);
  json::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (error == json::error::too_deep) return invalid("json.too_deep");
  if (error || used != text.size()) {
    return invalid("json.syntax", "at byte " + std::to_string(used));
  }
  return parser.handler().take();
}

void write_json(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  std::size_t done = 0;
  for (std::size_t i = plain_bytes(text); i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, done, i - done);
    done = i + 1;
    if (c == '"' || c == '\\') {
      out += '\\';
      out += text[i];
    } else if (c == '\n') {
      out += "\\n";
    } else {
      out += "\\u00";
      out += kDigits[c >> 4];
      out += kDigits[c & 15];
    }
  }
  out.append(text, done, text.size() - done);
  out += '"';
}

void write_json(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      out += "null";
      return;
    case json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      return;
    case json::kind::int64:
      json_detail::write_int(out, value.get_int64());
      return;
    case json::kind::uint64:
      out += std::to_string(value.get_uint64());
      return;
    case json::kind::double_:
      write_double(out, value.get_double());
      return;
    case json::kind::string:
      write_json(out, std::string_view(value.get_string()));
      return;
    case json::kind::array: {
      out += '[';
      bool first = true;
      for (const auto& element : value.get_array()) {
        if (!first) out += ',';
        first = false;
        write_json(out, element);
      }
      out += ']';
      return;
    }
    case json::kind::object: {
      out += '{';
      bool first = true;
      for (const auto& [name, element] : value.get_object()) {
        if (!first) out += ',';
        first = false;
        write_json(out, std::string_view(name));
        out += ':';
        write_json(out, element);
      }
      out += '}';
      return;
    }
  }
}

namespace json_detail {

void write_int(std::string& out, std::int64_t value) {
  char buffer[24];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  out.append(buffer, end);
}

Failure type_error(const std::string& pointer, std::string_view expected) {
  return invalid("json.type", pointer + ": " + std::string(expected) + " expected");
}

std::string child(const std::string& pointer, std::string_view name) {
  return pointer + "/" + std::string(name);
}

Result<void> refuse_unknown(const json::object& object, const std::vector<std::string_view>& known,
                            const std::string& pointer) {
  for (const auto& [name, value] : object) {
    if (std::find(known.begin(), known.end(), std::string_view(name)) == known.end()) {
      return invalid("json.unknown", child(pointer, name));
    }
  }
  return {};
}

}  // namespace json_detail
}  // namespace linli

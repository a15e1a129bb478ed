#include "http/parser.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <new>
#include <optional>

namespace linli::http {

namespace beast = boost::beast;
using beast::http::field;

namespace {

bool same_word(std::string_view a, std::string_view b) {
  return beast::iequals({a.data(), a.size()}, {b.data(), b.size()});
}

Failure malformed(std::string why) {
  return invalid("http.malformed", std::move(why));
}

}  // namespace

Result<std::size_t> head_size(std::string_view bytes, std::size_t& seen, std::size_t max) {
  while (true) {
    if (seen > 0 && seen < bytes.size() && (bytes[seen] == ' ' || bytes[seen] == '\t')) {
      return malformed("folded field");
    }
    const auto feed = bytes.find('\n', seen);
    if (feed == std::string_view::npos) break;
    if (feed == 0 || bytes[feed - 1] != '\r') return malformed("bare line feed");
    const bool empty_line = feed == 1 || bytes[feed - 2] == '\n';
    seen = feed + 1;
    if (seen > max) break;
    if (empty_line) {
      if (feed == 1) return malformed("empty request line");
      return seen;
    }
  }
  if (bytes.size() >= max) return invalid("http.header_too_large", std::to_string(max) + " bytes");
  return std::size_t{0};
}

// Beast keeps no fields for us: they are seen once, as views of the caller's bytes.
class Parser::Sink {
 public:
  explicit Sink(std::size_t fields_max) : fields_max_(fields_max) {}

  void restart() {
    head_ = Head{};
    body_.clear();
    why_ = nullptr;
    fields_ = hosts_ = lengths_ = codings_ = 0;
    max_ = 0;
    room_ = nullptr;
    grammar_.emplace(*this);
  }

  Result<void> parse_head(std::string_view bytes) {
    beast::error_code error;
    grammar_->header_limit(static_cast<std::uint32_t>(bytes.size() + 1));
    grammar_->body_limit(boost::none);
    const auto used = grammar_->put(boost::asio::buffer(bytes), error);
    if (error && error != beast::http::error::need_more) return malformed(reason(error));
    if (!grammar_->is_header_done() || used != bytes.size()) return malformed("head");
    head_.keep_alive = grammar_->keep_alive();
    if (hosts_ > 1 || (head_.version == 11 && hosts_ == 0)) return malformed("Host");
    if (lengths_ > 1 || codings_ > 1 || (lengths_ > 0 && codings_ > 0)) return malformed("length");
    if (codings_ > 0 && (!head_.chunked || head_.version == 10)) return malformed("coding");
    return {};
  }

  Result<std::size_t> parse_body(std::string_view bytes, std::size_t max, Hold& room) {
    max_ = max;
    room_ = &room;
    if (head_.content_length > max) return invalid("http.body_too_large", std::to_string(max));
    std::size_t used = 0;
    while (used < bytes.size() && !grammar_->is_done()) {
      beast::error_code error;
      const auto rest = bytes.substr(used);
      const auto step = grammar_->put(boost::asio::buffer(rest.data(), rest.size()), error);
      used += step;
      if (error == beast::http::error::body_limit) {
        return invalid("http.body_too_large", std::to_string(max));
      }
      if (error == beast::http::error::buffer_overflow) {
        return fail(ErrorKind::Overloaded, "http.full");
      }
      if (error == beast::http::error::need_more || (!error && step == 0)) break;
      if (error) return malformed(reason(error));
    }
    return used;
  }

  std::size_t content() const { return body_.size(); }
  bool done() const { return grammar_ && grammar_->is_done(); }
  const Head& head() const { return head_; }
  std::string take_body() { return std::move(body_); }

 private:
  class Grammar final : public beast::http::basic_parser<true> {
   public:
    explicit Grammar(Sink& sink) : sink_(sink) { eager(true); }

   private:
    using error_code = beast::error_code;
    using text = beast::string_view;

    void on_request_impl(beast::http::verb, text method, text target, int version,
                         error_code& error) override {
      sink_.head_.method = {method.data(), method.size()};
      sink_.head_.target = {target.data(), target.size()};
      sink_.head_.version = version;
      if (version != 10 && version != 11) error = beast::http::error::bad_version;
    }
    void on_response_impl(int, text, int, error_code&) override {}
    void on_field_impl(field name, text name_text, text value, error_code& error) override {
      sink_.on_field(name, {name_text.data(), name_text.size()}, {value.data(), value.size()});
      if (sink_.why_ != nullptr) error = beast::http::error::bad_field;
    }
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
      if (length) sink_.body_.reserve(std::min<std::uint64_t>(*length, kBodyFree));
    }
    std::size_t on_body_impl(text bytes, error_code& error) override {
      return sink_.on_body({bytes.data(), bytes.size()}, error);
    }
    void on_chunk_header_impl(std::uint64_t size, text, error_code& error) override {
      if (size > sink_.max_ - sink_.body_.size()) error = beast::http::error::body_limit;
    }
    std::size_t on_chunk_body_impl(std::uint64_t, text bytes, error_code& error) override {
      return sink_.on_body({bytes.data(), bytes.size()}, error);
    }
    void on_finish_impl(error_code&) override {}

    Sink& sink_;
  };

  static std::string reason(const beast::error_code& error) { return error.message(); }

  void once(std::string_view& place, std::string_view value, const char* name) {
    if (place.data() != nullptr) why_ = name;
    place = value;
  }

  void on_field(field name, std::string_view name_text, std::string_view value) {
    // The fields after the chunks of a body (trailers) are read past: they decide nothing.
    if (grammar_->is_header_done()) return;
    if (++fields_ > fields_max_) why_ = "too many fields";
    switch (name) {
      case field::host:
        ++hosts_;
        head_.host = value;
        return;
      case field::content_length:
        ++lengths_;
        on_length(value);
        return;
      case field::transfer_encoding:
        ++codings_;
        head_.chunked = same_word(value, "chunked");
        return;
      case field::expect:
        head_.expects_continue = same_word(value, "100-continue");
        return;
      case field::cookie:
        return once(head_.cookie, value, "Cookie");
      case field::content_type:
        return once(head_.content_type, value, "Content-Type");
      case field::content_encoding:
        return once(head_.content_encoding, value, "Content-Encoding");
      case field::accept_language:
        return once(head_.accept_language, value, "Accept-Language");
      case field::accept_encoding:
        return once(head_.accept_encoding, value, "Accept-Encoding");
      case field::user_agent:
        head_.user_agent = value;  // decides nothing: which of two does not matter
        return;
      case field::if_none_match:
        return once(head_.if_none_match, value, "If-None-Match");
      case field::origin:
        return once(head_.origin, value, "Origin");
      case field::forwarded:
      case field::via:
        head_.forwarded = true;
        return;
      default:
        break;
    }
    constexpr std::string_view kForwarded = "X-Forwarded-";
    head_.forwarded = head_.forwarded || same_word(name_text, "X-Real-IP") ||
                      same_word(name_text.substr(0, kForwarded.size()), kForwarded);
    if (same_word(name_text, "Idempotency-Key")) {
      once(head_.idempotency_key, value, "Idempotency-Key");
    } else if (same_word(name_text, "X-Forwarded-For")) {
      once(head_.forwarded_for, value, "X-Forwarded-For");
    } else if (same_word(name_text, "Sec-Fetch-Site")) {
      once(head_.fetch_site, value, "Sec-Fetch-Site");
    }
  }

  void on_length(std::string_view value) {
    std::uint64_t length = 0;
    for (const char digit : value) {
      if (digit < '0' || digit > '9' || length > (std::uint64_t{1} << 53)) {
        why_ = "Content-Length";
        return;
      }
      length = length * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    if (value.empty()) why_ = "Content-Length";
    head_.content_length = length;
  }

  std::size_t on_body(std::string_view bytes, beast::error_code& error) {
    if (body_.size() + bytes.size() > max_) {
      error = beast::http::error::body_limit;
      return 0;
    }
    if (!make_room(body_.size() + bytes.size())) {
      error = beast::http::error::buffer_overflow;
      return 0;
    }
    body_ += bytes;
    return bytes.size();
  }

  // Room doubles, so that a body is moved a few times only.
  bool make_room(std::size_t needed) {
    if (needed <= body_.capacity()) return true;
    const auto size = std::min(std::max({needed, 2 * body_.capacity(), kBodyFree}), max_);
    if (size > kBodyFree && !room_->raise_to(size)) return false;
    body_.reserve(size);
    return true;
  }

  const std::size_t fields_max_;
  Head head_;
  std::string body_;
  const char* why_ = nullptr;
  Hold* room_ = nullptr;
  std::size_t fields_ = 0, hosts_ = 0, lengths_ = 0, codings_ = 0, max_ = 0;
  std::optional<Grammar> grammar_;
};

Parser::Parser(std::size_t fields_max) : sink_(std::make_unique<Sink>(fields_max)) {}
Parser::~Parser() = default;

Result<void> Parser::parse_head(std::string_view bytes) {
  sink_->restart();
  return sink_->parse_head(bytes);
}
const Head& Parser::head() const {
  return sink_->head();
}
Result<std::size_t> Parser::parse_body(std::string_view bytes, std::size_t max, Hold& room) {
  return sink_->parse_body(bytes, max, room);
}
std::size_t Parser::content() const {
  return sink_->content();
}
bool Parser::done() const {
  return sink_->done();
}
std::string Parser::take_body() {
  return sink_->take_body();
}

}  // namespace linli::http

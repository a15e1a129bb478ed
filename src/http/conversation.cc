#include "http/conversation.h"

#include <algorithm>
#include <cstring>

#include "http/gate.h"
#include "http/target.h"

namespace linli::http {

namespace {

constexpr std::size_t kBufferFirst = 4 * 1024;
constexpr std::size_t kReplyFree = 4 * 1024;  // of a reply that waits, held for everybody
constexpr std::size_t kGzipMin = 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// Logged names are a fixed list: a client may invent methods.
std::string_view known_method(std::string_view method) {
  for (const std::string_view known : {"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"}) {
    if (method == known) return known;
  }
  return "OTHER";
}

Address household_of(std::string_view address) {
  return Address::parse(address).value_or(Address()).household();
}

bool compressible(std::string_view type) {
  return type.starts_with("application/json") || type.starts_with("text/") ||
         type.starts_with("application/geo+json") || type.starts_with("image/svg");
}

}  // namespace

Conversation::Conversation(Lane& lane, std::string peer)
    : lane_(lane),
      peer_(std::move(peer)),
      peer_household_(household_of(peer_)),
      parser_(lane.service.options.fields_max) {}

std::string_view Conversation::pending() const {
  return std::string_view(buffer_).substr(begin_, end_ - begin_);
}

std::span<char> Conversation::space() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) buffer_.resize(std::max(kBufferFirst, buffer_.size() * 2));
  return {buffer_.data() + end_, buffer_.size() - end_};
}

void Conversation::received(std::size_t bytes) {
  end_ += bytes;
  if (phase_ == Phase::Idle && bytes > 0) phase_ = Phase::Head;
}

void Conversation::expired() {
  if (phase_ == Phase::Idle) {
    step_ = Step::Closed;
    return;
  }
  if (phase_ == Phase::Head) begin({});
  after_ = After::Close;
  refuse(Error{ErrorKind::Invalid, "http.slow", {}});
}

Conversation::Want Conversation::next() {
  while (true) {
    switch (step_) {
      case Step::Head:
        if (!step_head()) return Want::Bytes;
        break;
      case Step::Body:
        if (!step_body()) return Want::Bytes;
        break;
      case Step::Handler:
        phase_ = Phase::Handler;
        return Want::Handler;
      case Step::Piece:
        phase_ = Phase::Handler;
        return Want::Piece;
      case Step::Continue:
      case Step::Reply:
      case Step::SendPiece:
        phase_ = Phase::Write;
        return Want::Write;
      case Step::Closed:
        return Want::Close;
    }
  }
}

// What is kept from the request before must not show in this one.
void Conversation::begin(std::string_view method) {
  number_ = ++lane_.requests;
  started_ = std::chrono::steady_clock::now();
  entry_ = nullptr;
  trace_.reset();
  language_ = lane_.service.options.language;
  method_ = known_method(method);
  content_rule_ = method == "HEAD" ? Content::Withheld : Content::Sent;
  gzip_ = false;
  client_ = peer_household_;
  hold_.reset();
  sent_ = 0;
  after_ = closing_ ? After::Close : After::KeepAlive;
}

bool Conversation::step_head() {
  if (begin_ == end_) {
    phase_ = Phase::Idle;
    if (closing_) step_ = Step::Closed;
    return closing_;
  }
  phase_ = Phase::Head;
  const auto bytes = pending();
  const auto size = head_size(bytes, seen_, lane_.service.options.header_max);
  if (size && *size == 0) return false;
  seen_ = 0;
  auto parsed = size ? parser_.parse_head(bytes.substr(0, *size)) : Failure(size.error());
  if (!parsed) {
    begin({});
    after_ = After::Close;
    refuse(parsed.error());
    return true;
  }
  begin_ += *size;
  const auto& head = parser_.head();
  begin(head.method);
  language_ = language_of(head, language_);
  if (!head.keep_alive) after_ = After::Close;
  auto target = parse_target(head.target);
  if (target) {
    route(head, std::move(*target));
  } else {
    refuse(target.error());
  }
  // The body of a refused request is not read; what follows it could not be told from it.
  if (step_ == Step::Reply && head.has_body() && after_ == After::KeepAlive) {
    after_ = After::Close;
    lane_.writer.write_head(head_, reply_, after_);
  }
  return true;
}

void Conversation::route(const Head& head, Target target) {
  const auto& service = lane_.service;
  if (auto meant = meant_for_us(service.options, target, head); !meant) {
    return refuse(meant.error());
  }
  const auto match = service.router.find(head.method, target.segments);
  if (match.entry == nullptr) {
    if (!match.allow.empty()) {
      return refuse(Error{ErrorKind::Invalid, "http.method", {}}, "Allow: " + match.allow + "\r\n");
    }
    if (head.method == "GET" || head.method == "HEAD") {
      if (auto page = service.pages.find(target.path, head)) return send(std::move(*page));
    }
    return refuse(Error{ErrorKind::NotFound, "http.not_found", {}});
  }
  entry_ = match.entry;
  const auto& routed = *entry_->route;
  trace_ = std::make_shared<api::Trace>();
  auto request =
      admit(service.options, service.site, head, peer_, std::move(target), match, trace_);
  if (!request) return refuse(request.error());
  request_ = std::move(*request);
  if (request_.client != peer_) client_ = household_of(request_.client);
  gzip_ = codings_of(head.accept_encoding).gzip;
  takes_chunks_ = head.version >= 11;
  if (!head.has_body()) {
    step_ = Step::Handler;
    return;
  }
  body_max_ = routed.method == api::Method::Get ? 0 : routed.body_max;
  if (head.content_length > body_max_) {
    return refuse(Error{ErrorKind::Invalid, "http.body_too_large", std::to_string(body_max_)});
  }
  step_ = Step::Body;
  phase_ = Phase::Body;
  if (head.expects_continue && begin_ == end_) {
    head_ = kContinue;
    content_ = {};
    step_ = Step::Continue;
  }
}

bool Conversation::step_body() {
  phase_ = Phase::Body;
  if (!hold_) hold_.emplace(*lane_.service.held, client_);
  const auto used = parser_.parse_body(pending(), body_max_, *hold_);
  if (!used) {
    after_ = After::Close;
    refuse(used.error());
    return true;
  }
  begin_ += *used;
  if (!parser_.done()) {
    if (pending().size() < kFramingMax) return false;
    after_ = After::Close;
    refuse(Error{ErrorKind::Invalid, "http.malformed", "the line of a chunk, or trailers"});
    return true;
  }
  request_.body = parser_.take_body();
  step_ = Step::Handler;
  return true;
}

bool Conversation::hold_reply() {
  const bool kept = content_.data() != nullptr && content_.data() == reply_.body.data();
  if (!kept || content_.size() <= kReplyFree) return true;
  if (!hold_) hold_.emplace(*lane_.service.held, client_);
  return hold_->raise_to(content_.size());
}

void Conversation::refuse(const Error& error, std::string_view fields) {
  const auto& site = lane_.service.site;
  auto reply = problem(site, error, language_, request_id());
  if (trace_ && site.refused) site.refused(*trace_, error, reply.status);
  // What any client can bring about at will must not fill the log.
  if (reply.status >= 500 && error.code != "http.full") {
    log_fault(lane_.service.options.log_fd, lane_.writer.now(), error.code, error.detail,
              request_id());
  }
  reply.fields += fields;
  send(std::move(reply));
}

void Conversation::log_bug(std::string_view what) {
  log_fault(lane_.service.options.log_fd, lane_.writer.now(), "http.internal", what, request_id());
}

void Conversation::answered(Result<api::Response> result) {
  if (hold_) hold_->drop();
  if (!result) return refuse(result.error());
  auto pieces = std::move(result->pieces);
  auto reply = reply_of(std::move(*result));
  if (!reply) return refuse(reply.error());
  if (pieces) {
    pieces_ = std::move(pieces);
    return send_in_pieces(std::move(*reply));
  }
  compress(*reply);
  send(std::move(*reply));
}

// RFC 9112 section 7.1: only chunks tell the end of a body of unknown length from a connection that
// was cut. HTTP/1.0 has none.
void Conversation::send_in_pieces(Reply reply) {
  reply.length = Length::Unknown;
  if (content_rule_ == Content::Withheld) {
    pieces_ = nullptr;
    return send(std::move(reply));
  }
  if (!takes_chunks_) {
    pieces_ = nullptr;
    return refuse(Error{ErrorKind::Invalid, "http.version", {}});
  }
  if (closing_) after_ = After::Close;
  reply_ = std::move(reply);
  lane_.writer.write_head(head_, reply_, after_);
  step_ = Step::Piece;
}

// The head waits for the first piece, so that an error in its place can still be the answer.
void Conversation::piece(Result<std::string> next) {
  if (!next) {
    pieces_ = nullptr;
    return head_.empty() ? cut(next.error()) : refuse(next.error());
  }
  if (next->empty()) {
    pieces_ = nullptr;
    head_ += "0\r\n\r\n";
  } else {
    begin_chunk(head_, next->size());
  }
  reply_.body = std::move(*next);
  if (pieces_) reply_.body += "\r\n";
  content_ = reply_.body;
  step_ = Step::SendPiece;
}

void Conversation::cut(const Error& error) {
  log_fault(lane_.service.options.log_fd, lane_.writer.now(), error.code, error.detail,
            request_id());
  account();
  step_ = Step::Closed;
}

void Conversation::compress(Reply& reply) {
  if (reply.body.size() < kGzipMin || !compressible(reply.content_type)) return;
  reply.fields += "Vary: Accept-Encoding\r\n";
  if (!gzip_ || reply.status != 200 ||
      reply.fields.find("Content-Encoding:") != std::string::npos) {
    return;
  }
  auto packed = lane_.compressor.gzip(reply.body);
  if (packed.empty() || packed.size() >= reply.body.size()) return;
  reply.body = std::move(packed);
  reply.fields += "Content-Encoding: gzip\r\n";
}

void Conversation::send(Reply reply) {
  reply_ = std::move(reply);
  if (closing_) after_ = After::Close;
  lane_.writer.write_head(head_, reply_, after_);
  const bool none =
      content_rule_ == Content::Withheld || reply_.status == 204 || reply_.status == 304;
  content_ = none ? std::string_view() : reply_.content();
  step_ = Step::Reply;
}

void Conversation::written() {
  if (step_ == Step::Continue) {
    step_ = Step::Body;
    phase_ = Phase::Body;
    return;
  }
  sent_ += content_.size();
  content_ = {};
  if (pieces_) {
    head_.clear();
    step_ = Step::Piece;
    return;
  }
  account();
  reply_.body = {};
  hold_.reset();
  step_ = after_ == After::Close ? Step::Closed : Step::Head;
  if (step_ == Step::Head) phase_ = Phase::Idle;
}

void Conversation::account() {
  const auto taken = std::chrono::steady_clock::now() - started_;
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(taken).count();
  const auto& service = lane_.service;
  const auto number = entry_ == nullptr ? service.router.entries().size() : entry_->number;
  lane_.counters.count_reply(number, reply_.status, micros, sent_);
  if (service.options.access_log == AccessLog::Off) return;
  const std::string_view route = entry_ == nullptr ? "" : std::string_view(entry_->route->path);
  const auto id = request_id();
  lane_.access.add({lane_.writer.now(), method_, route, reply_.status, micros, sent_, id});
}

}  // namespace linli::http

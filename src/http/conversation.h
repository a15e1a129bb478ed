// http/conversation.h – one connection as a machine: bytes in, handlers to call, bytes out.
//
// It knows no sockets and no time: http/server.cc carries its bytes, tests and fuzzers drive it by
// hand. Requests are answered one after another, whatever was sent ahead (pipelining).
// Source: RFC 9112 section 9.3. Thread safety: one thread.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "api/route.h"
#include "base/address.h"
#include "base/result.h"
#include "http/pages.h"
#include "http/parser.h"
#include "http/reply.h"
#include "http/router.h"
#include "http/service.h"

namespace linli::http {

// Bytes of a body that may wait for their meaning: the line of a chunk, or all trailers.
inline constexpr std::size_t kFramingMax = 16 * 1024;

class Conversation {
 public:
  enum class Want {
    Bytes,    // read into space(), then received() – or expired() when that takes too long
    Handler,  // call entry()->route->handle with take_request(), then answered()
    Write,    // write head() and content(), then written()
    Piece,    // call pieces(), then piece() with what it gave
    Close,    // close once what was written has arrived
  };
  enum class Phase { Idle, Head, Body, Handler, Write };

  Conversation(Lane& lane, std::string peer);

  Want next();
  Phase phase() const { return phase_; }

  std::span<char> space();
  void received(std::size_t bytes);
  // The time for the bytes awaited is over: a request begun is answered http.slow, then closed.
  void expired();
  // No request after the one at hand.
  void close_soon() {
    after_ = After::Close;
    closing_ = true;
  }

  // Bytes of content that have come of the body at hand.
  std::size_t content_received() const { return parser_.content(); }
  // The reply at hand waits for its reader: whether there is room to keep it.
  bool hold_reply();

  const Entry* entry() const { return entry_; }
  api::Request take_request() { return std::move(request_); }
  void answered(Result<api::Response> result);
  const api::Pieces& pieces() const { return pieces_; }
  void piece(Result<std::string> next);
  // A handler threw: the text goes to the log only.
  void log_bug(std::string_view what);
  std::string request_id() const { return lane_.request_id(number_); }

  std::string_view head() const { return head_; }
  std::string_view content() const { return content_; }
  void written();

 private:
  enum class Step { Head, Body, Continue, Handler, Reply, Piece, SendPiece, Closed };

  std::string_view pending() const;
  bool step_head();
  bool step_body();
  void begin(std::string_view bytes);
  void route(const Head& head, Target target);
  void refuse(const Error& error, std::string_view fields = {});
  void send(Reply reply);
  void send_in_pieces(Reply reply);
  void cut(const Error& error);
  void compress(Reply& reply);
  void account();

  Lane& lane_;
  const std::string peer_;
  const Address peer_household_;
  Parser parser_;
  std::string buffer_;
  std::size_t begin_ = 0, end_ = 0, seen_ = 0;
  Step step_ = Step::Head;
  Phase phase_ = Phase::Idle;
  bool closing_ = false;

  // The request at hand.
  std::uint64_t number_ = 0;
  std::chrono::steady_clock::time_point started_;
  const Entry* entry_ = nullptr;
  api::Request request_;
  std::shared_ptr<api::Trace> trace_;
  Language language_ = Language::Zh;
  std::string_view method_;
  Content content_rule_ = Content::Sent;
  bool gzip_ = false;
  bool takes_chunks_ = false;  // HTTP/1.1
  std::size_t body_max_ = 0;
  Address client_;            // as limits count her
  std::optional<Hold> hold_;  // for its body while it comes, then for its reply while that goes
  After after_ = After::KeepAlive;
  Reply reply_;
  std::string head_;
  std::string_view content_;
  std::size_t sent_ = 0;  // bytes of content
  api::Pieces pieces_;    // of the reply at hand, while more are to come
};

}  // namespace linli::http

// http/connection.h – carries a Conversation over a socket, with its times and limits.
//
// Template over the stream (TCP or TLS). Includes Asio: for server.cc only.
// Thread safety: all on the thread of the connection's event loop.
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <set>
#include <string>

#include "http/conversation.h"
#include "http/exchange.h"
#include "http/service.h"

namespace linli::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// The executor is named, not erased: an indirect call less per operation.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using TlsStream = asio::ssl::stream<Socket>;
template <class T>
using Await = asio::awaitable<T, Executor>;
inline constexpr asio::use_awaitable_t<Executor> kAwait;

using Moment = std::chrono::steady_clock::time_point;
using Milliseconds = std::chrono::milliseconds;

inline constexpr Milliseconds kFarewell{2000};  // for a last reply to arrive, before closing hard
inline constexpr std::size_t kDiscardMax = 16 * 1024 * 1024;  // of what is sent all the same

// A connection as the sweeper of its thread sees it: when its time is over, and how to end it.
class Link {
 public:
  Link(std::set<Link*>& all, Lane& lane, Socket& socket, std::string peer)
      : conversation(lane, std::move(peer)), all_(all), lane_(lane), socket_(socket) {
    all_.insert(this);
    lane_.counters.count_connection(1);
  }
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;
  ~Link() {
    lane_.counters.count_connection(-1);
    all_.erase(this);
  }

  const Options& options() const { return lane_.service.options; }
  void allow(Milliseconds time) {
    deadline_ = std::chrono::steady_clock::now() + time;
    expired_ = false;
  }
  void allow_ms(std::int64_t ms) { allow(Milliseconds(ms)); }
  // Each request_ms must bring as much content as rate_min asks for: time saved up is no excuse for
  // silence.
  void progress(std::size_t content) {
    const auto least = options().rate_min * options().request_ms / 1000;
    if (content - credited_ < static_cast<std::size_t>(least)) return;
    credited_ = content;
    allow_ms(options().request_ms);
  }
  void begin_body() { credited_ = 0; }
  // Time for bytes at the slowest allowed rate.
  void extend(std::size_t bytes) {
    deadline_ += Milliseconds(static_cast<std::int64_t>(bytes) * 1000 / options().rate_min);
  }
  bool expired() const { return expired_; }

  void sweep(Moment now) {
    if (now < deadline_) return;
    if (exchange) {
      exchange->answer(fail(ErrorKind::Unknown, "http.timed_out"));
    } else if (!expired_) {
      allow(kFarewell);
      expired_ = true;
      error_code ignored;
      socket_.cancel(ignored);
    } else {
      end();
    }
  }
  // The server stops: ends what waits for a client, tells running requests to end when `late`.
  void stop(bool late) {
    conversation.close_soon();
    if (exchange) {
      if (late) exchange->answer(fail(ErrorKind::Overloaded, "http.stopping"));
    } else if (late || conversation.phase() == Conversation::Phase::Idle) {
      end();
    }
  }

  Conversation conversation;
  Conversation::Phase armed = Conversation::Phase::Write;
  std::shared_ptr<Exchange> exchange;  // while a handler works

 private:
  void end() {
    error_code ignored;
    socket_.close(ignored);
  }

  std::set<Link*>& all_;
  Lane& lane_;
  Socket& socket_;
  Moment deadline_ = Moment::max();
  bool expired_ = false;
  std::size_t credited_ = 0;
};

// A head must be complete in one allowance from its first byte; a body earns time by its content.
inline void arm_reading(Link& link) {
  using Phase = Conversation::Phase;
  const auto phase = link.conversation.phase();
  if (phase == link.armed) {
    if (phase == Phase::Body) link.progress(link.conversation.content_received());
    return;
  }
  link.armed = phase;
  link.begin_body();
  const auto& options = link.options();
  link.allow_ms(phase == Phase::Idle   ? options.idle_ms
                : phase == Phase::Head ? options.header_ms
                                       : options.request_ms);
}

template <class Stream>
Await<bool> receive(Link& link, Stream& stream) {
  arm_reading(link);
  const auto space = link.conversation.space();
  error_code error;
  const auto bytes = co_await stream.async_read_some(asio::buffer(space.data(), space.size()),
                                                     asio::redirect_error(kAwait, error));
  if (error && link.expired() && error != asio::error::eof) {
    link.conversation.expired();
    co_return true;
  }
  if (error) co_return false;
  link.conversation.received(bytes);
  co_return true;
}

// Most replies fit the socket's buffer: they go with one call and without waiting.
inline std::size_t write_now(Socket& socket, const std::array<asio::const_buffer, 2>& parts,
                             error_code& error) {
  const auto bytes = socket.write_some(parts, error);
  if (error == asio::error::would_block) error = {};
  return bytes;
}

template <class Stream>
Await<bool> send_rest(Link& link, Stream& stream, std::array<asio::const_buffer, 2> parts) {
  link.armed = Conversation::Phase::Write;
  if (!link.conversation.hold_reply()) co_return false;
  link.allow_ms(link.options().request_ms);
  link.extend(asio::buffer_size(parts));
  error_code error;
  co_await asio::async_write(stream, parts, asio::redirect_error(kAwait, error));
  if (error) co_return false;
  link.conversation.written();
  co_return true;
}

template <class Stream>
Await<bool> send(Link& link, Stream& stream) {
  const auto head = link.conversation.head();
  const auto content = link.conversation.content();
  std::array<asio::const_buffer, 2> parts{asio::buffer(head.data(), head.size()),
                                          asio::buffer(content.data(), content.size())};
  if constexpr (std::is_same_v<Stream, Socket>) {
    error_code error;
    auto bytes = write_now(stream, parts, error);
    if (error) co_return false;
    if (bytes == head.size() + content.size()) {
      link.armed = Conversation::Phase::Write;
      link.conversation.written();
      co_return true;
    }
    for (auto& part : parts) {
      const auto taken = std::min(bytes, part.size());
      part += taken;
      bytes -= taken;
    }
  }
  const bool sent = co_await send_rest(link, stream, parts);
  co_return sent;
}

inline Await<void> until_answered(Link& link, std::shared_ptr<Exchange> exchange) {
  link.exchange = exchange;
  link.armed = Conversation::Phase::Handler;
  link.allow_ms(link.options().request_ms);
  auto start = [&exchange](auto handler) {
    exchange->await([resume = std::move(handler)]() mutable { std::move(resume)(); });
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(start, kAwait);
  link.exchange.reset();
}

// Calls the handler; the exchange when it has not answered yet.
inline std::shared_ptr<Exchange> call(const std::shared_ptr<asio::io_context>& loop, Link& link) {
  auto& conversation = link.conversation;
  auto exchange = std::make_shared<Exchange>(loop, conversation.take_request());
  // The request boundary: what a handler throws is a bug of ours, and ends here.
  try {
    conversation.entry()->route->handle(exchange->request, Answerer(exchange));
  } catch (const std::exception& bug) {
    conversation.log_bug(bug.what());
    exchange->answer(fail(ErrorKind::Corrupt, "http.internal", "exception"));
  } catch (...) {
    exchange->answer(fail(ErrorKind::Corrupt, "http.internal", "unknown exception"));
  }
  if (!exchange->answered()) return exchange;
  conversation.answered(exchange->take());
  return nullptr;
}

// Asks for the next piece of a body.
inline std::shared_ptr<Exchange> pull(const std::shared_ptr<asio::io_context>& loop, Link& link) {
  auto exchange = std::make_shared<Exchange>(loop, api::Request{});
  auto give = [answerer = Answerer(exchange)](Result<std::string> piece) mutable {
    if (!piece) return answerer(Failure(piece.error()));
    api::Response response;
    response.body = std::move(*piece);
    answerer(std::move(response));
  };
  try {
    link.conversation.pieces()(std::move(give));
  } catch (const std::exception& bug) {
    link.conversation.log_bug(bug.what());
    exchange->answer(fail(ErrorKind::Corrupt, "http.internal", "exception"));
  } catch (...) {
    exchange->answer(fail(ErrorKind::Corrupt, "http.internal", "unknown exception"));
  }
  return exchange;
}

inline Result<std::string> piece_of(Exchange& exchange) {
  auto response = exchange.take();
  if (!response) return Failure(response.error());
  return std::move(response->body);
}

inline Socket& socket_of(Socket& socket) {
  return socket;
}
inline Socket& socket_of(TlsStream& stream) {
  return stream.next_layer();
}

// Closes so that the last reply arrives: a close with bytes unread would reset the connection.
template <class Stream>
Await<void> farewell(Link& link, Stream& stream) {
  link.allow(kFarewell);
  error_code error;
  if constexpr (!std::is_same_v<Stream, Socket>) {
    co_await stream.async_shutdown(asio::redirect_error(kAwait, error));
  }
  auto& socket = socket_of(stream);
  socket.shutdown(tcp::socket::shutdown_send, error);
  std::array<char, 4096> sink;
  std::size_t discarded = 0;
  while (!error && discarded < kDiscardMax) {
    discarded +=
        co_await socket.async_read_some(asio::buffer(sink), asio::redirect_error(kAwait, error));
  }
}

template <class Stream>
Await<void> converse(std::shared_ptr<asio::io_context> loop, Link& link, Stream& stream) {
  using Want = Conversation::Want;
  bool open = true;
  while (open) {
    switch (link.conversation.next()) {
      case Want::Bytes:
        open = co_await receive(link, stream);
        break;
      case Want::Handler:
        if (auto exchange = call(loop, link)) {
          co_await until_answered(link, exchange);
          link.conversation.answered(exchange->take());
        }
        break;
      case Want::Piece: {
        auto exchange = pull(loop, link);
        co_await until_answered(link, exchange);
        link.conversation.piece(piece_of(*exchange));
        break;
      }
      case Want::Write:
        open = co_await send(link, stream);
        break;
      case Want::Close:
        co_await farewell(link, stream);
        open = false;
        break;
    }
  }
}

}  // namespace linli::http

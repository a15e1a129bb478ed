// http/exchange.h – one request in a handler's hands, until it answers.
//
// Whoever answers first wins: the handler, the timer or the end of the server; the rest is ignored.
// The event loop is kept while anybody may still answer. Includes Asio: for server.cc only.
// Thread safety: answer from any thread; the rest on the connection's thread.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "api/route.h"
#include "base/result.h"

namespace linli::http {

class Exchange {
 public:
  using Resume = std::move_only_function<void()>;

  Exchange(std::shared_ptr<boost::asio::io_context> loop, api::Request taken)
      : request(std::move(taken)), loop_(std::move(loop)) {}
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  void answer(Result<api::Response> result) {
    if (claimed_.test_and_set()) return;
    result_ = std::move(result);
    if (stage_.exchange(Stage::Answered) == Stage::Awaited) {
      boost::asio::post(*loop_, std::move(resume_));
    }
  }
  bool answered() const { return stage_.load() == Stage::Answered; }
  // Calls `resume` on the event loop once there is an answer.
  void await(Resume resume) {
    resume_ = std::move(resume);
    auto expected = Stage::Running;
    if (!stage_.compare_exchange_strong(expected, Stage::Awaited)) {
      boost::asio::post(*loop_, std::move(resume_));
    }
  }
  Result<api::Response> take() { return std::move(*result_); }

  const api::Request request;

 private:
  enum class Stage { Running, Awaited, Answered };

  const std::shared_ptr<boost::asio::io_context> loop_;
  std::atomic_flag claimed_;
  std::atomic<Stage> stage_ = Stage::Running;
  std::optional<Result<api::Response>> result_;
  Resume resume_;
};

// The `respond` of a handler; answers http.internal when it is dropped without a call.
class Answerer {
 public:
  explicit Answerer(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}
  Answerer(Answerer&&) = default;
  Answerer& operator=(Answerer&&) = delete;
  ~Answerer() {
    if (exchange_) {
      exchange_->answer(fail(ErrorKind::Corrupt, "http.internal", "the handler did not answer"));
    }
  }
  void operator()(Result<api::Response> result) {
    if (exchange_) exchange_->answer(std::move(result));
  }

 private:
  std::shared_ptr<Exchange> exchange_;
};

}  // namespace linli::http

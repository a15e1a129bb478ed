// bench/load.cc – the client of `./dev bench serve` and `spike` for everything that writes.
//
//   bench_load PLAN.json    sends what the plan says (bench/load_plan.h) and prints JSON
//
// Closed loop: each connection begins a life when the one before has ended. Open loop: lives begin
// at times that were drawn before, and what one takes is counted from the time at which it was to
// begin, so that a server that stands still is not spared. Two threads with an event loop each.
#include <atomic>
#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <thread>

#include "bench/cpu.h"
#include "bench/load_plan.h"
#include "bench/load_tally.h"

namespace linli::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;

constexpr int kThreads = 2;
constexpr std::size_t kAnswerMax = 16U << 20;
constexpr double kPatienceSeconds = 10;  // what is not answered so long after the end has failed
constexpr auto kBeforeTryingAgain = std::chrono::milliseconds(20);

// What all connections share.
struct Run {
  const Plan& plan;
  const std::vector<double> times;  // empty: closed loop
  const Clock::time_point begun;
  std::atomic<std::size_t> next = 0;

  double now() const { return std::chrono::duration<double>(Clock::now() - begun).count(); }
  Clock::time_point at(double seconds) const {
    return begun +
           std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  }
  double end() const { return times.empty() ? plan.warm_up + plan.seconds : times.back() + 1; }
};

std::uint32_t micros_of(double seconds) {
  return static_cast<std::uint32_t>(seconds * 1e6);
}

class Connection {
 public:
  Connection(Run& run, Tally& tally, int number, asio::io_context& loop)
      : run_(run), tally_(tally), number_(number), socket_(loop), timer_(loop) {}

  asio::awaitable<void> work() {
    while (const auto begin = claim()) {
      if (*begin > run_.now()) {
        timer_.expires_at(run_.at(*begin));
        co_await timer_.async_wait(asio::use_awaitable);
      }
      living_ = *begin;
      const Outcome outcome = co_await live();
      living_.reset();
      note(*begin, outcome);
    }
  }
  // Counts what was never answered.
  void give_up() {
    if (!living_) return;
    tally_.failed("no answer");
    tally_.life({static_cast<float>(*living_), 0, Outcome::Failed});
  }

 private:
  using Answer = http::response<http::string_body>;

  // When this connection's next life is to begin.
  std::optional<double> claim() {
    if (run_.times.empty()) {
      const double now = run_.now();
      return now < run_.end() ? std::optional(now) : std::nullopt;
    }
    const auto at = run_.next++;
    return at < run_.times.size() ? std::optional(run_.times[at]) : std::nullopt;
  }

  bool counts(double now) const {
    return !run_.times.empty() || (now >= run_.plan.warm_up && now <= run_.end());
  }
  void note(double begin, Outcome outcome) {
    const double now = run_.now();
    if (!counts(now)) return;
    tally_.life({static_cast<float>(begin), micros_of(now - begin), outcome});
  }

  asio::awaitable<Outcome> live() {
    taken_.clear();
    for (std::size_t step = 0; step < run_.plan.steps.size(); ++step) {
      const double sent = run_.now();
      const Outcome outcome = co_await take_step(run_.plan.steps[step]);
      const double now = run_.now();
      if (outcome != Outcome::Failed) tally_.answered();
      if (counts(now) && outcome != Outcome::Failed) tally_.request(step, micros_of(now - sent));
      if (outcome != Outcome::Done) co_return outcome;
    }
    co_return Outcome::Done;
  }

  asio::awaitable<Outcome> take_step(const Step& step) {
    ++count_;
    const int every = run_.plan.conflict_every;
    const bool again = every > 0 && count_ % every == 0;
    std::string lost;
    try {
      if (!socket_.is_open()) co_await connect();
      write_request(step, again ? count_ - 1 : count_);
      asio::write(socket_, asio::buffer(text_));
      http::response_parser<http::string_body> parser;
      parser.body_limit(kAnswerMax);
      co_await http::async_read(socket_, buffer_, parser, asio::use_awaitable);
      const Answer answer = parser.release();
      if (!answer.keep_alive()) close();
      co_return judge(step, answer, again);
    } catch (const boost::system::system_error& error) {
      lost = error.code().message();
    }
    close();
    tally_.failed("lost: " + lost);
    timer_.expires_after(kBeforeTryingAgain);
    co_await timer_.async_wait(asio::use_awaitable);
    co_return Outcome::Failed;
  }

  asio::awaitable<void> connect() {
    const tcp::endpoint there(asio::ip::make_address(run_.plan.host), run_.plan.port);
    co_await socket_.async_connect(there, asio::use_awaitable);
    socket_.set_option(tcp::no_delay(true));
  }
  void close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
    buffer_.clear();
  }

  void write_request(const Step& step, std::int64_t key) {
    text_ = step.method + " " + filled(step.path, taken_, Encoding::Query) +
            " HTTP/1.1\r\nHost: localhost\r\n";
    if (!step.cookie.empty()) text_ += "Cookie: " + step.cookie + "\r\n";
    if (step.bodies.empty()) {
      text_ += "\r\n";
      return;
    }
    const auto turn = static_cast<std::size_t>(number_ * 7 + count_);
    const std::string& body = step.bodies[turn % step.bodies.size()];
    text_ += "Content-Type: application/json\r\nIdempotency-Key: " + run_.plan.run + "-" +
             std::to_string(number_) + "-" + std::to_string(key) +
             "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  Outcome judge(const Step& step, const Answer& answer, bool again) {
    const int status = answer.result_int();
    if (again && status == 409) return Outcome::Conflict;
    if (status == 503 && answer.find(http::field::retry_after) != answer.end()) {
      return Outcome::Overloaded;
    }
    const std::string where = step.name + ": " + std::to_string(status) + " ";
    if (status < 200 || status > 299 || again) {
      tally_.failed(where + answer.body().substr(0, 200));
      return Outcome::Failed;
    }
    for (const auto& name : step.take) taken_[name] = member_of(answer.body(), name);
    if (!step.expect.empty() &&
        answer.body().find(filled(step.expect, taken_, Encoding::None)) == std::string::npos) {
      tally_.failed(where + "without what was expected");
      return Outcome::Failed;
    }
    return Outcome::Done;
  }

  Run& run_;
  Tally& tally_;
  const int number_;
  tcp::socket socket_;
  asio::steady_timer timer_;
  beast::flat_buffer buffer_;
  std::string text_;
  Taken taken_;
  std::int64_t count_ = 0;
  std::optional<double> living_;
};

// One thread's connections, from the first life to the last.
void drive(Run& run, Tally& tally, int thread) {
  asio::io_context loop(1);
  std::vector<std::unique_ptr<Connection>> connections;
  for (int number = thread; number < run.plan.connections; number += kThreads) {
    connections.push_back(std::make_unique<Connection>(run, tally, number, loop));
    asio::co_spawn(loop, connections.back()->work(), asio::detached);
  }
  loop.run_until(run.at(run.end() + kPatienceSeconds));
  for (const auto& connection : connections) connection->give_up();
}

int main_of(const std::string& path) {
  const Plan plan = read_plan(path);
  Run run{.plan = plan, .times = times_of(plan), .begun = Clock::now()};
  std::vector<Tally> tallies(kThreads, Tally(plan.steps.size()));
  std::thread second([&] { drive(run, tallies[1], 1); });
  drive(run, tallies[0], 0);
  second.join();
  tallies[0].join(tallies[1]);
  std::vector<std::string> names;
  for (const auto& step : plan.steps) names.push_back(step.name);
  auto summary = tallies[0].summary(names, run.times.empty() ? plan.seconds : run.end() - 1);
  summary["cpu_seconds"] = cpu_seconds();
  std::cout << summary << std::endl;
  return 0;
}

}  // namespace
}  // namespace linli::bench

int main(int count, char** words) {
  if (count != 2) {
    std::cerr << "usage: bench_load PLAN.json\n";
    return 2;
  }
  try {
    return linli::bench::main_of(words[1]);
  } catch (const std::exception& error) {
    std::cerr << "bench_load: " << error.what() << '\n';
    return 1;
  }
}

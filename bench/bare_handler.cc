// bench/bare_handler.cc – the ceilings of `./dev bench serve` that are no web server of others.
//
//   bench_bare_handler serve DATABASE FILING.json   answers every POST after writing the same rows
//   bench_bare_handler read DATABASE THREADS SECONDS ID…   the SELECTs of one matter, in a loop
//
// A bare Boost.Beast handler: two threads with an event loop each, like the program's server.
#include <sys/socket.h>

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <iostream>
#include <string_view>

#include "bench/bare_rows.h"
#include "bench/cpu.h"

namespace linli::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using Request = beast::http::request<beast::http::string_body>;
using Response = beast::http::response<beast::http::string_body>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr int kThreads = 2;

// Waits on the connection's own loop until the writer has committed; false: the key was there.
asio::awaitable<bool> written(Writer& writer, std::string key) {
  const auto start = [&writer](auto handler, std::string of) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    writer.write(std::move(of), [shared](bool done) {
      const auto executor = asio::get_associated_executor(*shared);
      asio::post(executor, [shared, done] { std::move (*shared)(done); });
    });
  };
  return asio::async_initiate<const asio::use_awaitable_t<>, void(bool)>(start, asio::use_awaitable,
                                                                         std::move(key));
}

asio::awaitable<void> serve(tcp::socket socket, Writer& writer, const std::string& answer) {
  beast::flat_buffer buffer;
  try {
    for (;;) {
      Request request;
      co_await beast::http::async_read(socket, buffer, request, asio::use_awaitable);
      Response response(beast::http::status::ok, request.version());
      if (request.method() == beast::http::verb::post &&
          !co_await written(writer, std::string(request["Idempotency-Key"]))) {
        response.result(beast::http::status::conflict);
      }
      response.set(beast::http::field::content_type, "application/json");
      response.keep_alive(request.keep_alive());
      response.body() = answer;
      response.prepare_payload();
      co_await beast::http::async_write(socket, response, asio::use_awaitable);
    }
  } catch (const boost::system::system_error&) {
    // The client has gone.
  }
}

asio::awaitable<void> accept(tcp::acceptor& acceptor, Writer& writer, const std::string& answer) {
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), writer, answer),
                   asio::detached);
  }
}

int serve_command(const std::string& database, const std::string& rows) {
  const Filing filing = read_filing(rows);
  Writer writer(database, filing);
  tcp::endpoint endpoint(asio::ip::make_address("127.0.0.1"), 0);
  std::vector<std::unique_ptr<asio::io_context>> loops;
  std::vector<std::unique_ptr<tcp::acceptor>> acceptors;
  for (int i = 0; i < kThreads; ++i) {
    loops.push_back(std::make_unique<asio::io_context>(1));
    auto acceptor = std::make_unique<tcp::acceptor>(*loops.back());
    acceptor->open(endpoint.protocol());
    acceptor->set_option(ReusePort(true));
    acceptor->bind(endpoint);
    acceptor->listen();
    endpoint = acceptor->local_endpoint();
    asio::co_spawn(*loops.back(), accept(*acceptor, writer, filing.answer), asio::detached);
    acceptors.push_back(std::move(acceptor));
  }
  std::cout << "bench serves http://127.0.0.1:" << endpoint.port() << std::endl;
  std::thread second([&] { loops[1]->run(); });
  loops[0]->run();
  second.join();
  return 0;
}

int read_command(const std::vector<std::string>& words) {
  std::vector<std::int64_t> matters;
  for (std::size_t i = 4; i < words.size(); ++i) matters.push_back(std::stoll(words[i]));
  const auto reads = read_matters(words[1], matters, std::stoi(words[2]), std::stod(words[3]));
  std::cout << "{\"requests\":" << reads.matters << ",\"seconds\":" << reads.seconds
            << ",\"cpu\":" << cpu_seconds() << "}" << std::endl;
  return 0;
}

int main_of(const std::vector<std::string>& words) {
  if (words.size() == 3 && words[0] == "serve") return serve_command(words[1], words[2]);
  if (words.size() > 4 && words[0] == "read") return read_command(words);
  std::cerr << "usage: bench_bare_handler serve DATABASE FILING.json\n"
               "       bench_bare_handler read DATABASE THREADS SECONDS ID...\n";
  return 2;
}

}  // namespace
}  // namespace linli::bench

int main(int count, char** words) {
  try {
    return linli::bench::main_of({words + 1, words + count});
  } catch (const std::exception& error) {
    std::cerr << "bench_bare_handler: " << error.what() << '\n';
    return 1;
  }
}

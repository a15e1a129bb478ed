#include "http/server.h"

#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/detached.hpp>
#include <thread>

#include "http/connection.h"

namespace linli::http {

namespace {

using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr Milliseconds kSweepMax{250};
constexpr Milliseconds kSweepMin{10};
constexpr Milliseconds kAcceptPause{50};
constexpr int kBacklog = 1024;
// Of TLS 1.2: forward secrecy and authenticated encryption only. TLS 1.3 has nothing else.
constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 2\r\n"
    "Connection: close\r\n\r\n";

Milliseconds sweep_time(const Options& options) {
  const auto least = std::min({options.header_ms, options.idle_ms, options.request_ms});
  return std::clamp(Milliseconds(least / 4), kSweepMin, kSweepMax);
}

std::string address_of(const Socket& socket) {
  error_code error;
  const auto text = socket.remote_endpoint(error).address().to_string();
  const auto address = Address::parse(text.substr(0, text.find('%')));  // without its zone
  return address ? address->text() : text;
}

Result<std::unique_ptr<asio::ssl::context>> tls_context(const Options& options) {
  if (options.certificate_file.empty()) return nullptr;
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  error_code error;
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                                    SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_cipher_list(context->native_handle(), kCiphers);
  SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  context->use_certificate_chain_file(options.certificate_file, error);
  if (error) return invalid("http.certificate", options.certificate_file);
  context->use_private_key_file(options.key_file, asio::ssl::context::pem, error);
  if (error) return invalid("http.certificate", options.key_file);
  return context;
}

// A connection's place among Options::connections_max while it lives. A trusted proxy brings many
// clients, so it has no share of its own.
class Place {
 public:
  Place(const Service& service, const std::string& peer)
      : connections_(*service.connections),
        who_(Address::parse(peer).value_or(Address()).household()),
        many_(contains(service.options.trusted_proxies, peer)),
        taken_(many_ ? connections_.take_for_many(1) : connections_.take(who_, 1)) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    if (!taken_) return;
    if (many_) {
      connections_.give_back_for_many(1);
    } else {
      connections_.give_back(who_, 1);
    }
  }
  bool taken() const { return taken_; }

 private:
  Shares& connections_;
  const Address who_;
  const bool many_;
  const bool taken_;
};

// One thread: its event loop, its listening socket, its connections.
class Worker {
 public:
  Worker(const Service& service, unsigned number, asio::ssl::context* tls)
      : service_(service),
        tls_(tls),
        loop_(std::make_shared<asio::io_context>(1)),
        lane_(service, number),
        acceptor_(*loop_),
        timer_(*loop_) {}

  void listen(const tcp::endpoint& endpoint, error_code& error) {
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.set_option(ReusePort(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(kBacklog, error);
  }
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  void start() {
    asio::co_spawn(*loop_, accept(), asio::detached);
    asio::co_spawn(*loop_, sweep(), asio::detached);
    thread_ = std::thread([this] { loop_->run(); });
  }
  void stop() {
    asio::post(*loop_, [this] {
      stopping_ = true;
      stop_at_ = std::chrono::steady_clock::now() + Milliseconds(service_.options.stop_ms);
      error_code ignored;
      acceptor_.close(ignored);
      timer_.cancel();
    });
  }
  void join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  Await<void> accept();
  Await<void> sweep();
  Await<void> serve(Socket socket, std::unique_ptr<Place> place, std::string peer);
  Await<void> serve_tls(Socket socket, std::unique_ptr<Place> place, std::string peer);

  const Service& service_;
  asio::ssl::context* tls_;
  std::shared_ptr<asio::io_context> loop_;
  Lane lane_;
  Acceptor acceptor_;
  Timer timer_;
  std::set<Link*> links_;
  std::thread thread_;
  bool stopping_ = false;
  Moment stop_at_;
};

Await<void> Worker::accept() {
  while (!stopping_) {
    error_code error;
    Socket socket = co_await acceptor_.async_accept(asio::redirect_error(kAwait, error));
    if (stopping_) co_return;
    if (error) {  // out of descriptors, say: wait for some to come back
      Timer pause(*loop_, kAcceptPause);
      co_await pause.async_wait(asio::redirect_error(kAwait, error));
      continue;
    }
    socket.non_blocking(true, error);
    socket.set_option(tcp::no_delay(true), error);
    auto peer = address_of(socket);
    auto place = std::make_unique<Place>(service_, peer);
    if (!place->taken()) {
      if (tls_ == nullptr) socket.write_some(asio::buffer(kFull), error);
      continue;
    }
    if (tls_ == nullptr) {
      asio::co_spawn(*loop_, serve(std::move(socket), std::move(place), std::move(peer)),
                     asio::detached);
    } else {
      asio::co_spawn(*loop_, serve_tls(std::move(socket), std::move(place), std::move(peer)),
                     asio::detached);
    }
  }
}

Await<void> Worker::serve(Socket socket, std::unique_ptr<Place>, std::string peer) {
  Link link(links_, lane_, socket, std::move(peer));
  co_await converse(loop_, link, socket);
}

Await<void> Worker::serve_tls(Socket socket, std::unique_ptr<Place>, std::string peer) {
  TlsStream stream(std::move(socket), *tls_);
  Link link(links_, lane_, stream.next_layer(), std::move(peer));
  link.allow_ms(service_.options.header_ms);
  error_code error;
  co_await stream.async_handshake(asio::ssl::stream_base::server,
                                  asio::redirect_error(kAwait, error));
  if (!error) co_await converse(loop_, link, stream);
}

// One timer for all connections of the thread: a timer each would cost more than the requests.
Await<void> Worker::sweep() {
  const auto pause = sweep_time(service_.options);
  while (!stopping_ || !links_.empty()) {
    error_code ignored;
    timer_.expires_after(stopping_ ? kSweepMin : pause);
    co_await timer_.async_wait(asio::redirect_error(kAwait, ignored));
    const auto now = std::chrono::steady_clock::now();
    for (auto* link : links_) {
      link->sweep(now);
      if (stopping_) link->stop(now >= stop_at_);
    }
    lane_.access.flush();
  }
}

}  // namespace

struct Server::State {
  State(Options given, Site served) : options(std::move(given)), site(std::move(served)) {}

  Result<void> listen() {
    error_code error;
    const auto address = asio::ip::make_address(options.address, error);
    if (error) return invalid("http.address", options.address);
    tcp::endpoint endpoint(address, options.port);
    // With SO_REUSEPORT a second server would share the port unnoticed: try it alone first.
    asio::io_context probe_loop;
    tcp::acceptor probe(probe_loop);
    probe.open(endpoint.protocol(), error);
    if (!error) probe.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) probe.bind(endpoint, error);
    if (error) return invalid("http.address", error.message());
    probe.close(error);
    for (auto& worker : workers) {
      worker->listen(endpoint, error);
      if (error) return invalid("http.address", error.message());
      endpoint.port(worker->port());
    }
    port = endpoint.port();
    return {};
  }

  const Options options;
  const Site site;
  std::unique_ptr<asio::ssl::context> tls;
  std::unique_ptr<Service> service;
  std::vector<std::unique_ptr<Worker>> workers;
  std::atomic<std::uint16_t> port = 0;
  bool running = false;
};

Server::Server(Options options, Site site)
    : state_(std::make_unique<State>(std::move(options), std::move(site))) {}

Server::~Server() {
  stop();
}

Result<void> Server::start() {
  auto& state = *state_;
  auto threads = state.options.threads;
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  state.tls = TRY(tls_context(state.options));
  state.service = TRY(Service::make(state.options, state.site, threads));
  for (unsigned i = 0; i < threads; ++i) {
    state.workers.push_back(std::make_unique<Worker>(*state.service, i, state.tls.get()));
  }
  if (auto listening = state.listen(); !listening) {
    state.workers.clear();
    return listening;
  }
  for (auto& worker : state.workers) worker->start();
  state.running = true;
  return {};
}

void Server::stop() {
  auto& state = *state_;
  if (!state.running) return;
  state.running = false;
  for (auto& worker : state.workers) worker->stop();
  for (auto& worker : state.workers) worker->join();
}

std::uint16_t Server::port() const {
  return state_->port;
}

}  // namespace linli::http

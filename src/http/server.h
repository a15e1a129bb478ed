// http/server.h – the HTTP/1.1 server: routes in, replies out.
//
// One event loop per thread, each with its own listening socket (SO_REUSEPORT); a connection stays
// on its thread. Handlers run on that thread and must not wait; their `respond` may be called from
// any thread, once, and the request they were given lives as long as their `respond` object does.
// A `respond` dropped without a call answers http.internal; one called after Options::request_ms
// is ignored, the client has then been told http.timed_out and repeats with the same key.
// Everything that is the same for all routes is decided here: sizes, times, methods, parameters,
// media types, Idempotency-Key, who may call, language, status codes, security headers,
// compression. Source: RFC 9110, 9112, 9457; ADR 0009. Thread safety: each class says.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/route.h"
#include "base/address.h"
#include "base/clock.h"
#include "base/result.h"
#include "http/origin.h"
#include "rights/actor.h"

namespace linli::http {

enum class Cookies {
  Plain,   // cookie "linli"; for the loopback and tests
  Secure,  // cookie "__Host-linli", and Strict-Transport-Security; behind TLS
};
enum class Folder { Real, Sample };  // routes for Who::Sample exist in sample folders only
enum class AccessLog { Off, On };    // one JSON line a request to Options::log_fd

struct Options {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;              // 0: one is chosen, see Server::port()
  unsigned threads = 0;                // 0: one per core
  std::size_t header_max = 16 * 1024;  // bytes of request line and fields together
  std::size_t fields_max = 100;
  std::size_t connections_max = 8192;
  std::size_t connections_each =
      1024;  // by one address: a village hall, or all phones of a carrier
  std::size_t held_max = 64 * 1024 * 1024;  // bytes of bodies half sent and replies half read
  std::int64_t header_ms = 30'000;          // from the first byte of a head to its last
  std::int64_t idle_ms = 60'000;            // between requests on a connection
  std::int64_t request_ms = 30'000;         // for a handler to answer
  std::int64_t stop_ms = 10'000;            // for running requests when stopping
  std::int64_t rate_min = 8 * 1024;  // bytes a second a body must come and go at, over request_ms
  std::vector<Cidr> trusted_proxies = {};    // whose X-Forwarded-For is believed
  std::vector<Cidr> metrics_from = {};       // who may read /metrics; none: see gate.h
  std::vector<Cidr> staff_from = {};         // where staff work; none: anywhere
  std::optional<Origin> public_origin = {};  // the only site this is, when it is told
  Cookies cookies = Cookies::Plain;
  Language language = Language::Zh;  // when the client names none
  AccessLog access_log = AccessLog::Off;
  int log_fd = 2;
  std::string certificate_file = {};  // PEM chain; "" for no TLS
  std::string key_file = {};          // PEM
};

// The sentence for a code and what to do about it. An empty sentence means the catalogue has none.
struct ErrorText {
  std::string sentence;
  std::string remedy;
};

// A file of the pages, e.g. {"assets/index-3f2a.js", …}. A path with ".br" or ".gz" added is the
// same file compressed. The bytes must outlive the server.
struct Asset {
  std::string_view path;
  std::string_view content;
};

// What the server serves. Functions are called from several threads at once and must not wait.
struct Site {
  const std::vector<api::Route>& routes;  // must outlive the server
  const Clock& clock;                     // for the Date header and the log
  Folder folder = Folder::Real;
  // The actor of a session token; never called with "". An Unauthorized error means nobody on
  // routes for anyone, and is the answer on others.
  std::function<Result<rights::Actor>(std::string_view token)> actor_of = {};
  // True until the county has opened: routes that are not `while_setting_up` change nothing for
  // anybody but administrators, access.setting_up. Empty: it has.
  std::function<Result<bool>()> setting_up = {};
  std::function<ErrorText(const std::string& code, Language)> text_of = {};
  // Told of every refusal of a call that found its route, with the status that it gets.
  std::function<void(const api::Trace&, const Error&, int status)> refused = {};
  // Charges a request of a route with a pace, `bytes` long, before its body is read; an error is
  // the answer. Empty: nothing is counted.
  std::function<Result<void>(const api::Route&, const api::Request&, std::size_t bytes)> pace = {};
  std::vector<Asset> assets = {};
  std::function<Result<void>()> health = {};          // for GET /healthz; empty: always well
  std::function<void(std::string& out)> gauges = {};  // appends Prometheus text to GET /metrics
};

// The name of the session cookie; access/ sets it, the server reads it.
std::string_view session_cookie(Cookies cookies);
// The name of the cookie that names a browser.
std::string_view device_cookie(Cookies cookies);

// Thread safety: start and stop from one thread; port from any after start.
class Server {
 public:
  Server(Options options, Site site);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();  // stops

  // Listens and serves; returns at once. Errors: http.address (not an address, or in use),
  // http.certificate, http.routes (two routes with the same method and path).
  Result<void> start();
  // Accepts no more, lets running requests end for up to Options::stop_ms, answers those left with
  // http.stopping, and returns when all threads have ended. Later calls do nothing.
  void stop();
  // The port listened on; 0 before start.
  std::uint16_t port() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace linli::http

#include <signal.h>

#include <iostream>

#include "app/commands.h"
#include "app/jobs.h"
#include "app/parts.h"
#include "base/embedded.h"
#include "http/server.h"
#include "store/open.h"

namespace linli {
// The pages of web/dist, put into the program by cmake/assets.cmake.
std::span<const EmbeddedFile> embedded_web();
}  // namespace linli

namespace linli::app {
namespace {

constexpr unsigned kThreadsOnPostgres = 12;
constexpr std::string_view kUsage =
    "usage: linli serve --data DIR [--port P] [--address A] [--clock TIME] [--keys DIR] [--log]\n"
    "                   [--certificate FILE --key FILE] [--proxy ADDRESS]\n"
    "  Serves the county on http://127.0.0.1:8420 unless told otherwise. --clock starts a sample "
    "at\n"
    "  another time (2026-03-02T09:00); real counties run on the machine's clock. --proxy names a\n"
    "  reverse proxy whose X-Forwarded-For is believed. Ends on SIGINT or SIGTERM.\n";

std::vector<http::Asset> assets() {
  constexpr std::string_view kRoot = "web/dist/";
  std::vector<http::Asset> out;
  for (const auto& file : embedded_web()) {
    if (file.path.starts_with(kRoot)) {
      out.push_back({file.path.substr(kRoot.size()), file.content});
    }
  }
  return out;
}

http::Site site_of(Parts& parts) {
  House& house = *parts.house;
  desk::Kernel& kernel = house.kernel();
  http::Site site{parts.routes, house.clock()};
  site.folder = kernel.folder == desk::Folder::Sample ? http::Folder::Sample : http::Folder::Real;
  site.actor_of = [&house, access = parts.access.get()](std::string_view token) {
    return [&]() -> Result<rights::Actor> {
      const auto read = TRY(house.store().read());
      return access->actor_for(*read, token, house.clock().now());
    }();
  };
  site.text_of = [&kernel](const std::string& code, Language language) {
    const auto rules = kernel.rules.get();
    const auto* entry = rules->pack().catalogue.find(code);
    if (entry == nullptr) return http::ErrorText{};
    return http::ErrorText{entry->sentence.in(language), entry->remedy.in(language)};
  };
  site.assets = assets();
  site.health = [&house]() -> Result<void> {
    if (house.store().stopped()) return fail(ErrorKind::Overloaded, "store.stopped");
    const auto read = TRY(house.store().read());
    TRY(read->number("SELECT count(*) FROM pack_version"));
    return {};
  };
  site.gauges = [&house](std::string& out) {
    out += "# TYPE linli_store_queued gauge\nlinli_store_queued " +
           std::to_string(house.store().queued()) + "\n";
    out += "# TYPE linli_store_stopped gauge\nlinli_store_stopped " +
           std::to_string(house.store().stopped() ? 1 : 0) + "\n";
  };
  return site;
}

Result<http::Options> http_options(const Arguments& arguments) {
  http::Options options;
  options.address = arguments.value("address").value_or("127.0.0.1");
  const auto port = TRY(arguments.number("port", 8420));
  if (port < 0 || port > 65535) return invalid("app.option_value", "--port");
  options.port = static_cast<std::uint16_t>(port);
  options.certificate_file = arguments.value("certificate").value_or("");
  options.key_file = arguments.value("key").value_or("");
  if (!options.certificate_file.empty()) options.cookies = http::Cookies::Secure;
  if (const auto proxy = arguments.value("proxy")) options.trusted_proxies = {*proxy};
  if (arguments.flag("log")) options.access_log = http::AccessLog::On;
  return options;
}

// Waits for SIGINT or SIGTERM, which all threads have blocked.
void wait_for_end(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
}

// The clock of a sample may be moved; a real county has the machine's.
Result<void> refuse_clock_outside_samples(House& house) {
  if (house.kernel().folder == desk::Folder::Sample) return {};
  return invalid("app.clock_not_in_sample");
}

Result<int> serve(const Arguments& arguments) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);

  std::unique_ptr<MovableClock> clock;
  HouseOptions options;
  options.data = TRY(arguments.needed("data"));
  options.keys = arguments.value("keys").value_or("");
  options.nodes = store::Nodes::Several;
  if (const auto time = arguments.value("clock")) {
    clock = std::make_unique<MovableClock>(TRY(parse_time(*time)));
    options.clock = clock.get();
  }
  auto http = TRY(http_options(arguments));
  // A request waits for the database: more threads than cores keep the cores busy.
  if (store::is_on_postgres(options.data)) http.threads = kThreadsOnPostgres;
  access::Settings settings;
  if (http.cookies == http::Cookies::Secure) settings.cookie = access::CookieKind::Tls;
  Parts parts = TRY(open_parts(options, settings, clock.get()));
  House& house = *parts.house;
  if (clock) TRY(refuse_clock_outside_samples(house));
  http::Server server(http, site_of(parts));
  TRY(server.start());
  Jobs jobs(house, *parts.access, TRY(journal::Signer::make(house.vault().keys().sign.view())));
  std::cout << "linli serves http" << (http.certificate_file.empty() ? "" : "s") << "://"
            << http.address << ':' << server.port() << std::endl;
  wait_for_end(signals);
  server.stop();
  return kDone;
}

}  // namespace

int serve_command(const Words& words) {
  return run_command(
      words,
      {{"data", "port", "address", "clock", "keys", "certificate", "key", "proxy"}, {"log"}, 0, 0},
      kUsage, serve);
}

}  // namespace linli::app

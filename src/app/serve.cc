#include <signal.h>
#include <sys/resource.h>

#include <iostream>

#include "app/commands.h"
#include "app/config.h"
#include "app/jobs.h"
#include "app/operator_socket.h"
#include "app/parts.h"
#include "app/serve_options.h"
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
constexpr std::string_view kServeUsage =
    "usage: linli serve --config FILE, or\n"
    "       linli serve --data DIR [--port P] [--address A] [--clock TIME] [--keys DIR] [--log]\n"
    "                   [--certificate FILE --key FILE] [--public-url URL] [--proxy LIST]\n"
    "                   [--staff-from LIST] [--metrics-from LIST]\n"
    "                   [--audit-file PATH] [--audit-syslog SOCKET] [--pace LIMITS]\n"
    "                   [--sso FILE] [--senders FILE] [--second-factor staff]\n"
    "                   [--connections N] [--connections-each N] [--held-mb N]\n"
    "  --config reads the options from a file (docs/configuration.md); others win over it.\n"
    "  Serves the county on http://127.0.0.1:8420 unless told otherwise. --clock starts a sample "
    "at\n"
    "  another time (2026-03-02T09:00); real counties run on the machine's clock. Ends on SIGINT "
    "or\n"
    "  SIGTERM. A LIST is of addresses and ranges: 10.1.0.0/16,2001:db8::/32.\n"
    "  --public-url  what people type, https://linli.example: requests for another host are\n"
    "                refused, and with https cookies are Secure and browsers keep to TLS.\n"
    "  --proxy       reverse proxies whose X-Forwarded-For is believed; needs --public-url.\n"
    "  --staff-from  where staff work: elsewhere nobody signs in as staff or does their work.\n"
    "  --metrics-from  who may read /metrics; without it this machine, if no proxy is named.\n"
    "  --connections, --connections-each  at once in all (8192), from one address (1024).\n"
    "  --held-mb     memory for bodies half sent and replies half read (64).\n"
    "  --pace        how much one address may send: file.address=600,code.in_all=120; in a sample\n"
    "                nothing is counted without it, --pace county counts as a county does.\n"
    "  --sso         the file with the county's identity providers (docs/sso.md).\n"
    "  --senders     the file that says how messages reach phones (docs/senders.md).\n"
    "  --second-factor staff  everybody with a password must sign in with a code of an\n"
    "                authenticator, too; without it administrators must and others may.\n"
    "  --audit-file, --audit-syslog  where each entry of the audit is copied as it is chained.\n";

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
  if (kernel.folder != desk::Folder::Sample) {
    site.setting_up = [&house, access = parts.access.get()]() -> Result<bool> {
      if (access->opened()) return false;
      return access->setting_up(*TRY(house.store().read()));
    };
  }
  site.text_of = [&kernel](const std::string& code, Language language) {
    const auto rules = kernel.rules.get();
    const auto* entry = rules->pack().catalogue.find(code);
    if (entry == nullptr) return http::ErrorText{};
    return http::ErrorText{entry->sentence.in(language), entry->remedy.in(language)};
  };
  site.refused = [&house](const api::Trace& trace, const Error& error, int status) {
    house.audit().refused(trace, error, status);
  };
  site.pace = [&house, access = parts.access.get()](
                  const api::Route& route, const api::Request& request, std::size_t bytes) {
    return access->pace().at_gate(route.pace, request.actor, request.client, bytes,
                                  house.clock().now());
  };
  site.assets = assets();
  site.health = [&house]() -> Result<void> {
    if (house.store().stopped()) return fail(ErrorKind::Overloaded, "store.stopped");
    const auto read = TRY(house.store().read());
    TRY(read->number("SELECT count(*) FROM pack_version"));
    return {};
  };
  site.gauges = [&house, access = parts.access.get()](std::string& out) {
    access->pace().append_gauges(out);
    out += "# TYPE linli_codes_guessed_at gauge\nlinli_codes_guessed_at " +
           std::to_string(access->guessed_at(house.clock().now()) ? 1 : 0) + "\n";
    out += "# TYPE linli_store_queued gauge\nlinli_store_queued " +
           std::to_string(house.store().queued()) + "\n";
    out += "# TYPE linli_store_stopped gauge\nlinli_store_stopped " +
           std::to_string(house.store().stopped() ? 1 : 0) + "\n";
  };
  return site;
}

// Each connection takes a descriptor; the shell's habitual 1,024 are not enough.
void allow_descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
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
  auto plan = TRY(serve_plan(arguments));
  auto& http = plan.http;
  // A request waits for the database: more threads than cores keep the cores busy.
  if (store::is_on_postgres(options.data)) http.threads = kThreadsOnPostgres;
  Parts parts = TRY(open_parts(options, plan.settings, clock.get(), plan.outside));
  House& house = *parts.house;
  if (clock) TRY(refuse_clock_outside_samples(house));
  const auto site = site_of(parts);
  TRY(keep_sample_at_home(http, site.folder));
  allow_descriptors();
  http::Server server(http, site);
  TRY(server.start());
  const auto operators = OperatorSocket::open(options.data, parts);
  // The county is served all the same; commands at the machine find the folder locked.
  if (!operators) refuse(operators.error());
  delivery::OutboxSender outbox;
  if (parts.ways) TRY(delivery::settle_way(house.store(), parts.ways->fingerprint()));
  Jobs jobs(
      house, *parts.access, parts.ways ? static_cast<delivery::Sender&>(*parts.ways) : outbox,
      TRY(journal::Signer::make(house.vault().keys().sign.view())),
      {arguments.value("audit-file").value_or(""), arguments.value("audit-syslog").value_or("")});
  // An IPv6 address stands in brackets (RFC 3986 section 3.2.2).
  const bool v6 = http.address.find(':') != std::string::npos;
  std::cout << "linli serves http" << (http.certificate_file.empty() ? "" : "s") << "://"
            << (v6 ? "[" + http.address + "]" : http.address) << ':' << server.port() << std::endl;
  wait_for_end(signals);
  server.stop();
  return kDone;
}

}  // namespace

int serve_command(const Words& words) {
  const auto all = with_config(words, serve_accepts());
  if (!all) return refuse(all.error());
  return run_command(*all, serve_accepts(), kServeUsage, serve);
}

}  // namespace linli::app

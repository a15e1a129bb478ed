#include "app/serve_options.h"

#include "app/commands.h"

namespace linli::app {
namespace {

constexpr std::int64_t kPortDefault = 8420;
constexpr std::int64_t kPortMax = 65535;
constexpr std::int64_t kConnectionsMax = 1'000'000;
constexpr std::int64_t kHeldMbMax = 64 * 1024;
constexpr std::int64_t kBytesPerMb = 1024 * 1024;

Result<std::int64_t> within(const Arguments& arguments, const std::string& name,
                            std::int64_t otherwise, std::int64_t least, std::int64_t most) {
  const auto number = TRY(arguments.number(name, otherwise));
  if (number < least || number > most) return invalid("app.option_value", "--" + name);
  return number;
}

Result<std::vector<Cidr>> ranges(const Arguments& arguments, const std::string& name) {
  const auto text = arguments.value(name);
  if (!text) return std::vector<Cidr>{};
  auto out = parse_cidrs(*text);
  if (!out) return invalid("app.option_value", "--" + name);
  return *std::move(out);
}

Result<void> take_public_url(const Arguments& arguments, http::Options& options) {
  if (const auto url = arguments.value("public-url")) {
    options.public_origin =
        http::Origin::parse(url->ends_with('/') ? url->substr(0, url->size() - 1) : *url);
    if (!options.public_origin) return invalid("app.option_value", "--public-url");
  } else if (!options.trusted_proxies.empty()) {
    return invalid("app.proxy_needs_public_url");
  }
  const bool https = options.public_origin && options.public_origin->scheme == "https";
  if (https || !options.certificate_file.empty()) options.cookies = http::Cookies::Secure;
  return {};
}

Result<void> take_limits(const Arguments& arguments, http::Options& options) {
  const auto number = [&](const char* name, std::size_t otherwise, std::int64_t most) {
    return within(arguments, name, static_cast<std::int64_t>(otherwise), 1, most);
  };
  options.connections_max = static_cast<std::size_t>(
      TRY(number("connections", options.connections_max, kConnectionsMax)));
  options.connections_each = static_cast<std::size_t>(
      TRY(number("connections-each", options.connections_each, kConnectionsMax)));
  const auto held_mb = options.held_max / kBytesPerMb;
  options.held_max =
      static_cast<std::size_t>(TRY(number("held-mb", held_mb, kHeldMbMax)) * kBytesPerMb);
  return {};
}

}  // namespace

const Accepts& serve_accepts() {
  static const Accepts kAccepts{{"data",
                                 "port",
                                 "address",
                                 "clock",
                                 "keys",
                                 "certificate",
                                 "key",
                                 "proxy",
                                 "public-url",
                                 "staff-from",
                                 "metrics-from",
                                 "connections",
                                 "connections-each",
                                 "held-mb",
                                 "audit-file",
                                 "audit-syslog",
                                 "pace",
                                 "sso",
                                 "senders",
                                 "second-factor",
                                 "config"},
                                {"log"},
                                0,
                                0};
  return kAccepts;
}

Result<ServePlan> serve_plan(const Arguments& arguments) {
  ServePlan out;
  out.http = TRY(http_options(arguments));
  if (out.http.cookies == http::Cookies::Secure) out.settings.cookie = access::CookieKind::Tls;
  if (const auto pace = arguments.value("pace")) {
    out.settings.pace = TRY(access::parse_pace(*pace));
  }
  out.settings.hashing.threads = access::hashing_threads_here();
  out.settings.second_factor = TRY(who_needs_second_factor(arguments));
  if (const auto file = arguments.value("sso")) {
    out.outside.providers = TRY(sso::parse_settings(*file, TRY(read_file(*file))));
  }
  if (const auto file = arguments.value("senders")) {
    out.outside.senders = TRY(sending::parse_settings(*file, TRY(read_file(*file))));
  }
  return out;
}

Result<http::Options> http_options(const Arguments& arguments) {
  http::Options options;
  options.address = arguments.value("address").value_or("127.0.0.1");
  options.port =
      static_cast<std::uint16_t>(TRY(within(arguments, "port", kPortDefault, 0, kPortMax)));
  options.certificate_file = arguments.value("certificate").value_or("");
  options.key_file = arguments.value("key").value_or("");
  options.trusted_proxies = TRY(ranges(arguments, "proxy"));
  options.metrics_from = TRY(ranges(arguments, "metrics-from"));
  options.staff_from = TRY(ranges(arguments, "staff-from"));
  TRY(take_public_url(arguments, options));
  TRY(take_limits(arguments, options));
  if (arguments.flag("log")) options.access_log = http::AccessLog::On;
  return options;
}

Result<access::SecondFactor> who_needs_second_factor(const Arguments& arguments) {
  const auto word = arguments.value("second-factor").value_or("administrators");
  if (word == "staff") return access::SecondFactor::AllStaff;
  if (word == "administrators") return access::SecondFactor::Administrators;
  return invalid("app.option_value", "--second-factor");
}

Result<void> keep_sample_at_home(const http::Options& options, http::Folder folder) {
  const auto address = Address::parse(options.address);
  if (folder == http::Folder::Real || (address && address->loopback())) return {};
  return invalid("app.sample_beyond_loopback", options.address);
}

}  // namespace linli::app

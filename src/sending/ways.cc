#include "sending/ways.h"

#include <openssl/evp.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <ctime>

#include "base/check.h"
#include "base/hash.h"
#include "base/json.h"
#include "outbound/program.h"

namespace linli::sending {
namespace {

constexpr std::int64_t kCountyOffsetMs = 8 * kMsPerHour;
constexpr int kStatusGood = 200, kStatusBeyond = 300;
// What a gateway may say of one number or text.
constexpr std::array<int, 4> kStatusOfOne = {400, 409, 422, 429};

std::string stamp(Instant now) {
  const std::time_t seconds = plus_ms(now, kCountyOffsetMs).ms / kMsPerSecond;
  std::tm local{};
  gmtime_r(&seconds, &local);
  char out[32];
  std::strftime(out, sizeof out, "%Y%m%d%H%M%S", &local);
  return out;
}

std::string digest_of(const Signature& signature, const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  std::size_t size = 0;
  const auto* data = reinterpret_cast<const unsigned char*>(text.data());
  const char* name = signature.digest.c_str();
  const bool done =
      signature.key.empty()
          ? EVP_Q_digest(nullptr, name, nullptr, data, text.size(), bytes.data(), &size) == 1
          : EVP_Q_mac(nullptr, "HMAC", nullptr, name, nullptr, signature.key.data(),
                      signature.key.size(), data, text.size(), bytes.data(), bytes.size(),
                      &size) != nullptr;
  CHECK(done);
  const std::string raw(reinterpret_cast<const char*>(bytes.data()), size);
  return signature.base64 ? to_base64(raw) : to_hex(raw);
}

Values values_of(const Way& way, const delivery::Outgoing& message, Instant now) {
  Values out{{"phone", message.phone},
             {"email", message.mail},
             {"text", message.body},
             {"id", std::to_string(message.id.value)},
             {"time", std::to_string(now.ms / kMsPerSecond)},
             {"stamp", stamp(now)}};
  const auto found = way.templates.find(message.code);
  out["template"] = found == way.templates.end() ? way.template_else : found->second;
  if (!way.signature.digest.empty()) {
    out["sign"] = digest_of(way.signature, fill(way.signature.over, out, Escape::Nothing));
  }
  return out;
}

// What a header cannot hold is left out, so that no value begins another one.
std::string in_one_line(std::string text) {
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  return text;
}

Failure refused(const Way& way, const std::string& what) {
  return fail(ErrorKind::Overloaded, "sending.refused", way.key + ": " + what);
}

Failure not_taken(const Way& way, const std::string& what) {
  return fail(ErrorKind::Overloaded, delivery::kNotTaken, way.key + ": " + what);
}

}  // namespace

outbound::Ask ask_of(const Way& way, const delivery::Outgoing& message, Instant now) {
  const auto values = values_of(way, message, now);
  outbound::Ask out;
  out.url = fill(way.url, values, Escape::Form);
  for (const auto& [name, value] : way.headers) {
    out.headers.emplace_back(name, in_one_line(fill(value, values, Escape::Nothing)));
  }
  if (way.body.empty()) return out;
  const bool typed = std::ranges::any_of(way.headers, [](const auto& header) {
    return ::strcasecmp(header.first.c_str(), "content-type") == 0;
  });
  if (!typed) {
    out.headers.emplace_back("Content-Type", way.escape == Escape::Form
                                                 ? "application/x-www-form-urlencoded"
                                                 : "application/json; charset=utf-8");
  }
  auto body = fill(way.body, values, way.escape);
  out.body = way.body_in_base64 ? to_base64(body) : std::move(body);
  return out;
}

Result<void> taken(const Way& way, const outbound::Answer& answer) {
  if (std::ranges::find(kStatusOfOne, answer.status) != kStatusOfOne.end()) {
    return not_taken(way, "status " + std::to_string(answer.status));
  }
  if (answer.status < kStatusGood || answer.status >= kStatusBeyond) {
    return refused(way, "status " + std::to_string(answer.status));
  }
  if (way.taken_at.empty()) return {};
  const auto json = parse_json(answer.body);
  if (!json) return refused(way, "an answer that is no JSON");
  boost::system::error_code none;
  const auto* found = json->find_pointer(way.taken_at, none);
  if (found == nullptr) return refused(way, "an answer without " + way.taken_at);
  const std::string value =
      found->is_string() ? std::string(found->get_string()) : boost::json::serialize(*found);
  if (value == way.taken_value) return {};
  // A status word, not a text: what is longer might repeat what was sent.
  constexpr std::size_t kWordMax = 24;
  return not_taken(way, way.taken_at + " is " + (value.size() <= kWordMax ? value : "another"));
}

Ways::Ways(Settings settings, const Clock& clock) : settings_(std::move(settings)), clock_(clock) {}

bool Ways::has_way(delivery::Channel channel) const {
  const bool by_mail = channel == delivery::Channel::Mail;
  return std::ranges::any_of(settings_.ways,
                             [&](const Way& way) { return way.to_readers == by_mail; });
}

Result<void> Ways::by(const Way& way, const delivery::Outgoing& message) const {
  const Instant now = clock_.now();
  if (way.kind == Kind::Http) {
    const auto ask = ask_of(way, message, now);
    const std::string origin = TRY(outbound::origin_of(way.url));
    return taken(way, TRY(outbound::Fetcher({origin}, way.ca_file).fetch(ask)));
  }
  const auto values = values_of(way, message, now);
  if (way.kind == Kind::Program) {
    auto words = way.words;
    for (std::size_t i = 1; i < words.size(); ++i)
      words[i] = fill(words[i], values, Escape::Nothing);
    return outbound::run_program(words, message.body, way.seconds);
  }
  outbound::Mail mail;
  mail.id = std::to_string(message.id.value);
  mail.from = way.from;
  mail.to = fill(way.to, values, Escape::Nothing);
  mail.subject = in_one_line(fill(way.subject, values, Escape::Nothing));
  mail.text = message.body;
  mail.at = now;
  return outbound::send_mail(way.server, mail);
}

Result<void> Ways::send(const delivery::Outgoing& message) {
  if (message.channel == delivery::Channel::Inbox) return {};
  const bool by_mail = message.channel == delivery::Channel::Mail;
  if (by_mail && message.mail.empty()) return fail(ErrorKind::NotFound, "sending.no_mail");
  if (!by_mail && message.phone.empty()) return fail(ErrorKind::NotFound, "sending.no_phone");
  auto whole = message;
  if (message.matter && !settings_.site.empty()) whole.body += settings_.site + "/follow";
  Result<void> last = fail(ErrorKind::Overloaded, "sending.refused");
  for (const auto& way : settings_.ways) {
    if (way.to_readers != by_mail) continue;
    last = by(way, whole);
    if (last) return last;
  }
  return last;
}

}  // namespace linli::sending

#include "outbound/mail.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <memory>

#include "base/hash.h"
#include "outbound/curl.h"

namespace linli::outbound {
namespace {

constexpr std::size_t kLineMax = 76;    // RFC 2045 6.8
constexpr std::size_t kWordBytes = 39;  // of an encoded word: with "Subject: " within 78 (RFC 2047)

// "Mon, 02 Mar 2026 01:00:00 +0000".
std::string date_text(Instant at) {
  const std::time_t seconds = at.ms / kMsPerSecond;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  char out[64];
  std::snprintf(out, sizeof out, "%s, %02d %s %d %02d:%02d:%02d +0000", kDays[utc.tm_wday],
                utc.tm_mday, kMonths[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
                utc.tm_sec);
  return out;
}

// Encoded words, cut between characters.
std::string subject_text(std::string_view subject) {
  std::string out;
  while (!subject.empty()) {
    std::size_t end = std::min(subject.size(), kWordBytes);
    while (end < subject.size() && end > 0 && (subject[end] & 0xC0) == 0x80) --end;
    if (end == 0) break;  // no UTF-8
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + to_base64(subject.substr(0, end)) + "?=";
    subject.remove_prefix(end);
  }
  return out;
}

std::string in_lines(std::string_view text) {
  std::string out;
  for (; !text.empty(); text.remove_prefix(std::min(text.size(), kLineMax))) {
    out += std::string(text.substr(0, kLineMax)) + "\r\n";
  }
  return out;
}

struct Giving {
  std::string_view rest;
};
std::size_t give(char* to, std::size_t size, std::size_t count, void* from) {
  auto& giving = *static_cast<Giving*>(from);
  const std::size_t n = std::min(size * count, giving.rest.size());
  std::copy_n(giving.rest.begin(), n, to);
  giving.rest.remove_prefix(n);
  return n;
}

bool at_this_machine(std::string_view url) {
  const auto host = url.substr(url.find("://") + 3);
  return host.starts_with("127.0.0.1") || host.starts_with("localhost") ||
         host.starts_with("[::1]");
}

}  // namespace

bool mail_server_fits(std::string_view url) {
  if (url.size() > 200 || (!url.starts_with("smtps://") && !url.starts_with("smtp://"))) {
    return false;
  }
  const auto host = url.substr(url.find("://") + 3);
  return !host.empty() && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' ||
           c == '[' || c == ']';
  });
}

bool mail_address_fits(std::string_view address) {
  const auto at = address.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == address.size()) return false;
  if (address.size() > kMailAddressMax || address.find('@', at + 1) != std::string_view::npos) {
    return false;
  }
  return std::ranges::all_of(address, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(".@_+-").find(c) != std::string_view::npos;
  });
}

std::string mail_text(const Mail& mail) {
  const auto host = mail.from.substr(mail.from.find('@') + 1);
  return "Date: " + date_text(mail.at) + "\r\nFrom: <" + mail.from + ">\r\nTo: <" + mail.to +
         ">\r\nSubject: " + subject_text(mail.subject) + "\r\nMessage-ID: <" + mail.id + '@' +
         host +
         ">\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
         "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n" +
         in_lines(to_base64(mail.text));
}

Result<void> send_mail(const MailServer& server, const Mail& mail) {
  if (!mail_server_fits(server.url)) return fail(ErrorKind::Forbidden, "outbound.not_allowed");
  if (!mail_address_fits(mail.from) || !mail_address_fits(mail.to)) {
    return invalid("outbound.mail_address");
  }
  const auto easy = curl_handle();
  if (!easy) return fail(ErrorKind::Overloaded, "outbound.unreachable", server.url);
  const std::string text = mail_text(mail);
  Giving giving{text};
  CURL* const curl = easy.get();
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, kMailMs);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(
      curl, CURLOPT_USE_SSL,
      static_cast<long>(at_this_machine(server.url) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  if (!server.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, server.ca_file.c_str());
  curl_easy_setopt(curl, CURLOPT_URL, server.url.c_str());
  if (!server.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, server.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, server.password.c_str());
  }
  const std::string from = '<' + mail.from + '>';
  const CurlList readers(curl_slist_append(nullptr, ('<' + mail.to + '>').c_str()));
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, readers.get());
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
  curl_easy_setopt(curl, CURLOPT_READDATA, &giving);
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  const CURLcode done = curl_easy_perform(curl);
  if (done == CURLE_OK) return {};
  if (done == CURLE_OPERATION_TIMEDOUT) {
    return fail(ErrorKind::Overloaded, "outbound.slow", server.url);
  }
  long answer = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
  if (answer >= 400) {
    return fail(ErrorKind::Overloaded, "outbound.mail_refused",
                server.url + ": " + std::to_string(answer));
  }
  return fail(ErrorKind::Overloaded, "outbound.unreachable",
              server.url + ": " + curl_easy_strerror(done));
}

}  // namespace linli::outbound

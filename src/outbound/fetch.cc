#include "outbound/fetch.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "outbound/curl.h"

namespace linli::outbound {
namespace {

struct CloseUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct FreeText {
  void operator()(char* text) const { curl_free(text); }
};

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  const std::unique_ptr<char, FreeText> owned(text);
  return text;
}

bool this_machine(const std::string& host) {
  return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

struct Taking {
  std::string body;
  bool too_large = false;
};

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* to) {
  auto& taking = *static_cast<Taking*>(to);
  const std::size_t all = size * count;
  if (taking.body.size() + all > kAnswerBytesMax) {
    taking.too_large = true;
    return 0;
  }
  taking.body.append(bytes, all);
  return all;
}

std::string form_text(const Ask& ask) {
  std::string out;
  for (const auto& [name, value] : ask.form) {
    if (!out.empty()) out += '&';
    out += percent_encoded(name) + '=' + percent_encoded(value);
  }
  return out;
}

Failure refusal(CURLcode code, const Taking& taking, const std::string& origin) {
  if (taking.too_large) return fail(ErrorKind::Overloaded, "outbound.too_large", origin);
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return fail(ErrorKind::Overloaded, "outbound.slow", origin);
  }
  return fail(ErrorKind::Overloaded, "outbound.unreachable",
              origin + ": " + curl_easy_strerror(code));
}

// What never depends on whom is asked.
void set_limits(CURL* easy, const std::string& ca_file) {
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, kConnectMs);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, kFetchMs);
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file.c_str());
}

}  // namespace

void begin_curl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

CurlHandle curl_handle() {
  begin_curl();
  return CurlHandle(curl_easy_init());
}

Result<std::string> origin_of(std::string_view text) {
  const auto wrong = [] { return fail(ErrorKind::Forbidden, "outbound.not_allowed"); };
  if (text.empty() || text.size() > kUrlMax) return wrong();
  begin_curl();
  const std::unique_ptr<CURLU, CloseUrl> url(curl_url());
  if (curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK) {
    return wrong();
  }
  const std::string scheme = part_of(url.get(), CURLUPART_SCHEME);
  std::string host = part_of(url.get(), CURLUPART_HOST);
  std::transform(host.begin(), host.end(), host.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const bool fits = scheme == "https" || (scheme == "http" && this_machine(host));
  if (!fits || host.empty() || !part_of(url.get(), CURLUPART_USER).empty() ||
      !part_of(url.get(), CURLUPART_FRAGMENT).empty()) {
    return wrong();
  }
  const std::string port = part_of(url.get(), CURLUPART_PORT);
  const bool usual = port.empty() || port == (scheme == "https" ? "443" : "80");
  return scheme + "://" + host + (usual ? "" : ":" + port);
}

Fetcher::Fetcher(std::set<std::string> origins, std::string ca_file)
    : origins_(std::move(origins)), ca_file_(std::move(ca_file)) {
  begin_curl();
}

Result<Answer> Fetcher::fetch(const Ask& ask) const {
  const std::string origin = TRY(origin_of(ask.url));
  if (!origins_.contains(origin)) return fail(ErrorKind::Forbidden, "outbound.not_allowed", origin);
  const auto easy = curl_handle();
  if (!easy) return fail(ErrorKind::Overloaded, "outbound.unreachable", origin);
  set_limits(easy.get(), ca_file_);
  curl_slist* list = nullptr;
  for (const auto& [name, value] : ask.headers) {
    list = curl_slist_append(list, (name + ": " + value).c_str());
  }
  const CurlList headers(list);
  const std::string form = ask.body ? *ask.body : form_text(ask);
  Taking taking;
  curl_easy_setopt(easy.get(), CURLOPT_URL, ask.url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
  if (ask.body || !ask.form.empty()) {
    curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(form.size()));
    curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, form.c_str());
  }
  if (!ask.user.empty()) {
    curl_easy_setopt(easy.get(), CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    curl_easy_setopt(easy.get(), CURLOPT_USERNAME, ask.user.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_PASSWORD, ask.password.c_str());
  }
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &taking);
  const CURLcode done = curl_easy_perform(easy.get());
  if (done != CURLE_OK) return refusal(done, taking, origin);
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  return Answer{static_cast<int>(status), std::move(taking.body)};
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool stays = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (stays) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

}  // namespace linli::outbound

// sending/settings.h – by which ways a county's messages reach phones.
//
// From the file given to `linli serve --senders` (docs/senders.md). The first way is asked first,
// the next when it fails. Thread safety: values.
// Errors: sending.settings (Invalid; detail: file, line, what).
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "outbound/mail.h"
#include "sending/fill.h"

namespace linli::sending {

inline constexpr std::size_t kWaysMax = 4;
inline constexpr int kProgramSeconds = 10;
inline constexpr int kProgramSecondsMax = 60;

enum class Kind { Http, Program, Mail };

// A gateway's proof of who asks: a digest over values, or an HMAC when there is a key.
struct Signature {
  std::string digest;  // OpenSSL's name: MD5, SHA1, SHA256; "" for no signature
  std::string key;
  std::string over;
  bool base64 = false;  // else lower-case hexadecimal
};

struct Way {
  std::string key;  // its name in the file
  Kind kind = Kind::Http;

  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  Escape escape = Escape::Json;
  bool body_in_base64 = false;  // the filled body, as a whole
  Signature signature;
  std::string taken_at;     // JSON pointer to the member that says it was taken; "": any 2xx
  std::string taken_value;  // what stands there then
  std::map<std::string, std::string, std::less<>> templates;  // of the code of a message
  std::string template_else;                                  // for other codes

  std::vector<std::string> words;  // the program and its arguments
  int seconds = kProgramSeconds;

  outbound::MailServer server;
  std::string from, to, subject;
  bool to_readers = false;  // `to` is "{email}": to the addresses that people gave themselves

  std::string ca_file;
};

struct Settings {
  std::vector<Way> ways;
  std::string site;  // "https://linli.example.gov.cn", for the way to a matter; "": not said
  bool has_mail() const {
    return std::ranges::any_of(ways, [](const Way& way) { return way.to_readers; });
  }
  std::int64_t fingerprint = 0;  // of the file: another file has proven nothing yet
};

Result<Settings> parse_settings(const std::string& file, std::string_view yaml);

}  // namespace linli::sending

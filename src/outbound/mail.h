// outbound/mail.h – an e-mail to one reader, handed to the county's own mail server.
//
// smtps://host:port, or smtp://host:port, which must offer STARTTLS; only on this machine it may do
// without. A call blocks for at most kMailMs: never on an I/O thread.
// Source: RFC 5321, 5322, 2047. Thread safety: pure.
//
// Errors: outbound.not_allowed (Forbidden: no such server), outbound.mail_address (Invalid: a
// reader or sender that is none), outbound.unreachable, outbound.slow, outbound.mail_refused
// (Overloaded: the server's own words are in the detail, never what was sent).
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace linli::outbound {

inline constexpr long kMailMs = 20'000;
inline constexpr std::size_t kMailAddressMax = 254;

struct MailServer {
  std::string url;
  std::string user;  // "" for none
  std::string password;
  std::string ca_file;  // the authorities to trust instead of the machine's; "" for those
};

struct Mail {
  std::string id;  // by which a reader's machine knows a repeat: letters, digits, -
  std::string from, to;
  std::string subject;
  std::string text;
  Instant at;
};

// Whether the text can be a server's: smtps, or smtp.
bool mail_server_fits(std::string_view url);
// One address of the form name@host: no list, no words around it, ASCII.
bool mail_address_fits(std::string_view address);

// The message as it goes over the line (RFC 5322), its text in UTF-8.
std::string mail_text(const Mail& mail);

Result<void> send_mail(const MailServer& server, const Mail& mail);

}  // namespace linli::outbound

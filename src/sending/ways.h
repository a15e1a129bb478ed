// sending/ways.h – hands messages over by the ways of the settings; tells what became of them.
//
// Source: docs/adr/0027-senders.md. Thread safety: any thread; a call blocks until the way has
// answered or its time is over.
#pragma once

#include <string>

#include "base/clock.h"
#include "delivery/courier.h"
#include "outbound/fetch.h"
#include "sending/settings.h"

namespace linli::sending {

class Ways final : public delivery::Sender {
 public:
  // `clock`: the machine's, which gateways compare with their own.
  Ways(Settings settings, const Clock& clock);

  // Messages of the inbox lie there already. Errors: sending.no_phone, sending.no_mail (NotFound),
  // and of the way that was asked last sending.refused and, when it says so of this message,
  // sending.not_taken (Overloaded; detail: which way, and its answer's status or member, never what
  // was sent), or those of outbound. E-mail goes by the ways to "{email}", all else by the others.
  Result<void> send(const delivery::Outgoing& message) override;
  bool has_way(delivery::Channel channel) const override;
  std::int64_t fingerprint() const override { return settings_.fingerprint; }

  const Settings& settings() const { return settings_; }

 private:
  Result<void> by(const Way& way, const delivery::Outgoing& message) const;

  const Settings settings_;
  const Clock& clock_;
};

// What a gateway is asked for this message. Errors: none; for tests of what settings mean.
outbound::Ask ask_of(const Way& way, const delivery::Outgoing& message, Instant now);
// Whether an answer says that it was taken. Errors: sending.refused, sending.not_taken.
Result<void> taken(const Way& way, const outbound::Answer& answer);

}  // namespace linli::sending

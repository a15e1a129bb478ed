// desk/filers.h – who files, for whom, and how her follow-up code reaches her and nobody else.
//
// Without an account it is in the answer to her own browser. Entered for somebody, it is never in
// an answer: it goes to her phone, or lies in a slip (slip.h) whose number alone was typed; with
// neither there is no code, and she is called on. Who has an account needs none. Source: issue 12
// (H3, L7), RISK-4, ADR 0023. Thread safety: functions of a snapshot. Errors:
// desk.phone_is_yours (Invalid: the phone given for somebody is that of who enters it),
// desk.slip_with_phone (Invalid), vault.phone_invalid and those of slip.h.
#pragma once

#include <string>

#include "desk/contact.h"
#include "desk/draft.h"
#include "desk/open.h"

namespace linli::desk {

// Who files, for whom, and what name and phone are kept with it.
struct Filers {
  PersonId filer, affected, opener;
  PositionId opener_position;
  Contact contact;
};

// `hat`: as which it is opened, none for whoever files it herself.
Result<Filers> filers_of(Kernel& kernel, store::Snapshot& read, const OpenCommand& command,
                         const std::optional<rights::Hat>& hat);

// Who opens what, and as which of her desks.
struct Opener {
  const OpenCommand& command;
  const std::optional<rights::Hat>& hat;
};

// Makes the code, sets its hash in the draft, and puts it where it belongs.
Result<void> give_code(Kernel& kernel, store::Snapshot& read, Draft& draft, const Opener& by,
                       const Filers& filers, OpenReceipt& receipt);

// The receipt for whoever repeats the request: the code again only to the browser that knows the
// secret it sent along; never to who entered it for somebody. Also mends what was kept earlier.
OpenReceipt receipt_for_repeat(OpenReceipt receipt, const OpenRequest& request);

}  // namespace linli::desk

// desk/looks.h – a look at the filer's name or phone: on the record before it is shown.
//
// Only the desk that holds the matter, with a reason from the pack's list; the filer reads who
// looked, when and why. One person looks at no more than the limits reveals_hour and reveals_day
// (audit/limits.h) within an hour and a day; well below, the security administrator is told.
// Source: RISK-3, 个人信息保护法 Art. 44, 54. Thread safety: any thread. Errors:
// desk.no_such_matter, request.not_to_reveal (Forbidden), request.nothing_to_reveal (NotFound),
// procedure.form_choice (Invalid: no such thing or reason), request.reveals_many (Overloaded;
// detail: whole seconds until the next look).
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "desk/submit.h"
#include "model/words.h"
#include "rights/actor.h"

namespace linli::desk {

struct Reveal {
  std::string what;    // "name" or "phone"
  std::string reason;  // a key of the list look_reasons; the filer reads its words
};
BOOST_DESCRIBE_STRUCT(Reveal, (), (what, reason))

struct Revealed {
  std::string value;
};
BOOST_DESCRIBE_STRUCT(Revealed, (), (value))

struct LookupView {
  std::int64_t at = 0;
  Words who;  // the desk that looked
  Words what;
  Words reason;
  std::string number;
};
BOOST_DESCRIBE_STRUCT(LookupView, (), (at, who, what, reason, number))

struct LookupList {
  std::vector<LookupView> items;
};
BOOST_DESCRIBE_STRUCT(LookupList, (), (items))

// Answers with Revealed as JSON, after the look is durable.
void reveal(Kernel& kernel, rights::Actor actor, MatterId matter, Reveal what,
            Idempotency idempotency, Answered done);

// Who looked at this person's data, newest first.
Result<LookupList> looks_at(const Kernel& kernel, store::Snapshot& read, PersonId person);

}  // namespace linli::desk

// desk/inbox.h – one inbox for all hats.
//
// Thread safety: functions of a snapshot. Errors: desk.scope_unknown, desk.cursor_wrong (Invalid),
// those of the store, registry and vault.
#pragma once

#include <string>

#include "desk/kernel.h"
#include "desk/views.h"
#include "rights/actor.h"

namespace linli::desk {

inline constexpr int kInboxPage = 50;

// mine: held by a desk I sit at · offered: waiting for my 签收 · assist · supervised · late: of
// mine, over time · below: held below me · filer: what I filed or what was entered for me · opener:
// what I entered for others.
enum class Scope { mine, offered, assist, supervised, late, below, filer, opener };
BOOST_DESCRIBE_ENUM(Scope, mine, offered, assist, supervised, late, below, filer, opener)

enum class Sort { until, since };
BOOST_DESCRIBE_ENUM(Sort, until, since)

struct InboxQuery {
  Scope scope = Scope::mine;
  Sort sort = Sort::until;
  std::string cursor;
  int limit = kInboxPage;
};

Result<InboxView> inbox(const Kernel& kernel, store::Snapshot& read, const rights::Actor& actor,
                        const InboxQuery& query);

}  // namespace linli::desk

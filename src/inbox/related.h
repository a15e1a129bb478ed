// inbox/related.h – other matters that somebody who reads one wants to know of.
//
// Matters of the same category in the same village, and, for the desk that answers for it and for
// the filer herself, the same filer's: open, or ended within kRelatedDays. Only what this reader
// may see anyway (rights/standing); nothing tells her that there are others (RISK-3, RISK-33).
// Thread safety: functions of a snapshot. Errors: those of the store, registry and vault.
#pragma once

#include <string>
#include <vector>

#include "desk/kernel.h"
#include "desk/matter.h"
#include "inbox/views.h"
#include "rights/standing.h"

namespace linli::inbox {

inline constexpr int kRelatedMax = 10;
inline constexpr std::int64_t kRelatedDays = 180;

struct RelatedItem : Item {
  std::string why;  // "place": same village and category; "filer": same filer
};
BOOST_DESCRIBE_STRUCT(RelatedItem, (Item), (why))

struct RelatedList {
  std::vector<RelatedItem> items;
};
BOOST_DESCRIBE_STRUCT(RelatedList, (), (items))

// The same filer's first, each newest first.
Result<RelatedList> related(const desk::Kernel& kernel, store::Snapshot& read,
                            const desk::Matter& matter, const rights::Actor& reader,
                            const rights::Standing& standing);

}  // namespace linli::inbox

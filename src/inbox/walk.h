// inbox/walk.h – lists that are read along an index, in the order asked for.
//
// A page of such a list costs its own rows and those that a filter leaves out on the way, however
// many the list holds. A list is one or more stretches, each with an index of its own: what is open
// by its key, what has no deadline, what has ended. Several desks are walked one after another and
// their pages merged. tests: app/plans_test.cc holds the plans. Thread safety: functions of a
// snapshot. Errors: those of the store.
#pragma once

#include <vector>

#include "inbox/sql.h"

namespace linli::inbox {

enum class Walk {
  below,        // everything, limited by paths
  of_category,  // of one category without parts, limited by paths
  in_village,   // of the village in ?18, limited by paths
  at_desk,      // held at the desk in ?18
  late_at_desk  // of these, what is over time
};

// Whether the walk has an index for this order.
bool can_walk(Walk walk, Sort sort, State state);
Result<std::vector<Row>> walk_list(store::Snapshot& read, Walk walk, const Query& query,
                                   State state, Bound bound, const Cursor& cursor);
// The same at every desk.
Result<std::vector<Row>> walk_desks(store::Snapshot& read, Walk walk, const Query& query,
                                    State state, const Bound& bound, const Cursor& cursor,
                                    const store::IntList& desks);

}  // namespace linli::inbox

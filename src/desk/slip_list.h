// desk/slip_list.h – batches of slips as they are read: whose they are, and how many are left.
//
// Thread safety: functions of a snapshot. Errors: those of the store and the registry.
#pragma once

#include <map>
#include <vector>

#include "desk/slip_batch.h"

namespace linli::desk {

// The hat under which the actor may print the batch: at another desk than the one that asked, of a
// unit above it; at the county, above which there is nothing, of the county. Null: none.
const rights::Hat* printing_hat(const rights::Actor& actor, const SlipBatch& batch);
// The hat at the desk that asked for it, or at the one that printed it. Null: none.
const rights::Hat* voiding_hat(const rights::Actor& actor, const SlipBatch& batch);

// All slips of a batch, at most kSlipsOfBatchMax, in the order of their numbers.
Result<std::vector<Slip>> slips_of(store::Snapshot& read, SlipBatchId batch);

Result<Words> desk_words_of(Kernel& kernel, store::Snapshot& read, PositionId position);

using SlipCounts = std::map<SlipState, std::int64_t>;
Result<SlipBatchView> view_of(Kernel& kernel, store::Snapshot& read, const rights::Actor& actor,
                              const SlipBatch& batch, const SlipCounts& counts);

}  // namespace linli::desk

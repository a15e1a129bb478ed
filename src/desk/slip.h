// desk/slip.h – slips that carry a follow-up code to somebody without a phone.
//
// A matter entered for somebody must not give its code to who entered it. A slip is printed before:
// its number outside, the code folded inside. Who enters the matter types the outside number; the
// matter takes over the slip's hash. Who asks for a batch, who prints it and who hands it out are
// different people: the one who saw the codes never learns which matter a slip went to, and the
// one who knows the matter never saw a code. Source: issue 12 (H3), ADR 0023. Thread safety:
// functions of a snapshot. Errors: desk.slip_wrong (Invalid), desk.slip_unknown (NotFound: no
// such slip was printed), desk.slip_spent (Conflict: it was handed out or is void),
// desk.slip_elsewhere (Forbidden: it belongs to another place), desk.slip_yours (Forbidden:
// you printed it).
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "desk/draft.h"
#include "desk/kernel.h"
#include "rights/actor.h"

namespace linli::desk {

using SlipBatchId = Id<struct SlipBatchTag>;

enum class SlipState { ready, used, voided, lost };
BOOST_DESCRIBE_ENUM(SlipState, ready, used, voided, lost)

struct SlipBatch {
  SlipBatchId id;
  std::int64_t version = 1;
  std::string number;
  std::string unit_path;
  PositionId asked_position;
  PersonId asked_person;
  Instant asked_at;
  std::int64_t size = 0;
  PositionId printed_position;
  PersonId printed_person;
  Instant printed_at, voided_at;
};

struct Slip {
  std::int64_t id = 0;
  std::int64_t version = 1;
  SlipBatchId batch;
  std::string number;
  std::string code_hash;  // raw bytes
  SlipState state = SlipState::ready;
  MatterId matter;
  Instant changed_at;
};

// Whether this is the path of the county itself; departments stand there, too.
bool is_county(std::string_view path);

// Errors: desk.slip_wrong, desk.slip_unknown.
Result<Slip> find_slip(store::Snapshot& read, std::string_view typed);
// The columns of a SlipBatch, and how they are read.
#define SLIP_BATCH_COLUMNS                                                         \
  "id, version, number, unit_path, asked_position, asked_person, asked_at, size, " \
  "printed_position, printed_person, printed_at, voided_at"
SlipBatch read_slip_batch(const store::Row& row);
// Errors: request.no_such_batch (NotFound).
Result<SlipBatch> find_batch(store::Snapshot& read, SlipBatchId id);

// Hands the slip of this number out for the new matter of the draft, which `actor` enters in `hat`.
Result<void> hand_out(Kernel& kernel, store::Snapshot& read, Draft& draft,
                      const rights::Actor& actor, const rights::Hat& hat, std::string_view typed);

void add(store::WriteSet& out, const SlipBatch& batch);
void add(store::WriteSet& out, const Slip& slip);
// Moves the slip on. What is not printed has no state.
void move(store::WriteSet& out, const Slip& slip, SlipState state, MatterId matter, Instant now);

}  // namespace linli::desk

// desk/slip_batch.h – batches of slips: asked for by one desk, printed by another, handed out.
//
// Who may what (ADR 0023): any desk asks for a batch for its own place; it is printed by another
// person at a desk of a unit above (at the county itself: at another desk), once; both desks void
// what was spoiled, opened or lost. The codes are in the one answer that prints them and nowhere
// else: a repeat of the request is answered without them, and whoever lost that answer voids the
// batch. Every step is an entry of the record. Thread safety: any thread. Errors:
// request.no_such_batch (NotFound), request.slips_waiting, request.slips_enough (Conflict: as many
// as a desk may have), request.slips_not_yours (Forbidden: not at your desk or place, or you asked
// for it yourself), request.slips_printed (Conflict: it was printed or voided before),
// request.slips_count (Invalid), procedure.form_choice (Invalid: reason), and those of slip.h.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "desk/slip.h"
#include "desk/submit.h"
#include "desk/views.h"

namespace linli::desk {

inline constexpr int kBatchesWaitingMax = 3;  // of one desk, asked for and not printed
inline constexpr int kSlipsReadyMax = 300;    // of one desk, printed and not handed out
inline constexpr int kBatchesShownMax = 50;   // of each kind in a list

struct AskSlips {
  std::int64_t count = 0;           // 1 to kSlipsOfBatchMax
  std::optional<std::string> desk;  // the position's id; without it the first hat's
};
BOOST_DESCRIBE_STRUCT(AskSlips, (), (count, desk))

struct VoidSlips {
  std::string reason;               // spoiled, opened, lost or over
  std::optional<std::string> slip;  // one slip's number; without it all that are left
};
BOOST_DESCRIBE_STRUCT(VoidSlips, (), (reason, slip))

struct SlipBatchView {
  SlipBatchId id;
  std::string number;  // six digits
  Words asked_by;      // the desk
  std::int64_t asked_at = 0;
  std::optional<Words> printed_by;
  std::int64_t printed_at = 0;  // 0: waits to be printed
  std::int64_t voided_at = 0;
  std::int64_t size = 0;
  std::int64_t ready = 0;  // of those printed: left, handed out, void, lost afterwards
  std::int64_t used = 0;
  std::int64_t voided = 0;
  std::int64_t lost = 0;
  bool may_print = false;
  bool may_void = false;
};
BOOST_DESCRIBE_STRUCT(SlipBatchView, (),
                      (id, number, asked_by, asked_at, printed_by, printed_at, voided_at, size,
                       ready, used, voided, lost, may_print, may_void))

struct SlipBatchList {
  std::vector<SlipBatchView> items;  // asked for at my desks, to be printed or printed by me
};
BOOST_DESCRIBE_STRUCT(SlipBatchList, (), (items))

// Which slip went to which matter is not said: who printed it would learn where her codes open.
struct SlipView {
  std::string number;
  SlipState state = SlipState::ready;
  std::int64_t changed_at = 0;
};
BOOST_DESCRIBE_STRUCT(SlipView, (), (number, state, changed_at))

struct SlipBatchDetail {
  SlipBatchView batch;
  std::vector<SlipView> slips;
};
BOOST_DESCRIBE_STRUCT(SlipBatchDetail, (), (batch, slips))

struct PrintedSlip {
  std::string number;  // goes outside
  std::string code;    // goes inside; "" when it was shown before
};
BOOST_DESCRIBE_STRUCT(PrintedSlip, (), (number, code))

struct SlipSheet {
  std::string batch;
  Words place;  // the desk that hands them out
  bool shown_before = false;
  std::vector<PrintedSlip> slips;
};
BOOST_DESCRIBE_STRUCT(SlipSheet, (), (batch, place, shown_before, slips))

struct SlipsVoided {
  std::string batch;
};
BOOST_DESCRIBE_STRUCT(SlipsVoided, (), (batch))

// Answers with a SlipBatchView.
Result<Prepared> prepare_ask(Kernel& kernel, store::Snapshot& read, const rights::Actor& actor,
                             const AskSlips& what);
// Answers with a SlipSheet, and a repeat with one without codes.
Result<Prepared> prepare_print(Kernel& kernel, store::Snapshot& read, const rights::Actor& actor,
                               SlipBatchId id);
// Answers with a SlipsVoided.
Result<Prepared> prepare_void(Kernel& kernel, store::Snapshot& read, const rights::Actor& actor,
                              SlipBatchId id, const VoidSlips& what);

Result<SlipBatchList> slip_batches(Kernel& kernel, store::Snapshot& read,
                                   const rights::Actor& actor);
// For the two desks only. Errors: request.no_such_batch.
Result<SlipBatchDetail> slip_batch(Kernel& kernel, store::Snapshot& read,
                                   const rights::Actor& actor, SlipBatchId id);

}  // namespace linli::desk

#include "desk/slip.h"

#include <algorithm>

#include "desk/standing_of.h"
#include "model/slip_number.h"
#include "rights/standing.h"

namespace linli::desk {
namespace {

Slip slip_of(const store::Row& row) {
  Slip out{row.integer(0),      row.integer(1), row.id<SlipBatchId>(2),
           row.string(3),       row.string(4),  {},
           row.id<MatterId>(6), row.instant(7)};
  boost::describe::enum_from_string(row.string(5).c_str(), out.state);
  return out;
}

const char* word(SlipState state) {
  return boost::describe::enum_to_string(state, "");
}

}  // namespace

bool is_county(std::string_view path) {
  return std::ranges::count(path, '/') == 2;
}

Result<Slip> find_slip(store::Snapshot& read, std::string_view typed) {
  const auto number = TRY(parse_slip_number(typed));
  auto found =
      TRY(read.one("SELECT id, version, batch_id, number, code_hash, state, matter_id, changed_at "
                   "FROM slip WHERE number = ?1",
                   {number}, slip_of));
  if (!found) return fail(ErrorKind::NotFound, "desk.slip_unknown");
  return std::move(*found);
}

SlipBatch read_slip_batch(const store::Row& row) {
  return {row.id<SlipBatchId>(0), row.integer(1),      row.string(2),   row.string(3),
          row.id<PositionId>(4),  row.id<PersonId>(5), row.instant(6),  row.integer(7),
          row.id<PositionId>(8),  row.id<PersonId>(9), row.instant(10), row.instant(11)};
}

Result<SlipBatch> find_batch(store::Snapshot& read, SlipBatchId id) {
  auto found = TRY(read.one("SELECT " SLIP_BATCH_COLUMNS " FROM slip_batch WHERE id = ?1", {id},
                            read_slip_batch));
  if (!found) return fail(ErrorKind::NotFound, "request.no_such_batch");
  return std::move(*found);
}

Result<void> hand_out(Kernel& kernel, store::Snapshot& read, Draft& draft,
                      const rights::Actor& actor, const rights::Hat& hat, std::string_view typed) {
  const auto slip = TRY(find_slip(read, typed));
  const auto batch = TRY(find_batch(read, slip.batch));
  // The place first: whoever is not of it learns nothing about the slip.
  const bool below =
      !is_county(batch.unit_path) && rights::lies_below(hat.unit_path, batch.unit_path);
  if (!below && hat.position != batch.asked_position) {
    return fail(ErrorKind::Forbidden, "desk.slip_elsewhere");
  }
  if (slip.state != SlipState::ready) return fail(ErrorKind::Conflict, "desk.slip_spent");
  if (TRY(is_same_human(kernel, read, actor.person, batch.printed_person))) {
    return fail(ErrorKind::Forbidden, "desk.slip_yours");
  }
  Matter& matter = draft.matter();
  move(draft.changes(), slip, SlipState::used, matter.id, draft.now());
  matter.follow_hash = slip.code_hash;
  draft.set(kCodeBy, kCodeBySlip);
  draft.set(kSlipNumber, slip.number);
  draft.fact("slip", slip.number);
  // Who saw the codes neither calls back nor reviews what is said with them.
  draft.changes().insert(
      "matter_hand",
      {{"id", kernel.ids.next()}, {"matter_id", matter.id}, {"person_id", batch.printed_person}});
  return {};
}

void add(store::WriteSet& out, const SlipBatch& batch) {
  out.insert("slip_batch", {{"id", batch.id},
                            {"version", batch.version},
                            {"number", batch.number},
                            {"unit_path", batch.unit_path},
                            {"asked_position", batch.asked_position},
                            {"asked_person", batch.asked_person},
                            {"asked_at", batch.asked_at},
                            {"size", batch.size},
                            {"printed_position", batch.printed_position},
                            {"printed_person", batch.printed_person},
                            {"printed_at", batch.printed_at},
                            {"voided_at", batch.voided_at}});
}

void add(store::WriteSet& out, const Slip& slip) {
  out.insert("slip", {{"id", slip.id},
                      {"version", slip.version},
                      {"batch_id", slip.batch},
                      {"number", slip.number},
                      {"code_hash", store::Blob{slip.code_hash}},
                      {"state", std::string(word(slip.state))},
                      {"matter_id", slip.matter},
                      {"changed_at", slip.changed_at}});
}

void move(store::WriteSet& out, const Slip& slip, SlipState state, MatterId matter, Instant now) {
  out.update("slip", slip.id, slip.version,
             {{"state", std::string(word(state))}, {"matter_id", matter}, {"changed_at", now}});
}

}  // namespace linli::desk

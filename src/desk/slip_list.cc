#include "desk/slip_list.h"

#include <algorithm>

#include "desk/kept.h"
#include "desk/place.h"
#include "desk/standing_of.h"
#include "model/slip_number.h"
#include "rights/standing.h"

namespace linli::desk {
namespace {

using rights::Actor;
using rights::Hat;

#define BATCHES "SELECT " SLIP_BATCH_COLUMNS " FROM slip_batch WHERE "

Slip listed_slip_of(const store::Row& row) {
  Slip out;
  out.id = row.integer(0);
  out.version = row.integer(1);
  out.batch = row.id<SlipBatchId>(2);
  out.number = row.string(3);
  boost::describe::enum_from_string(row.string(4).c_str(), out.state);
  out.matter = row.id<MatterId>(5);
  out.changed_at = row.instant(6);
  return out;
}

// Those asked for or printed at my desks, and those that wait below me.
Result<std::map<SlipBatchId, SlipBatch>> of_actor(store::Snapshot& read, const Actor& actor) {
  std::map<SlipBatchId, SlipBatch> out;
  const auto keep = [&](std::vector<SlipBatch> found) {
    for (auto& batch : found) out.emplace(batch.id, std::move(batch));
  };
  store::IntList desks;
  for (const auto& hat : actor.hats) desks.push_back(hat.position.value);
  keep(TRY(read.all(BATCHES "asked_position IN (?*) ORDER BY asked_at DESC LIMIT ?1",
                    {kBatchesShownMax, desks}, read_slip_batch)));
  keep(TRY(read.all(BATCHES "printed_position IS NOT NULL AND printed_position IN (?*) "
                            "ORDER BY asked_at DESC LIMIT ?1",
                    {kBatchesShownMax, desks}, read_slip_batch)));
  for (const auto& hat : actor.hats) {
    keep(TRY(read.all(BATCHES "printed_at = 0 AND voided_at = 0 AND unit_path >= ?1 "
                              "AND unit_path < ?2 ORDER BY unit_path LIMIT ?3",
                      {hat.unit_path, end_of_path(hat.unit_path), kBatchesShownMax},
                      read_slip_batch)));
  }
  return out;
}

Result<std::map<SlipBatchId, SlipCounts>> counts_of(store::Snapshot& read,
                                                    const std::vector<SlipBatchId>& ids) {
  std::map<SlipBatchId, SlipCounts> out;
  store::IntList list;
  for (const auto id : ids) list.push_back(id.value);
  if (list.empty()) return out;
  TRY(read.visit(
      "SELECT batch_id, state, count(*) FROM slip WHERE batch_id IN (?*) GROUP BY batch_id, state",
      {list}, [&](const store::Row& row) {
        SlipState state{};
        boost::describe::enum_from_string(row.string(1).c_str(), state);
        out[row.id<SlipBatchId>(0)][state] = row.integer(2);
        return true;
      }));
  return out;
}

std::int64_t count(const SlipCounts& counts, SlipState state) {
  const auto found = counts.find(state);
  return found == counts.end() ? 0 : found->second;
}

}  // namespace

const Hat* printing_hat(const Actor& actor, const SlipBatch& batch) {
  const Hat* found = nullptr;
  for (const auto& hat : actor.hats) {
    if (hat.position == batch.asked_position) return nullptr;
    // A department stands beside the line, not above anybody in it.
    const bool above = hat.unit && rights::lies_below(batch.unit_path, hat.unit_path);
    const bool apart = hat.unit_path != batch.unit_path || is_county(batch.unit_path);
    if (above && apart && found == nullptr) found = &hat;
  }
  return found;
}

const Hat* voiding_hat(const Actor& actor, const SlipBatch& batch) {
  for (const auto& hat : actor.hats) {
    if (hat.position == batch.asked_position) return &hat;
    if (batch.printed_position && hat.position == batch.printed_position) return &hat;
  }
  return nullptr;
}

Result<std::vector<Slip>> slips_of(store::Snapshot& read, SlipBatchId batch) {
  return read.all(
      "SELECT id, version, batch_id, number, state, matter_id, changed_at FROM slip "
      "WHERE batch_id = ?1 ORDER BY number LIMIT ?2",
      {batch, kSlipsOfBatchMax}, listed_slip_of);
}

Result<Words> desk_words_of(Kernel& kernel, store::Snapshot& read, PositionId position) {
  return seat_words(*TRY(kernel.kept.post(read, position)));
}

Result<SlipBatchView> view_of(Kernel& kernel, store::Snapshot& read, const Actor& actor,
                              const SlipBatch& batch, const SlipCounts& counts) {
  SlipBatchView out;
  out.id = batch.id;
  out.number = batch.number;
  out.asked_by = TRY(desk_words_of(kernel, read, batch.asked_position));
  out.asked_at = batch.asked_at.ms;
  if (batch.printed_position) {
    const Words printed_by = TRY(desk_words_of(kernel, read, batch.printed_position));
    out.printed_by = printed_by;
  }
  out.printed_at = batch.printed_at.ms;
  out.voided_at = batch.voided_at.ms;
  out.size = batch.size;
  out.ready = count(counts, SlipState::ready);
  out.used = count(counts, SlipState::used);
  out.voided = count(counts, SlipState::voided);
  out.lost = count(counts, SlipState::lost);
  const bool open = batch.printed_at.ms == 0 && batch.voided_at.ms == 0;
  out.may_print =
      open && printing_hat(actor, batch) != nullptr && actor.person != batch.asked_person;
  out.may_void = batch.voided_at.ms == 0 && voiding_hat(actor, batch) != nullptr;
  return out;
}

Result<SlipBatchList> slip_batches(Kernel& kernel, store::Snapshot& read, const Actor& actor) {
  SlipBatchList out;
  if (actor.hats.empty()) return out;
  const auto found = TRY(of_actor(read, actor));
  std::vector<SlipBatchId> ids;
  for (const auto& [id, batch] : found) ids.push_back(id);
  const auto counts = TRY(counts_of(read, ids));
  for (const auto& [id, batch] : found) {
    const auto its = counts.find(id);
    auto view =
        TRY(view_of(kernel, read, actor, batch, its == counts.end() ? SlipCounts{} : its->second));
    // What waits elsewhere below her desk without being hers to print is not hers to see.
    if (view.may_print || voiding_hat(actor, batch) != nullptr) {
      out.items.push_back(std::move(view));
    }
  }
  std::ranges::sort(out.items, std::greater{}, &SlipBatchView::asked_at);
  return out;
}

Result<SlipBatchDetail> slip_batch(Kernel& kernel, store::Snapshot& read, const Actor& actor,
                                   SlipBatchId id) {
  const auto batch = TRY(find_batch(read, id));
  if (voiding_hat(actor, batch) == nullptr) {
    return fail(ErrorKind::NotFound, "request.no_such_batch");
  }
  SlipBatchDetail out;
  SlipCounts counts;
  for (const auto& slip : TRY(slips_of(read, id))) {
    out.slips.push_back({show_slip_number(slip.number), slip.state, slip.changed_at.ms});
    ++counts[slip.state];
  }
  out.batch = TRY(view_of(kernel, read, actor, batch, counts));
  return out;
}

}  // namespace linli::desk

#include "desk/slip_batch.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "desk/act.h"
#include "desk/follow_code.h"
#include "desk/slip_list.h"
#include "desk/standing_of.h"
#include "model/code.h"
#include "model/slip_number.h"
#include "record/entry.h"
#include "rights/standing.h"

namespace linli::desk {
namespace {

using rights::Actor;
using rights::Hat;

constexpr std::array<std::string_view, 4> kReasons = {"spoiled", "opened", "lost", "over"};

void put_on_record(Kernel& kernel, store::WriteSet& changes, const Actor& actor, const Hat& hat,
                   const std::string& act, const SlipBatch& batch,
                   std::map<std::string, std::string> facts) {
  journal::Entry entry;
  entry.id = kernel.ids.make<EntryId>();
  entry.at = kernel.clock.now();
  entry.act = act;
  entry.actor = actor.person;
  entry.term = hat.term;
  facts["batch"] = std::to_string(batch.id.value);
  facts["position"] = std::to_string(hat.position.value);
  entry.facts = std::move(facts);
  // A term that ended meanwhile makes a conflict, and it is decided again.
  changes.add(store::Require{"term", hat.term.value, hat.term_version});
  record::add(changes, kernel.random, entry);
}

// The hat of a desk's id; the first one when none is named.
const Hat* hat_named(const Actor& actor, const std::optional<std::string>& desk) {
  if (actor.hats.empty()) return nullptr;
  if (!desk) return &actor.hats.front();
  const PositionId position{parse_int64(*desk).value_or(0)};
  const auto found = std::ranges::find(actor.hats, position, &Hat::position);
  return found == actor.hats.end() ? nullptr : &*found;
}

Result<void> check_limits(store::Snapshot& read, PositionId desk) {
  const auto waiting = TRY(
      read.number("SELECT count(*) FROM slip_batch WHERE asked_position = ?1 AND printed_at = 0 "
                  "AND voided_at = 0",
                  {desk}));
  if (waiting >= kBatchesWaitingMax) return fail(ErrorKind::Conflict, "request.slips_waiting");
  const auto ready =
      TRY(read.number("SELECT count(*) FROM slip_batch b JOIN slip s ON s.batch_id = b.id "
                      "AND s.state = 'ready' WHERE b.asked_position = ?1",
                      {desk}));
  if (ready >= kSlipsReadyMax) return fail(ErrorKind::Conflict, "request.slips_enough");
  return {};
}

struct Printed {
  SlipSheet sheet;
  store::WriteSet changes;
};

Printed print(Kernel& kernel, const SlipBatch& batch, Instant now) {
  Printed out;
  out.sheet.batch = batch.number;
  for (int index = 1; index <= batch.size; ++index) {
    const std::string code = make_follow_up_code(kernel.random);
    Slip slip;
    slip.id = kernel.ids.next();
    slip.batch = batch.id;
    slip.number = slip_number(batch.number, index);
    slip.code_hash = slip_hash(kernel.vault, slip.number, code);
    slip.changed_at = now;
    add(out.changes, slip);
    out.sheet.slips.push_back({show_slip_number(slip.number), show_follow_up_code(code)});
  }
  return out;
}

SlipSheet without_codes(SlipSheet sheet) {
  sheet.shown_before = true;
  for (auto& slip : sheet.slips) slip.code.clear();
  return sheet;
}

// What was handed out and lost opens nothing any more: the matter says so on its record.
Result<void> lose(Kernel& kernel, store::Snapshot& read, const Actor& actor, const Hat& hat,
                  const Slip& slip, const std::string& reason, store::WriteSet& changes) {
  auto dossier = TRY(desk::dossier(read, slip.matter));
  const auto rules = kernel.rules.get();
  const auto* definition = TRY(definition_of(*rules, dossier.matter));
  Draft draft(kernel, read, *rules, *definition, std::move(dossier), kernel.clock.now());
  draft.by(actor, hat);
  draft.fact("desk", std::to_string(hat.position.value));
  draft.fact("slip", slip.number);
  draft.fact("reason", reason);
  draft.matter().follow_hash.clear();
  move(changes, slip, SlipState::lost, slip.matter, draft.now());
  changes.append(TRY(draft.finish("slip_lost")));
  return {};
}

Result<void> void_one(Kernel& kernel, store::Snapshot& read, const Actor& actor,
                      const SlipBatch& batch, const Hat& hat, const VoidSlips& what,
                      store::WriteSet& changes) {
  const auto slip = TRY(find_slip(read, *what.slip));
  if (slip.batch != batch.id) return fail(ErrorKind::NotFound, "desk.slip_unknown");
  if (slip.state == SlipState::ready) {
    move(changes, slip, SlipState::voided, MatterId{}, kernel.clock.now());
    return {};
  }
  // Only the desk that handed it out hears that she lost it.
  const bool hers = slip.state == SlipState::used && hat.position == batch.asked_position;
  if (!hers) return fail(ErrorKind::Conflict, "desk.slip_spent");
  return lose(kernel, read, actor, hat, slip, what.reason, changes);
}

Result<void> void_rest(Kernel& kernel, store::Snapshot& read, const SlipBatch& batch,
                       store::WriteSet& changes) {
  if (batch.voided_at.ms != 0) return fail(ErrorKind::Conflict, "request.slips_printed");
  const Instant now = kernel.clock.now();
  changes.update("slip_batch", batch.id.value, batch.version, {{"voided_at", now}});
  for (const auto& slip : TRY(slips_of(read, batch.id))) {
    if (slip.state == SlipState::ready) move(changes, slip, SlipState::voided, MatterId{}, now);
  }
  return {};
}

}  // namespace

Result<Prepared> prepare_ask(Kernel& kernel, store::Snapshot& read, const Actor& actor,
                             const AskSlips& what) {
  const Hat* hat = hat_named(actor, what.desk);
  if (hat == nullptr) return fail(ErrorKind::Forbidden, "request.slips_not_yours");
  if (what.count < 1 || what.count > kSlipsOfBatchMax) return invalid("request.slips_count");
  TRY(check_limits(read, hat->position));
  SlipBatch batch;
  batch.id = kernel.ids.make<SlipBatchId>();
  batch.number = make_batch_number(kernel.random);  // one that is taken is drawn again
  batch.unit_path = hat->unit_path;
  batch.asked_position = hat->position;
  batch.asked_person = actor.person;
  batch.asked_at = kernel.clock.now();
  batch.size = what.count;
  Prepared out;
  add(out.changes, batch);
  put_on_record(kernel, out.changes, actor, *hat, "slips.ask", batch,
                {{"count", std::to_string(what.count)}});
  out.answer = to_json(TRY(view_of(kernel, read, actor, batch, {})));
  return out;
}

Result<Prepared> prepare_print(Kernel& kernel, store::Snapshot& read, const Actor& actor,
                               SlipBatchId id) {
  const auto batch = TRY(find_batch(read, id));
  const Hat* hat = printing_hat(actor, batch);
  if (hat == nullptr) {
    const bool known = voiding_hat(actor, batch) != nullptr;
    return known ? fail(ErrorKind::Forbidden, "request.slips_not_yours")
                 : fail(ErrorKind::NotFound, "request.no_such_batch");
  }
  if (TRY(is_same_human(kernel, read, actor.person, batch.asked_person))) {
    return fail(ErrorKind::Forbidden, "request.slips_not_yours");
  }
  if (batch.printed_at.ms != 0 || batch.voided_at.ms != 0) {
    return fail(ErrorKind::Conflict, "request.slips_printed");
  }
  const Instant now = kernel.clock.now();
  auto printed = print(kernel, batch, now);
  printed.sheet.place = TRY(desk_words_of(kernel, read, batch.asked_position));
  Prepared out;
  out.changes = std::move(printed.changes);
  out.changes.update(
      "slip_batch", batch.id.value, batch.version,
      {{"printed_position", hat->position}, {"printed_person", actor.person}, {"printed_at", now}});
  put_on_record(kernel, out.changes, actor, *hat, "slips.print", batch,
                {{"count", std::to_string(batch.size)}});
  out.answer = to_json(printed.sheet);
  out.repeat = to_json(without_codes(std::move(printed.sheet)));
  return out;
}

Result<Prepared> prepare_void(Kernel& kernel, store::Snapshot& read, const Actor& actor,
                              SlipBatchId id, const VoidSlips& what) {
  const auto batch = TRY(find_batch(read, id));
  const Hat* hat = voiding_hat(actor, batch);
  if (hat == nullptr) return fail(ErrorKind::NotFound, "request.no_such_batch");
  if (std::ranges::find(kReasons, what.reason) == kReasons.end()) {
    return invalid("procedure.form_choice", "reason");
  }
  Prepared out;
  std::map<std::string, std::string> facts{{"reason", what.reason}};
  if (what.slip) {
    TRY(void_one(kernel, read, actor, batch, *hat, what, out.changes));
    facts["slip"] = TRY(parse_slip_number(*what.slip));
  } else {
    TRY(void_rest(kernel, read, batch, out.changes));
  }
  put_on_record(kernel, out.changes, actor, *hat, "slips.void", batch, std::move(facts));
  out.answer = to_json(SlipsVoided{batch.number});
  return out;
}

}  // namespace linli::desk

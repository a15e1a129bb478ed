#include "delivery/way.h"

namespace linli::delivery {
namespace {

constexpr std::int64_t kRow = 1;

void put(store::WriteSet& changes, const WayState& state) {
  store::Columns columns{{"settings", state.settings},
                         {"took_at", state.took_at},
                         {"failed_at", state.failed_at},
                         {"failures", state.failures},
                         {"error", state.error}};
  if (state.version != 0) {
    changes.update("delivery_way", kRow, state.version, std::move(columns));
    return;
  }
  columns.insert(columns.begin(), {{"id", kRow}, {"version", 1}});
  changes.insert("delivery_way", std::move(columns));
}

Result<void> commit(store::Store& store, store::WriteSet changes) {
  if (changes.changes.empty()) return {};
  const auto done = store.commit_and_wait(std::move(changes));
  // Another node learnt something at the same moment: as good.
  if (!done && done.error().kind != ErrorKind::Conflict) return Failure(done.error());
  return {};
}

}  // namespace

Result<WayState> way_state(store::Snapshot& read) {
  WayState out;
  TRY(
      read.visit("SELECT version, settings, took_at, failed_at, failures, error FROM delivery_way"
                 " WHERE id = ?1",
                 {kRow}, [&](const store::Row& row) {
                   out = {row.integer(0),
                          row.integer(1),
                          row.instant(2),
                          row.instant(3),
                          static_cast<int>(row.integer(4)),
                          row.string(5)};
                   return true;
                 }));
  return out;
}

Result<void> settle_way(store::Store& store, std::int64_t settings) {
  const auto state = TRY(way_state(*TRY(store.read())));
  if (state.settings == settings) return {};
  WayState fresh;
  fresh.version = state.version;
  fresh.settings = settings;
  store::WriteSet changes;
  put(changes, fresh);
  return commit(store, std::move(changes));
}

Result<void> note_way(store::Snapshot& read, const Attempts& attempts, Instant now,
                      store::WriteSet& changes) {
  if (attempts.took_at.ms == 0 && !attempts.error) return {};
  auto state = TRY(way_state(read));
  const bool as_before = !attempts.error && state.failures == 0;
  if (as_before && state.took_at.ms != 0 && now < plus_ms(state.took_at, kNotedMs)) return {};
  if (attempts.took_at.ms != 0) {
    state.took_at = attempts.took_at;
    state.failures = 0;
  }
  if (attempts.error) {
    state.failures += attempts.in_row;
    state.failed_at = now;
    state.error = attempts.error->code;
  }
  put(changes, state);
  return {};
}

Result<void> note_way(store::Store& store, const Attempts& attempts, Instant now) {
  store::WriteSet changes;
  TRY(note_way(*TRY(store.read()), attempts, now, changes));
  return commit(store, std::move(changes));
}

}  // namespace linli::delivery

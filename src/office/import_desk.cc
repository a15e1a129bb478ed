#include "office/import_desk.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <utility>

#include "base/text.h"

namespace linli::office {
namespace {

ImportFailure failure_of(const pack::Catalogue& catalogue, const Error& error) {
  return {
      error.code,
      {catalogue.sentence(error.code, Language::Zh), catalogue.sentence(error.code, Language::En)},
      {catalogue.remedy(error.code, Language::Zh), catalogue.remedy(error.code, Language::En)},
      error.detail};
}

bool is_read(ImportStage stage) {
  return stage == ImportStage::trying || stage == ImportStage::importing;
}

}  // namespace

ImportDesk::ImportDesk(desk::Kernel& kernel, std::vector<ImportKind> kinds, std::string folder)
    : kernel_(kernel),
      kinds_(std::move(kinds)),
      folder_(std::move(folder)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

ImportDesk::~ImportDesk() = default;

std::shared_ptr<ImportDesk::Table> ImportDesk::table_of(const rights::Actor& actor) const {
  const auto found = tables_.find(actor.person);
  return found == tables_.end() ? nullptr : found->second;
}

void ImportDesk::make_room() {
  while (tables_.size() >= kTablesMax) {
    auto oldest = tables_.end();
    for (auto one = tables_.begin(); one != tables_.end(); ++one) {
      if (is_read(one->second->state.stage)) continue;
      if (oldest == tables_.end() || one->second->touched < oldest->second->touched) oldest = one;
    }
    tables_.erase(oldest);
  }
}

Result<std::shared_ptr<ImportDesk::Table>> ImportDesk::begin(const rights::Actor& actor,
                                                             const Piece& piece) {
  TRY(kind_called(kinds_, piece.kind));
  TRY(source_of(piece.file));
  if (piece.size <= 0 || piece.size > static_cast<std::int64_t>(kTableFileMax)) {
    return invalid("exchange.too_large");
  }
  auto table = std::make_shared<Table>();
  table->file = TRY(TableFile::make(folder_, kernel_.random));
  table->platform = piece.platform;
  table->state.stage = ImportStage::arriving;
  table->state.kind = piece.kind;
  table->state.file = std::string(trim(piece.file));
  table->state.size = piece.size;
  tables_.erase(actor.person);
  make_room();
  tables_[actor.person] = table;
  return table;
}

Result<ImportState> ImportDesk::take_piece(const rights::Actor& actor, const Piece& piece) {
  if (!actor.person) return fail(ErrorKind::Conflict, "office.no_name");
  const std::lock_guard lock(mutex_);
  auto table = table_of(actor);
  if (table && is_read(table->state.stage)) {
    return fail(ErrorKind::Conflict, "office.import_running");
  }
  if (piece.at == 0) table = TRY(begin(actor, piece));
  const auto missing = [] { return fail(ErrorKind::Conflict, "office.piece_missing"); };
  if (!table || !table->file) return missing();
  auto& state = table->state;
  table->touched = ++touches_;
  const auto size = static_cast<std::int64_t>(piece.bytes.size());
  if (piece.at + size == state.received && size > 0) return state;  // repeated
  if (piece.at != state.received) return missing();
  if (state.received + size > state.size || table->file->pieces() >= kPiecesMax) {
    return invalid("exchange.too_large");
  }
  TRY(table->file->append(piece.bytes));
  state.received += size;
  if (state.received == state.size) state.stage = ImportStage::ready;
  return state;
}

Result<ImportState> ImportDesk::start(const rights::Actor& actor, exchange::Mode mode,
                                      std::shared_ptr<const api::Trace> trace) {
  const std::lock_guard lock(mutex_);
  const auto table = table_of(actor);
  if (!table) return fail(ErrorKind::NotFound, "office.no_table");
  if (turn_taken_) return fail(ErrorKind::Conflict, "office.import_running");
  auto& state = table->state;
  if (!table->file || state.stage == ImportStage::arriving) {
    return fail(ErrorKind::Conflict, "office.piece_missing");
  }
  const auto* kind = TRY(kind_called(kinds_, state.kind));
  state.stage = mode == exchange::Mode::Write ? ImportStage::importing : ImportStage::trying;
  state.rows = 0;
  state.failure.reset();
  table->result.reset();
  table->touched = ++touches_;
  order_ =
      Order{actor, table, kind, {actor, state.file, mode, table->platform, std::move(trace), {}}};
  turn_taken_ = true;
  wake_.notify_one();
  return state;
}

ImportState ImportDesk::sees(const rights::Actor& actor) const {
  const std::lock_guard lock(mutex_);
  const auto table = table_of(actor);
  auto out = table ? table->state : ImportState{};
  out.turn_taken = turn_taken_;
  return out;
}

Result<ImportView> ImportDesk::result(const rights::Actor& actor) const {
  const std::lock_guard lock(mutex_);
  const auto table = table_of(actor);
  if (!table || !table->result) return fail(ErrorKind::NotFound, "office.no_table");
  return *table->result;
}

bool ImportDesk::take_turn() {
  const std::lock_guard lock(mutex_);
  return !std::exchange(turn_taken_, true);
}

void ImportDesk::end_turn() {
  const std::lock_guard lock(mutex_);
  turn_taken_ = false;
}

void ImportDesk::run(std::stop_token stop) {
  while (true) {
    std::optional<Order> order;
    {
      std::unique_lock lock(mutex_);
      if (!wake_.wait(lock, stop, [this] { return order_.has_value(); })) return;
      order = std::exchange(order_, std::nullopt);
    }
    carry_out(*std::move(order), stop);
  }
}

Result<ImportView> ImportDesk::import(const Order& order, const std::stop_token& stop) {
  auto command = order.command;
  command.after_row = [&](std::int64_t rows) -> Result<void> {
    if (stop.stop_requested()) return fail(ErrorKind::Overloaded, "office.import_stopped");
    const std::lock_guard lock(mutex_);
    order.table->state.rows = rows;
    return {};
  };
  // The job boundary: what goes wrong with one table ends no server.
  try {
    return import_file(kernel_, *order.kind, command, TRY(order.table->file->read()));
  } catch (const std::exception& bug) {
    std::fprintf(stderr, "linli: import: a bug or exhaustion: %s\n", bug.what());
    return fail(ErrorKind::Overloaded, "office.import_stopped");
  }
}

void ImportDesk::carry_out(Order order, const std::stop_token& stop) {
  auto outcome = import(order, stop);
  const bool writes = order.command.mode == exchange::Mode::Write;
  const auto rules = kernel_.rules.get();
  const std::lock_guard lock(mutex_);
  auto& table = *order.table;
  if (outcome) {
    const auto& all = *outcome;
    table.state.rows = all.imported + all.unchanged + all.refused + all.examples;
    table.state.rows_total = table.state.rows;
    table.state.stage = writes ? ImportStage::imported : ImportStage::tried;
    table.result = *std::move(outcome);
  } else {
    table.state.stage = ImportStage::failed;
    table.state.failure = failure_of(rules->pack().catalogue, outcome.error());
  }
  // What was taken in is needed no more.
  if (writes && table.result) table.file.reset();
  turn_taken_ = false;
}

}  // namespace linli::office

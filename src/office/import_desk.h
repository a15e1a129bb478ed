// office/import_desk.h – big tables: brought in pieces, tried and taken in while others work.
//
// Each administrator has at most one table here; one that she begins anew replaces hers. It lies
// sealed on disk (table_file.h) until it was taken in, she begins another or the server ends, and
// is in memory while it is read only. One table is read at a time, on a thread of its own, and
// leaving the page does not stop it; what came of it is kept until she begins another or the server
// ends. When the server ends, the import breaks off at its next row, which is on the record.
// With several nodes a table is at the node that took it.
// Thread safety: any thread; all but `sees` and `result` write or wait.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "api/route.h"
#include "desk/kernel.h"
#include "office/import.h"
#include "office/table_file.h"
#include "office/views.h"

namespace linli::office {

inline constexpr std::size_t kTableFileMax = std::size_t{64} << 20;  // bytes of a table
inline constexpr std::size_t kPieceMax = std::size_t{1} << 20;
inline constexpr std::size_t kPiecesMax = 1024;  // of a table: the page sends 64 at most
inline constexpr std::size_t kTablesMax = 8;     // at once; the one longest untouched makes room

// A piece of a table, and of which one.
struct Piece {
  std::string kind, file, platform;
  std::int64_t size = 0;  // of the whole table
  std::int64_t at = 0;    // where the piece belongs; 0 begins anew
  std::string_view bytes;
};

class ImportDesk {
 public:
  // The kernel must outlive it; files lie in `folder`.
  ImportDesk(desk::Kernel& kernel, std::vector<ImportKind> kinds, std::string folder);
  // Stops the import that runs, and waits for it.
  ~ImportDesk();
  ImportDesk(const ImportDesk&) = delete;
  ImportDesk& operator=(const ImportDesk&) = delete;

  const std::vector<ImportKind>& kinds() const { return kinds_; }
  desk::Kernel& kernel() { return kernel_; }

  // A piece that is there already is taken for the repetition that it is. Errors:
  // office.import_kind, office.file_name, office.no_name, exchange.too_large (a table of more than
  // kTableFileMax, or more bytes than it was said to have), office.piece_missing (Conflict: what
  // comes before is not there), office.import_running (it is being read), those of TableFile.
  Result<ImportState> take_piece(const rights::Actor& actor, const Piece& piece);
  // Starts to read her table. Errors: office.no_table (NotFound), office.piece_missing,
  // office.import_running.
  Result<ImportState> start(const rights::Actor& actor, exchange::Mode mode,
                            std::shared_ptr<const api::Trace> trace);
  // How far it is; state `none` when she has none.
  ImportState sees(const rights::Actor& actor) const;
  // What came of it. Errors: office.no_table.
  Result<ImportView> result(const rights::Actor& actor) const;

  // The turn to import, for whoever reads a small file: false while another one has it.
  bool take_turn();
  void end_turn();

 private:
  struct Table {
    ImportState state;
    std::string platform;
    std::unique_ptr<TableFile> file;  // none once it was taken in
    std::optional<ImportView> result;
    std::int64_t touched = 0;
  };
  struct Order {
    rights::Actor actor;
    std::shared_ptr<Table> table;
    const ImportKind* kind = nullptr;
    ImportCommand command;
  };

  Result<std::shared_ptr<Table>> begin(const rights::Actor& actor, const Piece& piece);
  std::shared_ptr<Table> table_of(const rights::Actor& actor) const;
  void make_room();
  void run(std::stop_token stop);
  void carry_out(Order order, const std::stop_token& stop);
  Result<ImportView> import(const Order& order, const std::stop_token& stop);

  desk::Kernel& kernel_;
  const std::vector<ImportKind> kinds_;
  const std::string folder_;
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::map<PersonId, std::shared_ptr<Table>> tables_;
  std::optional<Order> order_;
  bool turn_taken_ = false;
  std::int64_t touches_ = 0;
  std::jthread thread_;  // last: it uses what stands above
};

}  // namespace linli::office

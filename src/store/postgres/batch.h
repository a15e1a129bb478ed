// store/postgres/batch.h – a group of write sets as one pipeline, and which of them cannot be.
//
// A change that finds no row at its version is no error to the database, so one round tells of all
// of them; a violated constraint ends the round. Whatever is refused, the transaction has to be
// rolled back and the others applied again: the group commits whole. Statements are prepared once,
// found by the addresses of the literal names in them. Thread safety: the writer thread.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/marks.h"
#include "store/postgres/pipeline.h"
#include "store/postgres/presence.h"
#include "store/write_set.h"

namespace linli::store::postgres {

// What became of the sets of one round.
struct Verdict {
  std::vector<std::pair<std::size_t, Error>> refused;  // by place in the group
  bool repeat = false;  // nobody is to blame (a deadlock): the whole group again
  bool clean() const { return refused.empty() && !repeat; }
};

// One of one round: shared with the groups of other nodes, or alone because they were in the way.
enum class Company { Shared, Alone };

class Batch {
 public:
  // The counts outlive the connection: they
  // never become fewer.
  Batch(const Presence& presence, MarkCounts& marks);

  // Begins a transaction and applies the sets in it; it stays open. Before it, whatever transaction
  // was open is rolled back. Errors: store.unreachable, or what made the whole group impossible
  // (store.disk, store.overloaded, store.corrupt); nothing is committed then.
  Result<Verdict> apply(const std::vector<const WriteSet*>& sets, Company company);
  // How many rows of counters were written since it was last asked (or a few more).
  std::int64_t take_deltas() { return std::exchange(deltas_, 0); }

 private:
  using Key = std::vector<const void*>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  enum class Wants { Nothing, OneRow, StagedFile };
  // What the answer at a place means.
  struct Expected {
    std::size_t set = kNoSet;
    Wants wants = Wants::Nothing;
    std::string_view table;
    std::int64_t id = 0;
    bool writes = false;
    const std::string* preparing = nullptr;  // key of names_ by name, until it is known to be there
  };
  static constexpr std::size_t kNoSet = static_cast<std::size_t>(-1);

  void begin(Company company);
  void add(std::size_t set, const Change& change);
  void add(std::size_t set, const Insert& insert);
  void add(std::size_t set, const Update& update);
  void add(std::size_t set, const AttachFile& attach);
  // Removes and requirements: a row at its version.
  void add_row(std::size_t set, const void* kind, Name table, std::int64_t id, std::int64_t version,
               std::string (*text)(Name, const Columns&));
  void add_left_over();
  void add_deltas();
  void add_texts();
  void add_marks();
  // The statement's name; queues its preparation when the connection does not know it.
  const std::string& statement(const void* kind, Name table, const Columns& columns,
                               std::string (*text)(Name, const Columns&));
  const std::string& statement(std::string_view sql);
  void execute(const std::string& name, Expected expected);

  void forget_unprepared(const std::vector<Answer>& answers);
  Result<Verdict> judge(const std::vector<Answer>& answers) const;
  Result<Verdict> judge_failure(const Answer& failed, const Expected& at, Verdict verdict,
                                bool others_are_bad) const;
  std::set<std::size_t> bad_sets(const std::vector<Answer>& answers) const;
  bool is_missed(const std::vector<Answer>& answers, std::size_t at) const;

  Pipeline pipeline_;
  PGconn* connection_;
  const std::int64_t node_;
  const std::int32_t county_;
  MarkCounts& marks_;
  Parameters parameters_;
  Key key_;  // reused, so that a look-up allocates nothing
  std::unordered_map<Key, std::string, KeyHash> names_;
  std::unordered_map<std::string, Key> keys_;  // the other way round, for those being prepared
  std::uint64_t named_ = 0;
  std::vector<Expected> expected_;
  Verdict unfit_;  // sets that are refused without asking the database
  std::vector<const AddDelta*> counted_;
  std::vector<const Change*> texts_;
  std::int64_t deltas_ = 0;
};

}  // namespace linli::store::postgres

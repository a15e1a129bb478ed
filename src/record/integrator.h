// record/integrator.h – gives entries their index in the tree and signs its heads.
//
// Any number of integrators may run on any number of nodes: the tree's row moves by
// compare-and-swap and the slower one's work is dropped whole. Source: charter ("Journal"), RFC
// 6962, docs/adr/0004-journal.md. Thread safety: one thread at a time; not the store's writer
// thread.
#pragma once

#include <string>

#include "base/clock.h"
#include "journal/head.h"
#include "record/heads.h"
#include "store/store.h"

namespace linli::record {

inline constexpr int kIntegratedMax = 500;  // entries in one run

struct Integrated {
  int entries = 0;    // that got their index in this run
  int held = 0;       // that wait for a previous entry which is not there: verify() names them
  bool more = false;  // the queue holds more: run again at once
};

class Integrator {
 public:
  // `heads_file` is where heads are copied out, one line each, appended and flushed to disk. It
  // belongs on another disk or machine than the data. All references must outlive the integrator.
  Integrator(store::Store& store, const Clock& clock, const journal::Signer& signer,
             std::string heads_file);

  // Takes queued entries into the tree, a previous entry always before the one that names it, signs
  // the new head and copies out every head that the file lacks. That another integrator was faster
  // is no error: it did the work. Errors: those of the store; journal.tree_malformed,
  // journal.head_malformed (Corrupt); journal.heads_not_copied (Overloaded: the file cannot be
  // written; what was integrated stays, the copy is tried again at the next run).
  Result<Integrated> run_once();

 private:
  Result<Integrated> integrate();
  Result<void> copy_out();

  store::Store& store_;
  const Clock& clock_;
  const journal::Signer& signer_;
  HeadsFile heads_file_;
  std::int64_t copied_ = -1;  // size of the last head in the file; -1: not read yet
};

// Makes the derived tables (journal_queue, journal_tree) again from the record. Only while nothing
// else writes. Errors: those of the store.
Result<void> rebuild_journal(store::Store& store);

}  // namespace linli::record

// inbox/search.h – what lies below with these words, the newest entered first.
//
// Words are found in chunks and only these matters looked at, until a page is full: a page costs
// its own rows and those left out on the way, however many titles have the words. A request looks
// at desk::kFoundBelowMax of them; then the page is short and its cursor goes on from there. The
// cursor is the place of the last title looked at (store/snapshot.h), so that whoever pages on to
// the end gets each matter once, whatever is filed or changed meanwhile. tests:
// inbox/search_test.cc. Thread safety: functions of a snapshot. Errors: those of the store.
#pragma once

#include "desk/title_index.h"
#include "inbox/sql.h"

namespace linli::inbox {

// A page of what `search` finds below; `bound` holds the filters, `desks` are the reader's own,
// whose matters lie not below her.
Result<Page> newest_below(store::Snapshot& read, const desk::TitleSearch& search, Bound bound,
                          int limit, const Cursor& cursor, const store::IntList& desks);

}  // namespace linli::inbox

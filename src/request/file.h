// request/file.h – filing a request: by a resident, for somebody, without an account, by import.
//
// It is routed by category × place to the desk whose duty it is before anybody grades it; category,
// kind and grade that the filer did not give are suggested by named rules of the pack and marked
// so. Source: REQ-1, REQ-4, REQ-6, REQ-10, REQ-13. Thread safety: any thread. Errors:
// request.place_too_wide, request.no_such_place (the place is no unit, or above a village),
// request.not_for_others (only a liaison, grid worker or clerk files for somebody),
// request.no_consent, request.about_unknown (a desk named in `about` does not exist),
// request.row_known (Conflict: this row of this source is filed), procedure.form_*, and those of
// desk::submit(), registry and vault.
#pragma once

#include <memory>
#include <string>

#include "desk/draft.h"
#include "desk/submit.h"
#include "request/filing.h"
#include "request/serial.h"
#include "rights/actor.h"

namespace linli::request {

struct FileCommand {
  rights::Actor actor;
  FileRequest request;
  // Of an import: where it came from and when it was filed there; empty otherwise.
  std::string source, source_row;
  Instant filed_at;         // 0: now
  std::string place_basis;  // how the place was found when nobody named it; goes on the record
};

// Answers with a FilingReceipt as JSON.
void file(desk::Kernel& kernel, Serials& serials, FileCommand command,
          desk::Idempotency idempotency, desk::Answered done);

// The same as changes, for imports that commit many at once.
Result<desk::Prepared> prepare_filing(desk::Kernel& kernel, Serials& serials,
                                      const FileCommand& command, store::Snapshot& read);

// What the pack's rules make of a text whose filer named no category, kind or grade.
struct Grading {
  std::string category, category_basis;  // "filer" or "suggested:<rule>"
  std::string kind;
  std::string grade, grade_basis;  // "suggested:<rule>"
};
Grading grade(const pack::Pack& pack, const FileRequest& request);

}  // namespace linli::request

// request/file.h – filing a request as its own page and imports know it; desk/open.h opens it.
//
// Source: REQ-1, REQ-4, REQ-6, REQ-10, REQ-13. Thread safety: any thread. Errors: those of
// desk::open().
#pragma once

#include <string>

#include "desk/open.h"
#include "request/filing.h"

namespace linli::request {

inline constexpr const char* kProcedure = "request";

using desk::Telling;

struct FileCommand {
  rights::Actor actor;
  FileRequest request;
  // Of an import: where it came from and when it was filed there; empty otherwise.
  std::string source, source_row;
  Instant filed_at;                // 0: now
  std::string about;               // of an import: a desk's number or a name, as the row has it
  std::string other_contact = {};  // of an import: how she is reached beside a mobile phone
  std::string grade = {};          // of an import: what the other platform gave it, "" for none
  // Whether a phone that is nobody's yet may be told of it.
  Telling telling = Telling::Allowed;
  std::string place_basis;  // how the place was found when nobody named it; goes on the record
};

// Answers with a FilingReceipt as JSON.
void file(desk::Kernel& kernel, FileCommand command, desk::Idempotency idempotency,
          desk::Answered done);

// The same as changes, for imports that commit many at once.
Result<desk::Prepared> prepare_filing(desk::Kernel& kernel, const FileCommand& command,
                                      store::Snapshot& read);

// What the pack's rules make of a text whose filer named no category, kind or grade.
desk::Grading grade(const pack::Pack& pack, const FileRequest& request);

}  // namespace linli::request

// notice/read.h – notices as everybody reads them.
//
// Shown: those of the unit and of the units above it, newest first, until their day or until they
// are taken down (RISK-13). Thread safety: functions of a snapshot. Errors: registry.no_such_unit,
// desk.cursor_wrong, notice.not_found (NotFound: there is none of this number, or its time is
// over), model.number_wrong (Invalid).
#pragma once

#include <string>

#include "desk/kernel.h"
#include "notice/views.h"

namespace linli::notice {

inline constexpr int kNoticePage = 20;

Result<NoticePage> notices_at(const desk::Kernel& kernel, store::Snapshot& read, UnitId unit,
                              const std::string& cursor);
Result<NoticeView> notice_by_number(const desk::Kernel& kernel, store::Snapshot& read,
                                    const std::string& number);

}  // namespace linli::notice

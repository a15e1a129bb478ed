// request/public.h – the public page: an edited title, the village, where it stands; never a name.
//
// Only matters whose filer wished it, and never a complaint about people. Until somebody at the
// desk edited a title, the category's words stand for it. Nothing finer than the village. Source:
// RISK-13, 个人信息保护法 Art. 25. Thread safety: functions of a snapshot. Errors:
// model.number_wrong (Invalid), request.not_found (NotFound), desk.cursor_wrong (Invalid).
#pragma once

#include <string>

#include "desk/kernel.h"
#include "request/filing.h"

namespace linli::request {

inline constexpr int kPublicPage = 20;

// Newest first; `village` 0 is the whole county.
Result<PublicList> public_list(const desk::Kernel& kernel, store::Snapshot& read, UnitId village,
                               const std::string& cursor);
// Public matters of the village, then of its town, whose edited title or category is like `words`:
// open, or ended within kSimilarDays. Only what the public page shows is looked at.
inline constexpr int kSimilarMax = 5;
inline constexpr std::int64_t kSimilarDays = 90;
Result<SimilarList> public_similar(const desk::Kernel& kernel, store::Snapshot& read, UnitId unit,
                                   const std::string& words);
Result<PublicDetail> public_detail(const desk::Kernel& kernel, store::Snapshot& read,
                                   const std::string& number);

}  // namespace linli::request

// procedure/explain.h – desks, times and what happens afterwards, in words that one can read aloud.
//
// For the drawing and for the page that explains a procedure; nothing is said that the definition
// does not say. Thread safety: pure functions.
#pragma once

#include <map>
#include <string>

#include "procedure/definition.h"

namespace linli::procedure {

// The words of position keys; a key without words is shown as it is.
using PositionWords = std::map<std::string, Words>;

// 镇(街道) 回访 / Call-back, town; who holds it where there is no desk of its own.
Words desk_words(const std::optional<DeskRef>& desk, const PositionWords& positions);
// 10个工作日 / 10 workdays.
Words period_words(const Period& period);
// 到期后1个工作日:由上一级 督办 督办. `definition` names the steps it may lead to.
Words late_words(const Definition& definition, const Step& step, const Late& late,
                 const PositionWords& positions);

}  // namespace linli::procedure

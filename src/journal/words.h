// journal/words.h – the words that a kept entry writes as numbers (docs/formats.md, "How an entry
// is kept").
//
// A word's number is its place in the list. Rows are never written again, so the order never
// changes and no word is ever taken out or altered: a new one goes to the end, here and in
// docs/formats.md. They are the names and values that the program and the procedures shipped with
// it write as facts; a county's own words (titles of rules, categories) stay as they are. The first
// 120 take one byte, so the commonest come first. A word that ends with ':', '/' or '.' is a head:
// the rest of the string follows it. No other word holds one of these. Thread safety: constant.
#pragma once

#include <array>
#include <string_view>

namespace linli::journal {

// clang-format off
inline constexpr auto kWords = std::to_array<std::string_view>({
    // Names of facts, what texts are called, roles.
    "by", "from_step", "to_step", "desk", "holder", "number", "procedure_version", "unit",
    "category", "category_basis", "kind", "grade", "grade_basis", "suggested_grade", "channel",
    "for_whom", "directory_rule", "first", "late", "stage", "supervisor", "offered", "assist",
    "lead", "shared", "opener", "to", "reason", "public", "consent", "source", "place_basis",
    "decline_reason", "return_reason", "more_time_reason", "not_solved_reason", "what",
    "from_version", "to_version",
    "suggested:", "title/", "detail/", "reply/", "public_title/", "rating/", "text/", "question/",
    "reason/", "comment/", "contact/", "place/", "file/", "words/", "matter.",
    // Who did it, and the steps.
    "filer", "affected", "import", "system",
    "intake", "self_help", "handling", "joint", "waiting_for_filer", "answered", "callback",
    "cannot_review", "third_person", "declined", "decline_review", "closed", "shown", "over",
    // What was chosen.
    "true", "false", "confirmed", "none", "remind", "supervise", "move",
    "micro", "small", "large", "hard", "consult", "help", "suggest", "complaint", "report",
    "web", "visit", "liaison", "phone", "letter", "window", "hotline", "platform",
    "self", "household", "shop", "firm", "somebody",
    "nothing_done", "partly", "came_back", "not_answered", "not_true",
    "off_list", "not_ours", "other_place", "other_desk", "incomplete",
    "season", "funds", "several", "survey", "no_duty", "unclear",
    // Rare: two bytes from here on, or nearly.
    "court", "petition", "police", "decided", "name", "call_filer", "visit_filer", "check_facts",
    "call_back", "meeting", "check_progress", "handover", "county", "sample_row", "erased",
    "position", "term", "person", "deputy", "from", "imported", "unchanged", "refused", "sha256",
    "scope", "sort", "step", "state", "filed_from", "filed_to", "words", "given", "mine", "below",
    "supervised", "until", "since", "filed", "open", "ended", "all", "export", "rows", "whole",
    "units", "people", "households", "organisations", "positions",
});
// clang-format on

}  // namespace linli::journal

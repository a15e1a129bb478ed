// request/likeness.h – how alike two short texts are, for matters that may be one's own already.
// Thread safety: pure.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace linli::request {

// Pairs of neighbouring characters, spaces and ASCII punctuation left out, ASCII in lower case.
std::set<std::string> pairs_of(std::string_view text);

// How many pairs both have: 2 for 路灯不亮 and 村口路灯又不亮了.
int likeness(const std::set<std::string>& a, const std::set<std::string>& b);

}  // namespace linli::request

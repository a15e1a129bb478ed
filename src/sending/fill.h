// sending/fill.h – puts a message's values into the texts of the settings: "{phone}".
//
// A place is a name of the list in braces; other braces stand for themselves, so that a JSON body
// reads as such. Thread safety: pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace linli::sending {

enum class Escape { Nothing, Json, Form };

// phone, email, text, id, time (seconds of UTC), stamp (yyyyMMddHHmmss of the county), template,
// sign.
using Values = std::map<std::string, std::string, std::less<>>;

std::string fill(std::string_view text, const Values& values, Escape escape);
// The first place of the text that is none of the list, "" if there is none: a slip of the pen.
std::string unknown_place(std::string_view text);

}  // namespace linli::sending

// base/clean_text.h – text as people write it, without what is not seen but does something.
//
// Everything that is typed passes here once, at the door (api::body, exchange::read_table): control
// characters, marks that turn the direction of writing around, invisible and ignorable characters
// and noncharacters are left out; more than kMarksMax combining marks in a row are cut. A
// zero-width joiner stays between emoji, variation selectors stay (rare forms of characters in
// names). Source: Unicode TR36, UAX 9, UAX 31 section 2.3. Thread safety: any thread.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace linli {

inline constexpr int kMarksMax = 4;

// Keeps line feeds and tabs; CRLF and the line separators of Unicode become line feeds. `utf8` must
// be UTF-8. Cleaning twice is cleaning once.
std::string clean_text(std::string_view utf8);
// The same on one line, without spaces at its ends: titles and names.
std::string clean_line(std::string_view utf8);
// Cleans every string of a value; names of members stay.
void clean_texts(boost::json::value& value);

}  // namespace linli

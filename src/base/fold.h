// base/fold.h – one way to read what is written by hand: numbers, codes and words of a list.
//
// People type full-width digits, spaces of every width, and hyphens where they read well; programs
// paste marks that nobody sees. Telephones, identity numbers, numbers of matters and slips, codes
// and dates are folded here, before anybody compares them, on the page by web/src/text/fold.ts in
// the same way. Thread safety: pure functions. The text should be UTF-8; other bytes stay.
#pragma once

#include <string>
#include <string_view>

namespace linli {

// Full-width forms of ASCII become ASCII, every space becomes ' ', what is not seen is left out,
// every hyphen and dash becomes '-'; no spaces at the ends.
std::string fold_width(std::string_view text);
// The same without any space or hyphen.
std::string fold_number(std::string_view text);

// Whether anything of a text can be seen: what is required has at least one such character.
bool has_visible(std::string_view text);

}  // namespace linli

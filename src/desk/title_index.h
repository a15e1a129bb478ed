// desk/title_index.h – finding matters by the words of their titles.
//
// The store's text index holds, for each matter, the blind tokens of its title (vault/blind.h),
// each of them once more for its village, and one token for each unit between village and county.
// So a search in the county or in a village asks for the words alone; one in a town asks for the
// town, too. It is derived: index_titles() fills it again from the vault. Erasing a matter removes
// it. Thread safety: functions of a snapshot. Errors: those of the store and vault.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/kernel.h"
#include "desk/matter.h"

namespace linli::desk {

inline constexpr const char* kTitleIndex = "matter";
// What is looked at of a search, newest first. Below a unit the newest are what is wanted, and this
// is for one request; a desk looks among all for the few that it holds, and words that more titles
// hold are too common to help.
inline constexpr int kFoundMax = 20'000;
inline constexpr int kFoundBelowMax = 500;

// Where titles are looked for: everywhere, in a village, or below a unit above villages that is not
// the county; at most one is set.
struct TitlesOf {
  UnitId village;
  UnitId unit;
};

// Makes the matter findable by `title`, together with the act that files it.
void index_title(store::WriteSet& changes, const vault::Vault& vault, const Matter& matter,
                 std::string_view title);

// What is looked for: a public number, or tokens.
struct TitleSearch {
  std::string number, tokens;
};
// Errors: desk.words_too_short (Invalid: not even one word or two Han characters).
Result<TitleSearch> title_search(const vault::Vault& vault, std::string_view words, TitlesOf where);
// At most `most` matters whose title has all the words, or whose number it is, the newest entered
// first: those before the place of one that was found before.
Result<std::vector<store::FoundText>> find_titles(store::Snapshot& read, const TitleSearch& search,
                                                  int most, std::int64_t before = store::kPlaceEnd);

// Whether every matter is in the index: not after an upgrade that emptied it, until index_titles()
// was done.
Result<bool> titles_are_indexed(store::Snapshot& read);
// Fills the index anew from the vault, in steps. Returns how many matters.
Result<std::int64_t> index_titles(Kernel& kernel);

}  // namespace linli::desk

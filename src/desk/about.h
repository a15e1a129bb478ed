// desk/about.h – whom of those in office a text means, before anybody reads it.
//
// Whoever writes a name instead of choosing a desk is protected all the same (RISK-3, attack H4),
// when she files and with every word that comes later (desk/later.h). A text means somebody when it
// holds the full name of somebody who sits, or sat until lately, at a desk of the place's line; her
// surname with a title (许书记); or a title with a word of complaint near it. Titles and words are
// the pack's (pack/complaints.h). Spaces and characters that nobody sees hide nothing. Source:
// docs/adr/0024. Thread safety: find_about() pure, the others functions of a snapshot.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "desk/draft.h"
#include "desk/kept.h"
#include "desk/officers.h"
#include "pack/complaints.h"

namespace linli::desk {

inline constexpr std::size_t kAboutTextMax = 20'000;  // characters that are looked at
// Characters before and after a title in which a word of complaint belongs to it.
inline constexpr std::size_t kNearBefore = 20;
inline constexpr std::size_t kNearAfter = 30;
inline constexpr std::size_t kCandidatesMax = 20;

struct Candidate {
  const Officer* officer = nullptr;
  bool by_name = false;  // the text holds her name, not only her title
};

struct AboutFound {
  std::vector<Candidate> candidates;  // each person once, at most kCandidatesMax
  std::vector<std::string> levels;    // of titles behind which no desk of the line stands
  bool any() const { return !candidates.empty() || !levels.empty(); }
};

// AnyName: the filer's own words, in which a name is enough. Complaint: what somebody of a desk
// wrote down of her, in which names are everyday and mean a complaint only with a word of it near.
enum class AboutReading { AnyName, Complaint };

// Pure: whom the text means among these officers, and of which levels besides.
AboutFound find_about(const pack::Complaints& words, std::string_view text,
                      std::span<const Officer* const> officers, Instant now,
                      AboutReading reading = AboutReading::AnyName);

// The officers of a line; whom a text is read for is held while they are used.
struct Around {
  std::vector<Officers> kept;
  std::vector<const Officer*> officers;
};

// Of every unit of the line and of all that lies below its village, but for one person: herself.
Result<Around> around(Kernel& kernel, store::Snapshot& read, const Line& line, PersonId without);

// The same of the units of these desks, where the line does not hold them.
Result<void> add_desks(Kernel& kernel, store::Snapshot& read, const std::set<PositionId>& desks,
                       PersonId without, Around& out);

std::vector<Draft::Named> named_in(const AboutFound& found);

// `path` so that it lies above all these people and levels (desk/above.h). Errors:
// desk.nobody_above (Conflict: one of them sits where nothing above is in this county).
Result<std::string> path_above_all(Kernel& kernel, store::Snapshot& read, const Line& line,
                                   std::string path, const std::vector<Draft::Named>& named,
                                   const std::vector<std::string>& levels);

}  // namespace linli::desk

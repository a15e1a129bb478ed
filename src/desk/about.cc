#include "desk/about.h"

#include <algorithm>
#include <bitset>
#include <set>

#include "base/text.h"
#include "desk/above.h"
#include "model/code_points.h"
#include "registry/organisations.h"
#include "registry/positions.h"

namespace linli::desk {
namespace {

using Text = std::u32string;

constexpr std::size_t kShortestName = 2;
constexpr std::size_t kLowCharacters = 0x10000;

// Without what stands between the characters of a name and is no end of a sentence.
Text folded(std::string_view text) {
  constexpr std::u32string_view kBetween = U" \t\n\r　\u00A0·.-_*・•";
  Text out;
  for (std::size_t i = 0; i < text.size() && out.size() < kAboutTextMax;) {
    const auto [character, size] = code_point_at(text, i);
    i += size;
    if (is_invisible(character) || kBetween.find(character) != std::u32string_view::npos) continue;
    out += character;
  }
  return out;
}

bool holds(std::u32string_view text, const Text& words) {
  return !words.empty() && text.find(words) != std::u32string_view::npos;
}

std::vector<Text> folded_all(const std::vector<std::string>& words) {
  std::vector<Text> out;
  for (const auto& one : words) out.push_back(folded(one));
  return out;
}

// What holds a title and means nobody, made unreadable; the longest first.
void blot_out(Text& text, std::vector<Text> others) {
  std::ranges::sort(others, std::ranges::greater{}, &Text::size);
  for (const auto& other : others) {
    for (auto at = text.find(other); !other.empty() && at != Text::npos;
         at = text.find(other, at)) {
      std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(at), other.size(), U'#');
    }
  }
}

class Finder {
 public:
  Finder(const pack::Complaints& words, std::string_view text,
         std::span<const Officer* const> officers, Instant now, AboutReading reading)
      : words_(words), officers_(officers), now_(now), reading_(reading), text_(folded(text)) {}

  AboutFound run() {
    complaints_ = folded_all(words_.words);
    names();
    blot_out(text_, folded_all(words_.others));
    auto titles = words_.titles;
    // 村支书 is no 书记 as well: the longer title is read first and read away.
    std::ranges::stable_sort(titles, std::ranges::greater{},
                             [](const auto& title) { return title.title.size(); });
    for (const auto& title : titles) read_title(title);
    return std::move(found_);
  }

 private:
  void add(const Officer& officer, bool by_name) {
    const auto known = std::ranges::find_if(found_.candidates, [&](const Candidate& one) {
      return one.officer->person == officer.person;
    });
    if (known != found_.candidates.end() || found_.candidates.size() >= kCandidatesMax) return;
    found_.candidates.push_back({&officer, by_name});
  }

  // Most names begin with a character that the text has nowhere.
  void names() {
    std::bitset<kLowCharacters> there;
    for (const auto character : text_) there.set(character % kLowCharacters);
    for (const auto* officer : officers_) {
      if (officer->name.empty() || !officer->served_lately(now_)) continue;
      if (!there[code_point_at(officer->name, 0).value % kLowCharacters]) continue;
      const Text name = folded(officer->name);
      if (name.size() >= kShortestName && names(name)) add(*officer, true);
    }
  }

  bool names(const Text& name) const {
    if (reading_ == AboutReading::AnyName) return holds(text_, name);
    for (auto at = text_.find(name); at != Text::npos; at = text_.find(name, at + 1)) {
      if (complained_near(at, name.size())) return true;
    }
    return false;
  }

  bool is_at(const pack::OfficeTitle& title, const Officer& officer) const {
    if (officer.level != title.level || !officer.serves(now_)) return false;
    return title.positions.empty() ||
           std::ranges::find(title.positions, officer.key) != title.positions.end();
  }

  // The surname before the title: of anybody of that level, whatever desk she has. True when she
  // may be called so: 向书记反映 is no word about the grid worker 向前, and hides no 书记.
  bool by_surname(const pack::OfficeTitle& title, std::size_t at) {
    bool any = false;
    for (const auto* officer : officers_) {
      if (officer->level != title.level || !officer->served_lately(now_)) continue;
      const Text name = folded(officer->name);
      const std::size_t surname = name.size() > 3 ? 2 : 1;
      if (name.size() < kShortestName || at < surname) continue;
      if (text_.compare(at - surname, surname, name, 0, surname) != 0) continue;
      add(*officer, true);
      any = any || is_at(title, *officer);
    }
    return any;
  }

  bool complained_near(std::size_t at, std::size_t size) const {
    const std::size_t from = at < kNearBefore ? 0 : at - kNearBefore;
    const auto near = std::u32string_view(text_).substr(from, at - from + size + kNearAfter);
    return std::ranges::any_of(complaints_, [&](const Text& word) { return holds(near, word); });
  }

  void read_title(const pack::OfficeTitle& title) {
    const Text word = folded(title.title);
    if (word.empty()) return;
    for (auto at = text_.find(word); at != Text::npos; at = text_.find(word, at)) {
      const bool complained = complained_near(at, word.size());
      const bool reads_names = complained || reading_ == AboutReading::AnyName;
      const bool named = reads_names && by_surname(title, at);
      if (!named && complained) by_title(title);
      std::fill_n(text_.begin() + static_cast<std::ptrdiff_t>(at), word.size(), U'#');
    }
  }

  void by_title(const pack::OfficeTitle& title) {
    bool any = false;
    for (const auto* officer : officers_) {
      if (title.positions.empty() || !is_at(title, *officer)) continue;
      add(*officer, false);
      any = true;
    }
    if (!any && std::ranges::find(found_.levels, title.level) == found_.levels.end()) {
      found_.levels.push_back(title.level);
    }
  }

  const pack::Complaints& words_;
  std::span<const Officer* const> officers_;
  const Instant now_;
  const AboutReading reading_;
  Text text_;
  std::vector<Text> complaints_;
  AboutFound found_;
};

// Adds those at the desks of the unit to `out`.
Result<void> add_officers(Kernel& kernel, store::Snapshot& read, const registry::Unit& unit,
                          PersonId without, Around& out) {
  out.kept.push_back(TRY(kernel.kept.officers(read, kernel.vault, unit, kernel.clock.now())));
  for (const auto& officer : *out.kept.back()) {
    if (officer.person != without) out.officers.push_back(&officer);
  }
  return {};
}

}  // namespace

AboutFound find_about(const pack::Complaints& words, std::string_view text,
                      std::span<const Officer* const> officers, Instant now, AboutReading reading) {
  return Finder(words, text, officers, now, reading).run();
}

Result<Around> around(Kernel& kernel, store::Snapshot& read, const Line& line, PersonId without) {
  Around out;
  for (const auto& unit : *line) {
    TRY(add_officers(kernel, read, unit, without, out));
    if (unit.level == registry::kVillageLevel) break;  // with all that lies below it
  }
  return out;
}

Result<void> add_desks(Kernel& kernel, store::Snapshot& read, const std::set<PositionId>& desks,
                       PersonId without, Around& out) {
  for (const auto id : desks) {
    const bool there = std::ranges::any_of(
        out.officers, [&](const Officer* officer) { return officer->position == id; });
    if (there || !id) continue;
    const auto post = TRY(kernel.kept.post(read, id));
    UnitId unit = post->unit;
    if (!unit) unit = TRY(registry::organisation(read, post->organisation)).unit;
    TRY(add_officers(kernel, read, TRY(registry::unit(read, unit)), without, out));
  }
  return {};
}

std::vector<Draft::Named> named_in(const AboutFound& found) {
  std::vector<Draft::Named> out;
  for (const auto& one : found.candidates) {
    out.push_back({one.officer->position, one.officer->person});
  }
  return out;
}

Result<std::string> path_above_all(Kernel& kernel, store::Snapshot& read, const Line& line,
                                   std::string path, const std::vector<Draft::Named>& named,
                                   const std::vector<std::string>& levels) {
  std::vector<PersonId> people;
  std::vector<PositionId> positions;
  for (const auto& one : named) {
    if (one.person) people.push_back(one.person);
    if (one.position) positions.push_back(one.position);
  }
  const auto rules = kernel.rules.get();
  path = TRY(path_above(read, *rules, std::move(path), people, positions, kernel.clock.now()));
  for (const auto& level : levels) {
    const auto unit = std::ranges::find(*line, level, &registry::Unit::level);
    path = path_above(path, unit == line->end() ? line->back().path : unit->path);
  }
  return path;
}

}  // namespace linli::desk

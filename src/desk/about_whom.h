// desk/about_whom.h – whether an opening is a complaint about somebody in office, before anybody
// reads it.
//
// The text is read as desk/about.h says, whatever was chosen beside it: a resident is asked, a
// reviewer above looks. Source: RISK-3, attack H4, docs/adr/0024. Thread safety: functions of a
// snapshot.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "desk/about.h"
#include "desk/open.h"

namespace linli::desk {

// What the page asks before it sends.
struct AboutAsk {
  std::string title;
  std::string detail;
  UnitId unit;
  std::optional<std::string> place_words;
};
BOOST_DESCRIBE_STRUCT(AboutAsk, (), (title, detail, unit, place_words))

struct AboutCandidate {
  std::string desk;  // the position's id, as `about` of a filing takes it
  Words words;       // the desk
  std::string name;  // as the text has it; "" when it has only her title
};
BOOST_DESCRIBE_STRUCT(AboutCandidate, (), (desk, words, name))

struct AboutQuestion {
  bool ask = false;  // nothing to ask: send it
  std::vector<AboutCandidate> candidates;
  bool outside = false;  // nobody in this county stands above them
  Words outside_words;   // where to go then
};
BOOST_DESCRIBE_STRUCT(AboutQuestion, (), (ask, candidates, outside, outside_words))

// Errors: desk.no_such_place, procedure.form_too_long (detail: title, detail).
Result<AboutQuestion> ask_about(Kernel& kernel, store::Snapshot& read, const std::string& procedure,
                                const AboutAsk& body, PersonId filer);

// Whom a filing is about as far as is known, and whether a reviewer has yet to say so.
struct AboutWhom {
  std::vector<Draft::Named> named;
  std::string above_path;  // "" when it is about nobody
  bool asked = false;
  // Whom the text names though she says that it is about nobody: they are not the first to have it.
  std::set<PersonId> mentioned;
};

// Whom she chose, and whom the text means besides: choosing somebody never makes the text unread.
// Without her word, and whatever a clerk says who entered it for somebody, what was found is asked
// of a reviewer. Errors: desk.about_unknown, desk.nobody_above.
Result<AboutWhom> about_whom(Kernel& kernel, store::Snapshot& read, const OpenCommand& command,
                             const Line& line, const std::string& said);

}  // namespace linli::desk

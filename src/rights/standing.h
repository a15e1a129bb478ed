// rights/standing.h – what an actor is to a matter, and so what she may see and do: pure.
//
// The one rule of access. Roles follow from being the filer, from sitting at a desk that takes
// part, or from overseeing a desk from above in the tree. Whoever the matter is about has no
// standing, whatever hats she wears; whoever filed it handles nothing in it. Both hold for the
// human, not for the row: desk/standing_of.h finds her other rows. Who entered a matter for
// somebody sees it as long as she sits at the desk where she did; her successor there sees it, too.
// Source: charter "People's rights", RISK-3, RISK-4, RISK-8, RISK-22, ADR 0023. Thread safety:
// pure.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/ids.h"
#include "procedure/definition.h"
#include "rights/actor.h"

namespace linli::rights {

// A desk that takes part in the matter.
struct Tie {
  procedure::Role role = procedure::Role::holder;
  PositionId position;
};

struct MatterTies {
  PersonId filer;
  PersonId affected;
  PersonId opener;              // who entered it for somebody
  PositionId opener_position;   // at which desk
  std::vector<PersonId> own;    // other rows of the filer, or of whom it is for
  std::vector<PersonId> about;  // whom a complaint is about
  std::vector<PersonId> hands;  // who did an act as staff
  std::vector<Tie> ties;        // holder, offered, sender and open participants
  std::string holder_path;      // unit path of the holding desk
  std::string village_path;     // unit path of the village where it happens
  bool confidential = false;    // a complaint about people: overseen from the county only
  // Of a complaint about somebody in office: who sits below or beside that path is nothing to it;
  // "-" when nobody in the county stands above. "" for every other matter.
  std::string above_path;
};

struct Standing {
  std::set<procedure::Role> roles;
  // The hat under which the staff roles are held; nullopt for filer and opener.
  std::optional<Hat> hat;
  bool sees = false;      // may read it at all
  bool oversees = false;  // reads it only because it lies below one of her desks
  bool by_code = false;   // the filer by the follow-up code alone
  bool handled = false;   // entered it or did an act as staff: neither calls back nor reviews
  bool is_staff() const { return hat.has_value(); }
};

// `overseeing_keys`: kinds of position that oversee what lies below them (pack: oversees).
// `holds_code`: the caller proved the matter's follow-up code.
Standing standing(const Actor& actor, const MatterTies& matter,
                  const std::set<std::string>& overseeing_keys, bool holds_code = false);

// Whether `path` lies at or below `above` ("/1/5/" contains "/1/5/27/").
bool lies_below(std::string_view path, std::string_view above);

}  // namespace linli::rights

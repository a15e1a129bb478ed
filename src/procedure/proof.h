// procedure/proof.h – what the parts of verify() share: the definition, the facts, the faults
// found. Each verify_*.cc holds the fault classes of one subject; their list is in
// docs/procedures.md. Thread safety: one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "procedure/graph.h"
#include "procedure/verify.h"

namespace linli::procedure {

struct Proof {
  const Definition& definition;
  const PackFacts& facts;
  const Graph graph;
  std::vector<Fault> faults;

  Proof(const Definition& d, const PackFacts& f) : definition(d), facts(f), graph(d) {}

  // `step` is the step whose path is shown, "" for none.
  void fault(std::string_view id, const std::string& step, const std::string& place,
             const std::string& what);
  // Every field that some act or lateness sets, and those that the kernel sets.
  std::set<std::string> fields_set() const;
  // The choices a matter field can have; nullptr when they are not limited to a list.
  const std::vector<std::string>* values_of(const std::string& field) const;
};

// "intake.accept".
std::string place_of(const Step& step, const Act& act);
// F04: a message is there, in both languages; "" needs none.
void check_text(Proof& proof, const Step& at, const std::string& place, const std::string& code);
// Whether only the person who filed (or on whose behalf it was filed) does it.
bool only_filer(const Act& act);

// Whether anybody outside the institution files it or has a part in it. What staff alone open and
// nobody else is a party to (a notice) has no filer whose word could be missing.
bool has_filer(const Definition& definition);

void verify_names(Proof& proof);   // F01 F02 F03 F04 F19 F20 F23 F29
void verify_fields(Proof& proof);  // F03 F19 F38 – F45
void verify_flow(Proof& proof);    // F05 F06 F21 F22 F25 F26 F28
void verify_time(Proof& proof);    // F09 F10 F17 F18
void verify_people(Proof& proof);  // F07 F08 F11 F12 F13 F24 F27
void verify_links(Proof& proof);   // F04 F46 – F49
void verify_rhythm(Proof& proof);  // F50
void verify_law(Proof& proof);     // F14 F15

}  // namespace linli::procedure

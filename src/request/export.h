// request/export.h – everything the county keeps about a person, for herself.
//
// Source: 个人信息保护法 Art. 45 (a copy of her data), RISK-3. Texts are as she may read them: what
// staff note among themselves and what others filed is not hers. Thread safety: functions of a
// snapshot. Errors: registry.no_such_person, registry.person_erased, those of the store and vault.
#pragma once

#include <string>
#include <vector>

#include "desk/kernel.h"
#include "desk/views.h"
#include "request/filing.h"
#include "rights/actor.h"

namespace linli::request {

inline constexpr int kMattersExported = 500;

// One of her dated ties.
struct TieView {
  std::string kind;  // registered, living, collective_member, owner, business
  std::string door;
  std::vector<desk::UnitView> place;  // from the county down
  bool head = false;                  // head of the household
  std::int64_t floor_area_cm2 = 0;
  std::int64_t from_at = 0;
  std::int64_t to_at = 0;  // 0: it holds
};
BOOST_DESCRIBE_STRUCT(TieView, (), (kind, door, place, head, floor_area_cm2, from_at, to_at))

struct Export {
  std::int64_t made_at = 0;
  std::string name;
  std::string phone;
  std::string identity_number;
  std::string origin;  // register or self_declared
  std::vector<TieView> ties;
  std::vector<desk::MatterView> matters;  // what she filed, or what was filed for her; newest first
  bool more_matters = false;              // there are more than kMattersExported
  std::vector<LookupView> looks;          // who looked at her data
};
BOOST_DESCRIBE_STRUCT(Export, (),
                      (made_at, name, phone, identity_number, origin, ties, matters, more_matters,
                       looks))

Result<Export> export_of(const desk::Kernel& kernel, store::Snapshot& read,
                         const rights::Actor& actor);

}  // namespace linli::request

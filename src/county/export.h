// county/export.h – everything the county keeps about a person, for herself.
//
// Source: 个人信息保护法 Art. 45 (a copy of her data), RISK-3. Texts are as she may read them: what
// staff note among themselves and what others filed is not hers. The copy is whole however much it
// is, so it is made while it is sent (api::Pieces), kMattersAtOnce matters a snapshot, newest
// first: what is filed meanwhile is not in it. When the store refuses three times, or she is erased
// meanwhile, the connection is cut: a copy that can be read as JSON has everything. Thread safety:
// as api/route.h says; pieces are made on the kernel's workers. Errors: registry.no_such_person,
// registry.person_erased, desk.busy, those of the store and vault.
#pragma once

#include <string>
#include <vector>

#include "api/route.h"
#include "desk/kernel.h"
#include "desk/looks.h"
#include "desk/views.h"
#include "rights/actor.h"

namespace linli::county {

inline constexpr int kMattersAtOnce = 20;

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

// A message that was sent to her within a month, or lies on her page alone.
struct SentView {
  std::int64_t at = 0;
  Words text;
};
BOOST_DESCRIBE_STRUCT(SentView, (), (at, text))

struct Export {
  std::int64_t made_at = 0;
  std::string name;
  std::string phone;
  std::string identity_number;
  std::string email;          // confirmed by her
  std::string email_on_file;  // only in the register, never used
  std::string origin;         // register or self_declared
  std::vector<TieView> ties;
  std::vector<SentView> messages;         // to her, not to a desk of hers; newest first
  std::vector<desk::MatterView> matters;  // what she filed, or what was filed for her; newest first
  std::vector<desk::LookupView> looks;    // who looked at her data
};
BOOST_DESCRIBE_STRUCT(Export, (),
                      (made_at, name, phone, identity_number, email, email_on_file, origin, ties,
                       messages, matters, looks))

// `Export` as JSON, for who asks; `kernel` must outlive it.
api::Pieces export_of(desk::Kernel& kernel, rights::Actor actor);

}  // namespace linli::county

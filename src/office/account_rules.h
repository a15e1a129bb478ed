// office/account_rules.h – who asks for something about an account, and who confirms it.
//
// The two are of different kinds, never the same human, and never the owner. Source: GB/T
// 22239-2019 §8.1.5 (三员分立), ADR 0019. Thread safety: pure.
#pragma once

#include "rights/actor.h"

namespace linli::office {

// Whether an administrator of kind `who` may ask about an account of kind `owner` (None: of staff).
//
//   account of   asked by         confirmed by
//   staff        system           security
//   system       system or audit  security
//   security     system           audit
//   audit        system           security
//
// Audit asks for nobody but the system administrator, whom nobody else could help.
constexpr bool may_ask(rights::AdministratorKind who, rights::AdministratorKind owner) {
  using rights::AdministratorKind;
  return who == AdministratorKind::System ||
         (who == AdministratorKind::Audit && owner == AdministratorKind::System);
}

constexpr bool may_confirm(rights::AdministratorKind who, rights::AdministratorKind owner) {
  using rights::AdministratorKind;
  return who == (owner == AdministratorKind::Security ? AdministratorKind::Audit
                                                      : AdministratorKind::Security);
}

}  // namespace linli::office

// sample/roles.h – the people of a sample that the entry page offers for one-click sign-in.
//
// Found by query, nothing is stored: the resident by her source key, the others by their seats.
// Thread safety: function of a snapshot.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "model/ids.h"
#include "model/words.h"
#include "pack/pack.h"
#include "rights/actor.h"
#include "store/snapshot.h"
#include "vault/vault.h"

namespace linli::sample {

// The village of the main scenario, and the source keys by which its people are found.
inline constexpr const char* kSampleVillage = "向巷村";
inline constexpr const char* kResidentSource = "sample:resident";
// Its three administrators: the keys of their roles, and whom their source keys name.
struct SampleAdministrator {
  rights::AdministratorKind kind;
  const char* role;
  const char* source;
  const char* name;
  const char* title_zh;
  const char* title_en;
};
inline constexpr SampleAdministrator kAdministrators[] = {
    {rights::AdministratorKind::System, "administrator", "sample:administrator", "管理员",
     "系统管理员", "System administrator"},
    {rights::AdministratorKind::Security, "security_administrator", "sample:security", "安全员",
     "安全管理员", "Security administrator"},
    {rights::AdministratorKind::Audit, "audit_administrator", "sample:audit", "审计员",
     "审计管理员", "Audit administrator"},
};
// The department of the main scenario (key in organisations.csv).
inline constexpr const char* kSampleDepartment = "housing";

struct SampleRole {
  std::string key;  // "resident", "liaison", "village_intake" … "audit_administrator"
  Words title;      // "向巷村 · 受理分办"
  PersonId person;
  std::string name;
  rights::ActorKind kind = rights::ActorKind::Staff;  // how to sign her in
  rights::AdministratorKind administrator = rights::AdministratorKind::None;
};

// Roles whose seat the pack does not have, or that nobody holds, are left out. Empty in a folder
// that is no sample.
Result<std::vector<SampleRole>> sample_roles(store::Snapshot& read, const vault::Vault& vault,
                                             const pack::Pack& pack, Instant now);

}  // namespace linli::sample

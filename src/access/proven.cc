#include "access/access.h"
#include "access/accounts.h"

namespace linli::access {

Result<std::optional<AccountId>> account_of_person(store::Snapshot& snapshot, PersonId person) {
  return snapshot.one(
      "SELECT id FROM access_account WHERE person_id = ?1 AND closed = 0 AND administrator = 0"
      " ORDER BY id LIMIT 1",
      {person}, [](const store::Row& row) { return row.id<AccountId>(0); });
}

Result<std::optional<AccountOwner>> owner_of_account(store::Snapshot& snapshot, AccountId account) {
  return snapshot.one("SELECT person_id, login FROM access_account WHERE id = ?1 AND closed = 0",
                      {account}, [](const store::Row& row) {
                        return AccountOwner{row.id<PersonId>(0), row.string(1)};
                      });
}

Result<Step<SignedIn>> Access::sign_in_account(store::Snapshot& snapshot, AccountId id,
                                               Instant now) {
  struct Found {
    std::int64_t version;
    PersonId person;
    bool closed, administrator;
  };
  const auto account = TRY(snapshot.one(
      "SELECT version, person_id, closed, administrator FROM access_account WHERE id = ?1", {id},
      [](const store::Row& row) {
        return Found{row.integer(0), row.id<PersonId>(1), row.flag(2), row.flag(3)};
      }));
  if (!account || account->closed) return fail(ErrorKind::Forbidden, "access.account_closed");
  if (account->administrator) return fail(ErrorKind::Forbidden, "access.by_password_only");
  Step<SignedIn> step{{}, SignedIn{}};
  // The account may be closed meanwhile: then this sign-in is void.
  step.changes.add(store::Require{"access_account", id.value, account->version});
  step.answer = add_session(step.changes, account->person, id, SessionKind::Staff, now);
  return step;
}

Step<SignedIn> Access::sign_in_resident(PersonId person, Instant now) {
  return sign_in_as(person, SessionKind::Resident, now);
}

}  // namespace linli::access

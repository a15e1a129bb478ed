// access/testing.h – access over a store and a registry of one map, for tests of this folder.
// Thread safety: one thread.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "access/access.h"
#include "access/schema.h"
#include "vault/testing.h"

namespace linli::access {

class AccessTest : public vault::VaultTest {
 protected:
  static constexpr const char* kClient = "192.0.2.7";
  static constexpr const char* kPhone = "13812345678";
  static constexpr const char* kPassword = "four unlike words here";
  static constexpr Instant kLater{std::int64_t{1} << 62};

  explicit AccessTest(Settings settings = {})
      : VaultTest(migrations()),
        access_(*store_, clock_, random_, ids_, vault_.blind(), people(), std::move(settings)) {}

  People people() {
    return {.hats_of = [this](store::Snapshot&, PersonId person, Instant) -> Result<Worn> {
              ++hats_asked_;
              return Worn{hats_[person], hats_until_};
            },
            .hat_marks = 0,
            .find_by_phone = [this](store::Snapshot&,
                                    std::string_view phone) -> Result<std::optional<PersonId>> {
              const auto found = phones_.find(std::string(phone));
              if (found == phones_.end()) return std::optional<PersonId>();
              return std::optional<PersonId>(found->second);
            },
            .add_by_phone = [this](store::WriteSet&, std::string_view phone, Instant)
                -> Result<PersonId> { return phones_[std::string(phone)] = ids_.make<PersonId>(); },
            .send_code = [this](store::WriteSet&, std::string_view, std::string_view code,
                                Instant) { sent_.emplace_back(code); }};
  }

  Instant now() const { return clock_.now(); }

  // Commits a step and gives its answer.
  template <class T>
  Result<T> done(Result<Step<T>> step) {
    TRY(step);
    TRY(commit(std::move(step->changes)));
    return step->answer;
  }
  Result<void> request(const char* phone = kPhone, const char* client = kClient) {
    return commit(TRY(access_.request_code(*read(), phone, client, now())));
  }
  Result<SignedIn> by_code(const std::string& code, const char* phone = kPhone) {
    return done(access_.sign_in_code(*read(), phone, code, kClient, now()));
  }
  Result<SignedIn> by_password(const std::string& password, const std::string& login = "zhang") {
    return done(access_.sign_in_password(*read(), login, password, kClient, now()));
  }
  Result<rights::Actor> actor(const std::string& token) {
    return access_.actor_for(*read(), token, now());
  }
  std::string wrong(const std::string& code) { return code == "000000" ? "000001" : "000000"; }
  // An activated account "zhang" of a person.
  SignedIn make_staff(PersonId person) {
    const auto account = done(access_.create_account(*read(), person, "Zhang", now())).value();
    return done(access_.activate(*read(), "zhang", account.activation, kPassword, kClient, now()))
        .value();
  }
  static rights::Hat hat(std::string key) {
    rights::Hat out;
    out.key = std::move(key);
    return out;
  }

  std::map<PersonId, std::vector<rights::Hat>> hats_;
  Instant hats_until_{0};  // no session is kept unless a test says so
  int hats_asked_ = 0;
  std::map<std::string, PersonId> phones_;
  std::vector<std::string> sent_;
  Access access_;
};

}  // namespace linli::access

// access/testing.h – access over a store and a registry of one map, for tests of this folder.
// Thread safety: one thread.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "access/access.h"
#include "access/schema.h"
#include "audit/log.h"
#include "audit/schema.h"
#include "vault/testing.h"

namespace linli::access {

class AccessTest : public vault::VaultTest {
 protected:
  static constexpr const char* kClient = "192.0.2.7";
  static constexpr const char* kPhone = "13812345678";
  static constexpr const char* kPassword = "four unlike words here";
  static constexpr const char* kKnown = "5678";  // what everybody knows of herself
  static constexpr Instant kLater{std::int64_t{1} << 62};

  static std::vector<store::Migration> all_migrations() {
    auto out = migrations();
    for (const auto& one : audit::migrations()) out.push_back(one);
    return out;
  }

  explicit AccessTest(Settings settings = {})
      : VaultTest(all_migrations()),
        access_(*store_, clock_, random_, ids_, vault_, people(), std::move(settings), audit_) {}

  People people() {
    return {.hats_of = [this](store::Snapshot&, PersonId person, Instant) -> Result<Worn> {
              ++hats_asked_;
              return Worn{hats_[person], hats_until_};
            },
            .wears_by_phone = [this](store::Snapshot&, PersonId) -> Result<bool> {
              return wears_by_phone_;
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
            .words_of = [](store::Snapshot&, PersonId) -> Result<std::vector<std::string>> {
              return std::vector<std::string>{"13912345678", "19830517"};
            },
            .known_of = [this](store::Snapshot&, PersonId person) -> Result<registry::Known> {
              const auto found = knows_.find(person);
              if (found != knows_.end()) return found->second;
              return registry::Known{registry::KnownKind::Phone, kKnown};
            },
            .person_named = [this](store::Snapshot&, store::WriteSet&, std::string_view name,
                                   std::string_view phone) -> Result<PersonId> {
              if (name.empty()) return invalid("registry.name_invalid");
              return phones_[TRY(vault::normal_phone(phone))] = ids_.make<PersonId>();
            },
            .note = [this](store::WriteSet&, const std::string& act, PersonId,
                           Instant) { noted_.push_back(act); },
            .codes_go_out = [this](store::Snapshot&) -> Result<bool> { return codes_go_out_; },
            .send_code = [this](store::WriteSet&, std::string_view, std::string_view code,
                                Instant) { sent_.emplace_back(code); },
            .send_mail_code = [this](store::WriteSet&, PersonId, std::string_view address,
                                     std::string_view code,
                                     Instant) { mailed_.emplace_back(address, code); },
            .set_mail = [this](store::Snapshot&, store::WriteSet&, PersonId,
                               std::string_view address, Instant) -> Result<void> {
              mail_ = address;
              return {};
            },
            .mail_of = [this](store::Snapshot&, PersonId) -> Result<OwnMail> {
              return OwnMail{mail_, ""};
            }};
  }

  Instant now() const { return clock_.now(); }

  // Commits a step and gives its answer.
  template <class T>
  Result<T> done(Result<Step<T>> step) {
    TRY(step);
    TRY(commit(std::move(step->changes)));
    return step->answer;
  }
  // Asks for a code in `browser`, which takes the cookie that is answered.
  Result<void> request(Caller& browser, const char* phone = kPhone) {
    auto sent = TRY(access_.request_code(*read(), phone, browser, now()));
    browser.device = sent.device;
    return commit(std::move(sent.changes));
  }
  Result<void> request(const char* phone = kPhone) { return request(here_, phone); }
  Result<SignedIn> by_code(const std::string& code, const char* phone = kPhone) {
    return by_code_in(here_, code, phone);
  }
  Result<SignedIn> by_code_in(Caller& browser, const std::string& code,
                              const char* phone = kPhone) {
    return took(browser, done(access_.sign_in_code(*read(), phone, code, browser, now())));
  }
  Result<SignedIn> by_password(const std::string& password, const std::string& login = "zhang",
                               const std::string& code = "") {
    return by_password_in(here_, password, login, code);
  }
  Result<SignedIn> by_password_in(Caller& browser, const std::string& password,
                                  const std::string& login = "zhang",
                                  const std::string& code = "") {
    const Proof proof{password, code};
    return took(browser, done(access_.sign_in_password(*read(), login, proof, browser, now())));
  }
  Result<rights::Actor> actor(const std::string& token) {
    return access_.actor_for(*read(), token, now());
  }
  std::string wrong(const std::string& code) { return code == "000000" ? "000001" : "000000"; }
  Result<Account> make_account(PersonId person, const char* login = "zhang",
                               rights::AdministratorKind kind = rights::AdministratorKind::None) {
    return done(access_.create_account(*read(), person, login, kind, Opening::Now, now()));
  }
  Result<SignedIn> activate(const std::string& code, const std::string& password = kPassword,
                            const std::string& known = kKnown, const std::string& login = "zhang") {
    return done(access_.activate(*read(), {login, code, known, password}, kClient, now()));
  }
  // An activated account "zhang" of a person.
  SignedIn make_staff(PersonId person) {
    return activate(make_account(person, "Zhang").value().activation).value();
  }
  static Result<SignedIn> took(Caller& browser, Result<SignedIn> answer) {
    if (answer) browser.device = answer->device;
    return answer;
  }
  static rights::Hat hat(std::string key) {
    rights::Hat out;
    out.key = std::move(key);
    return out;
  }

  std::map<PersonId, std::vector<rights::Hat>> hats_;
  bool wears_by_phone_ = true;
  Instant hats_until_{0};  // no session is kept unless a test says so
  int hats_asked_ = 0;
  std::map<std::string, PersonId> phones_;
  std::map<PersonId, registry::Known> knows_;
  std::vector<std::string> noted_;
  std::vector<std::pair<std::string, std::string>> mailed_;  // address and code
  std::string mail_;
  bool codes_go_out_ = true;
  std::vector<std::string> sent_;
  audit::Log audit_{clock_, random_, ids_};
  Caller here_{kClient};  // a browser
  Access access_;
};

}  // namespace linli::access

// Accounts of staff and administrators: who asks, who confirms, and what is refused.
#include <gmock/gmock.h>

#include "access/accounts.h"
#include "base/text.h"
#include "office/account_rules.h"
#include "office/accounts_read.h"
#include "record/entry.h"
#include "registry/known.h"
#include "testing/county.h"

namespace linli::office {
namespace {

using office::AccountReceipt;
using rights::AdministratorKind;

class AccountsTest : public testing::Test {
 protected:
  AccountsTest() {
    system_ = administrator("李一", "14300000801", "chief", AdministratorKind::System);
    security_ = administrator("王二", "14300000802", "guard", AdministratorKind::Security);
    audit_ = administrator("赵三", "14300000803", "auditor", AdministratorKind::Audit);
  }

  desk::Kernel& kernel() { return county_->house->kernel(); }
  std::unique_ptr<store::Snapshot> read() { return county_->house->store().read().value(); }
  Instant now() const { return county_->clock.now(); }

  PersonId person(const std::string& name, const std::string& phone) {
    store::WriteSet changes;
    const auto id =
        registry::person_named(*read(), changes, county_->house->vault(), name, phone).value();
    if (!changes.changes.empty()) {
      EXPECT_TRUE(county_->house->store().commit_and_wait(std::move(changes)));
    }
    return id;
  }
  AccountId account(PersonId who, const std::string& login, AdministratorKind kind,
                    const char* password_hash) {
    const auto id = county_->house->ids().make<AccountId>();
    auto columns = access::new_account(id, who, login, now(), kind, password_hash);
    columns.push_back({"closed", 0});
    store::WriteSet changes;
    changes.insert("access_account", std::move(columns));
    EXPECT_TRUE(county_->house->store().commit_and_wait(std::move(changes)));
    return id;
  }
  rights::Actor administrator(const std::string& name, const std::string& phone,
                              const std::string& login, AdministratorKind kind) {
    rights::Actor out;
    out.kind = rights::ActorKind::Staff;
    out.person = person(name, phone);
    out.account = account(out.person, login, kind, "set");
    out.administrator = kind;
    return out;
  }

  template <class Act>
  Result<AccountReceipt> waited(Act act) {
    std::promise<Result<std::string>> promise;
    auto future = promise.get_future();
    act([&promise](Result<std::string> answer) { promise.set_value(std::move(answer)); });
    const auto answer = future.get();
    if (!answer) return Failure(answer.error());
    return read_json<AccountReceipt>(TRY(parse_json(*answer)));
  }
  Result<AccountReceipt> make(const std::string& phone, const std::string& login) {
    return waited([&](auto done) {
      office::make_account(accounts_, {system_}, {std::nullopt, phone, login, std::nullopt},
                           std::move(done));
    });
  }
  Result<AccountReceipt> name(const rights::Actor& who, const office::NewAdministrator& body) {
    return waited(
        [&](auto done) { office::name_administrator(accounts_, {who}, body, std::move(done)); });
  }
  Result<AccountReceipt> reset(const rights::Actor& who, AccountId id) {
    return waited([&](auto done) {
      office::ask_reset(accounts_, {who}, id, {"letter"}, {}, std::move(done));
    });
  }
  Result<AccountReceipt> confirm(const rights::Actor& who, const AccountReceipt& asked) {
    const auto id = parse_int64(asked.request.value_or("0")).value_or(0);
    return waited([&](auto done) { office::confirm(accounts_, {who}, id, std::move(done)); });
  }
  template <class T>
  static std::string code(const Result<T>& answer) {
    return answer ? "" : answer.error().code;
  }

  std::unique_ptr<tests::County> county_ = tests::County::make();
  access::Access access_{county_->house->store(), county_->clock,          county_->house->random(),
                         county_->house->ids(),   county_->house->vault(), county_->people(),
                         access::Settings{},      county_->house->audit()};
  office::Accounts accounts_{county_->house->kernel(), access_};
  rights::Actor system_, security_, audit_;
};

TEST(AccountRules, NobodyBothAsksAndConfirms) {
  for (const auto owner : {AdministratorKind::None, AdministratorKind::System,
                           AdministratorKind::Security, AdministratorKind::Audit}) {
    int asks = 0;
    int confirms = 0;
    for (const auto who : {AdministratorKind::None, AdministratorKind::System,
                           AdministratorKind::Security, AdministratorKind::Audit}) {
      EXPECT_FALSE(office::may_ask(who, owner) && office::may_confirm(who, owner));
      asks += office::may_ask(who, owner) ? 1 : 0;
      confirms += office::may_confirm(who, owner) ? 1 : 0;
    }
    EXPECT_GE(asks, 1);
    EXPECT_EQ(confirms, 1);
    EXPECT_FALSE(office::may_confirm(owner, owner)) << "its own kind never confirms";
  }
  EXPECT_TRUE(office::may_ask(AdministratorKind::Audit, AdministratorKind::System))
      << "whom nobody else could help";
}

TEST_F(AccountsTest, WhoHasNothingOnFileGetsNoLetter) {
  store::WriteSet changes;
  registry::Person nobody;
  nobody.id = county_->house->ids().make<PersonId>();
  nobody.details.name = "无号人";
  ASSERT_TRUE(registry::add(changes, county_->house->vault(), nobody));
  ASSERT_TRUE(county_->house->store().commit_and_wait(std::move(changes)));
  EXPECT_EQ(code(waited([&](auto done) {
              office::make_account(accounts_, {system_},
                                   {nobody.id, std::nullopt, "nobody", std::nullopt},
                                   std::move(done));
            })),
            "office.nothing_known");
  const auto before = account(PersonId{}, "nameless", AdministratorKind::System, "set");
  EXPECT_EQ(code(reset(system_, before)), "office.nothing_known");
}

TEST_F(AccountsTest, WhoWasErasedGetsNoAccount) {
  const auto id = person("旧人", "14300000811");
  store::WriteSet changes;
  registry::erase(changes, registry::person(*read(), county_->house->vault(), id).value(), now());
  ASSERT_TRUE(county_->house->store().commit_and_wait(std::move(changes)));
  EXPECT_EQ(code(waited([&](auto done) {
              office::make_account(accounts_, {system_}, {id, std::nullopt, "gone", std::nullopt},
                                   std::move(done));
            })),
            "registry.person_erased");
}

TEST_F(AccountsTest, AnAdministratorOfBeforeThereWereNamesGivesHersFirst) {
  rights::Actor old;
  old.kind = rights::ActorKind::Staff;
  old.account = account(PersonId{}, "old.chief", AdministratorKind::System, "set");
  old.administrator = AdministratorKind::System;
  EXPECT_TRUE(office::read_county(accounts_, *read(), old)->nameless);
  EXPECT_EQ(code(name(old, {"audit", "孙五", "14300000812", "auditor.two"})), "office.no_name");
  const auto own_name = [&](const std::string& given, const std::string& phone) {
    return code(waited([&](auto done) {
      office::name_myself(accounts_, {old}, {given, phone}, {}, std::move(done));
    }));
  };
  EXPECT_EQ(own_name("王二", "14300000802"), "office.administers");
  EXPECT_EQ(own_name("假名", "14300000802"), "office.administers");
  EXPECT_EQ(own_name("钱七", "14300000813"), "");
  EXPECT_EQ(own_name("钱七", "14300000813"), "office.named_already");
}

TEST_F(AccountsTest, OneHumanInTwoRowsNeitherAsksAndConfirmsNorHelpsHerself) {
  // Rows that were made behind the program's back: the same phone in two kinds.
  auto both = security_;
  both.person = person("李一改名", "14300000801");
  both.account = account(both.person, "double", AdministratorKind::Security, "set");
  const auto first =
      account(person("乙", "14300000820"), "resident.one", AdministratorKind::None, "set");
  const auto asked = reset(system_, first).value();
  EXPECT_EQ(code(confirm(both, asked)), "office.own_request");
  EXPECT_EQ(code(confirm(security_, asked)), "");
  auto audits = audit_;
  audits.person = both.person;
  EXPECT_EQ(code(reset(audits, system_.account)), "office.own_account");
}

TEST_F(AccountsTest, WhoeverMakesAPersonAndHerAccountGetsNoCodeForIt) {
  person("假人", "14300000830");
  const auto asked = make("14300000830", "puppet");
  ASSERT_TRUE(asked) << asked.error().code;
  EXPECT_EQ(asked->activation, "");
  EXPECT_EQ(code(confirm(system_, *asked)), "office.not_yours_to_confirm");
  EXPECT_EQ(code(confirm(audit_, *asked)), "office.not_yours_to_confirm");
  EXPECT_NE(confirm(security_, *asked)->activation, "");
  person("另一个", "14300000831");
  const auto by_phone = waited([&](auto done) {
    office::make_account(accounts_, {system_}, {std::nullopt, "14300000831", "puppet.two", "phone"},
                         std::move(done));
  });
  EXPECT_EQ(confirm(security_, by_phone.value())->activation, "") << "it went to her phone";
}

TEST_F(AccountsTest, WhatWasDoneAtTheMachineStandsWithHerAccount) {
  office::Doer machine;
  machine.at_machine = true;
  ASSERT_TRUE(waited([&](auto done) {
    office::ask_reset(accounts_, machine, audit_.account, {"letter"}, {}, std::move(done));
  }));
  const auto own = office::read_own(accounts_, *read(), audit_).value();
  ASSERT_EQ(own.items.size(), 1U);
  ASSERT_EQ(own.items[0].acts.size(), 1U);
  EXPECT_EQ(own.items[0].acts[0].act, "reset");
  EXPECT_EQ(own.items[0].acts[0].outcome, "done");
  EXPECT_EQ(own.items[0].acts[0].asked_by.zh, "服务器操作员");
}

TEST_F(AccountsTest, AdministratorsAreAtMostSoMany) {
  for (int i = 3; i < access::kAdministratorsMax; ++i) {
    account(PersonId{1000 + i}, "more." + std::to_string(i), AdministratorKind::Audit, "set");
  }
  EXPECT_EQ(code(name(system_, {"audit", "孙五", "14300000812", "auditor.two"})),
            "office.administrators_many");
}

TEST_F(AccountsTest, RequestsThatWaitAreAtMostSoManyAndThoseThatAreOverMakeRoom) {
  store::WriteSet changes;
  for (int i = 0; i < access::kRequestsWaitingMax; ++i) {
    access::AccountRequest one;
    one.id = county_->house->ids().next();
    one.account = AccountId{5000 + i};
    one.act = "reset";
    one.way = "letter";
    one.asked_by = system_.account;
    one.asked_at = now();
    one.ends_at = plus_ms(now(), access::kRequestMs);
    access::add(changes, one);
  }
  ASSERT_TRUE(county_->house->store().commit_and_wait(std::move(changes)));
  const auto staff =
      account(person("乙", "14300000820"), "staff.one", AdministratorKind::None, "set");
  EXPECT_EQ(code(reset(system_, staff)), "office.requests_many");
  county_->clock.advance_ms(access::kRequestMs);
  EXPECT_EQ(code(reset(system_, staff)), "");
}

TEST_F(AccountsTest, WhatIsAskedIsOnTheRecordWithWhoseKindAskedAndNoWord) {
  const auto staff =
      account(person("乙", "14300000820"), "staff.one", AdministratorKind::None, "set");
  const auto asked = reset(system_, staff).value();
  EXPECT_EQ(asked.activation, "");
  const auto letter = confirm(security_, asked).value();
  EXPECT_EQ(letter.known, "phone");
  const auto bodies = read()->all(
      "SELECT id, matter_id, previous_id, at, act, body FROM journal_entry WHERE matter_id IS NULL"
      " ORDER BY id DESC LIMIT 2",
      {}, [](const store::Row& row) { return record::entry_row(row, 0); });
  std::vector<std::string> said;
  for (const auto& row : bodies.value()) {
    const auto entry = journal::entry_of(row).value();
    said.push_back(entry.act + " by " + entry.facts.at("by"));
    for (const auto& [key, value] : entry.facts) {
      EXPECT_EQ(value.find("乙"), std::string::npos);
      EXPECT_EQ(value.find("staff.one"), std::string::npos) << key;
      EXPECT_EQ(value.find(letter.activation), std::string::npos) << key;
    }
  }
  EXPECT_THAT(said, testing::ElementsAre("account.confirm_reset by security",
                                         "account.ask_reset by system"));
}

TEST_F(AccountsTest, ASampleIsNeverBeingSetUp) {
  EXPECT_FALSE(office::setting_up(accounts_, *read()).value());
  EXPECT_TRUE(access_.setting_up(*read()).value());
}

}  // namespace
}  // namespace linli::office

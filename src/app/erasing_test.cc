// Erasing somebody everywhere: nothing of her can be opened afterwards, whatever opens it.
#include "app/erasing.h"

#include <sqlite3.h>

#include <fstream>

#include "access/access.h"
#include "app/people.h"
#include "delivery/outbox.h"
#include "desk/findable.h"
#include "desk/looks.h"
#include "desk/title_index.h"
#include "registry/people.h"
#include "store/backup.h"
#include "store/sqlite/testing_plans.h"
#include "testing/county.h"
#include "vault/erase.h"
#include "vault/file.h"
#include "vault/media_samples.h"

namespace linli::app {
namespace {

constexpr const char* kPhone = "13971234567";
constexpr const char* kName = "欧阳玉芬";
constexpr const char* kTitle = "夜里有人敲铁门";
constexpr const char* kOther = "晒谷场上堆了砖";

// Everything in a database that these keys open, and what is not sealed at all.
class Opened {
 public:
  Opened(const std::string& data, const vault::Vault& vault) : vault_(vault) {
    EXPECT_EQ(sqlite3_open((data + "/linli.db").c_str(), &database_), SQLITE_OK);
    for (const auto& [table, column] : columns()) walk(table, column);
  }
  ~Opened() { sqlite3_close(database_); }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;

  bool holds(const std::string& words) const { return all_.find(words) != std::string::npos; }
  int opened() const { return opened_; }

 private:
  std::vector<std::pair<std::string, std::string>> columns() {
    std::vector<std::pair<std::string, std::string>> out;
    const auto add = [](void* to, int, char** values, char**) {
      static_cast<decltype(out)*>(to)->emplace_back(values[0], values[1]);
      return 0;
    };
    sqlite3_exec(database_,
                 "SELECT m.name, p.name FROM sqlite_schema m JOIN pragma_table_info(m.name) p"
                 " WHERE m.type = 'table' AND p.type IN ('BLOB', 'TEXT') AND EXISTS"
                 " (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'id')",
                 add, &out, nullptr);
    return out;
  }
  void walk(const std::string& table, const std::string& column) {
    const std::string sql = "SELECT id, \"" + column + "\" FROM \"" + table + "\"";
    sqlite3_stmt* rows = nullptr;
    ASSERT_EQ(sqlite3_prepare_v2(database_, sql.c_str(), -1, &rows, nullptr), SQLITE_OK) << sql;
    while (sqlite3_step(rows) == SQLITE_ROW) {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(rows, 1));
      const std::string text(bytes == nullptr ? "" : bytes,
                             static_cast<std::size_t>(sqlite3_column_bytes(rows, 1)));
      all_ += text + '\n';
      if (text.empty()) continue;
      const auto plain =
          vault_.open_field(table + "." + column, sqlite3_column_int64(rows, 0), text);
      if (!plain) continue;
      ++opened_;
      all_ += *plain + '\n';
    }
    sqlite3_finalize(rows);
  }

  const vault::Vault& vault_;
  sqlite3* database_ = nullptr;
  std::string all_;
  int opened_ = 0;
};

class Erasing : public tests::CountyTest {
 protected:
  Erasing()
      : access_(house().store(), county_->clock, house().random(), house().ids(), kernel().vault,
                people_for(house()), access::Settings{}, house().audit()) {
    store::WriteSet changes;
    person_ = registry::add_self_declared(changes, kernel().vault, kName, kPhone).value();
    phone_ = kernel().vault.blind().phone(kPhone).value();
    delivery::Message code;
    code.phone = kPhone;
    code.body = "您的验证码是 123456";
    kernel().outbox.queue(changes, code, now());
    auto signed_in = access_.sign_in_as(person_, access::SessionKind::Resident, now());
    token_ = signed_in.answer->token;
    changes.append(std::move(signed_in.changes));
    upload_ = vault::take_in(kernel().vault, kernel().store, changes, {{}, person_},
                             vault::samples::jpeg())
                  .value()
                  .id;
    EXPECT_TRUE(house().store().commit_and_wait(std::move(changes)));
    auto what = about("village.lighting");
    what.title = kTitle;
    hers_ = receipt_of(file(person(person_, rights::ActorKind::Resident), what)).matter.value();
    what.title = kOther;
    what.name = kName;
    what.phone = kPhone;
    const auto receipt = receipt_of(file({}, what));
    anonymous_ = desk::find_matter_by_number(*read(), receipt.number).value()->id;
  }
  ~Erasing() override {
    // Of the next test nothing may be left.
    EXPECT_TRUE(erase_everywhere(house(), subject(), "request"));
  }

  static House& house() { return *county_->house; }
  static std::string data() { return county_->folder.path() + "/data"; }
  Subject subject() const { return {{person_}, {phone_}, {}}; }
  Result<Erased> erase() { return erase_everywhere(house(), subject(), "request"); }
  Result<std::string> look() {
    // Of each test its own: what one test erased stays erased for its key.
    const desk::Idempotency key{"test reveal", "look at " + std::to_string(anonymous_.value),
                                sha256("{}")};
    return waited([&](desk::Answered done) {
      desk::reveal(kernel(), as("village_intake"), anonymous_, {"phone", "call_filer"}, key,
                   std::move(done));
    });
  }
  // Whether anything that was hers can be opened, or lies open.
  static std::string found(const std::string& where, const vault::Vault& vault) {
    const Opened opened(where, vault);
    EXPECT_GT(opened.opened(), 100) << "the keys open what others wrote";
    std::string out;
    for (const auto* words : {kPhone, kName, kTitle, kOther}) {
      if (opened.holds(words)) out += std::string(words) + " ";
    }
    return out;
  }
  static bool lies_open(const std::string& words) {
    return vault::holds_bytes(county_->folder.path(), words);
  }

  access::Access access_;
  PersonId person_;
  std::int64_t phone_ = 0;
  std::string token_;
  FileId upload_;
  MatterId hers_, anonymous_;
};

TEST_F(Erasing, LeavesNothingOfHerThatAnyKeyOpensNorThatLiesOpen) {
  ASSERT_TRUE(look()) << "a cadre looked at her phone";
  ASSERT_TRUE(house().store().scrub());
  EXPECT_EQ(found(data(), kernel().vault),
            std::string(kPhone) + " " + kName + " " + kTitle + " " + kOther + " ");
  const auto erased = erase().value();
  EXPECT_EQ(erased.matters, 2) << "the one filed without an account is hers, too";
  EXPECT_EQ(erased.files, 1);
  EXPECT_EQ(found(data(), kernel().vault), "");
  ASSERT_TRUE(house().store().backup(county_->folder.path() + "/after"));
  EXPECT_EQ(found(county_->folder.path() + "/after", kernel().vault), "");
  for (const auto* words : {kPhone, kName, kTitle, kOther}) EXPECT_FALSE(lies_open(words)) << words;
  std::filesystem::remove_all(county_->folder.path() + "/after");
}

// The command looks before; this is what holds when somebody closes the other one meanwhile.
TEST_F(Erasing, OfTheLastOfAKindIsRefusedBeforeAnythingIsDoneOrNoted) {
  auto made =
      access_.sign_in_as_administrator(*read(), person_, rights::AdministratorKind::Audit, now());
  ASSERT_TRUE(made);
  ASSERT_TRUE(house().store().commit_and_wait(std::move(made->changes)));
  const auto noted = vault::read_erasures(house().erasures_file()).value();
  const auto refused = erase();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "app.erase_last_administrator");
  EXPECT_EQ(refused.error().detail, "audit");
  EXPECT_EQ(vault::read_erasures(house().erasures_file()).value(), noted);
  EXPECT_TRUE(access_.actor_for(*read(), token_, now()));
  const auto account = access::find_account(*read(), "audit.administrator.sample").value().value();
  store::WriteSet closing;
  closing.update("access_account", account.id.value, account.version, {{"closed", 1}});
  ASSERT_TRUE(house().store().commit_and_wait(std::move(closing)));
  EXPECT_TRUE(erase());
}

TEST_F(Erasing, LetsNoRepeatedKeyGiveWhatWasShownBefore) {
  const auto shown = look();
  ASSERT_NE(shown.value_or("").find(kPhone), std::string::npos) << code(shown);
  EXPECT_EQ(look().value_or(""), *shown) << "the same key, the same answer";
  ASSERT_TRUE(erase());
  EXPECT_EQ(code(look()), "desk.receipt_erased");
}

TEST_F(Erasing, SignsHerOutAndEmptiesWhatWasNotSent) {
  ASSERT_TRUE(access_.actor_for(*read(), token_, now()));
  ASSERT_TRUE(erase());
  EXPECT_EQ(access_.actor_for(*read(), token_, now()).error().code, "access.session_unknown");
  EXPECT_EQ(read()
                ->number("SELECT count(*) FROM delivery_message WHERE phone_blind = ?1", {phone_})
                .value(),
            0);
  EXPECT_EQ(registry::person(*read(), kernel().vault, person_).error().code,
            "registry.person_erased");
}

TEST_F(Erasing, TakesAwayWhatSheHandedInForNoMatter) {
  ASSERT_TRUE(erase());
  EXPECT_EQ(vault::open_file(kernel().vault, kernel().store, *read(), upload_).error().code,
            "vault.erased");
}

TEST_F(Erasing, LetsNoWordOfHersBeFoundAndIsOnTheRecord) {
  const auto find = [&](const char* words) {
    const auto search = desk::title_search(kernel().vault, words, {}).value();
    return desk::find_titles(*read(), search, 10, store::kPlaceEnd).value().size();
  };
  ASSERT_EQ(find(kTitle), 1U);
  const auto before = read()->number("SELECT count(*) FROM journal_entry").value();
  ASSERT_TRUE(erase());
  EXPECT_EQ(find(kTitle), 0U);
  EXPECT_EQ(find(kOther), 0U);
  EXPECT_EQ(read()->number("SELECT count(*) FROM journal_entry").value(), before + 3)
      << "two matters and a person";
  EXPECT_EQ(erase()->texts, 0) << "a second time there is nothing";
  EXPECT_EQ(read()->number("SELECT count(*) FROM journal_entry").value(), before + 3);
}

TEST_F(Erasing, IsDoneAgainInARestoredBackupBeforeAnybodyIsServed) {
  const std::string folder = county_->folder.path() + "/restored";
  ASSERT_TRUE(house().store().backup(folder + "/backup"));
  ASSERT_TRUE(erase());
  ASSERT_TRUE(store::restore_backup(folder + "/backup", folder + "/data"));
  std::filesystem::copy(data() + "-keys", folder + "/data-keys");
  std::filesystem::copy(house().erasures_file(), folder + "/data-erasures");
  EXPECT_NE(found(folder + "/data", kernel().vault), "");
  HouseOptions options;
  options.data = folder + "/data";
  options.clock = &county_->clock;
  {
    const auto again = House::open(options).value();
    ASSERT_TRUE(again->load_rules());
    EXPECT_EQ(erase_again(*again).value(), 0) << "it is done";
  }
  EXPECT_EQ(found(folder + "/data", kernel().vault), "");
  // And who lost the file gets it back from what the database knows.
  std::filesystem::remove(folder + "/data-erasures");
  const auto once_more = House::open(options).value();
  ASSERT_TRUE(once_more->load_rules());
  EXPECT_FALSE(vault::read_erasures(folder + "/data-erasures").value().empty());
  std::filesystem::remove_all(folder);
}

TEST_F(Erasing, StopsTheStartWhenItsListCannotBeRead) {
  const auto whole = vault::read_whole(house().erasures_file());
  std::ofstream(house().erasures_file()) << "linli erasures 1\n1 person\n";
  EXPECT_EQ(erase_again(house()).error().code, "vault.erasures_malformed");
  std::ofstream(house().erasures_file()) << whole;
}

TEST_F(Erasing, NotesNobodysNameOrPhoneForItself) {
  ASSERT_TRUE(erase());
  const auto list = vault::read_whole(house().erasures_file());
  EXPECT_NE(list.find("person " + std::to_string(person_.value)), std::string::npos);
  EXPECT_NE(list.find("phone " + std::to_string(phone_)), std::string::npos);
  EXPECT_EQ(list.find(kPhone), std::string::npos);
  EXPECT_EQ(vault::erasures_in(*read()).value(),
            vault::read_erasures(house().erasures_file()).value());
}

TEST_F(Erasing, FindsWhatWasWrittenBeforeItsPhoneWasNoted) {
  ASSERT_TRUE(look());
  store::WriteSet before;
  const auto forget = [&](store::Name table, store::Name column, store::Sql sql) {
    EXPECT_TRUE(read()->visit(sql, {}, [&](const store::Row& row) {
      before.update(table, row.integer(0), row.integer(1), {{column, store::Null{}}});
      return true;
    }));
  };
  forget("vault_text", "phone_blind",
         "SELECT id, version FROM vault_text WHERE phone_blind IS NOT NULL");
  forget("delivery_message", "phone_blind",
         "SELECT id, version FROM delivery_message WHERE phone_blind IS NOT NULL");
  forget("receipt", "matter_id", "SELECT id, version FROM receipt WHERE matter_id IS NOT NULL");
  EXPECT_TRUE(
      read()->visit("SELECT id, version FROM folder_setting WHERE name = 'erasable_findable'", {},
                    [&](const store::Row& row) {
                      before.add(store::Remove{"folder_setting", row.integer(0), row.integer(1)});
                      return true;
                    }));
  // As the routes name it.
  EXPECT_TRUE(read()->visit(
      "SELECT id, version FROM receipt WHERE scope = 'test reveal' AND length(sealed) > 0", {},
      [&](const store::Row& row) {
        const std::string scope = "7 matter_reveal/" + std::to_string(anonymous_.value);
        std::get<store::Update>(*std::ranges::find_if(before.changes, [&](const auto& change) {
          const auto* update = std::get_if<store::Update>(&change);
          return update != nullptr && update->table.text == "receipt" &&
                 update->id == row.integer(0);
        })).columns.push_back({"scope", scope});
        return true;
      }));
  ASSERT_TRUE(house().store().commit_and_wait(std::move(before)));
  ASSERT_TRUE(desk::make_findable(kernel()));
  EXPECT_EQ(erase()->matters, 2);
  EXPECT_EQ(found(data(), kernel().vault), "");
}

TEST_F(Erasing, WalksNoTableThatGrows) {
  for (const auto* sql :
       {"SELECT DISTINCT matter_id FROM vault_text"
        " WHERE phone_blind = ?1 AND matter_id IS NOT NULL ORDER BY matter_id",
        "SELECT id, version FROM receipt WHERE matter_id = ?1 AND length(sealed) > 0",
        "SELECT id, version, next_try_at FROM delivery_message WHERE phone_blind = ?1",
        "SELECT id FROM matter WHERE filer_person = ?1",
        "SELECT id FROM matter WHERE affected_person = ?1",
        "SELECT id, version, matter_id FROM vault_file"
        " WHERE person_id = ?1 AND matter_id IS NULL AND erased_at IS NULL"}) {
    for (const auto& line : store::sqlite::plan_of(data(), sql)) {
      EXPECT_FALSE(line.starts_with("SCAN ")) << line << " in " << sql;
    }
  }
}

}  // namespace
}  // namespace linli::app

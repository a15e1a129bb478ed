// linli doctor: one test for everything it finds.
#include "app/doctor.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <fstream>

#include "app/backup_times.h"
#include "app/commands.h"
#include "app/house.h"
#include "desk/setting.h"
#include "pack/load.h"
#include "record/entry.h"
#include "record/integrator.h"
#include "vault/testing.h"

namespace linli::app {
namespace {

namespace fs = std::filesystem;

const Instant kNow = parse_time("2026-03-02T09:00").value();

// A real county with a pack, one of everything that it needs, one entry on its record, and a
// backup, made once and copied.
class DoctorTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { template_ = std::make_unique<vault::TestFolder>(); }
  static void TearDownTestSuite() { template_.reset(); }

  DoctorTest() {
    if (fs::is_empty(template_->path())) make(template_->path() + "/county");
    fs::remove_all(folder_.path());
    fs::copy(template_->path(), folder_.path(), fs::copy_options::recursive);
    for (const auto& at : fs::directory_iterator(data() + "-keys")) {
      fs::permissions(at.path(), fs::perms::owner_read | fs::perms::owner_write);
    }
    fs::permissions(data() + "-keys", fs::perms::owner_all);
    fs::permissions(data(), fs::perms::owner_all);
  }

  static void make(const std::string& data) {
    SystemClock system;
    clock_.set(system.now());
    HouseOptions options;
    options.data = data;
    options.create = true;
    options.clock = &clock_;
    const auto house = House::open(options).value();
    store::WriteSet changes;
    const auto pack = pack::load_pack(LINLI_SOURCE_DIR "/packs/zhijiang").value();
    ASSERT_TRUE(pack::install(changes, pack, nullptr, house->ids().next(), kNow));
    desk::set_once(changes, house->ids().next(), desk::kFolderKind, "county");
    journal::Entry entry;
    entry.id = house->ids().make<EntryId>();
    entry.at = clock_.now();
    entry.act = "registry.import";
    record::add_as_is(changes, entry);
    for (const int kind : {1, 2, 3}) {
      const std::string login = "administrator." + std::to_string(kind);
      changes.insert("access_account", {{"id", kind},
                                        {"version", 1},
                                        {"person_id", 100 + kind},
                                        {"login", login},
                                        {"password_hash", "set"},
                                        {"administrator", kind},
                                        {"closed", 0},
                                        {"made_at", kNow}});
    }
    changes.insert("delivery_way", {{"id", 1},
                                    {"version", 1},
                                    {"settings", 0},
                                    {"took_at", kNow},
                                    {"failed_at", 0},
                                    {"failures", 0},
                                    {"error", ""}});
    furnish(changes);
    desk::set_once(changes, house->ids().next(), desk::kKeyEscrowed, "1");
    house->vault().put_text(changes, {MatterId{}, PersonId{}, "request.body"}, "村口的路灯不亮");
    ASSERT_TRUE(house->store().commit_and_wait(std::move(changes)));
    const auto signer = journal::Signer::make(house->vault().keys().sign.view()).value();
    record::Integrator integrator(house->store(), clock_, signer, house->heads_file());
    ASSERT_EQ(integrator.run_once()->entries, 1);
    ASSERT_TRUE(house->store().backup(data + "-backups/first"));
  }

  // A unit of each level, somebody at the duty desk with an account, and somebody in the register.
  static void furnish(store::WriteSet& changes) {
    int id = 200;
    for (const char* level : {"county", "town", "village", "group", "hamlet"}) {
      ++id;
      changes.insert("unit", {{"id", id},
                              {"version", 1},
                              {"code", level},
                              {"level", level},
                              {"kind", "rural"},
                              {"name_zh", level},
                              {"name_en", level},
                              {"short_name", level},
                              {"official_name", level},
                              {"path", std::string("/") + level + "/"},
                              {"valid_from", 0}});
    }
    for (const int person : {301, 302}) {
      changes.insert(
          "person",
          {{"id", person}, {"version", 1}, {"sealed", store::Blob{}}, {"self_declared", 0}});
    }
    changes.insert("position", {{"id", 401},
                                {"version", 1},
                                {"key", "dispatch"},
                                {"unit_id", 201},
                                {"name_zh", "值班"},
                                {"name_en", "duty"},
                                {"phone", ""}});
    changes.insert("term", {{"id", 402},
                            {"version", 1},
                            {"position_id", 401},
                            {"person_id", 301},
                            {"valid_from", 0},
                            {"deputy", 0}});
    changes.insert("access_account", {{"id", 403},
                                      {"version", 1},
                                      {"person_id", 301},
                                      {"login", "officer"},
                                      {"password_hash", "set"},
                                      {"administrator", 0},
                                      {"closed", 0},
                                      {"made_at", kNow}});
  }

  std::string data() const { return folder_.path() + "/county"; }

  // The codes found, a space between them, with those of notes in brackets. That nobody has filed
  // anything here is no news, nor in December that next year's holidays are not out.
  std::string found(std::int64_t later_ms = 0, std::int64_t room_wanted = 1) {
    FixedClock clock(plus_ms(clock_.now(), later_ms));
    Patient patient{data(), keys_, "", room_wanted};
    std::string out;
    for (const auto& [level, error] : examine(patient, clock)) {
      if (error.code == "doctor.never_tried") continue;
      if (level == Level::Note && error.code == "doctor.holidays_missing") continue;
      if (!out.empty()) out += ' ';
      out += level == Level::Note ? "(" + error.code + ")" : error.code;
    }
    return out;
  }

  // Changes the database as nobody may.
  void meddle(const std::string& sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((data() + "/linli.db").c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
  }

  static inline std::unique_ptr<vault::TestFolder> template_;
  static inline FixedClock clock_{Instant{}};
  vault::TestFolder folder_;
  std::string keys_;
};

TEST_F(DoctorTest, FindsNothingInAFolderThatIsWell) {
  EXPECT_EQ(found(), "");
}

TEST_F(DoctorTest, FindsThatThereIsNoFolder) {
  fs::remove_all(data());
  EXPECT_EQ(found(), "store.absent");
}

TEST_F(DoctorTest, FindsWhoIsUsingIt) {
  HouseOptions options;
  options.data = data();
  const auto house = House::open(options);
  ASSERT_TRUE(house);
  EXPECT_EQ(found(), "(doctor.in_use)");
}

TEST_F(DoctorTest, FindsThatFillingWasBrokenOff) {
  std::ofstream(data() + "/filling") << "";
  EXPECT_EQ(found(), "doctor.filling_broken_off");
}

TEST_F(DoctorTest, FindsThatTheDiskIsNearlyFull) {
  EXPECT_EQ(found(0, std::int64_t{1} << 60), "doctor.disk_nearly_full");
}

TEST_F(DoctorTest, FindsBackupsThatAreMissingOrOld) {
  const auto manifest = data() + "-backups/first/MANIFEST";
  fs::last_write_time(manifest, fs::last_write_time(manifest) - std::chrono::hours(30));
  EXPECT_EQ(found(), "doctor.backup_old");
  fs::last_write_time(manifest, fs::last_write_time(manifest) - std::chrono::hours(30 * 24));
  EXPECT_EQ(found(), "doctor.backup_expired doctor.backup_old") << "by the default";
  const Instant made{clock_.now().ms - 40 * kMsPerDay};
  std::ofstream(data() + "-backups/first/BACKUP")
      << to_text(BackupTimes{made, plus_ms(made, 60 * kMsPerDay)});
  EXPECT_EQ(found(), "doctor.backup_old") << "it says itself how long it may be kept";
  std::ofstream(data() + "-backups/first/BACKUP")
      << to_text(BackupTimes{made, plus_ms(made, 39 * kMsPerDay)});
  EXPECT_EQ(found(), "doctor.backup_expired doctor.backup_old");
  fs::remove(manifest);
  EXPECT_EQ(found(), "doctor.no_backup");
}

TEST_F(DoctorTest, TakesABackupThatWasNotedWhereverItLies) {
  fs::remove_all(data() + "-backups");
  EXPECT_EQ(found(), "doctor.no_backup");
  const auto at = std::to_string(clock_.now().ms);
  meddle("INSERT INTO folder_setting VALUES (9, 1, 'backup_made', '" + at + "')");
  EXPECT_EQ(found(), "");
  EXPECT_EQ(found(30 * kMsPerHour), "doctor.backup_old");
  FixedClock clock(clock_.now());
  const auto named = examine({data(), "", folder_.path() + "/elsewhere", 1}, clock);
  ASSERT_FALSE(named.empty()) << "a folder that was named is looked at";
  EXPECT_EQ(named.front().error.code, "doctor.no_backup");
}

TEST_F(DoctorTest, FindsKeysThatWereNeverWrittenDownOrAreNewerThanThat) {
  meddle("DELETE FROM folder_setting WHERE name = 'key_escrowed'");
  EXPECT_EQ(found(), "doctor.keys_not_escrowed");
  meddle("INSERT INTO folder_setting VALUES (9, 1, 'key_escrowed', '1')");
  EXPECT_EQ(found(), "");
  SystemRandom random;
  ASSERT_TRUE(vault::rotate_keys(data() + "-keys", random));
  EXPECT_EQ(found(), "doctor.keys_newer");
}

TEST_F(DoctorTest, FindsADutyDeskWithoutAnybody) {
  meddle("UPDATE term SET valid_to = 1");
  EXPECT_EQ(found(), "doctor.duty_desk_empty doctor.seats_empty");
  meddle("UPDATE term SET valid_to = NULL, valid_from = 9e15");
  EXPECT_EQ(found(), "doctor.duty_desk_empty doctor.seats_empty") << "not yet in office";
}

TEST_F(DoctorTest, FindsLevelsWithoutUnits) {
  meddle("DELETE FROM unit WHERE level IN ('group', 'hamlet')");
  EXPECT_EQ(found(), "(doctor.units_few)");
  meddle("DELETE FROM unit WHERE level = 'village'");
  EXPECT_EQ(found(), "doctor.units_missing (doctor.units_few)");
}

TEST_F(DoctorTest, FindsARegisterWithoutPeople) {
  meddle("UPDATE person SET erased_at = 1 WHERE id = 302");
  EXPECT_EQ(found(), "doctor.nobody_registered") << "the duty officer is no register";
  meddle("UPDATE person SET erased_at = NULL, self_declared = 1 WHERE id = 302");
  EXPECT_EQ(found(), "doctor.nobody_registered") << "nor is who signed in by phone";
}

TEST_F(DoctorTest, CountsWhoHoldsASeatAndCannotComeIn) {
  const auto way_in = [&](const std::string& account) {
    meddle("UPDATE access_account SET " + account + " WHERE id = 403");
  };
  way_in("password_hash = ''");
  EXPECT_EQ(found(), "doctor.accounts_lacking");
  way_in("activation_ends_at = 9e15");
  EXPECT_EQ(found(), "") << "a letter is on its way to her";
  way_in("closed = 1");
  EXPECT_EQ(found(), "doctor.accounts_lacking");
  meddle(
      "INSERT INTO access_request (id, version, account_id, act, way, asked_by, asked_at, ends_at,"
      " outcome) VALUES (5, 1, 403, 'make', 'letter', 1, 0, 9e15, '')");
  EXPECT_EQ(found(), "") << "asked for";
  meddle("UPDATE access_request SET ends_at = 1");
  EXPECT_EQ(found(), "doctor.accounts_lacking") << "nobody confirmed it in time";
  way_in("password_hash = 'set'");
  EXPECT_EQ(found(), "") << "whose account was closed lacks none";
  meddle("DELETE FROM access_account WHERE id = 403");
  EXPECT_EQ(found(), "doctor.accounts_lacking");
  meddle("UPDATE position SET key = 'liaison' WHERE id = 401");
  EXPECT_EQ(found().find("accounts_lacking"), std::string::npos) << "a seat worn by phone";
}

TEST_F(DoctorTest, FindsKeysThatAreGoneOpenDamagedOrOfAnother) {
  const auto folder = data() + "-keys";
  fs::permissions(folder, fs::perms::others_read, fs::perm_options::add);
  EXPECT_EQ(found(), "vault.keys_open");
  fs::permissions(folder, fs::perms::owner_all);
  keys_ = folder_.path() + "/others";
  EXPECT_EQ(found(), "vault.keys_absent");
  SystemRandom random;
  ASSERT_TRUE(vault::create_keys(keys_, random));
  EXPECT_EQ(found(), "app.keys_of_another");
  keys_.clear();
  fs::remove(folder + "/blind.key");
  EXPECT_EQ(found(), "vault.keys_damaged");
}

TEST_F(DoctorTest, FindsAnOlderAndANewerSchema) {
  meddle("INSERT INTO store_schema VALUES (999, 'x', 'x', 'x', 0)");
  EXPECT_EQ(found(), "store.newer");
  meddle(
      "DELETE FROM store_schema WHERE number IN (999, (SELECT max(number) FROM store_schema"
      " WHERE number < 999))");
  EXPECT_EQ(found(), "(doctor.schema_older)");
}

TEST_F(DoctorTest, FindsDamagedPagesAndMissingFiles) {
  meddle("INSERT INTO store_file VALUES (7, 1)");
  EXPECT_EQ(found(), "store.corrupt");
  meddle("DELETE FROM store_file");
  EXPECT_EQ(found(), "");
  meddle(
      "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET rootpage = 3 WHERE name = 'timer_due'");
  EXPECT_NE(found().find("store.corrupt"), std::string::npos);
}

TEST_F(DoctorTest, FindsARecordThatIsNotWhatWasSigned) {
  meddle("UPDATE journal_head SET signature = zeroblob(64)");
  EXPECT_EQ(found(), "doctor.head_wrong");
  // One wrong signature may be damage; that no text opens either tells of other keys.
  meddle("UPDATE vault_text SET sealed = zeroblob(80)");
  EXPECT_EQ(found(), "app.keys_of_another");
  meddle("DELETE FROM vault_text; DELETE FROM journal_head");
  EXPECT_EQ(found(), "doctor.head_not_ours");
}

TEST_F(DoctorTest, FindsThatNoHeadsWereCopiedOut) {
  fs::remove_all(data() + "-heads");
  EXPECT_EQ(found(), "doctor.heads_missing");
}

TEST_F(DoctorTest, FindsAClockThatIsBehind) {
  EXPECT_EQ(found(-kMsPerDay), "doctor.clock_behind");
}

TEST_F(DoctorTest, FindsThatTheHolidaysOfTheYearAreMissing) {
  meddle("UPDATE store_lease SET taken_at = 0; DELETE FROM journal_entry");
  const auto next_decade = 10 * 365 * kMsPerDay;
  EXPECT_EQ(found(next_decade), "doctor.backup_expired doctor.backup_old doctor.holidays_missing");
}

TEST_F(DoctorTest, SaysInDecemberThatNextYearsHolidaysAreMissing) {
  const auto said = [&](const char* day) {
    const FixedClock clock(parse_time(day).value());
    const auto all = examine({data(), "", "", 1}, clock);
    return std::ranges::any_of(all, [](const Finding& one) {
      return one.level == Level::Note && one.error.code == "doctor.holidays_missing" &&
             one.error.detail == "2027";
    });
  };
  EXPECT_FALSE(said("2026-11-30T23:59"));
  EXPECT_TRUE(said("2026-12-01T00:01"));
}

TEST_F(DoctorTest, FindsThatNoPackIsInstalled) {
  meddle("DELETE FROM pack_version");
  EXPECT_EQ(found(), "pack.none_installed");
}

TEST_F(DoctorTest, FindsASample) {
  meddle("UPDATE folder_setting SET content = 'sample' WHERE name = 'folder_kind'");
  EXPECT_EQ(found(), "(doctor.sample)");
}

TEST_F(DoctorTest, FindsKindsOfAdministratorThatHaveNobodyAndAccountsWithoutAName) {
  meddle("UPDATE access_account SET closed = 1 WHERE administrator = 3");
  EXPECT_EQ(found(), "doctor.administrators_missing");
  meddle("UPDATE access_account SET closed = 0, password_hash = '' WHERE administrator = 3");
  EXPECT_EQ(found(), "doctor.administrators_missing") << "who has not come in yet";
  meddle("UPDATE access_account SET password_hash = 'set' WHERE administrator = 3");
  meddle("UPDATE access_account SET person_id = NULL WHERE administrator = 1");
  EXPECT_EQ(found(), "doctor.administrator_nameless");
}

TEST_F(DoctorTest, FindsThatMessagesReachNobody) {
  meddle("UPDATE delivery_way SET failures = 5, error = 'outbound.slow'");
  EXPECT_EQ(found(), "doctor.sender_failing");
  meddle("UPDATE delivery_way SET failures = 4");
  EXPECT_EQ(found(), "");
  meddle("UPDATE delivery_way SET took_at = 0, failures = 0");
  EXPECT_EQ(found(), "doctor.no_sender");
}

TEST_F(DoctorTest, FindsWorkThatWaits) {
  meddle("INSERT INTO timer VALUES (5, 1, 7, 'late', 1000, 0)");
  EXPECT_EQ(found(), "(doctor.deadlines_late)");
  meddle(
      "DELETE FROM timer; INSERT INTO delivery_message"
      " VALUES (5, 1, 1, NULL, x'', 1, 0, 'message.filed', x'', NULL, 3, 1000, NULL, NULL, NULL,"
      " NULL, NULL, NULL, NULL)");
  EXPECT_EQ(found(), "(doctor.messages_waiting)");
  meddle("UPDATE delivery_message SET next_try_at = NULL, given_up_at = 9e15");
  EXPECT_EQ(found(), "doctor.messages_given_up");
  meddle("DELETE FROM delivery_message; INSERT INTO journal_queue VALUES (5, 1)");
  EXPECT_EQ(found(), "(doctor.record_behind)");
}

TEST_F(DoctorTest, SaysItInTheLanguageAskedForAndExitsWithOneWhenSomethingIsToBeDone) {
  const auto said = [&](const Words& more) {
    Words words{"--data", data()};
    words.insert(words.end(), more.begin(), more.end());
    testing::internal::CaptureStdout();
    const int exit = doctor_command(words);
    return std::to_string(exit) + " " + testing::internal::GetCapturedStdout();
  };
  EXPECT_NE(said({"--lang", "en"}).find("All is well."), std::string::npos);
  fs::remove_all(data() + "-backups");
  EXPECT_TRUE(said({}).starts_with("1 注意  没有找到任何备份"));
  EXPECT_TRUE(said({"--lang", "en"}).starts_with("1 WARNING  No backup was found"));
}

// verify

TEST_F(DoctorTest, VerifyNamesWrongKeysBeforeItBlamesTheRecord) {
  const std::string others = folder_.path() + "/others";
  SystemRandom random;
  ASSERT_TRUE(vault::create_keys(others, random));
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  EXPECT_EQ(verify_command({"--data", data(), "--keys", others}), kRefused);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("[app.keys_of_another]"),
            std::string::npos);
  testing::internal::GetCapturedStdout();
}

}  // namespace
}  // namespace linli::app

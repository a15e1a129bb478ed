#include "audit/chain.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "audit/address.h"
#include "audit/copy.h"
#include "audit/testing.h"
#include "store/sqlite/connection.h"

namespace linli::audit {
namespace {

class ChainTest : public AuditTest {
 protected:
  // What somebody does who can write the database.
  void tamper(const std::string& sql) {
    const auto connection =
        store::sqlite::connect(data() + "/linli.db", store::sqlite::Access::write).value();
    ASSERT_EQ(sqlite3_exec(connection.get(), sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
  }
};

TEST_F(ChainTest, EntriesGetNumbersWithoutGapsAndVerify) {
  put_chained(3);
  put_chained(2);
  const auto report = verified().value();
  EXPECT_EQ(report.fault, std::nullopt);
  EXPECT_EQ(report.entries, 5);
  EXPECT_EQ(number("SELECT max(id) FROM audit_link"), 5);
  EXPECT_EQ(number("SELECT count(*) FROM audit_queue"), 0);
}

TEST_F(ChainTest, MoreThanOneRunTakesIsLinkedInTheNext) {
  for (int i = 0; i < kChainedMax + 1; ++i) put(entry());
  EXPECT_TRUE(chain_.run_once().value().more);
  EXPECT_FALSE(chain_.run_once().value().more);
  EXPECT_EQ(number("SELECT count(*) FROM audit_link"), kChainedMax + 1);
}

TEST_F(ChainTest, ASecondChainOnAnotherNodeCannotFork) {
  for (int i = 0; i < 4; ++i) put(entry());
  Chain other{*store_, clock_, ids_, signer_, head_file()};
  ASSERT_TRUE(chain_.run_once());
  put(entry());
  ASSERT_TRUE(other.run_once());
  ASSERT_TRUE(chain_.run_once());
  EXPECT_EQ(fault(), "");
  EXPECT_EQ(number("SELECT count(*) FROM audit_link"), 5);
}

TEST_F(ChainTest, AnyChangeOfAnEntryIsNamed) {
  put_chained(3);
  const auto second = number("SELECT entry_id FROM audit_link WHERE id = 2");
  const std::string name = "entry " + std::to_string(second) + " (link 2): ";
  for (const char* change :
       {"at = at + 1", "kind = 'look'", "route = 'x'", "refused = 1", "code = 'x'", "times = 9",
        "person_id = 7", "account_id = 7", "detail = 'x'", "recorded = 1"}) {
    const std::string where = " WHERE id = " + std::to_string(second);
    tamper("CREATE TABLE kept AS SELECT * FROM audit_entry" + where);
    tamper(std::string("UPDATE audit_entry SET ") + change + where);
    EXPECT_EQ(fault(), name + "is not what was chained") << change;
    tamper("DELETE FROM audit_entry" + where);
    EXPECT_EQ(fault(), "link 2: its entry " + std::to_string(second) + " is gone");
    tamper("INSERT INTO audit_entry SELECT * FROM kept; DROP TABLE kept");
    EXPECT_EQ(fault(), "");
  }
}

TEST_F(ChainTest, AnotherAddressOrNoneIsNamed) {
  put_chained(1);
  tamper("UPDATE audit_address SET whole = '203.0.113.9'");
  EXPECT_NE(fault().find("its address is not what was chained"), std::string::npos);
  tamper("UPDATE audit_address SET whole = '192.0.2.7', network = '203.0.113.0/24'");
  EXPECT_NE(fault().find("its address is not what was chained"), std::string::npos);
  tamper("DELETE FROM audit_address");
  EXPECT_NE(fault().find("its address is gone"), std::string::npos);
}

TEST_F(ChainTest, ALinkTakenOutOrPutInIsNamed) {
  put_chained(4);
  tamper("DELETE FROM audit_link WHERE id = 3");
  EXPECT_EQ(fault(), "link 3: is missing");
}

TEST_F(ChainTest, EntriesPutBesideTheChainAreNamed) {
  put_chained(1);
  put(entry());
  tamper("DELETE FROM audit_queue");
  EXPECT_NE(fault().find("has no link"), std::string::npos);
}

TEST_F(ChainTest, TheLastEntriesTakenAwayAreFoundByTheHeadThatWasCopiedOut) {
  put_chained(2);
  // The head of then is kept, signed as it was, and put back later.
  tamper("CREATE TABLE head AS SELECT * FROM audit_head");
  put_chained(2);
  tamper(
      "DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM audit_link WHERE id > 2);"
      "DELETE FROM audit_address WHERE id NOT IN (SELECT id FROM audit_entry);"
      "DELETE FROM audit_link WHERE id > 2;"
      "DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM head");
  EXPECT_EQ(fault(), "link 3: the chain ends before it, 4 links were signed and copied out");
  // The server that goes on does not overwrite the evidence.
  put(entry());
  EXPECT_EQ(chain_.run_once().error().code, "audit.broken");
  EXPECT_EQ(read_head_file(head_file()).value()->number, 4);
}

TEST_F(ChainTest, AHeadThatWeDidNotSignIsNamed) {
  put_chained(2);
  tamper("UPDATE audit_head SET at = at + 1");
  EXPECT_EQ(fault(), "head: the newest link was not signed with our key");
  tamper("UPDATE audit_head SET hash = x'00'");
  EXPECT_EQ(fault(), "head: its row is not what was written");
  std::ofstream(head_file()) << "nonsense\n";
  EXPECT_EQ(fault(), "audit.head_malformed");
  EXPECT_EQ(chain_.run_once().error().code, "audit.head_malformed");
  EXPECT_EQ(vault::read_whole(head_file()), "nonsense\n");
}

TEST_F(ChainTest, WithoutItsHeadsTheChainIsNotTakenForAnEmptyOne) {
  put_chained(2);
  std::filesystem::remove(head_file());
  tamper("DELETE FROM audit_head");
  EXPECT_EQ(fault(), "link 2: comes after the newest one that was signed");
}

TEST_F(ChainTest, AHeadFileThatCannotBeWrittenIsToldAndTriedAgain) {
  Chain elsewhere{*store_, clock_, ids_, signer_, folder_.path() + "/none/head"};
  put(entry());
  EXPECT_EQ(elsewhere.run_once().error().code, "audit.head_not_copied");
  EXPECT_EQ(number("SELECT count(*) FROM audit_link"), 1);
  std::filesystem::create_directory(folder_.path() + "/none");
  EXPECT_TRUE(elsewhere.run_once());
}

TEST_F(ChainTest, OldEntriesGoWholeAndTheRestStillVerifies) {
  put_chained(3);
  clock_.advance_ms(400 * kMsPerDay);
  put_chained(2);
  EXPECT_EQ(chain_.remove_old(365 * kMsPerDay).value(), 3);
  EXPECT_EQ(number("SELECT count(*) FROM audit_entry"), 2);
  EXPECT_EQ(number("SELECT count(*) FROM audit_address"), 2);
  const auto report = verified().value();
  EXPECT_EQ(report.fault, std::nullopt);
  EXPECT_EQ(report.first, 4);
  EXPECT_EQ(chain_.remove_old(365 * kMsPerDay).value(), 0);
  put_chained(1);
  EXPECT_EQ(fault(), "");
}

TEST_F(ChainTest, MoreThanWhatIsOldCannotBeTakenFromTheBeginning) {
  put_chained(3);
  clock_.advance_ms(400 * kMsPerDay);
  put_chained(2);
  ASSERT_TRUE(chain_.remove_old(365 * kMsPerDay));
  tamper("DELETE FROM audit_link WHERE id = 4");
  EXPECT_EQ(fault(), "link 4: is missing");
  tamper("UPDATE audit_head SET number = 4 WHERE id = 2");
  EXPECT_EQ(fault(), "head: the point from which on entries are kept was not signed with our key");
}

TEST_F(ChainTest, AResidentsAddressIsCutAfterThirtyDaysAndTheChainHolds) {
  put_chained(1);
  Entry of_staff = entry();
  of_staff.account = AccountId{7};
  put(of_staff);
  ASSERT_TRUE(chain_.run_once());
  clock_.advance_ms(kAddressWholeMs - 1);
  EXPECT_EQ(chain_.cut_addresses().value(), 0);
  clock_.advance_ms(1);
  EXPECT_EQ(chain_.cut_addresses().value(), 1);
  EXPECT_EQ(text("SELECT network FROM audit_address WHERE whole IS NULL"), "192.0.2.0/24");
  EXPECT_EQ(text("SELECT whole FROM audit_address WHERE whole IS NOT NULL"), "192.0.2.7");
  const auto report = verified().value();
  EXPECT_EQ(report.fault, std::nullopt);
  EXPECT_EQ(report.cut, 1);
}

TEST_F(ChainTest, AnErasedPersonsAddressesAreCutAtOnce) {
  Entry hers = entry();
  hers.person = PersonId{5};
  put(hers);
  put(entry());
  store::WriteSet changes;
  EXPECT_EQ(cut_addresses_of(*read(), PersonId{5}, changes).value(), 1);
  ASSERT_TRUE(commit(std::move(changes)));
  ASSERT_TRUE(chain_.run_once());
  EXPECT_EQ(number("SELECT count(*) FROM audit_address WHERE whole IS NULL"), 1);
  EXPECT_EQ(fault(), "");
}

TEST_F(ChainTest, EntriesAreCopiedToAFileOnceAndOnlyItsOwnerReadsIt) {
  const std::string path = folder_.path() + "/copy";
  put_chained(2);
  EXPECT_EQ(FileCopy(*store_, path).run_once().value(), 2);
  put_chained(1);
  FileCopy again(*store_, path);
  EXPECT_EQ(again.run_once().value(), 1);
  EXPECT_EQ(again.run_once().value(), 0);
  EXPECT_EQ(fault(path), "");
  EXPECT_EQ(std::filesystem::status(path).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const auto lines = vault::read_whole(path);
  EXPECT_EQ(std::ranges::count(lines, '\n'), 3);
  // An address that will be cut here must not stay whole there.
  EXPECT_EQ(lines.find("192.0.2.7"), std::string::npos);
  EXPECT_NE(lines.find(R"("address":"192.0.2.0/24")"), std::string::npos);
}

TEST_F(ChainTest, ALineThatWasCutOffIsWrittenAgain) {
  const std::string path = folder_.path() + "/copy";
  put_chained(2);
  ASSERT_TRUE(FileCopy(*store_, path).run_once());
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 9);
  EXPECT_EQ(FileCopy(*store_, path).run_once().value(), 1);
  EXPECT_EQ(fault(path), "");
}

TEST_F(ChainTest, EntriesOfWhichAPowerCutKeptOnlyLaterSectorsAreCopiedAgain) {
  const std::string path = folder_.path() + "/copy";
  put_chained(1);
  ASSERT_TRUE(FileCopy(*store_, path).run_once());
  const auto kept = std::filesystem::file_size(path);
  put_chained(3);
  ASSERT_TRUE(FileCopy(*store_, path).run_once());
  const auto whole = vault::read_whole(path);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(kept));
  file << std::string(64, '\0');
  file.close();
  EXPECT_EQ(FileCopy(*store_, path).run_once().value(), 3);
  EXPECT_EQ(vault::read_whole(path), whole);
}

TEST_F(ChainTest, TheLastEntriesTakenAwayAreFoundByTheCopy) {
  const std::string path = folder_.path() + "/copy";
  put_chained(2);
  tamper("CREATE TABLE head AS SELECT * FROM audit_head");
  put_chained(1);
  ASSERT_TRUE(FileCopy(*store_, path).run_once());
  std::filesystem::remove(head_file());
  tamper(
      "DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM audit_link WHERE id > 2);"
      "DELETE FROM audit_link WHERE id > 2;"
      "DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM head");
  EXPECT_EQ(fault(path), "copy: link 3 was copied out and is not in the chain, which ends at 2");
  EXPECT_EQ(fault(data() + "/linli.db"), "audit.copy_unreadable");
}

TEST_F(ChainTest, ACopyThatCannotBeWrittenIsToldAndNothingIsLeftOut) {
  const std::string path = folder_.path() + "/none/copy";
  put_chained(2);
  FileCopy copy(*store_, path);
  EXPECT_EQ(copy.run_once().error().code, "audit.not_copied");
  std::filesystem::create_directory(folder_.path() + "/none");
  EXPECT_EQ(copy.run_once().value(), 2);
}

TEST_F(ChainTest, ALocalSyslogGetsEveryEntryOnceAndThoseItMissedLater) {
  const std::string path = folder_.path() + "/log";
  put_chained(2);
  SyslogCopy copy(*store_, path);
  EXPECT_EQ(copy.run_once().error().code, "audit.not_copied");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const int log = ::socket(AF_UNIX, SOCK_DGRAM, 0);
  ASSERT_EQ(::bind(log, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(copy.run_once().value(), 2);
  EXPECT_EQ(SyslogCopy(*store_, path).run_once().value(), 0);
  std::string line(4096, '\0');
  const auto size = ::recv(log, line.data(), line.size(), MSG_DONTWAIT);
  ASSERT_GT(size, 0);
  line.resize(static_cast<std::size_t>(size));
  EXPECT_EQ(line.find("<86>1 2026-09-21T14:13:20.000Z "), 0u) << line;
  EXPECT_NE(line.find(R"( linli - audit - {"number":1,)"), std::string::npos) << line;
  ::close(log);
}

TEST_F(ChainTest, AHeadIsReadAsItWasWrittenAndNotOtherwise) {
  const auto head = sign(signer_, Point::Newest, 12, std::string(32, 'x'), Instant{5});
  const auto line = to_line(Point::Newest, head);
  EXPECT_EQ(parse_head(Point::Newest, line).value().number, 12);
  EXPECT_TRUE(verify(Point::Newest, parse_head(Point::Newest, line).value(), signer_.public_key()));
  // The same point is no point from which on entries were removed.
  EXPECT_FALSE(verify(Point::Removed, head, signer_.public_key()));
  for (const std::string& bad : {std::string(""), line + " ", "x" + line, line.substr(1)}) {
    EXPECT_EQ(parse_head(Point::Newest, bad).error().code, "audit.head_malformed");
  }
}

}  // namespace
}  // namespace linli::audit

// The socket of the operator: who is heard, what a server does for her, and what cannot stop it.
#include "app/operator.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>

#include "app/operator_audit.h"
#include "app/operator_message.h"
#include "app/operator_socket.h"
#include "base/text.h"
#include "pack/load.h"
#include "vault/testing.h"

namespace linli::app {
namespace {

constexpr const char* kZhijiang = LINLI_SOURCE_DIR "/packs/zhijiang";
constexpr const char* kUnits =
    "编码,上级编码,层级,名称\n420583105215-97,420583105215,group,通道组\n";
constexpr Patience kPatient{10'000, 20'000};

int quiet(int (*command)(const Words&), const Words& words) {
  testing::internal::CaptureStdout();
  const int exit = command(words);
  testing::internal::GetCapturedStdout();
  return exit;
}

// A plain connection to what listens at a path, or to nothing.
class Caller {
 public:
  explicit Caller(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    const auto address = at(path);
    connected_ =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Caller() { ::close(socket_); }
  static sockaddr_un at(const std::string& path) {
    sockaddr_un out{};
    out.sun_family = AF_UNIX;
    path.copy(out.sun_path, sizeof out.sun_path - 1);
    return out;
  }
  bool connected() const { return connected_; }
  int socket() const { return socket_; }
  // The code of the error that is answered; "" if it is done.
  std::string code() const {
    const auto words = receive_message(socket_, 5, 1 << 20, kPatient);
    return words ? words->at(3) : words.error().code;
  }

 private:
  int socket_;
  bool connected_ = false;
};

// A listener that is not the program.
int listener(const std::string& path, int waiting) {
  const int out = ::socket(AF_UNIX, SOCK_STREAM, 0);
  const auto address = Caller::at(path);
  EXPECT_EQ(::bind(out, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(::listen(out, waiting), 0);
  return out;
}

class OperatorTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    // Longer than an address may be.
    folder_ = std::make_unique<vault::TestFolder>();
    data_ = folder_->path() + "/" + std::string(100, 'd');
    ASSERT_EQ(quiet(init_command, {"--data", data_, "--pack", kZhijiang}), kDone);
    HouseOptions options;
    options.data = data_;
    parts_ = std::make_unique<Parts>(open_parts(options, access::Settings{}, nullptr).value());
  }
  static void TearDownTestSuite() {
    parts_.reset();
    folder_.reset();
  }

  OperatorTest() {
    std::filesystem::create_symlink(data_, link_);
    auto opened = OperatorSocket::open(data_, *parts_);
    EXPECT_TRUE(opened) << opened.error().detail;
    if (opened) socket_ = *std::move(opened);
  }
  ~OperatorTest() override {
    socket_.reset();
    std::filesystem::remove(link_);
  }

  // The socket by a short path.
  std::string path() const { return link_ + "/operator.sock"; }
  static Result<std::optional<OperatorAnswer>> import(const Words& more,
                                                      std::string file = kUnits) {
    Words words{"units", "groups.csv", "--data", data_};
    words.insert(words.end(), more.begin(), more.end());
    return ask_server(data_, "import", words, std::move(file));
  }
  static std::int64_t groups() {
    return parts_->house->store()
        .read()
        .value()
        ->number("SELECT count(*) FROM unit WHERE name_zh = '通道组'")
        .value();
  }

  static inline std::unique_ptr<vault::TestFolder> folder_;
  static inline std::string data_;
  static inline std::unique_ptr<Parts> parts_;
  const std::string link_ = folder_->path() + "/l";
  std::unique_ptr<OperatorSocket> socket_;
};

TEST_F(OperatorTest, HasItsCommandDoneByTheServerThatHoldsTheFolder) {
  const auto dry = import({"--dry-run"}).value();
  ASSERT_TRUE(dry);
  EXPECT_FALSE(dry->error) << dry->error->code;
  EXPECT_NE(dry->out.find("imported 1, unchanged 0, refused 0\n"), std::string::npos) << dry->out;
  EXPECT_EQ(groups(), 0);
  EXPECT_EQ(import({}).value()->exit, kDone);
  EXPECT_EQ(groups(), 1);
}

TEST_F(OperatorTest, GetsTheRefusalOfTheServerAsItsOwn) {
  const auto wrong = ask_server(data_, "import", {"ghosts", "x"}, "").value();
  ASSERT_TRUE(wrong && wrong->error);
  EXPECT_EQ(wrong->error->code, "app.unknown_word");
  EXPECT_EQ(wrong->error->detail, "ghosts");
  testing::internal::CaptureStderr();
  const int exit =
      quiet(erase_command, {"--data", data_, "--phone", "13900000000", "--reason", "request"});
  EXPECT_EQ(exit, kRefused);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("registry.no_such_person"),
            std::string::npos);
}

TEST_F(OperatorTest, LeavesAnEntryOfTheAuditForWhatItDoesAndForWhatItIsRefused) {
  const auto count = [](store::Sql sql, std::vector<store::Value> values) {
    return parts_->house->store().read().value()->number(sql, values).value();
  };
  const auto said = [&](const char* route, const char* code, const char* detail) {
    return count(
        "SELECT count(*) FROM audit_entry WHERE route = ?1 AND code = ?2 AND detail = ?3"
        " AND person_id IS NULL AND account_id IS NULL AND address_hash IS NULL",
        {route, code, detail});
  };
  const auto before = said("import", "", "by=operator file=units");
  EXPECT_EQ(import({}).value()->exit, kDone);
  EXPECT_EQ(said("import", "", "by=operator file=units"), before + 1);
  EXPECT_TRUE(ask_server(data_, "admin", {"reset", "--data", data_, "--login", "nobody"}, "")
                  ->value()
                  .error);
  EXPECT_EQ(said("admin_reset", "access.no_such_account", "by=operator"), 1);
  EXPECT_TRUE(ask_server(data_, "admin", {"dance", "--data", data_}, "")->value().error);
  EXPECT_EQ(count("SELECT count(*) FROM audit_entry WHERE code LIKE 'app.%'", {}), 0);
}

TEST(OperatorActs, HaveWordsOfThePack) {
  const auto pack = pack::load_pack(kZhijiang).value();
  for (const auto act : kOperatorActs) {
    EXPECT_NE(pack.choice_words("audit_acts", std::string(act)).zh, act) << "no words";
  }
}

TEST_F(OperatorTest, PutsNoNameOrNumberOnTheRecordAsAReason) {
  for (const auto* reason : {"张三", "13800138000", "she asked", "REQUEST"}) {
    const auto said = ask_server(data_, "erase", {"--person", "1", "--reason", reason}, "").value();
    ASSERT_TRUE(said && said->error) << reason;
    EXPECT_EQ(said->error->code, "app.option_value") << reason;
  }
}

TEST_F(OperatorTest, IsForTheServersUserAndRootAndNobodyElse) {
  EXPECT_TRUE(may_operate(1000, 1000));
  EXPECT_TRUE(may_operate(0, 1000));
  EXPECT_FALSE(may_operate(1001, 1000));
  EXPECT_FALSE(may_operate(1000, 0));
  struct stat there {};
  ASSERT_EQ(::stat(path().c_str(), &there), 0);
  EXPECT_EQ(there.st_mode & 0777, 0600U);
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
  // Even with every door of the file system open.
  std::filesystem::permissions(folder_->path(), std::filesystem::perms(0755));
  std::filesystem::permissions(data_, std::filesystem::perms(0755));
  std::filesystem::permissions(path(), std::filesystem::perms(0666));
  const pid_t child = ::fork();
  if (child == 0) {
    const bool other = ::setuid(65534) == 0;
    const Caller caller(path());
    ::_exit(other && caller.connected() && caller.code() == "app.operator_refused" ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  std::filesystem::permissions(data_, std::filesystem::perms(0700));
}

TEST_F(OperatorTest, LeavesNoSocketBehindAndReplacesWhatAKilledServerLeft) {
  socket_.reset();
  EXPECT_FALSE(std::filesystem::exists(path()));
  EXPECT_FALSE(import({"--dry-run"}).value()) << "nobody is there";
  ::close(listener(path(), 1));
  EXPECT_FALSE(import({"--dry-run"}).value()) << "nobody listens any more";
  socket_ = OperatorSocket::open(data_, *parts_).value();
  EXPECT_TRUE(import({"--dry-run"}).value());
}

TEST_F(OperatorTest, TakesNoPlaceThatIsNotItsOwn) {
  const auto second = OperatorSocket::open(data_, *parts_);
  EXPECT_EQ(second.error().code, "app.operator_socket") << "another server listens";
  EXPECT_TRUE(import({"--dry-run"}).value());
  socket_.reset();
  std::ofstream(path()) << "a file of somebody";
  EXPECT_EQ(OperatorSocket::open(data_, *parts_).error().code, "app.operator_socket");
  EXPECT_TRUE(std::filesystem::is_regular_file(path()));
  std::filesystem::remove(path());
}

TEST_F(OperatorTest, IsNotHeldUpByACallerWhoSaysNothing) {
  const Caller silent(path());
  const Caller halfway(path());
  ASSERT_EQ(::send(halfway.socket(), "linli-oper", 10, 0), 10);
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_TRUE(import({"--dry-run"}).value());
  const auto took = std::chrono::steady_clock::now() - begun;
  EXPECT_LT(took, std::chrono::milliseconds(2 * kStalledMs + 3000));
  EXPECT_EQ(silent.code(), "app.operator_gone");
}

TEST_F(OperatorTest, EndsARequestThatComesDropByDrop) {
  EXPECT_EQ(OperatorTimes{}.request_ms, kRequestMs);
  EXPECT_EQ(OperatorTimes{}.stalled_ms, kStalledMs);
  socket_.reset();
  socket_ = OperatorSocket::open(data_, *parts_, {kStalledMs, 600}).value();
  const auto begun = std::chrono::steady_clock::now();
  const auto took = [&] { return std::chrono::steady_clock::now() - begun; };
  const Caller dripping(path());
  // Never silent for long: only the time for the whole ends it.
  const std::string request = "linli-operator-1\n" + std::string(1000, '\0');
  for (std::size_t at = 0; at < request.size(); ++at) {
    if (::send(dripping.socket(), &request[at], 1, MSG_NOSIGNAL) != 1) break;
    if (took() > std::chrono::seconds(20)) break;
    pollfd answered{dripping.socket(), POLLIN, 0};
    if (::poll(&answered, 1, at < 17 ? 100 : 20) > 0) break;
  }
  EXPECT_EQ(dripping.code(), "app.operator_gone");
  EXPECT_LT(took(), std::chrono::milliseconds(kStalledMs)) << "not by having been silent";
}

TEST_F(OperatorTest, CutsOffWhatIsPrintedBeyondItsLimitAndSaysSo) {
  socket_.reset();
  const int other = listener(path(), 4);
  OperatorAnswer long_one;
  long_one.exit = kRefused;
  // Characters of three bytes: the limit lies inside one.
  for (std::size_t n = 0; n < kAnswerBytesMax / 3 + 1; ++n) long_one.out += "行";
  long_one.error =
      Error{ErrorKind::Conflict, "app.operator_busy", std::string(kAnswerBytesMax, 'd')};
  auto asked = std::async(std::launch::async, [] { return import({}); });
  const int caller = ::accept(other, nullptr, nullptr);
  ASSERT_TRUE(receive_message(caller, kOperatorWordsMax, kBroughtBytesMax, kPatient));
  ASSERT_TRUE(send_message(caller, words_of(long_one), {10'000, 60'000}));
  const auto got = asked.get();
  ::close(caller);
  ::close(other);
  std::filesystem::remove(path());
  ASSERT_TRUE(got) << got.error().code;
  const auto& out = (*got)->out;
  EXPECT_LE(out.size(), kPrintedBytesMax + 8);
  EXPECT_GT(out.size(), kPrintedBytesMax - 3);
  EXPECT_TRUE(out.ends_with("行\n…\n"));
  EXPECT_TRUE(is_utf8(out));
  EXPECT_EQ((*got)->exit, kRefused);
  EXPECT_EQ((*got)->error->code, "app.operator_busy");
}

TEST_F(OperatorTest, TakesNoAnswerLargerThanItsLimit) {
  socket_.reset();
  const int other = listener(path(), 4);
  auto asked = std::async(std::launch::async, [] { return import({}); });
  const int caller = ::accept(other, nullptr, nullptr);
  ASSERT_TRUE(receive_message(caller, kOperatorWordsMax, kBroughtBytesMax, kPatient));
  const std::string head("linli-operator-1\n\0\0\0\x05\x04\0\0\x01", 25);  // one byte more
  ASSERT_EQ(::send(caller, head.data(), head.size(), 0), 25);
  EXPECT_EQ(asked.get().error().code, "app.operator_garbled");
  ::close(caller);
  ::close(other);
  std::filesystem::remove(path());
}

TEST_F(OperatorTest, DoesNothingForACallerWhoHasGoneBeforeHerTurn) {
  const Caller silent(path());
  {
    const Caller gone(path());
    const std::string file = "编码,上级编码,层级,名称\n420583105215-96,420583105215,group,走了组\n";
    ASSERT_TRUE(send_message(gone.socket(), {"import", file, "units", "x.csv"}, kPatient));
  }
  EXPECT_TRUE(import({"--dry-run"}).value()) << "her turn is over";
  const auto read = parts_->house->store().read().value();
  EXPECT_EQ(read->number("SELECT count(*) FROM unit WHERE name_zh = '走了组'").value(), 0);
}

TEST_F(OperatorTest, RefusesWhatItDoesNotUnderstand) {
  const auto said = [&](const MessageWords& words) {
    const Caller caller(path());
    // Who is refused at once may not have sent all.
    static_cast<void>(send_message(caller.socket(), words, kPatient));
    return caller.code();
  };
  EXPECT_EQ(said({"dance", "", "--data", data_}), "app.operator_garbled");
  EXPECT_EQ(said({"import"}), "app.operator_garbled");
  EXPECT_EQ(said(MessageWords(kOperatorWordsMax + 1)), "app.operator_garbled");
  const Caller other(path());
  ASSERT_EQ(::send(other.socket(), "GET / HTTP/1.1\r\n\r\n", 18, 0), 18);
  EXPECT_EQ(other.code(), "app.operator_garbled");
  const Caller greedy(path());
  const std::string head("linli-operator-1\n\0\0\0\x01\xff\xff\xff\xff", 25);
  ASSERT_EQ(::send(greedy.socket(), head.data(), head.size(), 0), 25);
  EXPECT_EQ(greedy.code(), "app.operator_garbled");
}

TEST_F(OperatorTest, RefusesAFileLargerThanItHandsOver) {
  const auto said = import({}, std::string(kBroughtBytesMax, 'x'));
  EXPECT_EQ(said.error().code, "app.file_too_large");
}

TEST_F(OperatorTest, SaysWhenTheServerEndedBeforeItsAnswer) {
  socket_.reset();
  const int other = listener(path(), 4);
  auto asked = std::async(std::launch::async, [] { return import({}); });
  ::close(::accept(other, nullptr, nullptr));
  EXPECT_EQ(asked.get().error().code, "app.operator_gone");
  ::close(other);
  std::filesystem::remove(path());
}

TEST_F(OperatorTest, SaysWhenTooManyWaitAlready) {
  socket_.reset();
  const int other = listener(path(), 0);
  const Caller first(path());
  EXPECT_EQ(import({}).error().code, "app.operator_busy");
  ::close(other);
  std::filesystem::remove(path());
}

}  // namespace
}  // namespace linli::app

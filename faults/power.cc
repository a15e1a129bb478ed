#include "faults/power.h"

#include <sqlite3.h>

#include <algorithm>
#include <deque>
#include <thread>

#include "base/check.h"
#include "base/json.h"
#include "desk/scheduler.h"
#include "faults/county.h"
#include "faults/disk.h"
#include "faults/invariants.h"
#include "record/integrator.h"
#include "request/filing.h"
#include "vault/media_samples.h"

namespace linli::faults {
namespace {

constexpr int kWorkers = 4;
constexpr std::uint64_t kCutMax = 700;  // changes of a life, at most
constexpr int kMattersMax = 30;         // of one worker in a life
constexpr int kLivesPerFolder = 20;
constexpr std::size_t kWrongsMax = 20;

struct Sent {
  Ask ask;
  std::string answer;   // "" when none came
  std::string refused;  // the code, if it was refused
};

bool is_broken(const Error& error) {
  return error.code.starts_with("store.") || error.kind == ErrorKind::Unknown ||
         error.kind == ErrorKind::Corrupt;
}

// One person at a keyboard: matters one after another, until the power goes.
class Worker {
 public:
  Worker(Life& life, const std::string& village, std::string name, std::uint64_t seed)
      : life_(life), village_(village), name_(std::move(name)), random_(seed) {}

  void work() {
    for (int i = 0; i < kMattersMax && !broken_; ++i) one_matter();
  }
  std::vector<Sent>& sent() { return sent_; }

 private:
  std::optional<std::string> send(Ask ask) {
    if (broken_) return std::nullopt;
    ask.key = name_ + "-" + std::to_string(sent_.size());
    auto answer = life_.call(ask);
    sent_.push_back({std::move(ask), answer.value_or(""), {}});
    if (answer) return *answer;
    broken_ = is_broken(answer.error());
    if (!broken_) sent_.back().refused = answer.error().code + " " + answer.error().detail;
    return std::nullopt;
  }
  void act(const std::string& role, const std::string& id, const std::string& act,
           const std::string& form) {
    send({"matter_act", role, {{"id", id}, {"act", act}}, R"({"form":)" + form + "}", {}});
  }

  // A photo in every fourth, taken in without a key: it counts once a matter names it.
  std::string files() {
    if (random_.below(4) != 0) return "";
    const auto taken = life_.call({"file_take", "resident", {}, vault::samples::png(), {}});
    if (!taken) return "";
    const auto view = parse_json(*taken);
    return R"(,"files":[")" + std::string(view->at("id").as_string()) + R"("])";
  }

  void one_matter() {
    const auto filed = send({"request_file",
                             "resident",
                             {},
                             R"({"title":"村口的路灯不亮","detail":"晚上看不见路。","unit":")" +
                                 village_ + R"(","category":"village.lighting")" + files() + "}",
                             {}});
    if (!filed) return;
    const std::string id(parse_json(*filed)->at("matter").as_string());
    const auto way = random_.below(4);
    if (way == 0) return act("village_intake", id, "hand_up", R"({"reason":"需要镇里协调"})");
    act("village_intake", id, "accept", R"({"grade":"small"})");
    if (way == 1) act("village_intake", id, "ask_filer", R"({"question":"是桥东还是桥西?"})");
    if (way == 1) return act("resident", id, "add", R"({"text":"桥东第二盏。"})");
    act("village_intake", id, "reply", R"({"reply":"灯已换好,请您看看。"})");
    act("resident", id, way == 2 ? "not_solved" : "solved",
        way == 2 ? R"({"reason":"还是不亮"})" : "{}");
  }

  Life& life_;
  const std::string& village_;
  const std::string name_;
  SeededRandom random_;
  std::vector<Sent> sent_;
  bool broken_ = false;
};

// SQLite's own NORMAL on every connection, whatever the store then asks for.
int ignore_synchronous(void*, int action, const char* what, const char* to, const char*,
                       const char*) {
  const bool asked =
      action == SQLITE_PRAGMA && to != nullptr && sqlite3_stricmp(what, "synchronous") == 0;
  return asked ? SQLITE_IGNORE : SQLITE_OK;
}
int start_as_normal(sqlite3* connection, const char**, const void*) {
  sqlite3_exec(connection, "PRAGMA synchronous=NORMAL", nullptr, nullptr, nullptr);
  return sqlite3_set_authorizer(connection, ignore_synchronous, nullptr);
}
using AutoExtension = void (*)();

class Bench {
 public:
  Bench(const std::string& folder, std::uint64_t seed)
      : county_(County::make(folder).value()), random_(seed), clock_(county_start()) {}

  PowerReport run(int cuts) {
    for (life_number_ = 1; life_number_ <= cuts; ++life_number_) {
      if (folder_.empty()) folder_ = county_->copy();
      one_life();
      ++report_.cuts;
      if (life_number_ % kLivesPerFolder != 0 && !spoilt_) continue;
      county_->drop(std::exchange(folder_, {}));
      spoilt_ = false;
      clock_.set(county_start());
    }
    if (!folder_.empty()) county_->drop(folder_);
    return std::move(report_);
  }

 private:
  void one_life() {
    clock_.advance_ms(kMsPerHour);
    std::vector<Sent> sent;
    {
      Disk disk(folder_);
      disk.cut_power_at(1 + static_cast<std::int64_t>(random_.below(kCutMax)));
      sent = work(disk);
      if (!disk.dead()) disk.cut_power();
      disk.lose(random_);
    }
    look(sent);
  }

  std::vector<Sent> work(Disk& disk) {
    std::vector<Sent> sent;
    const auto life = Life::open(folder_, clock_);
    if (!life) {
      CHECK(disk.dead());
      ++report_.cuts_while_opening;
      return sent;
    }
    std::deque<Worker> workers;
    for (int i = 0; i < kWorkers; ++i) {
      workers.emplace_back(**life, county_->village(),
                           std::to_string(life_number_) + "-" + std::to_string(i), random_.next());
    }
    {
      std::vector<std::jthread> threads;
      for (auto& worker : workers) threads.emplace_back([&worker] { worker.work(); });
      jobs((*life)->house(), disk);
    }
    for (auto& worker : workers) std::ranges::move(worker.sent(), std::back_inserter(sent));
    // The store is thrown away while the power is out, or nothing would be left to lose.
    if (!disk.dead()) disk.cut_power();
    return sent;
  }

  // What the program does by itself meanwhile; and the log is emptied now and then.
  void jobs(app::House& house, const Disk& disk) {
    const auto signer = journal::Signer::make(house.vault().keys().sign.view()).value();
    record::Integrator integrator(house.store(), clock_, signer, house.heads_file());
    desk::Scheduler scheduler(house.kernel());
    for (int turn = 0; turn < 20 && !disk.dead(); ++turn) {
      const bool went_on = scheduler.run_once() && integrator.run_once();
      if (!went_on) return;
      if (random_.below(3) == 0 && !house.store().scrub()) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }

  // What the folder holds after the power came back.
  void look(const std::vector<Sent>& sent) {
    const auto life = Life::open(folder_, clock_);
    if (!life) return corrupt("opening: " + life.error().code + " " + life.error().detail);
    const auto lost_before = report_.lost;
    for (const auto& one : sent) ask_again(**life, one);
    if (report_.lost > lost_before) ++report_.lives_with_losses;
    if (const auto fault = wrong_record((*life)->house()); !fault.empty()) corrupt(fault);
    for (const auto& file : wrong_files((*life)->house())) corrupt(file);
    for (const auto& row : wrong_rows(folder_ + "/data/linli.db")) {
      row.starts_with("pages: ") ? corrupt(row) : half_done(row);
    }
  }

  // The receipts tell whether it was kept, before the same key does it anew.
  void ask_again(Life& life, const Sent& sent) {
    ++report_.sent;
    const bool there = has_receipt(life, sent.ask.key);
    if (!sent.refused.empty()) {
      if (there) half_done("refused, yet written: " + sent.ask.key);
      if (sent.ask.route == "request_file") note("not filed: " + sent.refused);
      return;
    }
    const auto again = life.call(sent.ask);
    if (sent.answer.empty()) {
      ++report_.unanswered;
      if (there) ++report_.there_whole;
      return;
    }
    ++report_.acknowledged;
    if (there && again && *again == sent.answer) return;
    ++report_.lost;
    note("acknowledged and lost: " + sent.ask.route + " " + sent.ask.key);
  }

  static bool has_receipt(Life& life, const std::string& key) {
    const auto read = life.house().store().read();
    CHECK(read.has_value());
    const auto found =
        (*read)->number("SELECT count(*) FROM receipt WHERE idempotency_key = ?1", {key});
    return found.value_or(0) > 0;
  }

  void note(const std::string& what) {
    spoilt_ = true;
    if (report_.wrongs.size() < kWrongsMax) {
      report_.wrongs.push_back("life " + std::to_string(life_number_) + ": " + what);
    }
  }
  void half_done(const std::string& what) {
    ++report_.half_done;
    note("half done: " + what);
  }
  void corrupt(const std::string& what) {
    ++report_.corrupt;
    note("corrupt: " + what);
  }

  const std::unique_ptr<County> county_;
  SeededRandom random_;
  FixedClock clock_;
  std::string folder_;
  bool spoilt_ = false;  // what is wrong in a folder is counted once
  int life_number_ = 0;
  PowerReport report_;
};

}  // namespace

PowerReport cut_power(const std::string& folder, int cuts, std::uint64_t seed, Flushes flushes) {
  const auto extension = reinterpret_cast<AutoExtension>(start_as_normal);
  Bench bench(folder, seed);
  if (flushes == Flushes::Normal) sqlite3_auto_extension(extension);
  auto report = bench.run(cuts);
  if (flushes == Flushes::Normal) sqlite3_cancel_auto_extension(extension);
  return report;
}

}  // namespace linli::faults

#include "faults/nth.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <thread>

#include "base/check.h"
#include "base/json.h"
#include "faults/asks.h"
#include "faults/invariants.h"
#include "faults/memory.h"

namespace linli::faults {
namespace {

constexpr int kRoundsPerFolder = 150;
constexpr int kRoundsPerLook = 10;  // when nothing was written wrongly by the store itself
constexpr std::size_t kWrongsMax = 50;
constexpr int kTriesMax = 100;
constexpr std::chrono::milliseconds kPause(50);

// Whether an answer may stand for a fault of ours: 503 or 500.
bool honest(const Error& error) {
  return error.kind == ErrorKind::Overloaded || error.kind == ErrorKind::Unknown ||
         error.kind == ErrorKind::Corrupt;
}

std::string code_of(const Result<api::Response>& answer) {
  return answer ? "done" : answer.error().code;
}

// What else a request may be answered when it is repeated.
bool may_answer(const std::string& route, const std::string& code) {
  // It was done although nobody was told.
  if (route == "account_close") return code == "access.no_such_account";
  // Codes sent to one telephone are counted by the minute whether or not they got out.
  return route == "code_request" && code == "access.wait";
}

}  // namespace

const char* name_of(Fault fault) {
  switch (fault) {
    case Fault::Open:
      return "open";
    case Fault::Read:
      return "read";
    case Fault::Write:
      return "write";
    case Fault::Sync:
      return "flush";
    case Fault::Full:
      return "full";
    case Fault::Memory:
      return "memory";
    case Fault::Request:
      return "request";
    case Fault::Answer:
      return "answer";
    case Fault::Torn:
      return "torn";
  }
  return "";
}

struct NthBench::Round {
  Ask ask;
  std::string name;
  std::string expected;  // the code of the undisturbed request
  Result<api::Response> answer;
};

NthBench::NthBench(const std::string& folder, Engine engine)
    : clock_(county_start()),
      server_(engine == Engine::Postgres ? std::make_unique<store::TestingPostgres>() : nullptr),
      county_(County::make(folder, server_ ? server_->database() : "").value()) {
  if (server_) proxy_ = std::make_unique<Proxy>(folder, server_->folder());
  open();
}

NthBench::~NthBench() {
  close();
}

std::vector<std::string> NthBench::routes() {
  std::vector<std::string> names;
  for (const auto& route : life_->routes()) names.push_back(route.name);
  return names;
}

void NthBench::open() {
  if (folder_.empty()) {
    folder_ = county_->copy();
    if (proxy_) lead_through_proxy();
  }
  disk_ = std::make_unique<Disk>(folder_);
  disk_->refuse_maps();
  auto life = Life::open(folder_, clock_);
  if (!life) std::fprintf(stderr, "opening: %s\n", life.error().code.c_str());
  CHECK(life.has_value());
  life_ = std::move(*life);
}

void NthBench::lead_through_proxy() {
  std::ofstream file(folder_ + "/data/database");
  file << store::TestingPostgres::database_at(proxy_->folder()) << "\nlinli\n";
  CHECK(file.good());
}

void NthBench::close() {
  life_.reset();
  disk_.reset();
}

void NthBench::arm(Fault fault, Times times, int n) {
  switch (fault) {
    case Fault::Request:
      return proxy_->cut_at(Cut::Request, n, times);
    case Fault::Answer:
      return proxy_->cut_at(Cut::Answer, n, times);
    case Fault::Torn:
      return proxy_->cut_at(Cut::Torn, n, times);
    case Fault::Memory:
      return fail_allocation(n);
    case Fault::Full:
      return disk_->fail_at(Call::Write, n, times, ENOSPC);
    default:
      return disk_->fail_at(static_cast<Call>(fault), n, times, EIO);
  }
}

bool NthBench::disarm(Fault fault) {
  if (fault == Fault::Memory) return end_failing_allocations();
  if (proxy_) return proxy_->heal();
  disk_->heal();
  return disk_->failed();
}

NthReport NthBench::run(const std::string& route, Fault fault, Times times, int first, int step) {
  NthReport report;
  for (int n = first; n <= kNthMax; n += step) {
    if (!run_once(route, fault, times, n, report)) break;
    report.highest = n;
  }
  return report;
}

// False when the request met no failure.
bool NthBench::run_once(const std::string& route, Fault fault, Times times, int n,
                        NthReport& report) {
  // What was read before lies in memory: only a new start reads it from the disk.
  const bool cold = fault == Fault::Read || fault == Fault::Open;
  if (!proxy_ && ++in_folder_ % kRoundsPerFolder == 0) {
    close();
    county_->drop(std::exchange(folder_, {}));
    open();
  } else if (cold) {
    close();
    open();
  }
  Round round;
  round.name = route + ", " + name_of(fault) + " " + std::to_string(n) +
               (times == Times::Once ? "" : " and all later") + ": ";
  auto undisturbed = Scene(*life_, county_->village(), ++round_).ask_for(route);
  CHECK(undisturbed.has_value());
  round.expected = code_of(life_->respond(*undisturbed));
  round.ask = Scene(*life_, county_->village(), ++round_).ask_for(route).value();
  if (cold) {
    close();
    open();
  }
  round.answer = life_->respond(round.ask, [&] { arm(fault, times, n); });
  if (!disarm(fault)) return false;
  ++report.runs;
  look(round, report);
  return true;
}

// A lost connection is not made anew at once: the one that lost it waits, and so does the server.
void NthBench::wait_until_well() {
  for (int tries = 0; tries < kTriesMax; ++tries) {
    if (Scene(*life_, county_->village(), ++round_).filed()) return;
    std::this_thread::sleep_for(kPause);
  }
  CHECK(false);
}

// As clients do. One connection that works again does not say that all of them do: who is told that
// the database does not answer comes back.
Result<api::Response> NthBench::ask_again(const Round& round) {
  auto again = life_->respond(round.ask);
  const auto later = [&] { return proxy_ && code_of(again) == "store.unreachable"; };
  for (int tries = 0; later() && tries < kTriesMax; ++tries) {
    std::this_thread::sleep_for(kPause);
    again = life_->respond(round.ask);
  }
  return again;
}

std::vector<std::string> NthBench::all_wrong_rows() const {
  return server_ ? wrong_rows_on_postgres(server_->database())
                 : wrong_rows(folder_ + "/data/linli.db");
}

// "" or how the receipt of a request contradicts what was answered.
std::string NthBench::what_is_written(const Round& round) const {
  if (!server_ || round.ask.key.empty() || round.expected != "done") return "";
  const std::string code = code_of(round.answer);
  const auto receipts = receipts_on_postgres(server_->database(), round.ask.key);
  if (code == "done") return receipts == 1 ? "" : "answered, yet not written";
  if (code == "store.unknown" || receipts == 0) return "";
  return "refused by " + code + ", yet written";
}

void NthBench::look(Round& round, NthReport& report) {
  const auto wrong = [&](const std::string& what) {
    if (report.wrongs.size() < kWrongsMax) report.wrongs.push_back(round.name + what);
  };
  const std::string code = code_of(round.answer);
  if (code != round.expected) {
    ++report.refused;
    if (round.answer || !honest(round.answer.error())) {
      wrong("answered " + code + " instead of " + round.expected);
    }
  }
  if (const auto what = what_is_written(round); !what.empty()) wrong(what);
  const bool stopped = life_->house().store().stopped();
  if (stopped) {
    ++report.stopped;
    close();
    open();
  }
  if (proxy_) wait_until_well();
  const auto again = ask_again(round);
  const std::string then = code_of(again);
  if (then != round.expected && !may_answer(round.ask.route, then)) {
    wrong("asked again it answers " + then + " instead of " + round.expected);
  }
  if (!round.ask.key.empty() && round.answer && again && round.answer->body != again->body) {
    wrong("the same key got two answers");
  }
  round.answer = again;
  if (const auto what = what_is_written(round); !what.empty()) wrong("asked again: " + what);
  if (!stopped && report.runs % kRoundsPerLook != 1) return;
  for (const auto& row : all_wrong_rows()) wrong(row);
}

}  // namespace linli::faults

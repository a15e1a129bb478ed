// app/plans_test.cc – no list, search, count or figure reads a table from end to end.
//
// Every route that reads is asked in many ways by many people; every statement it runs is recorded
// and its plan looked at. Whatever grows with the years must be found by an index, and sorted only
// where what is sorted stays short.
#include <algorithm>
#include <map>
#include <set>

#include "app/testing.h"
#include "desk/duty.h"
#include "desk/routes.h"
#include "notice/routes.h"
#include "overview/routes.h"
#include "request/routes.h"
#include "sample/matters.h"
#include "store/sqlite/testing_plans.h"

namespace linli::app {
namespace {

using Statements = std::set<std::string>;

// Passes everything on and remembers what was asked.
class Recorded final : public store::Snapshot {
 public:
  Recorded(std::unique_ptr<store::Snapshot> real, Statements& seen)
      : real_(std::move(real)), seen_(seen) {}
  Result<void> visit(store::Sql sql, const std::vector<store::Value>& parameters,
                     const std::function<bool(const store::Row&)>& visit) override {
    seen_.insert(sql.text);
    return real_->visit(sql, parameters, visit);
  }
  Result<std::vector<store::FoundText>> find_text(std::string_view index, std::string_view tokens,
                                                  int limit, std::int64_t before) override {
    return real_->find_text(index, tokens, limit, before);
  }
  std::uint64_t changes(std::uint64_t marks) const override { return real_->changes(marks); }
  Result<std::int64_t> counter(std::string_view key) override { return real_->counter(key); }
  Result<std::vector<std::pair<std::string, std::int64_t>>> counters(
      std::string_view first, std::string_view end) override {
    return real_->counters(first, end);
  }

 private:
  std::unique_ptr<store::Snapshot> real_;
  Statements& seen_;
};

class RecordingStore final : public store::Store {
 public:
  explicit RecordingStore(store::Store& real) : real_(real) {}
  Result<std::unique_ptr<store::Snapshot>> read() override {
    return std::unique_ptr<store::Snapshot>(
        std::make_unique<Recorded>(TRY(real_.read()), statements));
  }
  void commit(store::WriteSet changes, store::Done done) override {
    real_.commit(std::move(changes), std::move(done));
  }
  Result<void> stage_file(std::int64_t id, std::string_view bytes) override {
    return real_.stage_file(id, bytes);
  }
  Result<std::string> read_file(std::int64_t id) override { return real_.read_file(id); }
  Result<void> erase_file(std::int64_t id) override { return real_.erase_file(id); }
  Result<void> scrub() override { return real_.scrub(); }
  Result<void> backup(const std::string& folder) override { return real_.backup(folder); }
  std::int64_t node() const override { return real_.node(); }
  bool stopped() const override { return real_.stopped(); }
  std::size_t queued() const override { return real_.queued(); }

  Statements statements;

 private:
  store::Store& real_;
};

// What grows with matters, acts and people; units, desks and offices do not.
const std::set<std::string> kGrows = {
    "matter",       "participant",  "stay",          "timer",        "matter_about",
    "matter_hand",  "receipt",      "vault_text",    "vault_file",   "journal_entry",
    "journal_leaf", "journal_head", "journal_queue", "vault_lookup", "delivery_message",
    "person",       "person_tie",   "household",     "dwelling",     "store_counter"};

// Sorts of what is short, and why it is.
struct Short {
  const char* part;  // of the statement
  const char* why;
};
constexpr Short kShortSorts[] = {
    {"q.sort_key, q.id", "a page, and before it what is open at a few desks or one person's own"},
    {"FROM matter m WHERE m.filer_person = ?1", "what one person filed"},
    {"(m.filed_at < ", "only within one millisecond of filing"},
    {"m.village_path = ?16", "what is open in one village"},
    {"m.ended_at > 0 AND m.number > ?4 AND ?5 = ?5 AND m.village_id", "all of one village"},
    {"(m.holder_since, m.id) > (?4, ?5) AND m.holder_position", "what is open at one desk"},
    {"m.ended_at = 0 AND m.number > ?4 AND ?5 = ?5 AND m.holder_position", "the same"},
    {"FROM matter_hand WHERE matter_id", "who worked on one matter"},
    {"procedure_key = 'notice'", "what is posted now at a place and above it"},
    {"FROM position p", "the holders of a few seats"},
    {"FROM stay WHERE matter_id", "the stays of one matter"},
    {"FROM unit", "units do not grow"},
    {"FROM organisation", "offices do not grow"},
    {"FROM person_tie", "the ties of one person"}};

class Plans : public CountyTest {
 protected:
  Plans() : recording_(county_->house->store()), kernel_(recorded(kernel(), recording_)) {
    if (read()->number("SELECT count(*) FROM matter").value() > 0) return;
    const auto signer = journal::Signer::make(county_->house->vault().keys().sign.view()).value();
    desk::Integrator integrator(county_->house->store(), county_->clock, signer,
                                county_->house->heads_file());
    EXPECT_TRUE(sample::fill_matters(kernel(), county_->clock, *county_->serials, integrator,
                                     {.seed = 5, .count = 150, .days = 20}, [](const auto&) {}));
  }

  static desk::Kernel recorded(const desk::Kernel& real, store::Store& store) {
    return {store,       real.vault, real.outbox,  real.clock, real.ids,
            real.random, real.rules, real.workers, real.kept,  real.folder};
  }

  // Asks a route as its caller would; what it answers does not matter here.
  void ask(const api::Route& route, const rights::Actor& actor,
           const std::map<std::string, std::string>& parameters) {
    api::Request request;
    request.actor = actor;
    request.parameters = parameters;
    route.handle(request, [](Result<api::Response>) {});
  }

  // One fault for each bad line of each plan.
  std::vector<std::string> faults() {
    std::vector<std::string> out;
    for (const auto& sql : recording_.statements) {
      for (const auto& line : store::sqlite::plan_of(county_->folder.path() + "/data", sql)) {
        if (scans(sql, line) || sorts(sql, line)) out.push_back(line + "\n  in " + sql);
      }
    }
    return out;
  }

  // "SCAN m" of a table that grows, by whatever name the statement gives it.
  static bool scans(const std::string& sql, const std::string& line) {
    if (!line.starts_with("SCAN ")) return false;
    const std::string name = line.substr(5, line.find(' ', 5) - 5);
    if (kGrows.contains(name)) return true;
    return std::ranges::any_of(kGrows, [&](const std::string& table) {
      return sql.find(table + " " + name + " ") != std::string::npos;
    });
  }
  static bool sorts(const std::string& sql, const std::string& line) {
    if (!line.starts_with("USE TEMP B-TREE FOR")) return false;
    // What is only asked for whether it is there sorts nothing.
    constexpr std::string_view kIsThere = "EXISTS (SELECT 1 FROM unit";
    std::string sorted = sql;
    for (auto at = sorted.find(kIsThere); at != std::string::npos; at = sorted.find(kIsThere)) {
      sorted.erase(at, kIsThere.size());
    }
    return std::ranges::none_of(kShortSorts, [&](const Short& known) {
      return sorted.find(known.part) != std::string::npos;
    });
  }

  RecordingStore recording_;
  desk::Kernel kernel_;
};

std::string all_of(const std::vector<std::string>& lines) {
  std::string out;
  for (const auto& line : lines) out += line + "\n";
  return out;
}

TEST_F(Plans, NoListReadsATableFromEndToEnd) {
  const auto routes = desk::matter_routes(kernel_);
  const auto inbox = std::ranges::find(routes, "/api/v1/inbox", &api::Route::path);
  ASSERT_NE(inbox, routes.end());
  const std::string unit = std::to_string(village().value);
  for (const auto* who : {"village_intake", "county_dispatch", "resident"}) {
    const auto actor = as(who);
    for (const auto* scope : {"mine", "offered", "assist", "supervised", "late", "below", "shared",
                              "filer", "opener"}) {
      for (const auto* sort : {"until", "since", "filed", "number"}) {
        for (const auto* state : {"open", "ended", "all"}) {
          std::map<std::string, std::string> query = {
              {"scope", scope}, {"sort", sort}, {"state", state}};
          ask(*inbox, actor, query);
          query["category"] = "village.lighting";
          ask(*inbox, actor, query);
          query["unit"] = unit;
          ask(*inbox, actor, query);
          query["q"] = "路灯";
          ask(*inbox, actor, query);
        }
      }
    }
  }
  EXPECT_GE(recording_.statements.size(), 50U);
  EXPECT_EQ(all_of(faults()), "");
}

TEST_F(Plans, NoFigureOrPublicPageReadsATableFromEndToEnd) {
  request::Follower follower(county_->house->vault());
  std::vector<api::Route> routes = overview::routes(kernel_);
  for (auto& route : request::routes(kernel_, *county_->serials, follower)) {
    routes.push_back(std::move(route));
  }
  for (auto& route : notice::routes(kernel_, [](int) { return std::int64_t{1}; })) {
    routes.push_back(std::move(route));
  }
  const std::string unit = std::to_string(village().value);
  int asked = 0;
  for (const auto& route : routes) {
    if (route.method != api::Method::Get) continue;
    for (const auto* who : {"resident", "county_dispatch", "administrator"}) {
      auto actor = as(who);
      actor.administrator = std::string_view(who) == "administrator";
      for (const auto* by : {"unit", "time", "category"}) {
        ask(route, actor, {{"by", by}});
        ask(route, actor,
            {{"by", by},
             {"unit", unit},
             {"words", "路灯不亮"},
             {"q", "路灯"},
             {"cursor", "9000000000000000000"}});
        ++asked;
      }
    }
  }
  EXPECT_GT(asked, 30);
  EXPECT_EQ(all_of(faults()), "");
}

TEST_F(Plans, AMatterIsReadAndAnActDecidedByIndexesAlone) {
  const auto ids = read()
                       ->all("SELECT id FROM matter ORDER BY id DESC LIMIT 20", {},
                             [](const store::Row& row) { return row.string(0); })
                       .value();
  std::vector<api::Route> routes = desk::matter_routes(kernel_);
  for (auto& route : desk::duty_routes(kernel_)) routes.push_back(std::move(route));
  for (const auto& route : routes) {
    if (route.method != api::Method::Get || route.path == "/api/v1/inbox") continue;
    for (const auto& id : ids) {
      ask(route, as("county_dispatch"), {{"id", id}, {"act", "note"}, {"file", "1"}});
    }
  }
  for (const auto& id : ids) {
    const MatterId matter{std::stoll(id)};
    const desk::ActCommand note{holder_of(matter), matter, "note",
                                parse_json(R"({"text":"x"})").value()};
    const auto snapshot = recording_.read().value();
    static_cast<void>(desk::prepare_act(kernel_, note, *snapshot));
    request::FileCommand filing;
    filing.actor = as("resident");
    filing.request = about("village.lighting");
    EXPECT_TRUE(request::prepare_filing(kernel_, *county_->serials, filing, *snapshot));
  }
  EXPECT_GT(recording_.statements.size(), 20U);
  EXPECT_EQ(all_of(faults()), "");
}

}  // namespace
}  // namespace linli::app

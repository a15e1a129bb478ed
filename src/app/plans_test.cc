// app/plans_test.cc – no list, search, count or figure reads a table from end to end.
//
// Every route that reads is asked in many ways by many people; every statement it runs is recorded
// and its plan looked at. Whatever grows with the years must be found by an index, and sorted only
// where what is sorted stays short.
#include <algorithm>
#include <map>
#include <set>

#include "access/accounts.h"
#include "app/people.h"
#include "audit/alarm.h"
#include "audit/copy.h"
#include "audit/log.h"
#include "county/routes.h"
#include "desk/duty.h"
#include "desk/routes.h"
#include "inbox/routes.h"
#include "notice/routes.h"
#include "office/routes.h"
#include "overview/routes.h"
#include "registry/known.h"
#include "request/routes.h"
#include "sample/matters.h"
#include "store/sqlite/testing_plans.h"
#include "testing/county.h"

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
    "matter",       "participant",  "stay",          "timer",          "matter_about",
    "matter_hand",  "receipt",      "vault_text",    "vault_file",     "journal_entry",
    "journal_leaf", "journal_head", "journal_queue", "vault_lookup",   "delivery_message",
    "person",       "person_tie",   "household",     "dwelling",       "store_counter",
    "audit_entry",  "audit_link",   "audit_address", "audit_queue",    "audit_alarm",
    "slip",         "slip_batch",   "term",          "access_account", "access_session",
    "access_use"};

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
    {"FROM person_tie", "the ties of one person"},
    {"FROM slip_batch", "the batches of a few desks"},
    {"FROM slip WHERE batch_id", "the slips of a few batches, sixty each at most"}};

class Plans : public tests::CountyTest {
 protected:
  Plans() : recording_(county_->house->store()), kernel_(recorded(kernel(), recording_)) {
    if (read()->number("SELECT count(*) FROM matter").value() > 0) return;
    const auto signer = journal::Signer::make(county_->house->vault().keys().sign.view()).value();
    record::Integrator integrator(county_->house->store(), county_->clock, signer,
                                  county_->house->heads_file());
    EXPECT_TRUE(sample::fill_matters(kernel(), county_->clock, integrator,
                                     {.seed = 5, .count = 150, .days = 20}, [](const auto&) {}));
  }

  static desk::Kernel recorded(const desk::Kernel& real, store::Store& store) {
    return {store,      real.vault,   real.outbox, real.clock,   real.ids,   real.random,
            real.rules, real.workers, real.kept,   real.serials, real.audit, real.folder};
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
  const auto routes = inbox::routes(kernel_);
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
  access::Pace pace(access::county_pace());
  std::vector<api::Route> routes = overview::routes(kernel_);
  for (auto& route : request::routes(kernel_, pace)) {
    routes.push_back(std::move(route));
  }
  for (auto& route : county::own_routes(kernel_)) routes.push_back(std::move(route));
  for (auto& route : desk::slip_routes(kernel_)) routes.push_back(std::move(route));
  for (auto& route : notice::routes(kernel_)) {
    routes.push_back(std::move(route));
  }
  const std::string unit = std::to_string(village().value);
  int asked = 0;
  for (const auto& route : routes) {
    if (route.method != api::Method::Get) continue;
    for (const auto* who : {"resident", "county_dispatch", "administrator"}) {
      auto actor = as(who);
      if (std::string_view(who) == "administrator") {
        actor.administrator = rights::AdministratorKind::Audit;
      }
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

TEST_F(Plans, NoQuestionOfTheAuditReadsItFromEndToEnd) {
  std::vector<api::Route> routes = overview::routes(kernel_);
  for (auto& route : overview::alarm_routes(kernel_)) routes.push_back(std::move(route));
  auto actor = as("administrator");
  for (const auto& route : routes) {
    if (route.name == "alarms") {
      ask(route, actor, {{"which", "open"}});
      ask(route, actor, {{"which", "all"}, {"cursor", "5"}});
    }
    if (route.name != "audit") continue;
    for (const auto* kind : {"", "look", "read", "account", "setting", "sign_in", "refusal"}) {
      for (const auto* result : {"", "done", "refused"}) {
        ask(route, actor, {{"kind", kind}, {"result", result}, {"from", "5"}, {"to", "900"}});
      }
    }
  }
  const auto signer = journal::Signer::make(county_->house->vault().keys().sign.view()).value();
  audit::Chain chain(recording_, county_->clock, county_->house->ids(), signer,
                     county_->house->audit_head_file());
  audit::Watch watch(recording_, county_->clock, county_->house->ids(), nullptr);
  audit::SyslogCopy copy(recording_, "/dev/null");
  for (const auto kind : {audit::Kind::sign_in, audit::Kind::reveal}) {
    store::WriteSet changes;
    audit::Entry entry;
    entry.kind = kind;
    entry.route = "plans";
    entry.code = kind == audit::Kind::sign_in ? "access.wrong_password" : "";
    entry.person = PersonId{5};
    entry.account = AccountId{7};
    entry.address = "192.0.2.7";
    kernel_.audit.add(changes, entry);
    ASSERT_TRUE(recording_.commit_and_wait(std::move(changes)));
  }
  EXPECT_TRUE(chain.run_once());
  EXPECT_TRUE(watch.run_once());
  EXPECT_TRUE(chain.remove_old(kMsPerDay));
  EXPECT_TRUE(chain.cut_addresses());
  EXPECT_FALSE(copy.run_once());
  store::WriteSet cut;
  EXPECT_TRUE(audit::cut_addresses_of(*recording_.read().value(), PersonId{5}, cut));
  EXPECT_GT(recording_.statements.size(), 20U);
}

TEST_F(Plans, NoQuestionAboutAccountsReadsATableFromEndToEnd) {
  access::Access access(recording_, county_->clock, county_->house->random(), county_->house->ids(),
                        county_->house->vault(), people_for(*county_->house), access::Settings{},
                        county_->house->audit());
  auto system = as("administrator");
  system.administrator = rights::AdministratorKind::System;
  for (const auto& route : office::account_routes(kernel_, access)) {
    if (route.method != api::Method::Get) continue;
    ask(route, system, {});
    ask(route, system, {{"cursor", "9000000000000000000"}, {"login", "zhou.jianguo"}});
  }
  const auto snapshot = recording_.read().value();
  const auto person = as("village_intake").person;
  EXPECT_TRUE(access::accounts_of(*snapshot, person));
  EXPECT_TRUE(access::waiting_request(*snapshot, AccountId{7}));
  EXPECT_TRUE(access::requests_about(*snapshot, AccountId{7}));
  EXPECT_TRUE(registry::same_human(*snapshot, person, system.person));
  EXPECT_TRUE(registry::holds_office(*snapshot, person, now()));
  store::WriteSet changes;
  EXPECT_TRUE(
      registry::person_named(*snapshot, changes, county_->house->vault(), "周建国", "14300000001"));
  EXPECT_TRUE(access.sweep(*snapshot, now()));
  EXPECT_GE(recording_.statements.size(), 12U);
  EXPECT_EQ(all_of(faults()), "");
}

TEST_F(Plans, AMatterIsReadAndAnActDecidedByIndexesAlone) {
  const auto ids = read()
                       ->all("SELECT id FROM matter ORDER BY id DESC LIMIT 20", {},
                             [](const store::Row& row) { return row.string(0); })
                       .value();
  std::vector<api::Route> routes = desk::matter_routes(kernel_);
  for (auto& route : inbox::routes(kernel_)) routes.push_back(std::move(route));
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
    EXPECT_TRUE(request::prepare_filing(kernel_, filing, *snapshot));
    filing.actor = as("village_intake");
    filing.request.for_whom = request::ForWhom::somebody;
    filing.request.somebody = {"王老四", "14300000091", true, true, std::nullopt};
    EXPECT_TRUE(request::prepare_filing(kernel_, filing, *snapshot));
    filing.request.somebody = {"王老四", std::nullopt, true, true, "123456075"};
    static_cast<void>(request::prepare_filing(kernel_, filing, *snapshot));
  }
  EXPECT_GT(recording_.statements.size(), 20U);
  EXPECT_EQ(all_of(faults()), "");
}

}  // namespace
}  // namespace linli::app

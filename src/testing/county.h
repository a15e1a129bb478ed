// testing/county.h – a small county at work, with everything the program is made of, for tests.
//
// The pack of the county with made-up people: its resident lives in 向巷村, and every role of the
// main scenario (sample/roles.h) has somebody. The clock stands at a Monday morning and moves only
// when told. Tests of one suite share the county; each files its own matters.
// Thread safety: one thread.
#pragma once

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>

#include "access/settings.h"
#include "app/commands.h"
#include "app/house.h"
#include "base/json.h"
#include "desk/act.h"
#include "desk/proven.h"
#include "desk/read_matter.h"
#include "desk/standing_of.h"
#include "desk/state.h"
#include "record/entry.h"
#include "registry/seats.h"
#include "registry/units.h"
#include "request/file.h"
#include "sample/roles.h"
#include "vault/testing.h"

namespace linli::tests {

class County {
 public:
  static std::unique_ptr<County> make(int people = 200, int villages = 3);
  // Its pack and nobody in it.
  static std::unique_ptr<County> make_empty();

  // What signing in needs.
  access::People people();

  vault::TestFolder folder;
  FixedClock clock{app::parse_time("2026-03-02T09:00").value()};
  std::unique_ptr<app::House> house;

 private:
  Result<void> fill(int people, int villages);
};

class CountyTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { county_ = County::make(); }
  static void TearDownTestSuite() { county_.reset(); }

  CountyTest() {
    roles_ = sample::sample_roles(*read(), kernel().vault, rules().pack(), now()).value();
  }

  // Whatever a test does to matters, their rows are as their newest entries say.
  void TearDown() override {
    const auto proven = desk::prove_matters(county_->house->store());
    ASSERT_TRUE(proven);
    EXPECT_EQ(proven->fault, std::nullopt) << proven->fault.value_or("");
  }

  static desk::Kernel& kernel() { return county_->house->kernel(); }
  static const desk::Rules& rules() { return *kernel().rules.get(); }
  static Instant now() { return county_->clock.now(); }
  static std::unique_ptr<store::Snapshot> read() { return county_->house->store().read().value(); }

  // Whoever plays this role of the main scenario, or wears the hats of this person.
  rights::Actor as(const std::string& key) {
    const auto found = std::ranges::find(roles_, key, &sample::SampleRole::key);
    EXPECT_NE(found, roles_.end()) << key;
    return person(found->person, found->kind);
  }
  rights::Actor person(PersonId id, rights::ActorKind kind = rights::ActorKind::Staff) {
    rights::Actor out;
    out.kind = kind;
    out.person = id;
    if (kind == rights::ActorKind::Staff) out.hats = registry::hats_of(*read(), id, now()).value();
    return out;
  }
  // Whoever answers for the matter now.
  rights::Actor holder_of(MatterId id) { return person(seat_of(id).holders.front().person); }
  registry::Seat seat_of(MatterId id) {
    const auto matter = desk::find_matter(*read(), id).value();
    return registry::seat_by_position(*read(), matter->holder, now()).value();
  }
  // The position that this role acts from, as a form names it.
  std::string desk_of(const std::string& role) {
    return std::to_string(as(role).hats.front().position.value);
  }
  UnitId village() { return unit_of("village_intake"); }
  UnitId unit_of(const std::string& role) { return as(role).hats.front().unit; }

  request::FileRequest about(const std::string& category) {
    request::FileRequest out;
    out.title = "村口的路灯不亮";
    out.unit = village();
    out.category = category;
    return out;
  }
  static Result<std::string> file(const rights::Actor& actor, request::FileRequest what,
                                  desk::Idempotency idempotency = {}) {
    request::FileCommand command;
    command.actor = actor;
    command.request = std::move(what);
    return waited([&](desk::Answered done) {
      request::file(kernel(), std::move(command), std::move(idempotency), std::move(done));
    });
  }
  // A matter of the resident's, and where it went.
  MatterId filed(request::FileRequest what) {
    const auto answer = file(as("resident"), std::move(what));
    EXPECT_TRUE(answer) << answer.error().code << " " << answer.error().detail;
    return receipt_of(answer).matter.value_or(MatterId{});
  }
  static request::FilingReceipt receipt_of(const Result<std::string>& answer) {
    return read_json<request::FilingReceipt>(parse_json(answer.value_or("{}")).value())
        .value_or(request::FilingReceipt{});
  }

  static Result<std::string> act(const rights::Actor& actor, MatterId matter,
                                 const std::string& act, const std::string& form = "{}",
                                 desk::Idempotency idempotency = {}) {
    desk::ActCommand command{actor, matter, act, parse_json(form).value()};
    return waited([&](desk::Answered done) {
      desk::act(kernel(), std::move(command), std::move(idempotency), std::move(done));
    });
  }
  // "" when it was done, else the code of the refusal.
  static std::string code(const Result<std::string>& answer) {
    return answer ? "" : answer.error().code;
  }

  desk::MatterView view(const rights::Actor& reader, MatterId id) {
    const auto snapshot = read();
    const auto dossier = desk::dossier(*snapshot, id).value();
    const auto standing = desk::standing_of(kernel(), *snapshot, reader, dossier).value();
    EXPECT_TRUE(standing.sees);
    return desk::read_matter(kernel(), *snapshot, dossier, reader, standing).value();
  }
  bool sees(const rights::Actor& reader, MatterId id) {
    const auto snapshot = read();
    const auto dossier = desk::dossier(*snapshot, id).value();
    return desk::standing_of(kernel(), *snapshot, reader, dossier).value().sees;
  }

  // Changes a matter as no act does, columns of its row or ties, and puts that on the record.
  static void force(MatterId id, store::Columns columns, store::WriteSet changes = {}) {
    const auto snapshot = read();
    const auto matter = desk::find_matter(*snapshot, id).value().value();
    journal::Entry entry;
    entry.id = kernel().ids.make<EntryId>();
    entry.at = now();
    entry.act = "test.force";
    entry.matter = id;
    entry.previous = matter.last_entry;
    columns.push_back({"last_entry", entry.id});
    changes.update("matter", id.value, matter.version, std::move(columns));
    entry.state.emplace();
    entry.state->list = desk::kStateList;
    entry.state->root = desk::state_left(*snapshot, id, desk::all_columns(matter), changes).value();
    record::add(changes, kernel().random, entry);
    ASSERT_TRUE(kernel().store.commit_and_wait(std::move(changes)));
  }

  // Runs what answers later, and waits for its answer.
  static Result<std::string> waited(const std::function<void(desk::Answered)>& start) {
    std::promise<Result<std::string>> promise;
    auto future = promise.get_future();
    start([&promise](Result<std::string> answer) { promise.set_value(std::move(answer)); });
    return future.get();
  }

  static inline std::unique_ptr<County> county_;
  std::vector<sample::SampleRole> roles_;
};

}  // namespace linli::tests

// app/testing.h – a small county at work, with everything the program is made of, for tests.
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

#include "app/commands.h"
#include "app/house.h"
#include "base/json.h"
#include "desk/act.h"
#include "desk/read_matter.h"
#include "desk/setting.h"
#include "pack/load.h"
#include "registry/seats.h"
#include "registry/units.h"
#include "request/file.h"
#include "request/follow.h"
#include "sample/roles.h"
#include "sample/sample.h"
#include "vault/testing.h"

namespace linli::app {

class County {
 public:
  static std::unique_ptr<County> make() {
    auto out = std::make_unique<County>();
    const auto made = out->fill();
    EXPECT_TRUE(made) << made.error().code << " " << made.error().detail;
    return out;
  }

  vault::TestFolder folder;
  FixedClock clock{parse_time("2026-03-02T09:00").value()};
  std::unique_ptr<House> house;
  std::unique_ptr<request::Serials> serials;

 private:
  Result<void> fill() {
    HouseOptions options;
    options.data = folder.path() + "/data";
    options.create = true;
    options.bulk = true;
    options.clock = &clock;
    house = TRY(House::open(options));
    serials = std::make_unique<request::Serials>(house->store());
    const auto pack = TRY(pack::load_pack(LINLI_SOURCE_DIR "/packs/zhijiang"));
    store::WriteSet changes;
    TRY(pack::install(changes, pack, nullptr, house->ids().next(), clock.now()));
    desk::set_once(changes, house->ids().next(), desk::kFolderKind, desk::kSampleFolder);
    TRY(house->store().commit_and_wait(std::move(changes)));
    sample::SampleOptions sample;
    sample.totals = {.villages = 3,
                     .groups = 4,
                     .estates = 2,
                     .hamlets = 8,
                     .clusters = 12,
                     .households = 60,
                     .people = 200};
    sample.now = clock.now();
    TRY(sample::generate_sample(house->store(), house->vault(), house->ids(), pack, sample));
    return house->load_rules();
  }
};

class CountyTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { county_ = County::make(); }
  static void TearDownTestSuite() { county_.reset(); }

  CountyTest() {
    roles_ = sample::sample_roles(*read(), kernel().vault, rules().pack(), now()).value();
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
      request::file(kernel(), *county_->serials, std::move(command), std::move(idempotency),
                    std::move(done));
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
    const auto standing = rights::standing(reader, desk::ties(dossier), rules().overseeing);
    EXPECT_TRUE(standing.sees);
    return desk::read_matter(kernel(), *snapshot, dossier, reader, standing).value();
  }
  bool sees(const rights::Actor& reader, MatterId id) {
    const auto ties = desk::ties(desk::dossier(*read(), id).value());
    return rights::standing(reader, ties, rules().overseeing).sees;
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

}  // namespace linli::app

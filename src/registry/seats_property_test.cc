#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "registry/seats.h"
#include "registry/testing.h"

namespace linli::registry {
namespace {

// A random county: units and a line of organisations, intake seats at some, holders drawn from few
// people so that one wears several hats. Person 1 holds the dispatch desk, person 2 its stand-in.
class World : public RegistryTest {
 public:
  void TestBody() override {}

  void make() {
    store::WriteSet out;
    const auto units = *rc::gen::inRange(1, 12);
    std::vector<Unit> made;
    for (int i = 0; i < units; ++i) {
      const Unit* parent = i == 0 ? nullptr : &made[*rc::gen::inRange<std::size_t>(0, made.size())];
      made.push_back(test_unit(i + 1, parent, "any", "单元"));
    }
    for (const auto& one : made) {
      add(out, one);
      maybe_seat(out, one.id, OrganisationId{});
    }
    bodies_ = *rc::gen::inRange(0, 6);
    for (int i = 0; i < bodies_; ++i) {
      const auto parent = OrganisationId{*rc::gen::inRange(0, bodies_ + 1) + 100};
      add(out, test_organisation(100 + i, UnitId{1}, parent));  // may be itself, a circle, nobody
      maybe_seat(out, UnitId{}, OrganisationId{100 + i});
    }
    units_ = units;
    add(out, test_position(900, "dispatch", UnitId{1}));
    add(out, test_term(901, PositionId{900}, 1));
    add(out, test_position(902, "supervisor", UnitId{1}));
    add(out, test_term(903, PositionId{902}, 2));
    RC_ASSERT(commit(std::move(out)).has_value());
  }

  void maybe_seat(store::WriteSet& out, UnitId unit, OrganisationId organisation) {
    if (*rc::gen::inRange(0, 3) == 0) return;
    const PositionId position{next_++};
    add(out, test_position(position.value, "intake", unit, organisation));
    const auto holders = *rc::gen::inRange(0, 3);
    for (int i = 0; i < holders; ++i) {
      auto term = test_term(next_++, position, *rc::gen::inRange(1, 7));
      term.valid.from = Instant{next_};  // (position, person, from) is unique
      if (*rc::gen::inRange(0, 4) == 0) term.valid.to = Instant{next_ + 1};
      add(out, term);
    }
  }

  SeatQuery any_query() const {
    SeatQuery query{.key = "intake", .now = now()};
    const auto place = *rc::gen::inRange(0, units_ + bodies_);
    if (place < units_) query.unit = UnitId{place + 1};
    if (place >= units_) query.organisation = OrganisationId{100 + place - units_};
    return query;
  }

  using RegistryTest::read;

 private:
  int units_ = 0;
  int bodies_ = 0;
  std::int64_t next_ = 1000;
};

TEST(SeatsProperty, NobodyIsNeverTheAnswerAndNeverAnExcludedPerson) {
  EXPECT_TRUE(rc::check([] {
    World world;
    world.make();
    const auto view = world.read();
    for (int i = 0; i < 5; ++i) {
      auto query = world.any_query();
      for (const auto id : *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 7))) {
        if (id != 2) query.exclude.insert(PersonId{id});  // somebody must be left
      }
      for (const auto& seat : {resolve_seat(*view, query), seat_above(*view, query)}) {
        RC_ASSERT(seat.has_value());
        RC_ASSERT(!seat->holders.empty());
        for (const auto& holder : seat->holders) {
          RC_ASSERT(!query.exclude.contains(holder.person));
        }
      }
    }
  }));
}

TEST(SeatsProperty, WhoeverIsExcludedEverywhereIsRefusedNotChosen) {
  EXPECT_TRUE(rc::check([] {
    World world;
    world.make();
    auto query = world.any_query();
    for (int id = 1; id < 7; ++id) query.exclude.insert(PersonId{id});
    const auto seat = resolve_seat(*world.read(), query);
    RC_ASSERT(!seat.has_value());
    RC_ASSERT(seat.error().code == "registry.no_dispatch_desk");
  }));
}

}  // namespace
}  // namespace linli::registry

#include "registry/seats.h"

#include <gtest/gtest.h>

#include "registry/desks.h"
#include "registry/stats.h"
#include "registry/testing.h"

namespace linli::registry {
namespace {

// Seats: dispatch 101 and supervisor 102 at the county, intake at county 103, town 104, village
// 105; handler at departments 20 (section 21 below it): 106, 107.
class Seats : public RegistryTest {
 protected:
  void SetUp() override {
    put_county();
    put(test_organisation(20, UnitId{1}), test_organisation(21, UnitId{2}, OrganisationId{20}));
    put(test_position(101, "dispatch", UnitId{1}), test_position(102, "supervisor", UnitId{1}),
        test_position(103, "intake", UnitId{1}), test_position(104, "intake", UnitId{2}),
        test_position(105, "intake", UnitId{4}),
        test_position(106, "handler", {}, OrganisationId{20}),
        test_position(107, "handler", {}, OrganisationId{21}));
  }

  void hold(std::int64_t term, std::int64_t position, std::int64_t person) {
    put(test_term(term, PositionId{position}, person));
  }
  Result<Seat> at_unit(std::int64_t unit, std::set<PersonId> exclude = {}) {
    return resolve_seat(
        *read(),
        {.key = "intake", .unit = UnitId{unit}, .exclude = std::move(exclude), .now = now()});
  }
  Result<Seat> at_body(std::int64_t body, std::set<PersonId> exclude = {}) {
    return resolve_seat(*read(), {.key = "handler",
                                  .organisation = OrganisationId{body},
                                  .exclude = std::move(exclude),
                                  .now = now()});
  }
};

TEST_F(Seats, AreTakenWhereTheyAreHeld) {
  hold(1, 105, 900);
  const auto seat = at_unit(4).value();
  EXPECT_EQ(seat.position, PositionId{105});
  EXPECT_EQ(seat.level, "village");
  EXPECT_EQ(seat.place.zh, "向巷村");
  ASSERT_EQ(seat.holders.size(), 1U);
  EXPECT_EQ(seat.holders[0].person, PersonId{900});
  EXPECT_EQ(seat.holders[0].version, 1);
}

TEST_F(Seats, EmptyResolveUpTheirLineToTheDispatchDesk) {
  hold(1, 101, 901);
  EXPECT_EQ(at_unit(6)->position, PositionId{101});
  hold(2, 103, 903);
  EXPECT_EQ(at_unit(6)->position, PositionId{103});
  hold(3, 104, 904);
  EXPECT_EQ(at_unit(6)->position, PositionId{104});
  hold(4, 105, 905);
  EXPECT_EQ(at_unit(6)->position, PositionId{105});
  EXPECT_EQ(at_unit(3)->position, PositionId{103});
}

TEST_F(Seats, NeverGoToAnExcludedPerson) {
  hold(1, 105, 900);
  hold(2, 104, 900);
  hold(3, 103, 903);
  EXPECT_EQ(at_unit(4, {PersonId{900}})->position, PositionId{103});
  put(test_term(4, PositionId{105}, 950));
  const auto seat = at_unit(4, {PersonId{900}}).value();
  ASSERT_EQ(seat.holders.size(), 1U);
  EXPECT_EQ(seat.holders[0].person, PersonId{950});
}

TEST_F(Seats, ASupervisorOfTheCountyStandsInForAnExcludedDispatcher) {
  hold(1, 101, 901);
  EXPECT_EQ(at_unit(4, {PersonId{901}}).error().code, "registry.no_dispatch_desk");
  hold(2, 102, 902);
  EXPECT_EQ(at_unit(4, {PersonId{901}})->position, PositionId{102});
  EXPECT_EQ(at_unit(4)->position, PositionId{101});
}

TEST_F(Seats, WithNobodyAnywhereWaitAtTheCountysVacantDispatchDesk) {
  const auto seat = at_unit(4).value();
  EXPECT_EQ(seat.position, PositionId{101});
  EXPECT_TRUE(seat.vacant);
  EXPECT_TRUE(seat.holders.empty());
  hold(1, 102, 902);
  EXPECT_EQ(at_unit(4)->position, PositionId{102}) << "somebody goes before nobody";
}

TEST_F(Seats, HeldByAnExcludedPersonAloneAreNotVacant) {
  hold(1, 101, 901);
  const auto refused = at_unit(4, {PersonId{901}});
  EXPECT_EQ(refused.error().code, "registry.no_dispatch_desk");
  EXPECT_EQ(refused.error().kind, ErrorKind::NotFound);
}

TEST_F(Seats, OfAnOrganisationGoUpItsLineThenToTheCounty) {
  hold(1, 101, 901);
  EXPECT_EQ(at_body(21)->position, PositionId{101});
  hold(2, 106, 906);
  const auto lifted = at_body(21).value();
  EXPECT_EQ(lifted.position, PositionId{106});
  EXPECT_EQ(lifted.level, kDepartmentLevel);
  EXPECT_EQ(lifted.place.zh, "机构20");
  hold(3, 107, 907);
  EXPECT_EQ(at_body(21)->position, PositionId{107});
}

TEST_F(Seats, OfALineThatRunsInACircleStillEnd) {
  auto top = organisation(*read(), OrganisationId{20}).value();
  auto loop = top;
  loop.line_parent = OrganisationId{21};
  write([&](store::WriteSet& out) { change(out, top, loop); });
  hold(1, 101, 901);
  EXPECT_EQ(at_body(21)->position, PositionId{101});
  EXPECT_EQ(line_of(*read(), OrganisationId{21})->size(), 2U);
}

TEST_F(Seats, AtPlacesThatDoNotExistAreRefused) {
  EXPECT_EQ(at_unit(99).error().code, "registry.no_such_unit");
  EXPECT_EQ(at_body(99).error().code, "registry.no_such_organisation");
  EXPECT_EQ(seat_by_position(*read(), PositionId{99}, now()).error().code,
            "registry.no_such_position");
  EXPECT_EQ(position(*read(), PositionId{99}).error().code, "registry.no_such_position");
}

TEST_F(Seats, AboveBeginOneLevelHigher) {
  hold(1, 101, 901);
  hold(2, 104, 904);
  hold(3, 105, 905);
  hold(4, 106, 906);
  hold(5, 107, 907);
  SeatQuery query{.key = "intake", .unit = UnitId{4}, .now = now()};
  EXPECT_EQ(seat_above(*read(), query)->position, PositionId{104});
  query.unit = UnitId{1};
  EXPECT_EQ(seat_above(*read(), query)->position, PositionId{101});
  query = {.key = "handler", .organisation = OrganisationId{21}, .now = now()};
  EXPECT_EQ(seat_above(*read(), query)->position, PositionId{106});
  query.organisation = OrganisationId{20};
  EXPECT_EQ(seat_above(*read(), query)->position, PositionId{101});
}

TEST_F(Seats, ListThePrincipalBeforeTheDeputyAndNobodyWhoseTermIsOver) {
  auto deputy = test_term(1, PositionId{105}, 900);
  deputy.deputy = true;
  auto past = test_term(3, PositionId{105}, 902);
  past.valid.to = now();
  auto future = test_term(4, PositionId{105}, 903);
  future.valid.from = plus_ms(now(), 1);
  put(deputy, test_term(2, PositionId{105}, 901), past, future);
  const auto seat = seat_by_position(*read(), PositionId{105}, now()).value();
  ASSERT_EQ(seat.holders.size(), 2U);
  EXPECT_EQ(seat.holders[0].person, PersonId{901});
  EXPECT_TRUE(seat.holders[1].deputy);
}

TEST_F(Seats, AreEmptyWithoutBeingLost) {
  EXPECT_TRUE(seat_by_position(*read(), PositionId{105}, now())->holders.empty());
}

TEST_F(Seats, GiveAPersonAllHerHatsWithTheirPaths) {
  auto seconded = test_term(3, PositionId{106}, 900);
  seconded.served_unit = UnitId{4};
  auto ended = test_term(4, PositionId{104}, 900);
  ended.valid.to = now();
  put(test_term(1, PositionId{105}, 900), test_term(2, PositionId{107}, 900), seconded, ended);
  const auto hats = hats_of(*read(), PersonId{900}, now()).value();
  ASSERT_EQ(hats.size(), 3U);
  EXPECT_EQ(hats[0].key, "intake");
  EXPECT_EQ(hats[0].unit_path, "/1/2/4/");
  EXPECT_EQ(hats[0].level, "village");
  EXPECT_EQ(hats[1].organisation, OrganisationId{21});
  EXPECT_EQ(hats[1].unit_path, "/1/2/");
  EXPECT_EQ(hats[2].unit_path, "/1/2/4/");
  EXPECT_EQ(hats[2].term_version, 1);
  EXPECT_TRUE(hats_of(*read(), PersonId{901}, now())->empty());
}

TEST_F(Seats, SayWhenTheHatsOfAPersonNextChangeByTime) {
  auto ending = test_term(2, PositionId{107}, 900);
  ending.valid.to = plus_ms(now(), 2000);
  auto coming = test_term(3, PositionId{106}, 900);
  coming.valid.from = plus_ms(now(), 1000);
  put(test_term(1, PositionId{105}, 900), ending, coming);
  const auto at = [&](std::int64_t ms) {
    return hats_and_until(*read(), PersonId{900}, plus_ms(now(), ms)).value();
  };
  EXPECT_EQ(at(0).hats.size(), 2U);
  EXPECT_EQ(at(0).until, plus_ms(now(), 1000));
  EXPECT_EQ(at(1000).hats.size(), 3U);
  EXPECT_EQ(at(1000).until, plus_ms(now(), 2000));
  EXPECT_EQ(at(2000).hats.size(), 2U);
  EXPECT_GT(at(2000).until, plus_ms(now(), kMsPerDay));
}

TEST_F(Seats, AreHandedOver) {
  hold(1, 105, 900);
  const auto stored = current_terms(*read(), PersonId{900}, now()).value().at(0);
  write([&](store::WriteSet& out) {
    end_term(out, stored, now(), TermId{2});
    add(out, test_term(2, PositionId{105}, 901));
  });
  EXPECT_TRUE(hats_of(*read(), PersonId{900}, now())->empty());
  const auto terms = terms_of_position(*read(), PositionId{105}).value();
  ASSERT_EQ(terms.size(), 2U);
  EXPECT_EQ(terms[1].handed_over_to, TermId{2});
}

TEST_F(Seats, StandOnceForAKindAndPlace) {
  store::WriteSet out;
  add(out, test_position(108, "intake", UnitId{4}));
  EXPECT_EQ(commit(std::move(out)).error().code, "store.unique");
  store::WriteSet nowhere;
  add(nowhere, test_position(109, "intake", UnitId{}));
  EXPECT_EQ(commit(std::move(nowhere)).error().code, "store.constraint");
}

TEST_F(Seats, MayBeChosenBelowInTheTownAboveAndAtDepartments) {
  hold(1, 105, 900);
  put(test_position(110, "intake", UnitId{5}), test_position(111, "intake", UnitId{3}));
  const auto ids = [&](DeskScope scope, Reach reach) {
    std::vector<std::int64_t> out;
    const auto desks = desks_to_choose(*read(), scope, reach).value();
    for (const auto& one : desks) {
      out.push_back(one.position.value);
    }
    return out;
  };
  using Ids = std::vector<std::int64_t>;
  const DeskScope town{.key = "intake", .unit = UnitId{2}, .now = now()};
  EXPECT_EQ(ids(town, Reach::Below), (Ids{105, 110}));
  const DeskScope village{.key = "intake", .unit = UnitId{4}, .now = now()};
  EXPECT_EQ(ids(village, Reach::SameTown), (Ids{104, 105, 110}));
  EXPECT_EQ(ids(village, Reach::Above), (Ids{103, 104}));
  const DeskScope departments{.key = "handler", .unit = UnitId{1}, .now = now()};
  EXPECT_EQ(ids(departments, Reach::Departments), (Ids{106, 107}));
  const auto desk = desks_to_choose(*read(), town, Reach::Below)->at(0);
  EXPECT_EQ(desk.place.zh, "向巷村");
  EXPECT_EQ(desk.holders, 1);
}

TEST_F(Seats, AreCounted) {
  hold(1, 105, 900);
  const auto counts = stats(*read(), now()).value();
  EXPECT_EQ(counts.units.at("village"), 2);
  EXPECT_EQ(counts.positions, 7);
  EXPECT_EQ(counts.empty_positions, 6);
  EXPECT_EQ(counts.terms, 1);
  EXPECT_EQ(counts.organisations, 2);
  EXPECT_EQ(counts.people, 0);
}

TEST_F(Seats, OrganisationsAreFoundByWhatTheyServe) {
  OrganisationArea served{300, 1, OrganisationId{20}, UnitId{2}, AreaId{}};
  put(served);
  EXPECT_EQ(organisations_serving(*read(), UnitId{6})->size(), 1U);
  EXPECT_TRUE(organisations_serving(*read(), UnitId{3})->empty());
  EXPECT_EQ(organisations_at(*read(), UnitId{1})->at(0).key, "o20");
  EXPECT_EQ(organisations_of_kind(*read(), "department")->size(), 2U);
  EXPECT_EQ(find_organisation_by_key(*read(), "o21").value()->line_parent, OrganisationId{20});
}

}  // namespace
}  // namespace linli::registry

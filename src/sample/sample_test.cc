#include "sample/sample.h"

#include <gtest/gtest.h>

#include <set>

#include "pack/load.h"
#include "registry/desks.h"
#include "registry/people.h"
#include "registry/seats.h"
#include "registry/stats.h"
#include "registry/testing.h"
#include "sample/made_up.h"
#include "sample/roles.h"

namespace linli::sample {
namespace {

class Sample : public registry::RegistryTest {
 protected:
  static const pack::Pack& zhijiang() {
    static const auto pack = pack::load_pack(LINLI_SOURCE_DIR "/packs/zhijiang");
    EXPECT_TRUE(pack) << pack.error().code << " " << pack.error().detail;
    return *pack;
  }
  SampleOptions small(std::uint64_t seed = 7) {
    SampleOptions options;
    options.seed = seed;
    options.totals = {.villages = 5,
                      .groups = 8,
                      .estates = 3,
                      .hamlets = 20,
                      .clusters = 41,
                      .households = 301,
                      .people = 905};
    options.now = now();
    return options;
  }
  void generate(const SampleOptions& options) {
    const auto done = generate_sample(*store_, vault_, ids_, zhijiang(), options);
    ASSERT_TRUE(done) << done.error().code << " " << done.error().detail;
  }
  // Doors, names and phones in order: what a seed decides.
  std::string portrait() {
    std::string out;
    const auto view = read();
    const auto people = view->all("SELECT id FROM person ORDER BY id", {},
                                  [](const auto& row) { return row.template id<PersonId>(0); })
                            .value();
    for (const auto id : people) {
      const auto one = registry::person(*view, vault_, id).value();
      const auto home = registry::home_of(*view, id, now()).value();
      out += one.details.name + one.details.phone + one.details.identity_number +
             (home ? home->door : "") + '\n';
    }
    return out;
  }
};

TEST_F(Sample, HasExactlyItsTotals) {
  generate(small());
  const auto counts = registry::stats(*read(), now()).value();
  EXPECT_EQ(counts.units.at("county"), 1);
  EXPECT_EQ(counts.units.at("town"), 9);
  EXPECT_EQ(counts.units.at("village"), 222);
  EXPECT_EQ(counts.units.at("hamlet"), 20);
  EXPECT_EQ(counts.units.at("cluster"), 41);
  EXPECT_EQ(counts.households, 301);
  EXPECT_EQ(counts.people, 905 + 3);  // and the administrators
  EXPECT_GT(counts.positions, 222 * 4);
  EXPECT_LT(counts.empty_positions, counts.positions);
}

TEST_F(Sample, OfOneSeedIsTheSameAndOfAnotherIsNot) {
  generate(small(7));
  const auto first = portrait();
  const auto again = std::make_unique<Sample_OfOneSeedIsTheSameAndOfAnotherIsNot_Test>();
  again->generate(small(7));
  EXPECT_EQ(again->portrait(), first);
  const auto other = std::make_unique<Sample_OfOneSeedIsTheSameAndOfAnotherIsNot_Test>();
  other->generate(small(8));
  EXPECT_NE(other->portrait(), first);
}

TEST_F(Sample, OffersEveryRoleOfTheMainScenario) {
  generate(small());
  const auto roles = sample_roles(*read(), vault_, zhijiang(), now()).value();
  std::set<std::string> keys;
  std::set<PersonId> people;
  for (const auto& role : roles) {
    keys.insert(role.key);
    people.insert(role.person);
    EXPECT_FALSE(role.name.empty());
    EXPECT_FALSE(role.title.zh.empty());
  }
  EXPECT_EQ(keys, (std::set<std::string>{
                      "resident", "liaison", "village_intake", "village_handler", "town_intake",
                      "town_handler", "town_supervisor", "town_callback", "department_intake",
                      "department_handler", "county_intake", "county_supervisor", "county_dispatch",
                      "administrator", "security_administrator", "audit_administrator"}));
  EXPECT_EQ(people.size(), roles.size()) << "nobody of the main scenario wears two of its hats";
  EXPECT_TRUE(registry::hats_of(*read(), roles[0].person, now())->empty());
}

TEST_F(Sample, ItsResidentLivesInXiangxiangVillageUnderHerLiaison) {
  generate(small());
  const auto view = read();
  const auto roles = sample_roles(*view, vault_, zhijiang(), now()).value();
  const auto home = registry::home_of(*view, roles.at(0).person, now()).value();
  ASSERT_TRUE(home);
  const auto village = registry::unit_at_level(*view, home->unit, "village").value();
  EXPECT_EQ(village->name.zh, kSampleVillage);
  const auto hats = registry::hats_of(*view, roles.at(1).person, now()).value();
  EXPECT_EQ(hats.at(0).unit, home->unit);
  EXPECT_FALSE(registry::households_of_unit(*view, vault_, home->unit, now())->empty());
}

TEST_F(Sample, LeavesSomeSeatsEmptyAndGivesSomePeopleTwoHats) {
  auto options = small();
  options.totals.clusters = 200;
  options.totals.households = 700;
  options.totals.people = 1500;
  generate(options);
  const auto view = read();
  EXPECT_GT(registry::stats(*view, now())->empty_positions, 0);
  const auto doubled = view->number(
      "SELECT COUNT(*) FROM (SELECT person_id FROM term GROUP BY person_id HAVING COUNT(*) > 1) x");
  EXPECT_GT(doubled.value(), 0);
}

TEST_F(Sample, EveryDeskOfEveryVillageFindsSomebody) {
  generate(small());
  const auto view = read();
  const auto villages = registry::units_of_level(*view, "village").value();
  for (const auto& village : villages) {
    const auto seat =
        registry::resolve_seat(*view, {.key = "intake", .unit = village.id, .now = now()});
    ASSERT_TRUE(seat) << village.name.zh;
  }
}

TEST_F(Sample, FoundsTheBodiesOfThePackUnderTheirLineParents) {
  generate(small());
  const auto view = read();
  const auto village = registry::find_unit_by_code(*view, "420583105215").value();
  ASSERT_TRUE(village);
  const auto bodies = registry::organisations_at(*view, village->id).value();
  EXPECT_GT(bodies.size(), 10U);
  const auto group = registry::children(*view, village->id)->at(0);
  bool led = false;
  const auto lower = registry::organisations_at(*view, group.id).value();
  for (const auto& body : lower) {
    if (body.key.starts_with("group_party@")) led = static_cast<bool>(body.line_parent);
  }
  EXPECT_TRUE(led);
}

TEST_F(Sample, ARealCountyBeginsWithEmptySeatsAndNobody) {
  ASSERT_TRUE(init_registry_from_pack(*store_, vault_, ids_, zhijiang(), now()));
  const auto counts = registry::stats(*read(), now()).value();
  EXPECT_EQ(counts.people, 0);
  EXPECT_EQ(counts.units.at("village"), 222);
  EXPECT_GT(counts.organisations, 100);
  EXPECT_EQ(counts.empty_positions, counts.positions);
  const auto village = registry::units_of_level(*read(), "village")->front().id;
  EXPECT_EQ(registry::positions_at(*read(), village, {})->front().phone, "");
  EXPECT_TRUE(sample_roles(*read(), vault_, zhijiang(), now())->empty());
}

TEST_F(Sample, OfficesHaveATelephoneThatCanBeCalledNowhere) {
  generate(small());
  const auto phones_of = [](store::Snapshot& view) {
    return view
        .all(
            "SELECT DISTINCT p.phone FROM position p JOIN unit u ON u.id = p.unit_id"
            " WHERE u.level = 'village'",
            {}, [](const store::Row& row) { return row.string(0); })
        .value();
  };
  const auto phones = phones_of(*read());
  EXPECT_EQ(phones.size(), 222U);
  for (const auto& phone : phones) EXPECT_TRUE(phone.starts_with("0717-0")) << phone;
}

TEST_F(Sample, APackWithoutUnitsOrWithBadOnesIsRefused) {
  pack::Pack pack;
  EXPECT_EQ(init_registry_from_pack(*store_, vault_, ids_, pack, now()).error().code,
            "sample.no_units");
  pack.levels = {{"county", {}, {}, false, true}};
  pack.files["units.csv"] = "code,parent_code,level,name_zh\n1,99,county,甲\n";
  const auto bad = init_registry_from_pack(*store_, vault_, ids_, pack, now());
  EXPECT_EQ(bad.error().code, "sample.bad_units");
  EXPECT_EQ(bad.error().detail, "row 2, parent_code: exchange.row_reference");
}

TEST(MadeUp, PhonesAndIdentityNumbersAreWellFormedAndNeverTwice) {
  std::set<std::string> numbers;
  for (int i = 0; i < 50'000; ++i) numbers.insert(made_up_identity_number(i));
  EXPECT_EQ(numbers.size(), 50'000U);
  for (const auto& number : numbers) {
    ASSERT_TRUE(vault::normal_identity_number(number)) << number;
    ASSERT_TRUE(number.starts_with("999999"));
  }
  EXPECT_EQ(made_up_phone(7), "14200000007");
  EXPECT_TRUE(vault::normal_phone(made_up_phone(99'999'999)));
}

TEST(MadeUp, SharesAddUpAndNobodyGetsLessThanTheLeast) {
  SeededRandom random(3);
  for (const int parts : {1, 2, 7, 100}) {
    const auto all = shares(1000, static_cast<std::size_t>(parts), 2, random);
    int total = 0;
    for (const auto one : all) {
      total += one;
      EXPECT_GE(one, 2);
    }
    EXPECT_EQ(total, 1000);
  }
  EXPECT_TRUE(shares(5, 0, 1, random).empty());
}

TEST(MadeUp, NumbersReadAsTheyAreSpoken) {
  EXPECT_EQ(chinese_number(1), "一");
  EXPECT_EQ(chinese_number(10), "十");
  EXPECT_EQ(chinese_number(12), "十二");
  EXPECT_EQ(chinese_number(20), "二十");
  EXPECT_EQ(chinese_number(37), "三十七");
}

}  // namespace
}  // namespace linli::sample

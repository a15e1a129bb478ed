// sample/matters_test.cc – the years of a sample county (sample/matters.h), on a small one.
#include "sample/matters.h"

#include <set>

#include "desk/counts.h"
#include "desk/title_index.h"
#include "inbox/query.h"
#include "record/verify.h"
#include "testing/county.h"
#include "vault/erase.h"

namespace linli::sample {
namespace {

class Matters : public tests::CountyTest {
 protected:
  static Result<sample::MattersDone> live(desk::Kernel& kernel, std::int64_t count, int days) {
    const auto signer = journal::Signer::make(county_->house->vault().keys().sign.view()).value();
    record::Integrator integrator(county_->house->store(), county_->clock, signer,
                                  county_->house->heads_file());
    return sample::fill_matters(kernel, county_->clock, integrator,
                                {.seed = 3, .count = count, .days = days}, [](const auto&) {});
  }
  static std::int64_t number(store::Sql sql) { return read()->number(sql).value(); }
};

TEST_F(Matters, OfTheYearsOfASampleAreLikeThoseOfACountyAtWork) {
  const auto done = live(kernel(), 400, 60);
  ASSERT_TRUE(done) << done.error().code << " " << done.error().detail;
  EXPECT_EQ(done->filed, 400);
  EXPECT_GT(done->acts, 600);
  EXPECT_GT(done->fired, 0);
  EXPECT_LT(done->refused, done->acts / 4);
  EXPECT_EQ(number("SELECT count(*) FROM matter"), 400);
  EXPECT_GT(number("SELECT count(DISTINCT outcome) FROM matter"), 3);
  EXPECT_GT(number("SELECT count(DISTINCT category) FROM matter"), 10);
  EXPECT_GT(number("SELECT count(*) FROM matter WHERE ended_at = 0"), 0);
  EXPECT_GT(number("SELECT count(*) FROM matter WHERE filer_person IS NULL"), 0);
  // What is due has happened, the record holds everything, and the counters are right.
  EXPECT_EQ(read()->number("SELECT count(*) FROM timer WHERE due_at <= ?1", {now()}).value(), 0);
  EXPECT_EQ(number("SELECT count(*) FROM journal_leaf"), done->filed + done->acts + done->fired);
  EXPECT_EQ(number("SELECT count(*) FROM delivery_message"), 0);
  EXPECT_EQ(desk::rebuild_counts(kernel()).value(), 0);

  // A second time goes on after the newest of the first.
  const Instant first_end = now();
  ASSERT_TRUE(live(kernel(), 10, 5));
  EXPECT_EQ(number("SELECT count(*) FROM matter"), 410);
  EXPECT_GT(now(), first_end);
}

// What a list must hold, in its order, by reading everything.
std::vector<std::int64_t> expected(store::Snapshot& read, const rights::Actor& actor,
                                   const inbox::Reach& reach, const inbox::Query& query) {
  struct Line {
    std::int64_t id, held_at, village, filed, since, due, ended;
    std::string number;
    bool others;
  };
  const auto lines =
      read.all(
              "SELECT id, holder_position, village_id, filed_at, holder_since, due_at, ended_at,"
              " number, holder_path >= ?1 AND holder_path < ?2 AND village_path >= ?1"
              " AND village_path < ?2 AND confidential = 0 FROM matter m"
              " WHERE COALESCE(filer_person, 0) <> ?3 AND COALESCE(affected_person, 0) <> ?3"
              " AND NOT EXISTS (SELECT 1 FROM matter_about a WHERE a.matter_id = m.id"
              " AND a.person_id = ?3)",
              {reach.path, reach.path_end, actor.person},
              [](const store::Row& row) {
                return Line{row.integer(0), row.integer(1), row.integer(2),
                            row.integer(3), row.integer(4), row.integer(5),
                            row.integer(6), row.string(7),  row.flag(8)};
              })
          .value();
  std::vector<std::tuple<int, std::int64_t, std::string, std::int64_t>> keys;
  for (const auto& line : lines) {
    const bool hers = std::ranges::find(reach.desks, line.held_at) != reach.desks.end();
    if (query.scope == inbox::Scope::mine ? !hers : hers || !line.others) continue;
    if (query.filter.unit && line.village != query.filter.unit.value) continue;
    const bool ended = line.ended > 0;
    if (*query.filter.state == (ended ? inbox::State::open : inbox::State::ended)) continue;
    if (query.sort == inbox::Sort::filed) {
      keys.emplace_back(0, -line.filed, "", line.id);
    } else if (query.sort == inbox::Sort::number) {
      keys.emplace_back(0, 0, line.number, line.id);
    } else if (ended) {
      keys.emplace_back(2, -line.filed, "", line.id);
    } else if (query.sort == inbox::Sort::since) {
      keys.emplace_back(0, line.since, "", line.id);
    } else {
      keys.emplace_back(line.due == 0 ? 1 : 0, line.due, "", line.id);
    }
  }
  std::ranges::sort(keys);
  std::vector<std::int64_t> out;
  for (const auto& key : keys) out.push_back(std::get<3>(key));
  return out;
}

TEST_F(Matters, StandInEveryListInItsOrderPageByPage) {
  ASSERT_TRUE(live(kernel(), 100, 30));
  std::size_t rows = 0;
  for (const auto* role : {"village_intake", "department_intake", "county_dispatch"}) {
    const auto actor = as(role);
    const auto reach = inbox::reach_of(rules(), actor);
    for (const auto scope : {inbox::Scope::mine, inbox::Scope::below}) {
      if (scope == inbox::Scope::below && reach.path.empty()) continue;
      for (const auto sort :
           {inbox::Sort::until, inbox::Sort::since, inbox::Sort::filed, inbox::Sort::number}) {
        for (const auto state : {inbox::State::open, inbox::State::ended, inbox::State::all}) {
          for (const auto unit : {UnitId{}, village()}) {
            inbox::Query query;
            query.scope = scope;
            query.sort = sort;
            query.limit = 7;
            query.filter.state = state;
            query.filter.unit = unit;
            const auto wanted = expected(*read(), actor, reach, query);
            std::vector<std::int64_t> got;
            do {
              const auto page = inbox::page_of(kernel(), *read(), actor, reach, query).value();
              for (const auto& row : page.rows) got.push_back(row.id.value);
              query.cursor = page.next;
            } while (!query.cursor.empty());
            EXPECT_EQ(got, wanted)
                << role << " " << static_cast<int>(scope) << " " << static_cast<int>(sort) << " "
                << static_cast<int>(state) << " " << unit.value;
            rows += got.size();
          }
        }
      }
    }
  }
  EXPECT_GT(rows, 1000U);
}

// What a search below must find, by reading every title.
std::set<std::int64_t> with_words(const desk::Kernel& kernel, store::Snapshot& read,
                                  const rights::Actor& actor, const inbox::Reach& reach,
                                  const std::string& path) {
  const auto rows =
      read.all(
              "SELECT id, title_text, holder_position FROM matter WHERE holder_path >= ?1"
              " AND holder_path < ?2 AND village_path >= ?3 AND village_path < ?4"
              " AND confidential = 0 AND COALESCE(filer_person, 0) <> ?5"
              " AND COALESCE(affected_person, 0) <> ?5",
              {reach.path, reach.path_end, path, desk::end_of_path(path), actor.person},
              [](const store::Row& row) {
                return std::tuple(row.integer(0), row.id<TextId>(1), row.integer(2));
              })
          .value();
  std::set<std::int64_t> out;
  for (const auto& [id, title, holder] : rows) {
    const auto titles = kernel.vault.texts(read, {title}).value();
    const auto text = titles.find(title);
    const bool hers = std::ranges::find(reach.desks, holder) != reach.desks.end();
    if (!hers && text != titles.end() && text->second.contains("路灯")) out.insert(id);
  }
  return out;
}

TEST_F(Matters, AreFoundByWordsInCountyTownAndVillageAlsoAfterTheIndexWasEmptied) {
  ASSERT_TRUE(live(kernel(), 150, 30));
  const auto search = [&](const rights::Actor& actor, UnitId unit) {
    inbox::Query query;
    query.filter.unit = unit;
    query.filter.words = "路灯";
    query.filter.state = inbox::State::all;
    query.scope = inbox::Scope::below;
    query.limit = 3;
    std::set<std::int64_t> out;
    do {
      const auto page =
          inbox::page_of(kernel(), *read(), actor, inbox::reach_of(rules(), actor), query).value();
      for (const auto& row : page.rows) out.insert(row.id.value);
      query.cursor = page.next;
    } while (!query.cursor.empty());
    return out;
  };
  const auto all_found = [&] {
    std::size_t found = 0;
    const auto above = registry::ancestors(*read(), village()).value();
    for (const auto* role : {"village_intake", "town_intake", "county_dispatch"}) {
      if (std::ranges::find(roles_, role, &sample::SampleRole::key) == roles_.end()) continue;
      const auto actor = as(role);
      const auto reach = inbox::reach_of(rules(), actor);
      const auto got = search(actor, {});
      EXPECT_EQ(got, with_words(kernel(), *read(), actor, reach, reach.path)) << role;
      found += got.size();
      for (const auto& unit : above) {
        if (!unit.path.starts_with(reach.path)) continue;
        EXPECT_EQ(search(actor, unit.id), with_words(kernel(), *read(), actor, reach, unit.path))
            << role << " " << unit.level;
      }
    }
    return found;
  };
  const auto before = all_found();
  EXPECT_GT(before, 5U);

  // As an upgrade leaves it, and one matter has been erased before.
  const auto found = search(as("county_dispatch"), village());
  ASSERT_FALSE(found.empty());
  const MatterId erased{*found.begin()};
  store::WriteSet changes;
  ASSERT_TRUE(vault::erase_matter(*read(), erased, now(), {desk::kTitleIndex}, changes));
  const auto ids =
      read()
          ->all("SELECT id FROM matter", {}, [](const store::Row& row) { return row.integer(0); })
          .value();
  for (const auto id : ids) changes.add(store::UnindexText{desk::kTitleIndex, id});
  const auto set = read()->number("SELECT id FROM folder_setting WHERE name = 'titles_indexed'");
  changes.add(store::Remove{"folder_setting", set.value(), 1});
  ASSERT_TRUE(county_->house->store().commit_and_wait(std::move(changes)));
  EXPECT_TRUE(search(as("county_dispatch"), {}).empty());
  ASSERT_TRUE(county_->house->load_rules());
  EXPECT_TRUE(desk::titles_are_indexed(*read()).value());
  EXPECT_LT(all_found(), before);
  EXPECT_FALSE(search(as("county_dispatch"), village()).contains(erased.value));
}

TEST_F(Matters, AreNeverMadeUpInARealCounty) {
  desk::Kernel real = kernel();
  real.folder = desk::Folder::Real;
  const auto done = live(real, 10, 1);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "sample.not_a_sample");
}

TEST_F(Matters, NeedSomebodyWhoLivesThere) {
  const auto empty = tests::County::make_empty();
  const auto done = live(empty->house->kernel(), 10, 1);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "sample.nobody_lives_here");
}

}  // namespace
}  // namespace linli::sample

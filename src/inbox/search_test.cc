// inbox/search_test.cc – what lies below with these words: the newest entered first, page by page.
#include <algorithm>

#include "desk/title_index.h"
#include "inbox/query.h"
#include "testing/county.h"

namespace linli::inbox {
namespace {

constexpr int kFiled = 620;  // more than a request looks at
constexpr const char* kRare = "village.paths";

struct Filed {
  MatterId id;
  std::string category;
  UnitId village;
  Instant at;
  bool words = true, ended = false, hidden = false;
};

class Search : public tests::CountyTest {
 protected:
  void SetUp() override {
    if (!all_.empty()) return;
    const UnitId other{
        read()
            ->number("SELECT id FROM unit WHERE level = 'village' AND id <> ?1", {village()})
            .value()};
    for (int i = 0; i < kFiled; ++i) file_one(i, i % 4 == 3 ? other : village());
  }
  static void TearDownTestSuite() {
    all_.clear();
    tests::CountyTest::TearDownTestSuite();
  }

  // The rare category stands only among the oldest and the newest.
  void file_one(int at, UnitId where) {
    county_->clock.set(plus_ms(now(), 60'000));
    const bool rare = at < 12 || (at >= kFiled - 3 && at < kFiled);
    auto what = about(rare ? kRare : "village.lighting");
    what.unit = where;
    if (at % 9 == 8) what.title = "沟渠堵塞";
    Filed one{filed(what), what.category.value_or(""), where, now(), at % 9 != 8};
    if (at % 7 == 2) hide(one, at);
    if (at % 10 == 5) {
      EXPECT_EQ(code(act(as("resident"), one.id, "withdraw")), "");
      one.ended = true;
    }
    all_.push_back(one);
  }

  // From her who looks below from the county: it is confidential, about her, or at her own desk.
  void hide(Filed& one, int at) {
    const auto dispatch = as("county_dispatch");
    store::Columns field = {{"confidential", std::int64_t{1}}};
    if (at % 3 == 1) field = {{"affected_person", dispatch.person}};
    if (at % 3 == 2) field = {{"holder_position", dispatch.hats.front().position}};
    force(one.id, field);
    one.hidden = true;
  }

  inbox::Page page(const inbox::Query& query) {
    const auto actor = as("county_dispatch");
    return inbox::page_of(kernel(), *read(), actor, inbox::reach_of(rules(), actor), query).value();
  }
  static inbox::Query below() {
    inbox::Query out;
    out.scope = inbox::Scope::below;
    out.filter.words = "路灯";
    out.filter.state = inbox::State::all;
    return out;
  }

  static std::vector<MatterId> wanted(const inbox::Filter& filter) {
    std::vector<MatterId> out;
    for (const auto& one : all_) {
      if (!one.words || one.hidden) continue;
      if (filter.state == (one.ended ? inbox::State::open : inbox::State::ended)) continue;
      if (filter.unit && filter.unit != one.village) continue;
      if (!filter.category.empty() && filter.category != one.category) continue;
      if (filter.filed_from && one.at < *filter.filed_from) continue;
      if (filter.filed_to && one.at >= *filter.filed_to) continue;
      out.push_back(one.id);
    }
    std::ranges::reverse(out);
    return out;
  }

  struct Whole {
    std::vector<MatterId> ids;
    int short_pages = 0, empty_pages = 0;  // with more behind them
  };
  Whole paged(inbox::Query query) {
    Whole out;
    do {
      const auto one = page(query);
      for (const auto& row : one.rows) out.ids.push_back(row.id);
      EXPECT_LE(std::ssize(one.rows), query.limit);
      if (!one.next.empty() && std::ssize(one.rows) < query.limit) ++out.short_pages;
      if (!one.next.empty() && one.rows.empty()) ++out.empty_pages;
      EXPECT_NE(one.next, query.cursor.empty() ? "none" : query.cursor);
      query.cursor = one.next;
    } while (!query.cursor.empty());
    return out;
  }

  static inline std::vector<Filed> all_;
};

TEST_F(Search, BelowGivesEveryMatterOnceNewestEnteredFirstWhateverIsFiltered) {
  std::vector<inbox::Filter> filters(1);
  for (const auto state : {inbox::State::open, inbox::State::ended, inbox::State::all}) {
    inbox::Filter filter;
    filter.state = state;
    filters.push_back(filter);
    filter.unit = village();
    filters.push_back(filter);
    filter.unit = {};
    filter.category = kRare;
    filters.push_back(filter);
    filter.category.clear();
    filter.filed_from = all_[100].at;
    filter.filed_to = all_[300].at;
    filters.push_back(filter);
  }
  for (auto& filter : filters) {
    filter.words = "路灯";
    if (!filter.state) filter.state = inbox::State::all;
    for (const int limit : {1, 7, 50, 500}) {
      auto query = below();
      query.filter = filter;
      query.limit = limit;
      const auto want = wanted(filter);
      EXPECT_GT(want.size(), 0U);
      EXPECT_EQ(paged(query).ids, want)
          << limit << ' ' << filter.category << ' ' << filter.unit.value << ' '
          << static_cast<int>(*filter.state) << ' ' << filter.filed_from.has_value();
    }
  }
}

TEST_F(Search, BelowThatLooksAtTooManyGivesAShortPageAndGoesOn) {
  auto query = below();
  query.filter.category = kRare;
  query.limit = 7;
  const auto got = paged(query);
  EXPECT_EQ(got.ids, wanted(query.filter));
  EXPECT_EQ(got.short_pages, 1);
  query.filter.filed_to = all_[12].at;
  const auto old = paged(query);
  EXPECT_EQ(old.ids, wanted(query.filter));
  EXPECT_EQ(old.empty_pages, 1);
}

TEST_F(Search, BelowIsNotDisturbedByWhatIsFiledAndDoneBetweenTwoPages) {
  auto query = below();
  query.filter.unit = village();
  query.limit = 7;
  const auto want = wanted(query.filter);
  std::vector<MatterId> got;
  int at = 1000;
  do {
    const auto one = page(query);
    for (const auto& row : one.rows) got.push_back(row.id);
    query.cursor = one.next;
    if (got.size() < 100) {
      file_one(at, village());
      at += 10;
      const auto open = std::ranges::find(one.rows, Instant{}, &inbox::Row::ended);
      ASSERT_NE(open, one.rows.end());
      EXPECT_EQ(code(act(holder_of(open->id), open->id, "note", R"({"text":"看过"})")), "");
    }
  } while (!query.cursor.empty());
  EXPECT_EQ(got, want);
}

TEST_F(Search, BelowOfANumberIsOneMatterAndTheEnd) {
  const auto& one = *std::ranges::find_if(all_, [](const Filed& each) { return !each.hidden; });
  auto query = below();
  query.limit = 1;
  query.filter.words = desk::find_matter(*read(), one.id).value()->number;
  const auto found = page(query);
  ASSERT_EQ(found.rows.size(), 1U);
  EXPECT_EQ(found.rows.front().id, one.id);
  EXPECT_EQ(found.next, "");
  const auto& hidden = *std::ranges::find_if(all_, &Filed::hidden);
  query.filter.words = desk::find_matter(*read(), hidden.id).value()->number;
  EXPECT_TRUE(page(query).rows.empty());
}

TEST_F(Search, BelowInAnOrderThatIsAskedForIsAmongTheNewestFound) {
  auto query = below();
  query.sort = inbox::Sort::number;
  query.limit = 500;
  const auto newest = wanted(query.filter);
  const auto found = page(query);
  ASSERT_GT(found.rows.size(), 300U);
  ASSERT_LT(found.rows.size(), newest.size());
  EXPECT_TRUE(std::ranges::is_sorted(found.rows, {}, &inbox::Row::number));
  for (const auto& row : found.rows) {
    const auto end = newest.begin() + std::ssize(found.rows);
    EXPECT_NE(std::find(newest.begin(), end, row.id), end);
  }
}

TEST_F(Search, BelowTakesNoCursorThatIsNone) {
  auto query = below();
  for (const auto* cursor : {"-9223372036854775808.5", "-1.1", "0.1", "1.1"}) {
    query.cursor = cursor;
    EXPECT_TRUE(page(query).rows.empty()) << cursor;
  }
  query.cursor = "9223372036854775807.1";
  EXPECT_FALSE(page(query).rows.empty());
}

}  // namespace
}  // namespace linli::inbox

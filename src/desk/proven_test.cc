// What is derived is held against the record: a row that no act left so is named, by whatever way
// it came.
#include "desk/proven.h"

#include <regex>

#include "desk/counts.h"
#include "desk/state.h"
#include "journal/packed.h"
#include "record/entry.h"
#include "testing/county.h"

namespace linli::desk {
namespace {

constexpr const char* kLighting = "village.lighting";

class ProvenTest : public tests::CountyTest {
 protected:
  // Each test forges: it has a county of its own.
  ProvenTest() {
    county_ = tests::County::make();
    roles_ = sample::sample_roles(*read(), kernel().vault, rules().pack(), now()).value();
    id_ = filed(about(kLighting));
    EXPECT_EQ(code(act(as("village_intake"), id_, "accept", R"({"grade":"small"})")), "");
  }
  void TearDown() override {}

  std::string fault() { return prove_matters(kernel().store).value().fault.value_or(""); }
  std::string counters() {
    SeededRandom random(1);
    return counters_fault(kernel().store, rules(), random).value().value_or("");
  }
  // As somebody who has the database in hands.
  void forge(store::WriteSet changes) {
    ASSERT_EQ(fault(), "");
    ASSERT_TRUE(kernel().store.commit_and_wait(std::move(changes)));
  }
  Dossier stored() { return dossier(*read(), id_).value(); }
  // As an act would leave it, but for what it says of rows.
  journal::Entry next_entry(const Dossier& before) {
    journal::Entry out;
    out.id = kernel().ids.make<EntryId>();
    out.at = now();
    out.act = "request.note";
    out.matter = id_;
    out.previous = before.matter.last_entry;
    return out;
  }
  std::string differs() {
    const auto matter = stored().matter;
    return "matter " + matter.number +
           ": its rows (matter, participant, stay, timer, matter_about, matter_hand, matter_link) "
           "are not as "
           "entry " +
           std::to_string(matter.last_entry.value) + " left them";
  }

  MatterId id_;
};

TEST_F(ProvenTest, WhatActsLeftIsProven) {
  const auto proven = prove_matters(kernel().store).value();
  EXPECT_EQ(proven.proven, 1);
  EXPECT_EQ(proven.not_yet, 0);
  EXPECT_EQ(proven.fault, std::nullopt);
  EXPECT_EQ(counters(), "");
}

TEST_F(ProvenTest, AForgedMatterIsNamed) {
  const auto matter = stored().matter;
  store::WriteSet changes;
  changes.update("matter", id_.value, matter.version, {{"due_at", plus_ms(matter.due_at, 1)}});
  forge(std::move(changes));
  EXPECT_EQ(fault(), differs());
}

TEST_F(ProvenTest, AForgedOrRemovedTieIsNamed) {
  const auto dossier = stored();
  ASSERT_FALSE(dossier.participants.empty());
  ASSERT_FALSE(dossier.timers.empty());
  ASSERT_TRUE(dossier.open_stay);
  ASSERT_FALSE(dossier.hands.empty());
  const auto& part = dossier.participants.front();
  const auto& timer = dossier.timers.front();
  const auto& stay = *dossier.open_stay;
  store::WriteSet forgery;
  std::int64_t version = 1;
  const auto try_one = [&](auto change, auto undo) {
    ASSERT_EQ(fault(), "");
    store::WriteSet there;
    change(there);
    ASSERT_TRUE(kernel().store.commit_and_wait(std::move(there)));
    EXPECT_EQ(fault(), differs());
    store::WriteSet back;
    undo(back);
    ASSERT_TRUE(kernel().store.commit_and_wait(std::move(back)));
    EXPECT_EQ(fault(), "");
  };
  version = part.version;
  try_one(
      [&](auto& to) {
        to.update("participant", part.id, version, {{"role", "assist"}});
      },
      [&](auto& to) {
        to.update("participant", part.id, version + 1, {{"role", part.role}});
      });
  try_one(
      [&](auto& to) {
        to.update("timer", timer.id, timer.version, {{"due_at", 1}});
      },
      [&](auto& to) {
        to.update("timer", timer.id, timer.version + 1, {{"due_at", timer.due}});
      });
  try_one(
      [&](auto& to) {
        to.add(store::Remove{"timer", timer.id, timer.version + 2});
      },
      [&](auto& to) { add(to, timer); });
  try_one(
      [&](auto& to) {
        to.update("stay", stay.id, stay.version, {{"until_at", 1}});
      },
      [&](auto& to) {
        to.update("stay", stay.id, stay.version + 1, {{"until_at", 0}});
      });
  store::WriteSet hand;
  hand.insert("matter_hand", {{"id", 1}, {"matter_id", id_}, {"person_id", 4}});
  forge(std::move(hand));
  EXPECT_EQ(fault(), differs());
}

TEST_F(ProvenTest, AnEndedStayIsHeldToo) {
  const auto all = stays(*read(), id_).value();
  const auto ended = std::ranges::find_if(all, [](const Stay& stay) { return stay.until.ms != 0; });
  ASSERT_NE(ended, all.end());
  store::WriteSet changes;
  changes.update("stay", ended->id, ended->version, {{"until_at", plus_ms(ended->until, 1)}});
  forge(std::move(changes));
  EXPECT_EQ(fault(), differs());
}

TEST_F(ProvenTest, RowsRolledBackToAnEarlierEntryAreNamed) {
  const auto before = stored();
  ASSERT_EQ(code(act(as("village_intake"), id_, "reply", R"({"reply":"已修好。"})")), "");
  const auto after = stored();
  store::WriteSet changes;
  auto rolled = differing(after.matter, before.matter);
  changes.update("matter", id_.value, after.matter.version, std::move(rolled));
  forge(std::move(changes));
  EXPECT_EQ(fault(), "matter " + before.matter.number + ": its row is that of entry " +
                         std::to_string(before.matter.last_entry.value) + ", and entry " +
                         std::to_string(after.matter.last_entry.value) + " follows");
}

TEST_F(ProvenTest, ARowThatNamesNoEntryOfItsOwnIsNamed) {
  store::WriteSet changes;
  changes.update("matter", id_.value, stored().matter.version, {{"last_entry", 4}});
  forge(std::move(changes));
  EXPECT_EQ(fault(),
            "matter " + stored().matter.number + ": its newest entry 4 is not on its record");
}

TEST_F(ProvenTest, AMatterOfTheRecordThatIsGoneIsNamed) {
  const auto other = filed(about(kLighting));
  const auto row = dossier(*read(), other).value();
  store::WriteSet changes;
  changes.add(store::Remove{"matter", other.value, row.matter.version});
  forge(std::move(changes));
  EXPECT_TRUE(
      std::regex_match(fault(), std::regex("matter with the id " + std::to_string(other.value) +
                                           ": it is not there, and a row of \\w+ is")));
  store::WriteSet rest;
  for (const auto& part : row.participants) {
    rest.add(store::Remove{"participant", part.id, part.version});
  }
  for (const auto& timer : row.timers) rest.add(store::Remove{"timer", timer.id, timer.version});
  rest.add(store::Remove{"stay", row.open_stay->id, row.open_stay->version});
  ASSERT_TRUE(kernel().store.commit_and_wait(std::move(rest)));
  EXPECT_EQ(fault(), "matter with the id " + std::to_string(other.value) +
                         ": it begins with entry " + std::to_string(row.matter.last_entry.value) +
                         ", and its row is missing");
}

TEST_F(ProvenTest, ATieOfNoMatterIsNamed) {
  store::WriteSet changes;
  add(changes, Timer{5, 1, MatterId{17}, "late", now(), 0});
  forge(std::move(changes));
  EXPECT_EQ(fault(), "matter with the id 17: it is not there, and a row of timer is");
}

// An earlier program left entries that say nothing of rows; the next act proves them.
TEST_F(ProvenTest, WhatAnEarlierProgramLeftIsNotYetProvable) {
  auto dossier = stored();
  const auto entry = next_entry(dossier);
  store::WriteSet changes;
  record::add_as_is(changes, entry);
  changes.update("matter", id_.value, dossier.matter.version, {{"last_entry", entry.id}});
  forge(std::move(changes));
  const auto proven = prove_matters(kernel().store).value();
  EXPECT_EQ(proven.proven, 0);
  EXPECT_EQ(proven.not_yet, 1);
  EXPECT_EQ(proven.fault, std::nullopt);
  EXPECT_EQ(code(act(as("village_intake"), id_, "reply", R"({"reply":"已修好。"})")), "");
  EXPECT_EQ(prove_matters(kernel().store).value().proven, 1);
}

TEST_F(ProvenTest, AnEntryOfAMatterThatSaysNothingOfItsRowsIsNoProof) {
  const auto dossier = stored();
  const auto entry = next_entry(dossier);
  store::WriteSet changes;
  record::add(changes, kernel().random, entry);
  changes.update("matter", id_.value, dossier.matter.version, {{"last_entry", entry.id}});
  forge(std::move(changes));
  EXPECT_EQ(fault(), differs());
}

TEST_F(ProvenTest, EveryForgedCounterIsNamed) {
  const auto all = read()->counters("cases/", "cases0").value();
  ASSERT_FALSE(all.empty());
  for (const auto& [key, value] : all) {
    store::WriteSet changes;
    changes.add(store::AddDelta{key, 3});
    forge(std::move(changes));
    EXPECT_NE(counters(), "") << key;
    store::WriteSet back;
    back.add(store::AddDelta{key, -3});
    ASSERT_TRUE(kernel().store.commit_and_wait(std::move(back)));
  }
  EXPECT_EQ(counters(), "");
}

TEST_F(ProvenTest, ACounterIsNamedWithWhatItSaysAndWhatIsSo) {
  const auto county = registry::county(*read()).value().id;
  const auto today = rules().calendar.date_of(now());
  const auto key =
      count_prefix(county, kAllCategories) + count_period(CountSpan::day, today) + "open";
  const auto month =
      count_prefix(county, kAllCategories) + count_period(CountSpan::month, today) + "open";
  store::WriteSet changes;
  changes.add(store::AddDelta{key, 2});
  forge(std::move(changes));
  EXPECT_EQ(counters(), month + ": it says 1, and 3 is what its matters add up to");
  store::WriteSet both;
  both.add(store::AddDelta{month, 2});
  ASSERT_TRUE(kernel().store.commit_and_wait(std::move(both)));
  EXPECT_EQ(counters(), key + ": it says 3, and 1 is what its matters add up to");
}

TEST_F(ProvenTest, ACounterOfNothingThatIsThereIsNamed) {
  for (const std::string key :
       {"cases/999/*/d20260302/open", "cases/1/no.such/d20260302/open", "cases/1/*/x/open"}) {
    store::WriteSet changes;
    changes.add(store::AddDelta{key, 1});
    forge(std::move(changes));
    EXPECT_EQ(counters(), key + ": it says 1, and 0 is what its matters add up to");
    store::WriteSet back;
    back.add(store::AddDelta{key, -1});
    ASSERT_TRUE(kernel().store.commit_and_wait(std::move(back)));
  }
}

// How long it took was counted by the calendar of its day: only that it ended is held.
TEST_F(ProvenTest, AnotherCalendarMakesNoCounterWrong) {
  ASSERT_EQ(code(act(as("village_intake"), id_, "reply", R"({"reply":"已修好。"})")), "");
  ASSERT_EQ(code(act(as("resident"), id_, "solved")), "");
  store::WriteSet changes;
  int moved = 0;
  const auto all = read()->counters("cases/", "cases0").value();
  for (const auto& [key, value] : all) {
    if (!key.ends_with("/w0")) continue;
    ++moved;
    changes.add(store::AddDelta{key, -value});
    changes.add(store::AddDelta{key.substr(0, key.size() - 1) + "1", value});
  }
  ASSERT_GT(moved, 0);
  forge(std::move(changes));
  EXPECT_EQ(counters(), "");
}

// A column of these tables is covered, or its reason to be left out stands in state.h.
TEST_F(ProvenTest, EveryColumnOfAMattersRowsIsCoveredOrLeftOutByName) {
  std::set<std::string> left_out;
  std::set<std::string> covered;
  for (const auto& table : covered_tables()) {
    for (const auto& column : table.columns) {
      covered.insert(std::string(table.name) + "." + std::string(column.name));
    }
  }
  const auto all = read()->all(
      "SELECT m.name, p.name, p.type FROM sqlite_schema m JOIN pragma_table_info(m.name) p"
      " WHERE m.type = 'table'",
      {}, [](const store::Row& row) {
        return std::tuple(row.string(0), row.string(1), row.string(2));
      });
  for (const auto& [table, column, type] : all.value()) {
    const auto found = std::ranges::find(covered_tables(), table, &CoveredTable::name);
    if (found == covered_tables().end()) continue;
    const auto name = table + "." + column;
    if (covered.erase(name) == 0) {
      left_out.insert(column);
      continue;
    }
    const auto listed = std::ranges::find(found->columns, column, &CoveredColumn::name);
    EXPECT_EQ(listed->cell == Cell::number, type == "INTEGER" || type == "BIGINT") << name << type;
  }
  EXPECT_EQ(left_out, (std::set<std::string>{"id", "last_entry", "matter_id", "version"}));
  EXPECT_TRUE(covered.empty()) << *covered.begin();
}

}  // namespace
}  // namespace linli::desk

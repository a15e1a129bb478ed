// The bytes that a matter's root is computed over, and that nothing covered changes unnoticed.
#include "desk/state.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "desk/matter.h"
#include "journal/state.h"

namespace linli::desk {
namespace {

constexpr std::size_t kTimerTable = 3;

// Every table with one row whose cells are empty words and zeros.
StateGroup plain_group() {
  StateGroup group(MatterId{7});
  const auto tables = covered_tables();
  for (std::size_t i = 0; i < tables.size(); ++i) {
    std::vector<std::string> cells;
    for (const auto& column : tables[i].columns) {
      cells.emplace_back(column.cell == Cell::number ? 8 : 4, '\0');
    }
    group.put(i, i == 0 ? 7 : 70 + static_cast<std::int64_t>(i), cells);
  }
  return group;
}

std::string number_bytes(std::int64_t value, int bytes) {
  std::string out;
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
    out += static_cast<char>((static_cast<std::uint64_t>(value) >> shift) & 255);
  }
  return out;
}
std::string words_bytes(const std::string& words) {
  return number_bytes(static_cast<std::int64_t>(words.size()), 4) + words;
}

TEST(StateOfMatter, HasTheBytesOfTheDocumentedFormat) {
  Timer timer{5, 1, MatterId{7}, "late", Instant{258}, -1};
  store::WriteSet changes;
  add(changes, timer);
  changes.insert("matter_hand", {{"id", 9}, {"matter_id", MatterId{7}}, {"person_id", 4}});
  StateGroup group(MatterId{7});
  for (const auto& change : changes.changes) group.apply(change);
  const std::string none = number_bytes(0, 4);
  const std::string one = number_bytes(1, 4);
  const auto digest =
      sha256("linli-state-1\n" + words_bytes("matter") + none + words_bytes("participant") + none +
             words_bytes("stay") + none + words_bytes("timer") + one + number_bytes(5, 8) +
             words_bytes("late") + number_bytes(258, 8) + number_bytes(-1, 8) +
             words_bytes("matter_about") + none + words_bytes("matter_hand") + one +
             number_bytes(9, 8) + number_bytes(4, 8) + words_bytes("matter_link") + none);
  std::vector<journal::StateGroup> groups{{"matter", 7, digest}};
  EXPECT_EQ(group.root(1), journal::state_root(groups));
}

TEST(StateOfMatter, HasTheColumnsOfTheDocumentedList) {
  std::ifstream in(LINLI_SOURCE_DIR "/docs/formats.md");
  const std::string formats{std::istreambuf_iterator<char>(in), {}};
  const auto from = formats.find("\nList 1:\n");
  ASSERT_NE(from, std::string::npos);
  std::string listed;
  for (const auto& table : covered_tables()) {
    listed += "| `" + std::string(table.name) + "` |";
    for (const auto& column : table.columns) {
      listed += " " + std::string(column.name) + (column.cell == Cell::number ? "·" : "");
    }
    listed += " |\n";
  }
  const auto table = formats.find("| `matter` |", from);
  ASSERT_NE(table, std::string::npos);
  EXPECT_EQ(formats.substr(table, listed.size()), listed);
}

TEST(StateOfMatter, ChangesWithEveryCoveredCellRowAndMatter) {
  const Digest plain = plain_group().root(kStateList);
  const auto tables = covered_tables();
  for (std::size_t i = 0; i < tables.size(); ++i) {
    for (std::size_t changed = 0; changed < tables[i].columns.size(); ++changed) {
      auto group = plain_group();
      std::vector<std::string> cells;
      for (const auto& column : tables[i].columns) {
        cells.emplace_back(column.cell == Cell::number ? 8 : 4, '\0');
      }
      cells[changed].back() = '\1';
      group.put(i, i == 0 ? 7 : 70 + static_cast<std::int64_t>(i), cells);
      EXPECT_NE(group.root(kStateList), plain) << tables[i].name << "." << changed;
    }
    auto more = plain_group();
    more.put(i, 99, {});
    EXPECT_NE(more.root(kStateList), plain) << tables[i].name;
  }
  EXPECT_NE(StateGroup(MatterId{7}).root(1), StateGroup(MatterId{8}).root(1));
}

TEST(StateOfMatter, FollowsAWriteSetAndNothingOfOtherMatters) {
  const Timer first{5, 1, MatterId{7}, "late", Instant{258}, 0};
  const Timer second{6, 1, MatterId{7}, "offer", Instant{300}, 0};
  const auto root_after = [&](auto fill) {
    StateGroup group(MatterId{7});
    store::WriteSet changes;
    fill(changes);
    for (const auto& change : changes.changes) group.apply(change);
    return group.root(kStateList);
  };
  const auto only_first = root_after([&](auto& changes) { add(changes, first); });
  EXPECT_EQ(root_after([&](auto& changes) {
              add(changes, first);
              add(changes, second);
              changes.add(store::Remove{"timer", 6, 1});
              add(changes, Timer{8, 1, MatterId{70}, "late", Instant{1}, 0});
              changes.update("timer", 8, 1, {{"stage", 3}});
              changes.update("person", 5, 1, {{"stage", 3}});
              changes.add(store::Require{"timer", 5, 1});
            }),
            only_first);
  Timer later = first;
  later.due = Instant{900};
  EXPECT_EQ(root_after([&](auto& changes) {
              add(changes, first);
              changes.update("timer", 5, 1, {{"due_at", later.due}});
            }),
            root_after([&](auto& changes) { add(changes, later); }));
  EXPECT_NE(root_after([&](auto& changes) { add(changes, later); }), only_first);
}

// NULL, and a column that an insert leaves out, are what a row reads as.
TEST(StateOfMatter, TakesNullForZeroOrNothing) {
  StateGroup given(MatterId{7});
  StateGroup left_out(MatterId{7});
  given.apply(store::Insert{"matter_about",
                            {{"id", 1},
                             {"matter_id", MatterId{7}},
                             {"position_id", PositionId{}},
                             {"person_id", 3},
                             {"asked", false}}});
  left_out.apply(
      store::Insert{"matter_about", {{"id", 1}, {"matter_id", MatterId{7}}, {"person_id", 3}}});
  EXPECT_EQ(given.root(kStateList), left_out.root(kStateList));
  EXPECT_EQ(covered_tables()[kTimerTable].name, "timer");
}

}  // namespace
}  // namespace linli::desk

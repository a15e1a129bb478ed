#include "journal/state.h"

#include <gtest/gtest.h>

namespace linli::journal {
namespace {

StateGroup group(std::int64_t id, const std::string& rows, const std::string& name = "matter") {
  return {name, id, sha256(rows)};
}

TEST(State, the_root_of_one_group_is_its_leaf) {
  std::vector<StateGroup> groups{group(7, "a")};
  EXPECT_EQ(state_root(groups), leaf_hash("matter/7\n" + std::string(as_bytes(sha256("a")))));
  EXPECT_TRUE(verify_state(groups[0], {}, state_root(groups)));
}

TEST(State, every_group_of_an_act_has_its_path_to_the_root) {
  for (std::int64_t count = 1; count <= 9; ++count) {
    std::vector<StateGroup> groups;
    for (std::int64_t id = count; id > 0; --id) groups.push_back(group(id, std::to_string(id)));
    const Digest root = state_root(groups);
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const auto path = state_path(groups, i);
      EXPECT_TRUE(verify_state(groups[i], path, root)) << count << " " << i;
      EXPECT_FALSE(verify_state(group(groups[i].id, "other"), path, root)) << count << " " << i;
      EXPECT_FALSE(verify_state(group(99, std::to_string(groups[i].id)), path, root));
      EXPECT_FALSE(
          verify_state(group(groups[i].id, std::to_string(groups[i].id), "row"), path, root));
    }
  }
}

TEST(State, the_root_does_not_depend_on_the_order_in_which_groups_are_named) {
  std::vector<StateGroup> one{group(1, "a"), group(2, "b"), group(1, "c", "row")};
  std::vector<StateGroup> other{group(1, "c", "row"), group(2, "b"), group(1, "a")};
  EXPECT_EQ(state_root(one), state_root(other));
}

TEST(State, a_group_comes_once) {
  std::vector<StateGroup> twice{group(1, "a"), group(1, "b")};
  EXPECT_DEATH(state_root(twice), "before");
  std::vector<StateGroup> none;
  EXPECT_DEATH(state_root(none), "empty");
}

}  // namespace
}  // namespace linli::journal

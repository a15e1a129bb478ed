// Nothing that was made public can be reckoned back to a few matters, and nothing contradicts.
//
// The attacker here knows the method, the order of the places, every number that was told of every
// place, and the public list. For each cell – the matters of one village, quarter and state that
// are not on the list – he finds the least and the most that it can be. These are exact: of the
// running sums before and after it he knows nothing but a span each and that they never fall.
#include "overview/published.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>

#include "overview/rounding.h"

namespace linli::overview {
namespace {

struct Span {
  std::int64_t least = 0;
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

// What each count can be, from the numbers told in place of them.
std::vector<Span> attack(const std::vector<std::int64_t>& told, std::int64_t base) {
  std::vector<Span> sums(1, {0, 0});
  std::int64_t rounded = 0;
  for (const auto number : told) {
    rounded += number;
    sums.push_back({std::max<std::int64_t>(0, rounded - base / 2), rounded - base / 2 + base - 1});
  }
  for (std::size_t i = 1; i < sums.size(); ++i) {
    sums[i].least = std::max(sums[i].least, sums[i - 1].least);
  }
  for (std::size_t i = sums.size() - 1; i > 0; --i) {
    sums[i - 1].most = std::min(sums[i - 1].most, sums[i].most);
  }
  std::vector<Span> out;
  for (std::size_t i = 1; i < sums.size(); ++i) {
    out.push_back({std::max<std::int64_t>(0, sums[i].least - sums[i - 1].most),
                   sums[i].most - sums[i - 1].least});
  }
  return out;
}

rc::Gen<std::int64_t> few() {
  return rc::gen::weightedOneOf<std::int64_t>({{3, rc::gen::just<std::int64_t>(0)},
                                               {6, rc::gen::inRange<std::int64_t>(0, 7)},
                                               {1, rc::gen::inRange<std::int64_t>(0, 90)}});
}

RC_GTEST_PROP(RoundAlong, LeavesEveryCountMoreThanOnePossibleValue, ()) {
  const auto counts = *rc::gen::container<std::vector<std::int64_t>>(few());
  const auto base = *rc::gen::inRange<std::int64_t>(3, 12);
  const auto told = round_along(counts, base);
  const auto known = attack(told, base);
  RC_ASSERT(told.size() == counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    RC_ASSERT(told[i] % base == 0);
    RC_ASSERT(std::abs(told[i] - counts[i]) < base);
    RC_ASSERT(known[i].least <= counts[i] && counts[i] <= known[i].most);
    RC_ASSERT(known[i].least < known[i].most);
  }
}

TEST(Attack, PinsWhatIsToldExactly) {
  const std::vector<std::int64_t> counts = {3, 0, 4, 1};
  const auto known = attack(counts, 1);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    EXPECT_EQ(known[i].least, counts[i]);
    EXPECT_EQ(known[i].most, counts[i]);
  }
}

// A county of towns with villages, some matters of each on the public list.
CountedByPath some_county() {
  CountedByPath out;
  const int towns = *rc::gen::inRange(1, 5);
  for (int town = 2; town < 2 + towns; ++town) {
    const int villages = *rc::gen::inRange(1, 7);
    for (int village = 0; village < villages; ++village) {
      Counted at;
      for (auto* states : {&at.hidden, &at.listed}) {
        *states = {*few(), *few(), *few()};
      }
      out["/1/" + std::to_string(town) + "/" + std::to_string(town * 10 + village) + "/"] = at;
    }
  }
  return out;
}

RC_GTEST_PROP(AsTold, NeverContradictsItselfOrThePublicList, ()) {
  const auto counted = some_county();
  const auto told = as_told(counted, 5);
  States of_towns;
  for (int town = 2; town < 7; ++town) {
    const std::string path = "/1/" + std::to_string(town) + "/";
    const Counted whole = below(told, path);
    States of_villages;
    for (const auto& [at, one] : told) {
      RC_ASSERT(std::min({one.hidden.open, one.hidden.solved, one.hidden.other_end}) >= 0);
      RC_ASSERT(one.listed.sum() == counted.at(at).listed.sum());
      if (at.starts_with(path)) of_villages += one.hidden;
    }
    RC_ASSERT(of_villages.open == whole.hidden.open);
    RC_ASSERT(of_villages.solved == whole.hidden.solved);
    of_towns += whole.hidden;
    // And no number strays, however much it is added up from.
    const Counted truth = below(counted, path);
    RC_ASSERT(std::abs(truth.hidden.open - whole.hidden.open) < 5);
    RC_ASSERT(std::abs(truth.hidden.solved - whole.hidden.solved) < 5);
  }
  RC_ASSERT(of_towns.sum() == below(told, "/1/").hidden.sum());
}

RC_GTEST_PROP(AsTold, TellsNoNumberOfWhatIsNotOnTheList, ()) {
  const auto counted = some_county();
  const auto told = as_told(counted, 5);
  for (const auto state : {&States::open, &States::solved, &States::other_end}) {
    std::vector<std::int64_t> numbers;
    for (const auto& [path, at] : told) {
      // The attacker takes away what he counts on the list.
      numbers.push_back((at.hidden.*state + at.listed.*state) - counted.at(path).listed.*state);
    }
    for (const auto& span : attack(numbers, 5)) RC_ASSERT(span.least < span.most);
  }
}

}  // namespace
}  // namespace linli::overview

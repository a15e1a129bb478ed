#include "sample/ways.h"

#include <array>
#include <string_view>

#include "sample/stories.h"

namespace linli::sample {
namespace {

constexpr auto kHolder = Doer::Holder;
constexpr auto kFiler = Doer::Filer;

constexpr WayStep kOnTheSpot[] = {{"done_on_spot", kHolder, 1, 8}, {"solved", kFiler, 2, 60}};
constexpr WayStep kRated[] = {
    {"done_on_spot", kHolder, 1, 8}, {"solved", kFiler, 2, 60}, {"rate", kFiler, 0, 24}};
constexpr WayStep kPublished[] = {
    {"publish", kHolder, 1, 6}, {"done_on_spot", kHolder, 0, 4}, {"solved", kFiler, 2, 60}};
constexpr WayStep kHandled[] = {
    {"accept", kHolder, 1, 8}, {"reply", kHolder, 20, 90}, {"solved", kFiler, 2, 100}};
constexpr WayStep kAsked[] = {{"accept", kHolder, 1, 6},
                              {"ask_filer", kHolder, 2, 30},
                              {"add", kFiler, 3, 60},
                              {"reply", kHolder, 5, 60},
                              {"solved", kFiler, 2, 100}};
constexpr WayStep kNoWord[] = {{"done_on_spot", kHolder, 1, 8},
                               {"record_solved", kHolder, 400, 440}};
constexpr WayStep kAgain[] = {{"done_on_spot", kHolder, 1, 8},
                              {"not_solved", kFiler, 2, 60},
                              {"reply", kHolder, 10, 60},
                              {"solved", kFiler, 2, 60}};
constexpr WayStep kCannot[] = {{"accept", kHolder, 1, 8},
                               {"cannot_solve", kHolder, 20, 70},
                               {"confirm_cannot", kHolder, 10, 60}};
constexpr WayStep kDeclined[] = {{"decline", kHolder, 1, 8}, {"agree_declined", kFiler, 10, 100}};
constexpr WayStep kWithdrawn[] = {{"withdraw", kFiler, 3, 70}};
constexpr WayStep kForgotten[] = {{"accept", kHolder, 1, 8}};

struct Weighed {
  Way way;
  int weight;
};
const std::array kWays{Weighed{kOnTheSpot, 520}, Weighed{kRated, 90},    Weighed{kHandled, 140},
                       Weighed{kAsked, 30},      Weighed{kNoWord, 50},   Weighed{kAgain, 25},
                       Weighed{kCannot, 20},     Weighed{kDeclined, 30}, Weighed{kWithdrawn, 75},
                       Weighed{kForgotten, 20}};
constexpr int kShownAndEdited = 3;  // one of so many that may be public gets an edited title

}  // namespace

Way pick_way(Random& random, bool shown) {
  if (shown && random.below(kShownAndEdited) == 0) return kPublished;
  static const int sum = [] {
    int total = 0;
    for (const auto& one : kWays) total += one.weight;
    return total;
  }();
  int left = static_cast<int>(random.below(static_cast<std::uint64_t>(sum)));
  for (const auto& one : kWays) {
    left -= one.weight;
    if (left < 0) return one.way;
  }
  return kOnTheSpot;
}

boost::json::value form_of(const char* act, const std::string& title, Random& random) {
  const std::string_view name = act;
  boost::json::object out;
  if (name == "accept") out["grade"] = random.below(5) == 0 ? "large" : "small";
  if (name == "publish") out["public_title"] = title;
  if (name == "ask_filer") out["question"] = "请补充具体位置,方便什么时候上门?";
  if (name == "add") out["text"] = made_up_addition(random);
  if (name == "rate") out["rating"] = static_cast<std::int64_t>(3 + random.below(3));
  if (name == "record_solved") out["text"] = "电话回访,反映人说已经解决。";
  if (name == "not_solved") out["not_solved_reason"] = "partly";
  if (name == "decline") out["decline_reason"] = "no_duty";
  for (const auto* told : {"done_on_spot", "reply", "cannot_solve", "confirm_cannot", "decline"}) {
    if (name == told) out["reply"] = made_up_reply(random);
  }
  return out;
}

}  // namespace linli::sample

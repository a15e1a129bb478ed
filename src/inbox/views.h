// inbox/views.h – what the API says about lists of matters: as desk/views.h does about one.
//
// Thread safety: values.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "model/ids.h"
#include "model/words.h"

namespace linli::inbox {

struct Item {
  MatterId id;
  std::string number;
  std::string title;
  std::string procedure;
  Words procedure_title;
  std::string step;
  Words step_title;
  std::string grade;  // key or ""
  Words category;
  Words village;
  Words desk;        // the hat under which it is mine
  std::string role;  // holder, offered, assist, supervisor, below, filer
  std::int64_t since_at = 0;
  std::int64_t until_at = 0;
  bool paused = false;
  bool late = false;
  int days_left = 0;
  std::int64_t filed_at = 0;
  std::int64_t ended_at = 0;  // 0: open
};
BOOST_DESCRIBE_STRUCT(Item, (),
                      (id, number, title, procedure, procedure_title, step, step_title, grade,
                       category, village, desk, role, since_at, until_at, paused, late, days_left,
                       filed_at, ended_at))

// 1001 says "more than a thousand".
struct Counts {
  std::int64_t mine = 0;     // held by a desk I sit at
  std::int64_t offered = 0;  // waiting for my 签收
  std::int64_t assist = 0;
  std::int64_t supervised = 0;
  std::int64_t late = 0;    // of mine
  std::int64_t below = 0;   // held below me in the tree
  std::int64_t shared = 0;  // what residents let me see
};
BOOST_DESCRIBE_STRUCT(Counts, (), (mine, offered, assist, supervised, late, below, shared))

struct View {
  std::optional<Counts> counts;  // of the first page without words; neither changes them
  std::vector<Item> items;
  std::string next;  // cursor of the next page, "" at the end
};
BOOST_DESCRIBE_STRUCT(View, (), (counts, items, next))

}  // namespace linli::inbox

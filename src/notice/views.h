// notice/views.h – the JSON of notices. Thread safety: values.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "desk/views.h"

namespace linli::notice {

struct NoticeBody {
  std::string title;
  std::string text;
  UnitId unit;                // where it is shown, with all below
  std::int64_t until_at = 0;  // ms UTC: when it goes by itself
};
BOOST_DESCRIBE_STRUCT(NoticeBody, (), (title, text, unit, until_at))

struct NoticeReceipt {
  MatterId matter;
  std::string number;
  Words by;
  std::int64_t shown_from_at = 0;
  std::int64_t shown_until_at = 0;
};
BOOST_DESCRIBE_STRUCT(NoticeReceipt, (), (matter, number, by, shown_from_at, shown_until_at))

// As everybody reads it. One that was taken down keeps its number and day, not its words.
struct NoticeView {
  std::string number;
  std::string title;
  std::string text;
  desk::UnitView unit;
  Words by;  // the desk that posted it
  std::int64_t shown_from_at = 0;
  std::int64_t shown_until_at = 0;
  std::int64_t withdrawn_at = 0;
};
BOOST_DESCRIBE_STRUCT(NoticeView, (),
                      (number, title, text, unit, by, shown_from_at, shown_until_at, withdrawn_at))

struct NoticePage {
  std::vector<NoticeView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(NoticePage, (), (items, next))

}  // namespace linli::notice

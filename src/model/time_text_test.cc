#include "model/time_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>
#include <cstdio>

namespace linli {
namespace {

constexpr int kZone = 480;
constexpr std::int64_t kSixth = 1767628800000;  // 2026-01-06 00:00 in the county

std::int64_t ms(std::string_view text, FirstDay first = FirstDay::in_1900) {
  const auto at = read_time(text, kZone, first);
  return at ? at->ms - kSixth : -1;
}

TEST(TimeText, CommonWaysToWriteADayAreOneDay) {
  for (const auto* text :
       {"2026-01-06", "2026-1-6", "2026/1/6", "2026.1.6", "2026年1月6日", "2026年01月06号",
        "20260106", "２０２６－０１－０６", "2026/1/6 0:00", "2026-01-06 00:00:00", "46028",
        " 2026-01-06　", "2026-01-06T00:00:00", "2026 年 1 月 6 日", "2026–1–6"}) {
    EXPECT_EQ(ms(text), 0) << text;
  }
}

TEST(TimeText, CommonWaysToWriteATimeAreOneTimeAndZonesAreHonoured) {
  constexpr std::int64_t kNoon = 12 * 3'600'000 + 9 * 60'000;
  for (const auto* text :
       {"2026/1/6 12:09", "2026-01-06 12:09:00", "2026年1月6日 12:09", "202601061209",
        "2026年1月6日12时9分", "2026年1月6日 12点09分", "2026-01-06T04:09Z",
        "2026-01-06T12:09:00+08:00", "2026-01-06 12:09 +0800", "2026-01-05T23:09:00-05:00",
        "2026/1/6 下午12:09", "2026/1/6 12:09 PM"}) {
    EXPECT_EQ(ms(text), kNoon) << text;
  }
  EXPECT_EQ(ms("20260106120938"), kNoon + 38'000);
  EXPECT_EQ(ms("2026年1月6日 12时9分38秒"), kNoon + 38'000);
  EXPECT_EQ(ms("1767672578"), kNoon + 38'000);
  EXPECT_EQ(ms("1767672578500"), kNoon + 38'500);
  EXPECT_EQ(ms("2026-01-06 12:09:38.5"), kNoon + 38'500);
  EXPECT_EQ(ms("2026/1/6 上午12:09"), 9 * 60'000);
  EXPECT_EQ(ms("46028.506944444445"), kNoon + 60'000);
}

TEST(TimeText, ASpreadsheetThatCountsFrom1904MeansTheSameDay) {
  EXPECT_EQ(ms("44566", FirstDay::in_1904), 0);
  EXPECT_EQ(ms("2026-01-06", FirstDay::in_1904), 0);
}

TEST(TimeText, WhatIsNotUnderstoodIsNoTime) {
  for (const auto* text : {"",
                           "昨天",
                           "2026-01-06 25:99",
                           "2026-02-30",
                           "2026-13-01",
                           "06/01/2026 12:09",
                           "１２月",
                           "2026-01-06 12",
                           "2026-01",
                           "2026-01-06x",
                           "2026-01-06 12:60",
                           "12:09",
                           "2026-1/6",
                           "2026-01-06 12:09:61",
                           "2026-01-06 12:09+99:00",
                           "0",
                           "-5",
                           "nan",
                           "inf",
                           "1e9",
                           "20260230",
                           "2026-01-06 下午13:00",
                           "2026-01-06 0:09 PM",
                           "2026年1月6",
                           "999999999"}) {
    EXPECT_EQ(ms(text), -1) << text;
  }
}

// One of 10,000 random times in one of the ways to write it.
void is_read_as_written() {
  const auto day = *rc::gen::inRange<std::int64_t>(-25'000, 80'000);
  const auto second = *rc::gen::inRange<std::int64_t>(0, 86'400);
  const std::chrono::year_month_day date{
      std::chrono::sys_days(std::chrono::days(static_cast<int>(day)))};
  const auto h = static_cast<int>(second / 3600);
  const auto minute = static_cast<int>(second / 60 % 60);
  const auto s = static_cast<int>(second % 60);
  const Instant meant{(day * 86'400 + second) * 1000 - kZone * 60'000};
  char text[80];
  for (const auto* way :
       {"%d-%02u-%02u %02d:%02d:%02d", "%d/%u/%u %d:%02d:%02d", "%d.%u.%u %d:%d:%d",
        "%d年%u月%u日 %d:%02d:%02d", "%d年%u月%u日%d时%d分%d秒", "%04d%02u%02u%02d%02d%02d",
        "%d-%02u-%02uT%02d:%02d:%02d+08:00"}) {
    std::snprintf(text, sizeof text, way, static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), h, minute,
                  s);
    RC_LOG() << text;
    RC_ASSERT(read_time(text, kZone) == meant);
  }
  std::snprintf(text, sizeof text, "%.10f",
                static_cast<double>(day + 25'569) + static_cast<double>(second) / 86'400);
  RC_ASSERT(read_time(text, kZone) == meant);
}

TEST(TimeText, TenThousandRandomTimesAreReadAsTheyWereWritten) {
  EXPECT_TRUE(rc::check([] {
    for (int i = 0; i < 100; ++i) is_read_as_written();
  }));
}

}  // namespace
}  // namespace linli

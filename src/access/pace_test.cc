#include "access/pace.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace linli::access {
namespace {

constexpr Instant kNow{1'790'000'000'000};

PaceLimits limits(std::string_view words) {
  return parse_pace(words).value();
}
rights::Actor resident(std::int64_t person) {
  rights::Actor out;
  out.kind = rights::ActorKind::Resident;
  out.person = PersonId{person};
  return out;
}
// How many of `tries` are taken.
template <class Ask>
int taken(int tries, Ask&& ask) {
  int out = 0;
  for (int i = 0; i < tries; ++i) out += ask() ? 1 : 0;
  return out;
}

TEST(Pace, OneAddressFilesThreeHundredAnHourByDefaultAndAnotherIsStillServed) {
  Pace pace(county_pace());
  const auto file = [&](const char* from) { return pace.filing({}, from, Urgency::Usual, kNow); };
  EXPECT_EQ(taken(400, [&] { return file("192.0.2.1").has_value(); }), 300);
  const auto refused = file("192.0.2.1").error();
  EXPECT_EQ(refused.code, "access.address_wait");
  EXPECT_EQ(refused.detail, "12") << "a short wait, not an hour";
  EXPECT_EQ(refused.kind, ErrorKind::Overloaded);
  EXPECT_TRUE(file("192.0.2.2"));
}

TEST(Pace, WhoIsSignedInHasAnAllowanceOfHerOwn) {
  Pace pace(limits("file.person=5,file.address=1"));
  const auto file = [&](const rights::Actor& actor) {
    return pace.filing(actor, "192.0.2.1", Urgency::Usual, kNow);
  };
  EXPECT_TRUE(file({}));
  EXPECT_FALSE(file({}));
  EXPECT_EQ(taken(9, [&] { return file(resident(1)).has_value(); }), 5);
  EXPECT_EQ(file(resident(1)).error().code, "access.wait");
  EXPECT_TRUE(file(resident(2)));
}

TEST(Pace, EmergenciesAreTakenWhenFilingIsUsedUpAndTheirRefusalHasItsOwnWords) {
  Pace pace(limits("file.address=1,file.in_all=1,emergency.address=2"));
  EXPECT_TRUE(pace.filing({}, "192.0.2.1", Urgency::Usual, kNow));
  EXPECT_FALSE(pace.filing({}, "192.0.2.1", Urgency::Usual, kNow));
  const auto emergency = [&] { return pace.filing({}, "192.0.2.1", Urgency::Emergency, kNow); };
  EXPECT_EQ(taken(5, [&] { return emergency().has_value(); }), 2);
  EXPECT_EQ(emergency().error().code, "access.emergency_wait");
}

TEST(Pace, AboveTheNumberInAllAPhoneCodeIsAskedForAndNobodySignedInWaits) {
  Pace pace(limits("file.in_all=10"));
  int made = 0;
  for (int i = 0; i < 50; ++i) {
    made += pace.filing({}, "192.0.2." + std::to_string(i), Urgency::Usual, kNow) ? 1 : 0;
  }
  EXPECT_EQ(made, 10);
  EXPECT_EQ(pace.filing({}, "198.51.100.1", Urgency::Usual, kNow).error().code,
            "access.phone_code_first");
  EXPECT_TRUE(pace.filing(resident(1), "198.51.100.1", Urgency::Usual, kNow));
  std::string gauges;
  pace.append_gauges(gauges);
  EXPECT_NE(gauges.find("linli_pace_waits_total{of=\"file\"} 41\n"), std::string::npos) << gauges;
}

TEST(Pace, Ipv6IsCountedByTheNetworkOfASubscriberAndOfASite) {
  Pace pace(limits("file.address=3,file.block=10"));
  int of_subscriber = 0;
  for (int i = 0; i < 20; ++i) {
    const auto from = "2001:db8::" + std::to_string(i);
    of_subscriber += pace.filing({}, from, Urgency::Usual, kNow) ? 1 : 0;
  }
  EXPECT_EQ(of_subscriber, 3);
  int of_site = 0;
  for (int i = 1; i < 40; ++i) {
    const auto from = "2001:db8:0:" + std::to_string(i) + "::1";
    of_site += pace.filing({}, from, Urgency::Usual, kNow) ? 1 : 0;
  }
  EXPECT_EQ(of_site, 7) << "with the three before";
  EXPECT_TRUE(pace.filing({}, "2001:db8:1::1", Urgency::Usual, kNow));
}

TEST(Pace, UploadsAreCountedByNumberAndByBytes) {
  constexpr std::size_t kMib = 1024 * 1024;
  Pace pace(limits("upload.address=5,upload_kib.address=10240"));
  const auto upload = [&](std::size_t bytes, const char* from) {
    return pace.at_gate(api::Pace::Upload, {}, from, bytes, kNow).has_value();
  };
  EXPECT_EQ(taken(9, [&] { return upload(10, "192.0.2.1"); }), 5);
  EXPECT_EQ(taken(9, [&] { return upload(4 * kMib, "192.0.2.2"); }), 2);
}

TEST(Pace, LooksAreCountedByPersonAndWhatHasNoPaceIsNot) {
  Pace pace(county_pace());
  const auto look = [&](api::Pace what) {
    return pace.at_gate(what, resident(1), "192.0.2.1", 0, kNow).has_value();
  };
  EXPECT_EQ(taken(100, [&] { return look(api::Pace::Reveal); }), 60);
  EXPECT_EQ(taken(100, [&] { return look(api::Pace::Export); }), 20);
  EXPECT_EQ(taken(1000, [&] { return look(api::Pace::Search); }), 600);
  EXPECT_EQ(taken(1000, [&] { return look(api::Pace::None); }), 1000);
}

TEST(Pace, MessagesToUnprovenPhonesAreCountedByAddress) {
  Pace pace(county_pace());
  EXPECT_EQ(taken(100, [&] { return pace.message("192.0.2.1", kNow); }), 30);
  EXPECT_TRUE(pace.message("192.0.2.2", kNow));
}

TEST(Pace, ASampleCountsNothing) {
  PaceLimits none = county_pace();
  none.kept = false;
  Pace pace(none);
  EXPECT_EQ(taken(5000, [&] { return pace.filing({}, "x", Urgency::Usual, kNow).has_value(); }),
            5000);
  EXPECT_TRUE(pace.of_code("192.0.2.1").empty());
}

TEST(Pace, WhatCannotBeReadIsRefusedByItsWord) {
  EXPECT_EQ(limits("county").of[0].address.count, 300);
  for (const char* word :
       {"file", "file.address", "file.address=x", "file.address=0", "file=3", "nothing.address=3",
        "file.nobody=3", "reveal.address=3", "", "file=1.address"}) {
    const auto refused = parse_pace(word);
    ASSERT_FALSE(refused) << word;
    EXPECT_EQ(refused.error().code, "access.pace_unknown") << word;
    EXPECT_EQ(refused.error().detail, word);
  }
}

}  // namespace
}  // namespace linli::access

#include "base/address.h"

#include <gtest/gtest.h>

namespace linli {
namespace {

std::string prefix_text(std::string_view text, int bits) {
  return Address::parse(text)->prefix(bits).text();
}

TEST(Address, OnlyAWholeAddressIsOne) {
  EXPECT_TRUE(Address::parse("192.0.2.1"));
  EXPECT_TRUE(Address::parse("2001:db8::1"));
  EXPECT_TRUE(Address::parse("::"));
  for (const std::string_view bad :
       {"", " ", "192.0.2", "192.0.2.256", "192.0.2.1:80", "192.0.2.1 ", "0x7f.1", "010.0.0.1",
        "[::1]", "fe80::1%eth0", "1:2:3:4:5:6:7:8:9", "1::2::3", "unknown", "_hidden",
        "2001:db8:0000:0000:0000:0000:0000:0000:0000:1"}) {
    EXPECT_FALSE(Address::parse(bad)) << bad;
  }
  EXPECT_FALSE(Address::parse(std::string_view("192.0.2.1\0", 10)));
}

TEST(Address, AnIpv4AddressInIpv6ClothesIsTheSameAddress) {
  EXPECT_EQ(Address::parse("::ffff:192.0.2.1"), Address::parse("192.0.2.1"));
  EXPECT_EQ(Address::parse("::ffff:c000:201")->text(), "192.0.2.1");
  EXPECT_TRUE(Address::parse("::ffff:127.0.0.1")->loopback());
  EXPECT_NE(Address::parse("::192.0.2.1"), Address::parse("192.0.2.1"));
}

TEST(Address, APrefixKeepsItsBitsAndNoOther) {
  EXPECT_EQ(prefix_text("192.0.2.255", 32), "192.0.2.255");
  EXPECT_EQ(prefix_text("192.0.2.255", 24), "192.0.2.0");
  EXPECT_EQ(prefix_text("192.0.2.255", 25), "192.0.2.128");
  EXPECT_EQ(prefix_text("192.0.2.255", 0), "0.0.0.0");
  EXPECT_EQ(prefix_text("192.0.2.255", 99), "192.0.2.255");
  EXPECT_EQ(prefix_text("2001:db8:1:2:3:4:5:6", 64), "2001:db8:1:2::");
  EXPECT_EQ(prefix_text("2001:db8:1:ff:3:4:5:6", 60), "2001:db8:1:f0::");
}

TEST(Address, OneSubscriberIsOneHousehold) {
  const auto at = [](std::string_view text) { return Address::parse(text)->household(); };
  EXPECT_EQ(at("2001:db8:1:2::1"), at("2001:db8:1:2:ffff::9"));
  EXPECT_NE(at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
  EXPECT_NE(at("192.0.2.1"), at("192.0.2.2"));
}

TEST(Address, ANeighbourhoodTellsNoSingleHome) {
  EXPECT_EQ(Address::parse("192.0.2.77")->neighbourhood().text(), "192.0.2.0");
  EXPECT_EQ(Address::parse("2001:db8:1:2::1")->neighbourhood().text(), "2001:db8:1::");
}

TEST(Address, OnlyTheMachineItselfIsLoopback) {
  for (const auto* text : {"127.0.0.1", "127.200.3.4", "::1"}) {
    EXPECT_TRUE(Address::parse(text)->loopback()) << text;
  }
  for (const auto* text : {"0.0.0.0", "128.0.0.1", "10.0.0.1", "::", "::2", "fe80::1"}) {
    EXPECT_FALSE(Address::parse(text)->loopback()) << text;
  }
}

TEST(Cidr, ARangeHoldsItsAddressesAndNoOthers) {
  const auto range = *Cidr::parse("10.20.0.0/15");
  EXPECT_TRUE(range.contains(*Address::parse("10.20.0.0")));
  EXPECT_TRUE(range.contains(*Address::parse("10.21.255.255")));
  EXPECT_FALSE(range.contains(*Address::parse("10.22.0.0")));
  EXPECT_FALSE(range.contains(*Address::parse("a14::")));
  EXPECT_TRUE(Cidr::parse("::/0")->contains(*Address::parse("2001:db8::1")));
  EXPECT_FALSE(Cidr::parse("::/0")->contains(*Address::parse("10.0.0.1")));
  EXPECT_TRUE(Cidr::parse("2001:db8::1")->contains(*Address::parse("2001:db8::1")));
  EXPECT_TRUE(Cidr::parse("::ffff:10.0.0.0/104")->contains(*Address::parse("10.1.2.3")));
}

TEST(Cidr, ARangeThatCouldMeanTwoThingsIsNone) {
  for (const std::string_view bad :
       {"", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.1/24",
        "10.0.0.0/8/8", "10.0.0.0/8 ", "::/129", "::ffff:10.0.0.0/8", "all"}) {
    EXPECT_FALSE(Cidr::parse(bad)) << bad;
  }
}

TEST(Cidr, OneBadRangeSpoilsTheList) {
  const auto list = parse_cidrs("10.0.0.0/8, 192.0.2.7");
  ASSERT_TRUE(list);
  EXPECT_TRUE(contains(*list, "192.0.2.7"));
  EXPECT_FALSE(contains(*list, "192.0.2.8"));
  EXPECT_FALSE(contains(*list, "not an address"));
  EXPECT_FALSE(parse_cidrs("10.0.0.0/8,,192.0.2.7"));
  EXPECT_FALSE(parse_cidrs(""));
  EXPECT_EQ((*list)[0].text(), "10.0.0.0/8");
}

}  // namespace
}  // namespace linli

#include "model/personal_number.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <array>

namespace linli {
namespace {

constexpr const char* kPhone = "13800001234";
constexpr const char* kIdentity = "11010519491231002X";

bool holds(std::string_view text) {
  return !personal_numbers(text).empty();
}

TEST(PersonalNumber, AMobileNumberIsSeenHoweverItIsWritten) {
  for (const auto* text : {"请打13800001234",
                           "138 0000 1234找我",
                           "电话138-0000-1234。",
                           "１３８００００１２３４",
                           "138.0000.1234",
                           "138--0000--1234",
                           "138\u200b0000\u200b1234",
                           "1\u2060380000\uFEFF1234",
                           "一三八零零零零一二三四",
                           "幺三八〇〇〇〇幺二三四",
                           "壹叁捌零零零零壹贰叁肆",
                           "+8613800001234",
                           "8613800001234",
                           "0086 138 0000 1234",
                           "+86-138-0000-1234",
                           "①③⑧⓪⓪⓪⓪①②③④",
                           "1️⃣3️⃣8️⃣0000 1234",
                           "1 3 8 0 0 0 0 1 2 3 4",
                           "138(0000)1234",
                           "138,0000,1234",
                           "138、0000、1234",
                           "138·0000·1234",
                           "138OOOO1234",
                           "一38零零00 12三四",
                           "¹³⁸⁰⁰⁰⁰¹²³⁴",
                           "₁₃₈₀₀₀₀₁₂₃₄",
                           "〡〣〨〇〇〇〇〡〢〣〤",
                           "1380000\u2800 1234",
                           "138a0000b1234",
                           "1ж3ж8ж0ж0ж0ж0ж1ж2ж3ж4",
                           "138😀0000😀😀1234",
                           "1⭐3⭐8⭐0000●1234"}) {
    const auto found = personal_numbers(text);
    ASSERT_EQ(found.size(), 1u) << text;
    EXPECT_EQ(found[0], (PersonalNumber{PersonalNumberKind::mobile_phone, kPhone})) << text;
  }
}

TEST(PersonalNumber, AnIdentityNumberIsSeenHoweverItIsWritten) {
  for (const auto* text :
       {"身份证11010519491231002X", "11010519491231002x的人", "110105 19491231 002X",
        "１１０１０５１９４９１２３１００２Ｘ", "110105-1949-1231-002X", "1101051949\u200b1231002×",
        "一一零一零五一九四九一二三一零零二X"}) {
    const auto found = personal_numbers(text);
    ASSERT_EQ(found.size(), 1u) << text;
    EXPECT_EQ(found[0], (PersonalNumber{PersonalNumberKind::identity_number, kIdentity})) << text;
  }
  EXPECT_TRUE(holds("老身份证420583491231002"));
}

TEST(PersonalNumber, TwoNumbersSideBySideAreTwo) {
  for (const auto* text : {"13800001234 13900001235", "13800001234、13900001235",
                           "13800001234/13900001235", "张三13800001234李四13900001235"}) {
    const auto found = personal_numbers(text);
    ASSERT_EQ(found.size(), 2u) << text;
    EXPECT_EQ(found[1].digits, "13900001235");
  }
}

TEST(PersonalNumber, OfficesDaysAmountsAndNumbersOfPapersAreNoPersonsNumber) {
  for (const auto* text : {"",
                           "停水通知:11月25日8:30-12:00",
                           "村部电话0717-4212345",
                           "请拨12345",
                           "(0717)4212345",
                           "共12345678901234元",
                           "收据110105194912310021",
                           "10000001234",
                           "13,800,001,234元",
                           "鄂政发〔2022〕28号",
                           "事项2026 0001 2347",
                           "任期1985.6-2003.12",
                           "1998.5.6-2003.4.1",
                           "分别补贴1500、3200、800元",
                           "二〇二六年十一月二十五日",
                           "一、三八妇女节",
                           "G318国道",
                           "第十三届村民委员会",
                           "420583101201",
                           "2026-11-25 14:30至2026-11-26 17:00",
                           "一三五限行,二四六通行",
                           "邮编443200",
                           "银行账号6222021234567890123",
                           "12345、110、119、120",
                           "管径1500x3000x800毫米",
                           "由15000→132000元",
                           "第130 AB 12345678 号",
                           "在A13B栋80单元000012房和34房"}) {
    EXPECT_FALSE(holds(text)) << text;
  }
}

// A digit in one of the ways in which people write it, by a number drawn at random.
std::string written(char digit, int way) {
  constexpr std::array<const char*, 10> kHan{"零", "一", "二", "三", "四",
                                             "五", "六", "七", "八", "九"};
  constexpr std::array<const char*, 10> kFull{"０", "１", "２", "３", "４",
                                              "５", "６", "７", "８", "９"};
  constexpr std::array<const char*, 10> kFormal{"〇", "幺", "贰", "叁", "肆",
                                                "伍", "陆", "柒", "捌", "玖"};
  constexpr std::array<const char*, 10> kRaised{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  constexpr std::array<const char*, 10> kSuzhou{"〇", "〡", "〢", "〣", "〤",
                                                "〥", "〦", "〧", "〨", "〩"};
  const auto index = static_cast<std::size_t>(digit - '0');
  if (way == 0) return kHan[index];
  if (way == 1) return kFull[index];
  if (way == 2) return kFormal[index];
  if (way == 3) return kRaised[index];
  if (way == 4) return kSuzhou[index];
  return std::string(1, digit);
}

TEST(PersonalNumber, NoMixtureOfDigitsMarksAndCountryCodesHidesATelephone) {
  constexpr std::array<const char*, 17> kBetween{"",       "",  "",  "",       "",       " ",
                                                 "-",      ".", "·", "\u200b", "\u3000", "\u2014",
                                                 "\u2060", "a", "ж", "😀",      "\u2800"};
  constexpr std::array<const char*, 5> kBefore{"", "+86", "0086 ", "86-", "电话:"};
  rc::check([&] {
    std::string digits = "1";
    digits += static_cast<char>('0' + *rc::gen::inRange(3, 10));
    while (digits.size() < 11) digits += static_cast<char>('0' + *rc::gen::inRange(0, 10));
    std::string text = "请联系" + std::string(kBefore[*rc::gen::inRange<std::size_t>(0, 5)]);
    for (const char digit : digits) {
      text += written(digit, *rc::gen::inRange(0, 10));
      text += kBetween[*rc::gen::inRange<std::size_t>(0, kBetween.size())];
    }
    text += "张三";
    const auto found = personal_numbers(text);
    // Years in a row look like a telephone in groups, and are let through.
    if (found.empty() && digits.starts_with("19")) return;
    RC_ASSERT(found.size() == 1u);
    RC_ASSERT(found[0].digits == digits);
  });
}

TEST(PersonalNumber, AnyBytesAreReadToTheirEnd) {
  rc::check([](const std::string& bytes) {
    RC_ASSERT(personal_numbers(bytes).size() <= kPersonalNumbersMax);
  });
}

TEST(PersonalNumber, OnlyItsBeginningIsSaidAgain) {
  EXPECT_EQ(beginning_of(personal_numbers(kPhone).at(0)), "138********");
}

}  // namespace
}  // namespace linli

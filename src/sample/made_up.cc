#include "sample/made_up.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/check.h"
#include "base/text.h"

namespace linli::sample {
namespace {

constexpr std::string_view kSurnames =
    "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏"
    "薛叶阎余潘杜"
    "戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚"
    "文";
constexpr std::string_view kGiven =
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰凤春梅海燕红建国庆志文斌鹏飞云龙辉波宁鑫婷"
    "雪琴萍莉浩宇轩"
    "子涵雨欣怡佳思琪俊豪晨天佑诗梦瑶嘉乐安康家成立新永福德贵长发光荣正义学忠友良大山水生金银";
constexpr std::string_view kPlaces = "湾坪冲岗咀台坡院垸塝";
constexpr std::array kEstates{"幸福", "阳光", "金桂", "滨江", "翠竹", "锦绣", "丹阳", "玛瑙",
                              "书香", "和谐", "兴旺", "枫林", "江汉", "橘园", "民主", "迎宾"};
constexpr std::array kEstateKinds{"小区", "花园", "家园", "苑", "名都", "里"};

std::string nth_character(std::string_view list, std::uint64_t nth) {
  return std::string(list.substr(nth * 3, 3));  // every Han character here is three bytes
}

std::string padded(std::int64_t number, std::size_t width) {
  auto digits = std::to_string(number);
  return std::string(width - std::min(width, digits.size()), '0') + digits;
}

}  // namespace

std::string made_up_phone(std::int64_t nth) {
  return "142" + padded(nth, 8);
}

std::string made_up_landline(std::int64_t nth) {
  return "0717-0" + padded(nth, 6);
}

std::string made_up_identity_number(std::int64_t nth) {
  using std::chrono::days;
  constexpr std::int64_t kDays = 20'000;
  // 37 has no factor with kDays: neighbours are years apart, and no pair of day and serial repeats.
  const auto day = std::chrono::sys_days(std::chrono::year(1940) / 1 / 1) +
                   days(static_cast<int>(nth * 37 % kDays));
  const std::chrono::year_month_day date(day);
  auto number = "999999" + padded(int(date.year()), 4) + padded(unsigned(date.month()), 2) +
                padded(unsigned(date.day()), 2) + padded(nth / kDays % 1000, 3);
  constexpr std::array<int, 17> kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += kWeights[i] * (number[i] - '0');
  return number + "10X98765432"[sum % 11];
}

std::string made_up_surname(Random& random) {
  // The lower of two draws: common surnames stand first and come more often.
  const auto count = kSurnames.size() / 3;
  return nth_character(kSurnames, std::min(random.below(count), random.below(count)));
}

std::string made_up_given_name(Random& random) {
  const auto count = kGiven.size() / 3;
  auto name = nth_character(kGiven, random.below(count));
  if (random.below(5) > 0) name += nth_character(kGiven, random.below(count));
  return name;
}

std::string made_up_hamlet(Random& random) {
  return made_up_surname(random) + "家" + nth_character(kPlaces, random.below(kPlaces.size() / 3));
}

std::string made_up_estate(std::size_t nth) {
  return std::string(kEstates[nth % kEstates.size()]) +
         kEstateKinds[nth / kEstates.size() % kEstateKinds.size()];
}

std::string chinese_number(int number) {
  CHECK(number >= 1 && number <= 99);
  constexpr std::string_view kDigits = "一二三四五六七八九";
  const auto digit = [&](int d) {
    return std::string(kDigits.substr(static_cast<std::size_t>(d - 1) * 3, 3));
  };
  std::string out;
  if (number >= 20) out += digit(number / 10);
  if (number >= 10) out += "十";
  if (number % 10 != 0) out += digit(number % 10);
  return out;
}

std::vector<int> shares(int total, std::size_t parts, int least, Random& random) {
  std::vector<int> out;
  const auto count = static_cast<std::int64_t>(parts);
  for (std::int64_t i = 0; i < count; ++i) {
    out.push_back(static_cast<int>(total * (i + 1) / count - total * i / count));
  }
  for (std::size_t i = 0; i + 1 < parts; i += 2) {
    const int spare = std::min(out[i], out[i + 1]) - least;
    if (spare <= 0) continue;
    const auto moved = static_cast<int>(random.below(static_cast<std::uint64_t>(spare) + 1));
    out[i] += moved;
    out[i + 1] -= moved;
  }
  return out;
}

}  // namespace linli::sample

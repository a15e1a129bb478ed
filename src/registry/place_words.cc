#include "registry/place_words.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/fold.h"
#include "base/text.h"

namespace linli::registry {
namespace {

constexpr int kStepsMax = 5;           // county, town, village, group, hamlet
constexpr int kHeadsMax = 20;          // units that one beginning can mean
constexpr std::size_t kWordsMax = 60;  // code points; what is longer names no place

struct Office {
  std::string_view ending, place;
};
constexpr std::array<Office, 9> kOffices{{{"村民委员会", "村"},
                                          {"村委会", "村"},
                                          {"居民委员会", "社区"},
                                          {"居委会", "社区"},
                                          {"镇人民政府", "镇"},
                                          {"镇政府", "镇"},
                                          {"街道办事处", "街道"},
                                          {"街道办", "街道"},
                                          {"村村", "村"}}};

// 向巷村委会 and 向巷村村委会 both mean 向巷村.
std::string without_office(std::string words) {
  for (const auto& [ending, place] : kOffices) {
    if (!words.ends_with(ending)) continue;
    words.erase(words.size() - ending.size());
    if (!words.ends_with(place)) words += place;
  }
  return words;
}

constexpr std::string_view kGroup = "组";
constexpr std::array<std::string_view, 10> kChinese{"零", "一", "二", "三", "四",
                                                    "五", "六", "七", "八", "九"};
constexpr std::string_view kTen = "十";

// 1 … 99 as people write the numbers of groups.
std::string chinese_number(int number) {
  const auto of = [](int digit) { return std::string(kChinese[static_cast<std::size_t>(digit)]); };
  if (number < 10) return of(number);
  std::string out = number < 20 ? "" : of(number / 10);
  out += kTen;
  return number % 10 == 0 ? out : out + of(number % 10);
}

// The words with the number before their last 组 in the other digits; the words as they are when
// there is none.
std::string in_other_digits(const std::string& words) {
  const auto group = words.rfind(kGroup);
  if (group == std::string::npos) return words;
  const std::string head = words.substr(0, group);
  const auto put = [&](std::size_t size, const std::string& number) {
    return head.substr(0, head.size() - size) + number + words.substr(group);
  };
  for (int number = 99; number > 0; --number) {
    const auto digits = std::to_string(number);
    const auto chinese = chinese_number(number);
    if (head.ends_with(chinese)) return put(chinese.size(), digits);
    if (head.ends_with(digits)) return put(digits.size(), chinese);
  }
  return words;
}

class Places {
 public:
  Places(store::Snapshot& read, int limit) : read_(read), limit_(limit) {}

  // Adds the units below `path` ("" for all) that the words name.
  Result<void> add(const std::string& words, const std::string& path, int steps) {
    const auto named = TRY(path.empty() ? named_so(words) : ending_so(words, path));
    for (const auto id : named) TRY(keep(id));
    if (!named.empty() || steps == 0) return {};
    for (const auto id : TRY(beginning_so(words, path))) {
      const auto head = TRY(unit(read_, id));
      for (const auto* name : {&head.official_name, &head.name.zh, &head.short_name}) {
        if (name->empty() || !words.starts_with(*name) || words.size() == name->size()) continue;
        TRY(add(words.substr(name->size()), head.path, steps - 1));
      }
    }
    return {};
  }

  std::vector<Unit> found() && {
    std::ranges::sort(found_, {},
                      [](const Unit& unit) { return std::pair(unit.path.size(), unit.code); });
    if (found_.size() > static_cast<std::size_t>(limit_)) {
      found_.resize(static_cast<std::size_t>(limit_));
    }
    return std::move(found_);
  }
  bool any() const { return !found_.empty(); }

 private:
  Result<void> keep(UnitId id) {
    if (std::ranges::find(found_, id, &Unit::id) == found_.end()) {
      found_.push_back(TRY(unit(read_, id)));
    }
    return {};
  }

  static UnitId id_of(const store::Row& row) { return row.id<UnitId>(0); }

  Result<std::vector<UnitId>> named_so(const std::string& words) {
    return read_.all(
        "SELECT u.id FROM unit u WHERE u.name_zh = ?1 OR u.short_name = ?1 OR u.official_name = ?1"
        " ORDER BY length(u.path), u.code LIMIT ?2",
        {words, limit_}, id_of);
  }
  // 一组 below 向巷村 is called 向巷一组.
  Result<std::vector<UnitId>> ending_so(const std::string& words, const std::string& path) {
    return read_.all(
        "SELECT u.id FROM unit u WHERE (u.short_name = ?1"
        " OR length(u.name_zh) >= length(CAST(?1 AS TEXT))"
        " AND substr(u.name_zh, length(u.name_zh) - length(CAST(?1 AS TEXT)) + 1) = ?1)"
        " AND u.path <> ?2 AND substr(u.path, 1, length(CAST(?2 AS TEXT))) = ?2"
        " ORDER BY length(u.path), u.code LIMIT ?3",
        {words, path, limit_}, id_of);
  }
  Result<std::vector<UnitId>> beginning_so(const std::string& words, const std::string& path) {
    return read_.all(
        "SELECT u.id FROM unit u WHERE u.short_name <> ''"
        " AND substr(CAST(?1 AS TEXT), 1, length(u.short_name)) = u.short_name"
        " AND u.path <> ?2 AND substr(u.path, 1, length(CAST(?2 AS TEXT))) = ?2"
        " ORDER BY length(u.path), u.code LIMIT ?3",
        {words, path, kHeadsMax}, id_of);
  }

  store::Snapshot& read_;
  int limit_;
  std::vector<Unit> found_;
};

}  // namespace

Result<std::vector<Unit>> find_units_called(store::Snapshot& read, std::string_view text,
                                            int limit) {
  std::string words = fold_width(text);
  std::erase(words, ' ');
  if (words.empty() || code_points(words) > kWordsMax) return std::vector<Unit>();
  Places places(read, std::clamp(limit, 1, kUnitsFoundMax));
  const std::string place = without_office(words);
  for (const auto& one : {words, place, in_other_digits(place)}) {
    if (!places.any()) TRY(places.add(one, "", kStepsMax));
  }
  return std::move(places).found();
}

}  // namespace linli::registry

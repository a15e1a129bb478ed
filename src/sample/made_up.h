// sample/made_up.h – names, phones, identity numbers and shares for a sample; nobody real.
// Thread safety: pure functions of their Random.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"

namespace linli::sample {

// 142 and eight digits: no operator has this prefix. `nth` < 100,000,000.
std::string made_up_phone(std::int64_t nth);
// Of an office: "0717-0" and six digits. No number within an area begins with 0, so it can be
// called nowhere. `nth` < 1,000,000.
std::string made_up_landline(std::int64_t nth);
// Region 999999 (nowhere), a birthday from 1940 on, a serial and the right check digit
// (GB 11643-1999). Different for each `nth` < 20,000,000.
std::string made_up_identity_number(std::int64_t nth);

std::string made_up_surname(Random& random);
std::string made_up_given_name(Random& random);
std::string made_up_hamlet(Random& random);  // 李家湾
std::string made_up_estate(std::size_t nth);

// 一, 二 … 九十九; 1 ≤ number ≤ 99.
std::string chinese_number(int number);

// `total` in `parts` whole shares that add up, about even; neighbours give each other some, but
// nobody falls under `least` if an even share does not.
std::vector<int> shares(int total, std::size_t parts, int least, Random& random);

}  // namespace linli::sample

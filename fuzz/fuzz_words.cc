// What people type: numbers, codes, phones, identity numbers, dates.
#include "model/calendar.h"
#include "model/code.h"
#include "model/personal_number.h"
#include "model/public_number.h"
#include "vault/blind.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)linli::parse_public_number(text).has_value();
  (void)linli::parse_follow_up_code(text).has_value();
  (void)linli::personal_numbers(text).size();
  (void)linli::vault::normal_phone(text).has_value();
  (void)linli::vault::normal_identity_number(text).has_value();
  (void)linli::parse_date(text).has_value();
  (void)linli::parse_holidays(text).has_value();
  return 0;
}

#include "desk/public_text.h"

#include "model/personal_number.h"

namespace linli::desk {
namespace {

// Desks' telephones are stored as they are shown: in one piece or in the usual three.
Result<bool> is_of_a_desk(store::Snapshot& read, const std::string& phone) {
  const std::string parted = phone.substr(0, 3) + "-" + phone.substr(3, 4) + "-" + phone.substr(7);
  return TRY(read.number("SELECT count(*) FROM position WHERE phone <> '' AND phone IN (?1, ?2)",
                         {phone, parted})) > 0;
}

}  // namespace

Result<void> check_public_text(store::Snapshot& read, std::string_view text) {
  for (const auto& number : personal_numbers(text)) {
    const bool phone = number.kind == PersonalNumberKind::mobile_phone;
    if (phone && TRY(is_of_a_desk(read, number.digits))) continue;
    return invalid("desk.personal_number", beginning_of(number));
  }
  return {};
}

}  // namespace linli::desk

#include "registry/public_phone.h"

#include "base/text.h"
#include "registry/people.h"

namespace linli::registry {

Result<std::string> normal_public_phone(std::string_view text) {
  std::string out;
  int digits = 0;
  const auto refused = [] { return invalid("registry.phone_invalid"); };
  for (const char c : trim(text)) {
    if (c >= '0' && c <= '9') {
      ++digits;
      out += c;
    } else if (c == '+' && out.empty()) {
      out += c;
    } else if ((c == '-' || c == ' ') && digits > 0) {
      if (out.back() != '-') out += '-';
    } else {
      return refused();
    }
  }
  if (out.empty()) return out;
  if (digits < 3 || out.back() == '-' || out.size() > kPublicPhoneMax) return refused();
  return out;
}

Result<std::string> public_phone_of_desk(store::Snapshot& read, const vault::Vault& vault,
                                         std::string_view text) {
  auto phone = TRY(normal_public_phone(text));
  std::string digits;
  for (const char c : phone) {
    if (c != '-') digits += c;
  }
  // Only numbers of mobile telephones are kept of people.
  if (!vault::normal_phone(digits)) return phone;
  if (TRY(find_person_by_phone(read, vault, digits))) {
    return invalid("registry.phone_is_personal");
  }
  return phone;
}

}  // namespace linli::registry

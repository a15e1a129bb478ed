#include "audit/address.h"

#include "base/address.h"

namespace linli::audit {

std::string plain_address(std::string_view text) {
  const auto address = Address::parse(text);
  return address ? address->text() : std::string();
}

std::string network_of(std::string_view text) {
  const auto address = Address::parse(text);
  if (!address) return "";
  const bool v4 = address->family() == Address::Family::V4;
  return address->neighbourhood().text() + (v4 ? "/24" : "/48");
}

std::string source_of(std::string_view text) {
  const auto address = Address::parse(text);
  return address ? address->household().text() : std::string();
}

}  // namespace linli::audit

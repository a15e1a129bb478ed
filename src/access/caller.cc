#include "access/caller.h"

#include "base/address.h"

namespace linli::access {
namespace {

constexpr int kBlockBits = 48;

}  // namespace

Counted counted(std::string_view text) {
  const auto address = Address::parse(text);
  if (!address) return {std::string(text), {}};
  Counted out{address->household().text(), {}};
  if (address->family() == Address::Family::V6) out.block = address->prefix(kBlockBits).text();
  return out;
}

}  // namespace linli::access

// audit/address.h – the addresses that calls come from, as the audit keeps them.
//
// Source: issue "nothing escapes the audit" (an address of a resident is kept whole for 30 days,
// then as its network), 个人信息保护法 Art. 6, 19. Thread safety: pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace linli::audit {

// How long the address of somebody who is no member of staff is kept whole.
inline constexpr std::int64_t kAddressWholeMs = 30 * kMsPerDay;

// The address in its one spelling; "" for what is none.
std::string plain_address(std::string_view text);
// "192.0.2.0/24" or "2001:db8:7::/48"; "" for what is no address.
std::string network_of(std::string_view text);
// What is counted as one source: an IPv4 address, the first 64 bits of an IPv6 address; "" for no
// address.
std::string source_of(std::string_view text);

}  // namespace linli::audit

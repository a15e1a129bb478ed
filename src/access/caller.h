// access/caller.h – from where somebody asks: what throttles count, never who she is.
// Thread safety: value.
#pragma once

#include <string>
#include <string_view>

#include "api/route.h"

namespace linli::access {

struct Caller {
  std::string address;  // as http/ names it
  std::string device;   // the value of the device cookie (access/cookie.h); "" when there is none

  Caller() = default;
  // From an address alone: a browser that has no cookie yet.
  Caller(std::string_view from) : address(from) {}    // NOLINT(google-explicit-constructor)
  Caller(const std::string& from) : address(from) {}  // NOLINT(google-explicit-constructor)
  Caller(const char* from) : address(from) {}         // NOLINT(google-explicit-constructor)
  Caller(std::string from, std::string browser)
      : address(std::move(from)), device(std::move(browser)) {}
};

inline Caller caller_of(const api::Request& request) {
  return {request.client, request.device};
}

// How limits count an address: IPv4 alone, IPv6 by the /64 that one subscriber holds; `block` is
// the /48 around it and "" for IPv4. What is no address counts as itself.
struct Counted {
  std::string address;
  std::string block;
};
Counted counted(std::string_view address);

}  // namespace linli::access

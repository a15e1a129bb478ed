// app/parts.h – a county opened for work: the house, what its routes need, and the routes.
//
// `serve` puts a server in front of it; tests call the routes themselves. Thread safety: made and
// destroyed by one thread; what it holds says for itself. Errors: those of House.
#pragma once

#include <memory>
#include <vector>

#include "access/access.h"
#include "api/route.h"
#include "app/house.h"
#include "request/follow.h"
#include "request/serial.h"

namespace linli::app {

struct Parts {
  std::unique_ptr<House> house;
  std::unique_ptr<access::Access> access;
  std::unique_ptr<request::Serials> serials;
  std::unique_ptr<request::Follower> follower;
  std::vector<api::Route> routes;
};

// `clock` may be moved by the routes of a sample; nullptr: nobody moves it.
Result<Parts> open_parts(const HouseOptions& options, const access::Settings& settings,
                         MovableClock* clock);

}  // namespace linli::app

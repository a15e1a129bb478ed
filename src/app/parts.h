// app/parts.h – a county opened for work: the house, what its routes need, and the routes.
//
// `serve` puts a server in front of it; tests call the routes themselves. Thread safety: made and
// destroyed by one thread; what it holds says for itself. Errors: those of House.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "access/access.h"
#include "api/route.h"
#include "app/house.h"
#include "desk/follow_code.h"
#include "office/import_desk.h"
#include "sending/ways.h"
#include "sso/sso.h"

namespace linli::app {

struct Parts {
  std::unique_ptr<SystemClock> machine = std::make_unique<SystemClock>();  // tokens end by it
  std::unique_ptr<House> house;
  std::unique_ptr<access::Access> access;
  std::unique_ptr<sso::Sso> sso;        // nullptr: the county has no identity provider
  std::unique_ptr<sending::Ways> ways;  // nullptr: a sample, whose messages stay in its outbox
  std::unique_ptr<desk::Follower> follower;
  std::unique_ptr<office::ImportDesk> imports;  // ends before what it imports into
  std::vector<api::Route> routes;
};

// What files given to `linli serve` say.
struct Outside {
  std::optional<sso::Settings> providers;    // --sso
  std::optional<sending::Settings> senders;  // --senders; not in a sample
};

// What can be imported, with the capabilities that office/ does not know. Keeps to what `parts`
// points at.
std::vector<office::ImportKind> import_kinds(Parts& parts);

// `clock` may be moved by the routes of a sample; nullptr: nobody moves it. Errors besides:
// sending.sample.
Result<Parts> open_parts(const HouseOptions& options, const access::Settings& settings,
                         MovableClock* clock, const Outside& outside = {});

}  // namespace linli::app

// sending/routes.h – GET /api/v1/senders, POST /api/v1/senders/test: how messages reach phones and
// mailboxes, for system administrators; /api/v1/me/messages and /api/v1/me/message-choices: my
// messages, for who is signed in. Thread safety: handlers are called from several threads at once.
#pragma once

#include <vector>

#include "api/route.h"
#include "desk/kernel.h"
#include "sending/ways.h"

namespace linli::sending {

inline constexpr int kTestsHourly = 10;
inline constexpr int kRecentShown = 50;

// `ways` may be nullptr: a sample, whose messages go nowhere. All must outlive the routes.
std::vector<api::Route> routes(desk::Kernel& kernel, Ways* ways);
std::vector<api::Route> own_routes(desk::Kernel& kernel);

}  // namespace linli::sending

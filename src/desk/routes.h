// desk/routes.h – the routes of matters.
//
// GET /api/v1/matters/{id}, POST /api/v1/matters/{id}/acts/{act}, GET /api/v1/matters/{id}/desks,
// POST /api/v1/files, GET /api/v1/matters/{id}/files/{file}, (routes_matters.cc); POST
// /api/v1/follow, POST /api/v1/follow/acts/{act} (routes_follow.cc); POST
// /api/v1/matters/{id}/reveal (routes_looks.cc); GET /api/v1/me/sections, GET
// /api/v1/procedures/{key}/form, POST /api/v1/procedures/{key}/matters (routes_open.cc); GET and
// POST /api/v1/slips/batches, GET /api/v1/slips/batches/{id}, POST …/print and …/void
// (routes_slips.cc).
// Thread safety: handlers are called from several threads at once.
#pragma once

#include <vector>

#include "access/pace.h"
#include "api/route.h"
#include "desk/kernel.h"
#include "desk/submit.h"

namespace linli::desk {

class Follower;

// `kernel` must outlive the routes.
std::vector<api::Route> matter_routes(Kernel& kernel);
// `follower` must outlive them, too.
std::vector<api::Route> follow_routes(Kernel& kernel, Follower& follower);
std::vector<api::Route> look_routes(Kernel& kernel);
// `pace` must outlive them, too.
std::vector<api::Route> open_routes(Kernel& kernel, access::Pace& pace);
std::vector<api::Route> slip_routes(Kernel& kernel);

// Whose write a request is: the actor (or nobody), the route, the key, the body.
Idempotency idempotency_of(const api::Request& request, std::string_view route);
// Hands the JSON answer of submit() to the door.
Answered answer_to(api::Respond respond);
// Runs a read on a snapshot and responds with its result.
void respond_with(Kernel& kernel, api::Respond respond,
                  const std::function<Result<api::Response>(store::Snapshot&)>& read);
// Makes a piece of a body on one of the kernel's workers. Errors: desk.busy (they are all busy).
void hand_piece(Kernel& kernel, api::TakePiece take, std::function<Result<std::string>()> make);
// The path parameter as an id. Errors: desk.no_such_matter for anything that is no id.
Result<MatterId> matter_id_of(const api::Request& request);

}  // namespace linli::desk

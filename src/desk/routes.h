// desk/routes.h – the routes of matters, the inbox and the county's words.
//
// GET /api/v1/inbox, GET /api/v1/matters/{id}, POST /api/v1/matters/{id}/acts/{act},
// GET /api/v1/matters/{id}/desks, POST /api/v1/files, GET /api/v1/matters/{id}/files/{file},
// (routes_matters.cc); GET /api/v1/procedures, GET /api/v1/procedures/{key}/drawing.svg
// (routes_procedures.cc); GET /api/v1/me, /api/v1/units…,
// /api/v1/categories, /api/v1/choices/{list} (routes_county.cc).
// Thread safety: handlers are called from several threads at once.
#pragma once

#include <vector>

#include "api/route.h"
#include "desk/inbox_query.h"
#include "desk/kernel.h"
#include "desk/submit.h"

namespace linli::desk {

// `kernel` must outlive the routes.
std::vector<api::Route> matter_routes(Kernel& kernel);
std::vector<api::Route> county_routes(Kernel& kernel);
std::vector<api::Route> procedure_routes(Kernel& kernel);

// What any list of matters may be asked for, but for its page; and the question put together, which
// is about the first page of kInboxPage. Errors: desk.scope_unknown, desk.filter_wrong (Invalid).
std::vector<api::Parameter> inbox_parameters();
Result<InboxQuery> inbox_question(const Rules& rules, const api::Request& request);

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

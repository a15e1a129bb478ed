#include "inbox/routes.h"

#include <algorithm>

#include "base/text.h"
#include "desk/routes.h"
#include "desk/seen.h"
#include "inbox/list.h"
#include "inbox/related.h"

namespace linli::inbox {
namespace {

using api::In;
using api::Request;
using api::Respond;
using api::Response;
using api::Route;
using api::Who;
using desk::Kernel;
using desk::Rules;

// One of the listed words, or `otherwise` when none is given.
template <class Enum>
Result<Enum> choice_of(const Request& request, const char* name, Enum otherwise) {
  const std::string& text = request.get(name);
  if (text.empty()) return otherwise;
  if (!boost::describe::enum_from_string(text.c_str(), otherwise)) {
    return invalid("desk.scope_unknown", name);
  }
  return otherwise;
}

Result<std::optional<std::int64_t>> number_of(const Request& request, const char* name) {
  const std::string& text = request.get(name);
  if (text.empty()) return std::nullopt;
  const auto number = parse_int64(text);
  if (!number || *number < 0) return invalid("desk.filter_wrong", name);
  return number;
}

Result<Filter> filter_of(const Rules& rules, const Request& request) {
  Filter out;
  out.unit = UnitId{TRY(number_of(request, "unit")).value_or(0)};
  out.category = request.get("category");
  if (!out.category.empty() && rules.pack().find_category(out.category) == nullptr) {
    return invalid("desk.filter_wrong", "category");
  }
  out.procedure = request.get("procedure");
  if (!out.procedure.empty() && !rules.pack().procedures.contains(out.procedure)) {
    return invalid("desk.filter_wrong", "procedure");
  }
  out.step = request.get("step");
  out.grade = request.get("grade");
  out.words = trim(request.get("q"));
  if (const auto from = TRY(number_of(request, "filed_from"))) out.filed_from = Instant{*from};
  if (const auto to = TRY(number_of(request, "filed_to"))) out.filed_to = Instant{*to};
  if (const std::string& state = request.get("state"); !state.empty()) {
    Which which{};
    if (boost::describe::enum_from_string(state.c_str(), which)) {
      out.which = which;
      out.state = which <= Which::waiting ? State::open : State::ended;
    } else {
      out.state = TRY(choice_of(request, "state", State::open));
    }
  }
  return out;
}

Result<Query> inbox_query(const Rules& rules, const Request& request) {
  auto query = TRY(question(rules, request));
  query.cursor = request.get("cursor");
  const auto limit = parse_int64(request.get("limit")).value_or(kPage);
  query.limit = static_cast<int>(std::clamp<std::int64_t>(limit, 1, kPage));
  return query;
}

Route inbox_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/inbox";
  route.who = Who::Staff;
  route.name = "inbox";
  route.audit = api::Audit::Nothing;
  route.summary = "The matters of all my desks, by what is due first.";
  route.parameters = parameters();
  route.parameters.push_back({"cursor", In::Query, "string",
                              "`next` of the page before; a page with it may be short, even empty",
                              false});
  route.parameters.push_back({"limit", In::Query, "integer", "matters of a page, 1 to 50", false});
  route.result_schema = schema_of<View>();
  route.errors = {"desk.scope_unknown", "desk.cursor_wrong", "desk.filter_wrong",
                  "desk.words_too_short", "registry.no_such_unit"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const auto query = TRY(inbox_query(*kernel.rules.get(), request));
      Response response;
      response.body = TRY(list_text(kernel, read, request.actor, query));
      return response;
    });
  };
  return route;
}

Route related_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/matters/{id}/related";
  route.who = Who::SignedIn;
  route.name = "matter_related";
  route.audit = api::Audit::Nothing;
  route.summary = "Other matters of the same village and category or filer, as far as I may see.";
  route.parameters = {{"id", In::Path, "string", "the matter's id", true}};
  route.result_schema = schema_of<RelatedList>();
  route.errors = {"desk.no_such_matter"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const auto seen = TRY(desk::see(kernel, read, request));
      return api::json(
          TRY(related(kernel, read, seen.dossier().matter, request.actor, seen.standing)));
    });
  };
  return route;
}

}  // namespace

std::vector<Route> routes(Kernel& kernel) {
  return {inbox_route(kernel), related_route(kernel)};
}

std::vector<api::Parameter> parameters() {
  return {
      {"scope", In::Query, "string",
       "mine, offered, assist, supervised, late, below, within (below and my own desks) or shared",
       false},
      {"sort", In::Query, "string",
       "until (default), since, filed or number; q below is listed newest entered first unless "
       "this is given, and then only the newest 500 found are",
       false},
      {"unit", In::Query, "string", "id of a unit: what happened at or below it", false},
      {"category", In::Query, "string", "key of a category or of its parent", false},
      {"procedure", In::Query, "string", "key of a procedure", false},
      {"step", In::Query, "string", "key of a step", false},
      {"grade", In::Query, "string", "key of a grade", false},
      {"q", In::Query, "string", "words of the title, or a public number", false},
      {"filed_from", In::Query, "integer", "filed at or after, ms UTC", false},
      {"filed_to", In::Query, "integer", "filed before, ms UTC", false},
      {"state", In::Query, "string",
       "open (default), ended or all; late or waiting (for the filer) of what is open; solved, "
       "cannot_solve, declined or other_end of what has ended",
       false}};
}

Result<Query> question(const Rules& rules, const Request& request) {
  Query query;
  query.scope = TRY(choice_of(request, "scope", Scope::mine));
  if (!request.get("sort").empty()) query.sort = TRY(choice_of(request, "sort", Sort::until));
  query.filter = TRY(filter_of(rules, request));
  return query;
}

}  // namespace linli::inbox

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "desk/act.h"
#include "desk/inbox.h"
#include "desk/kept.h"
#include "desk/read_matter.h"
#include "desk/related.h"
#include "desk/routes.h"
#include "vault/file.h"

namespace linli::desk {
namespace {

using api::In;
using api::Method;
using api::Request;
using api::Respond;
using api::Response;
using api::Route;
using api::Who;

struct DeskList {
  std::vector<DeskView> items;
};
BOOST_DESCRIBE_STRUCT(DeskList, (), (items))

// The path's matter with the caller's standing; no standing is the same as no matter.
struct Seen {
  SharedMatter matter;
  rights::Standing standing;
  const Dossier& dossier() const { return matter->dossier; }
};
Result<Seen> seen_as(Kernel& kernel, SharedMatter matter, const Request& request) {
  Seen out;
  out.matter = std::move(matter);
  out.standing = rights::standing(request.actor, out.matter->ties, kernel.rules.get()->overseeing);
  if (!out.standing.sees) return fail(ErrorKind::NotFound, "desk.no_such_matter");
  return out;
}
Result<Seen> see(Kernel& kernel, store::Snapshot& read, const Request& request) {
  return seen_as(kernel, TRY(kernel.kept.matter(read, TRY(matter_id_of(request)))), request);
}

// The answer about a matter differs by the matter's own rows, by what the reader is to it, and by
// names; colleagues at one desk read the same.
AnswerKey answer_key(Kernel& kernel, const store::Snapshot& read, const Rules& rules,
                     const Seen& seen, const rights::Actor& reader) {
  const Matter& matter = seen.dossier().matter;
  std::string who = std::to_string(matter.id.value) + ' ';
  for (const auto role : seen.standing.roles) who += std::to_string(static_cast<int>(role)) + ',';
  if (const auto& hat = seen.standing.hat) {
    who += hat->organisation ? registry::kDepartmentLevel : hat->level;
  }
  const auto& hands = seen.dossier().hands;
  if (reader.person && std::ranges::find(hands, reader.person) != hands.end()) who += " handled";
  if (reader.kind == rights::ActorKind::Anonymous) who += " anonymous";
  return {std::move(who), matter.version, &rules, Kept::changes(read), kernel.clock.now()};
}

// An act that has no place in the record yet gets one within a second, without any other change.
bool holds(const MatterView& view) {
  return std::ranges::none_of(view.record, [](const ActDoneView& done) { return done.index < 0; });
}

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

Result<InboxFilter> filter_of(const Rules& rules, const Request& request) {
  InboxFilter out;
  out.unit = UnitId{TRY(number_of(request, "unit")).value_or(0)};
  out.category = request.get("category");
  if (!out.category.empty() && rules.pack().find_category(out.category) == nullptr) {
    return invalid("desk.filter_wrong", "category");
  }
  out.step = request.get("step");
  out.grade = request.get("grade");
  out.words = trim(request.get("q"));
  if (const auto from = TRY(number_of(request, "filed_from"))) out.filed_from = Instant{*from};
  if (const auto to = TRY(number_of(request, "filed_to"))) out.filed_to = Instant{*to};
  if (!request.get("state").empty()) out.state = TRY(choice_of(request, "state", State::open));
  return out;
}

Result<InboxQuery> inbox_query(const Rules& rules, const Request& request) {
  auto query = TRY(inbox_question(rules, request));
  query.cursor = request.get("cursor");
  const auto limit = parse_int64(request.get("limit")).value_or(kInboxPage);
  query.limit = static_cast<int>(std::clamp<std::int64_t>(limit, 1, kInboxPage));
  return query;
}

Route inbox_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/inbox";
  route.who = Who::Staff;
  route.name = "inbox";
  route.summary = "The matters of all my desks, by what is due first.";
  route.parameters = inbox_parameters();
  route.parameters.push_back({"cursor", In::Query, "string",
                              "`next` of the page before; a page with it may be short, even empty",
                              false});
  route.parameters.push_back({"limit", In::Query, "integer", "matters of a page, 1 to 50", false});
  route.result_schema = schema_of<InboxView>();
  route.errors = {"desk.scope_unknown", "desk.cursor_wrong", "desk.filter_wrong",
                  "desk.words_too_short", "registry.no_such_unit"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const auto query = TRY(inbox_query(*kernel.rules.get(), request));
      Response response;
      response.body = TRY(inbox_text(kernel, read, request.actor, query));
      return response;
    });
  };
  return route;
}

Response json_text(const std::string& text) {
  Response out;
  out.body = text;
  return out;
}

Route matter_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/matters/{id}";
  route.who = Who::SignedIn;
  route.name = "matter_read";
  route.summary = "One matter: what is asked, where it stands, its way and its record.";
  route.parameters = {{"id", In::Path, "string", "the matter's id", true}};
  route.result_schema = schema_of<MatterView>();
  route.errors = {"desk.no_such_matter"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const auto rules = kernel.rules.get();
      if (auto matter = kernel.kept.find_matter(read, TRY(matter_id_of(request)))) {
        const auto seen = TRY(seen_as(kernel, std::move(matter), request));
        const auto text = kernel.kept.answer(answer_key(kernel, read, *rules, seen, request.actor));
        if (text) return json_text(*text);
      }
      const auto seen = TRY(see(kernel, read, request));
      const AnswerKey key = answer_key(kernel, read, *rules, seen, request.actor);
      if (const auto text = kernel.kept.answer(key)) return json_text(*text);
      const auto view =
          TRY(read_matter(kernel, read, seen.dossier(), request.actor, seen.standing));
      const auto text = std::make_shared<const std::string>(to_json(view));
      if (holds(view)) kernel.kept.keep(key, text);
      return json_text(*text);
    });
  };
  return route;
}

Route related_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/matters/{id}/related";
  route.who = Who::SignedIn;
  route.name = "matter_related";
  route.summary = "Other matters of the same village and category or filer, as far as I may see.";
  route.parameters = {{"id", In::Path, "string", "the matter's id", true}};
  route.result_schema = schema_of<RelatedList>();
  route.errors = {"desk.no_such_matter"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const auto seen = TRY(see(kernel, read, request));
      return api::json(
          TRY(related(kernel, read, seen.dossier().matter, request.actor, seen.standing)));
    });
  };
  return route;
}

Route act_route(Kernel& kernel) {
  Route route;
  route.method = Method::Post;
  route.path = "/api/v1/matters/{id}/acts/{act}";
  route.who = Who::SignedIn;
  route.name = "matter_act";
  route.summary = "Does an act of the matter's procedure; which ones, the matter says.";
  route.parameters = {{"id", In::Path, "string", "the matter's id", true},
                      {"act", In::Path, "string", "the act's key", true}};
  route.body_schema = schema_of<ActBody>();
  route.result_schema = schema_of<ActReceipt>();
  route.errors = {"desk.no_such_matter",      "procedure.no_such_act",
                  "procedure.not_your_act",   "procedure.not_now",
                  "procedure.form_missing",   "procedure.form_unknown",
                  "procedure.form_too_long",  "procedure.form_choice",
                  "procedure.form_type",      "desk.already_here",
                  "desk.not_on_village_list", "desk.no_such_desk",
                  "desk.key_reused",          "desk.busy"};
  route.writes = true;
  route.handle = [&kernel](const Request& request, Respond respond) {
    auto body = api::body<ActBody>(request);
    auto id = matter_id_of(request);
    if (!body) return respond(Failure(body.error()));
    if (!id) return respond(Failure(id.error()));
    ActCommand command{request.actor, *id, request.get("act"), std::move(body->form), false};
    act(kernel, std::move(command),
        idempotency_of(request, "matter_act/" + request.get("id") + "/" + request.get("act")),
        answer_to(std::move(respond)));
  };
  return route;
}

Route desks_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/matters/{id}/desks";
  route.who = Who::Staff;
  route.name = "matter_desks";
  route.summary = "The desks that an act's form may name.";
  route.parameters = {{"id", In::Path, "string", "the matter's id", true},
                      {"act", In::Query, "string", "the act's key", true}};
  route.result_schema = schema_of<DeskList>();
  route.errors = {"desk.no_such_matter", "procedure.no_such_act"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const auto seen = TRY(see(kernel, read, request));
      DeskList out;
      out.items =
          TRY(desks_for_act(kernel, read, seen.dossier(), seen.standing, request.get("act")));
      return api::json(out);
    });
  };
  return route;
}

// Cleaning and sealing a photo takes milliseconds and writes to disk: on a worker.
Route file_take_route(Kernel& kernel) {
  Route route;
  route.method = Method::Post;
  route.path = "/api/v1/files";
  route.name = "file_take";
  route.summary = "Takes a photo or voice note; it is kept once a request or act names it.";
  route.body_type =
      "image/jpeg, image/png, image/webp, audio/mp4, audio/mpeg, audio/ogg, audio/wav, audio/amr, "
      "audio/webm, application/octet-stream";
  route.body_max = vault::kPhotoBytesMax + 1024;
  route.result_schema = schema_of<FileView>();
  route.errors = {"vault.file_type", "vault.file_too_large", "vault.file_damaged", "desk.busy"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    auto shared = std::make_shared<Respond>(std::move(respond));
    const bool taken = kernel.workers.post([&kernel, &request, shared] {
      store::WriteSet changes;
      const vault::FileOwner owner{MatterId{}, request.actor.person};
      auto file = vault::take_in(kernel.vault, kernel.store, changes, owner, request.body);
      if (!file) return (*shared)(Failure(file.error()));
      const FileView view{file->id, std::string(vault::mime_of(file->type)), file->size};
      kernel.store.commit(std::move(changes), [shared, view](Result<void> done) {
        if (!done) return (*shared)(Failure(done.error()));
        (*shared)(api::json(view));
      });
    });
    if (!taken) (*shared)(fail(ErrorKind::Overloaded, "desk.busy"));
  };
  return route;
}

Route file_read_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/matters/{id}/files/{file}";
  route.who = Who::SignedIn;
  route.name = "matter_file";
  route.summary = "A photo or voice note of a matter.";
  route.parameters = {{"id", In::Path, "string", "the matter's id", true},
                      {"file", In::Path, "string", "the file's id", true}};
  route.errors = {"desk.no_such_matter", "vault.absent", "vault.erased"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const auto seen = TRY(see(kernel, read, request));
      const FileId id{parse_int64(request.get("file")).value_or(0)};
      for (const auto& file : TRY(vault::files_of(read, seen.dossier().matter.id))) {
        if (file.id != id) continue;
        auto opened = TRY(vault::open_file(kernel.vault, kernel.store, read, id));
        Response response;
        response.content_type = vault::mime_of(opened.type);
        response.body = std::move(opened.bytes);
        return response;
      }
      return fail(ErrorKind::NotFound, "vault.absent");
    });
  };
  return route;
}

}  // namespace

std::vector<Route> matter_routes(Kernel& kernel) {
  return {inbox_route(kernel), matter_route(kernel),    related_route(kernel),  act_route(kernel),
          desks_route(kernel), file_take_route(kernel), file_read_route(kernel)};
}

std::vector<api::Parameter> inbox_parameters() {
  return {{"scope", In::Query, "string", "mine, offered, assist, supervised, late, below or shared",
           false},
          {"sort", In::Query, "string",
           "until (default), since, filed or number; q below is listed newest entered first unless "
           "this is given, and then only the newest 500 found are",
           false},
          {"unit", In::Query, "string", "id of a unit: what happened at or below it", false},
          {"category", In::Query, "string", "key of a category or of its parent", false},
          {"step", In::Query, "string", "key of a step", false},
          {"grade", In::Query, "string", "key of a grade", false},
          {"q", In::Query, "string", "words of the title, or a public number", false},
          {"filed_from", In::Query, "integer", "filed at or after, ms UTC", false},
          {"filed_to", In::Query, "integer", "filed before, ms UTC", false},
          {"state", In::Query, "string", "open (default), ended or all", false}};
}

Result<InboxQuery> inbox_question(const Rules& rules, const Request& request) {
  InboxQuery query;
  query.scope = TRY(choice_of(request, "scope", Scope::mine));
  if (!request.get("sort").empty()) query.sort = TRY(choice_of(request, "sort", Sort::until));
  query.filter = TRY(filter_of(rules, request));
  return query;
}

Idempotency idempotency_of(const Request& request, std::string_view route) {
  const std::string who =
      request.actor.person ? std::to_string(request.actor.person.value) : std::string("nobody");
  return {who + " " + std::string(route), request.idempotency_key, sha256(request.body)};
}

Answered answer_to(Respond respond) {
  return [respond = std::move(respond)](Result<std::string> answer) mutable {
    if (!answer) return respond(Failure(answer.error()));
    Response response;
    response.body = std::move(*answer);
    respond(std::move(response));
  };
}

void respond_with(Kernel& kernel, Respond respond,
                  const std::function<Result<Response>(store::Snapshot&)>& read) {
  auto snapshot = kernel.store.read();
  if (!snapshot) return respond(Failure(snapshot.error()));
  auto response = read(**snapshot);
  snapshot->reset();  // given back before the answer goes out
  respond(std::move(response));
}

void hand_piece(Kernel& kernel, api::TakePiece take, std::function<Result<std::string>()> make) {
  auto shared = std::make_shared<api::TakePiece>(std::move(take));
  const bool taken = kernel.workers.post([shared, make = std::move(make)] { (*shared)(make()); });
  if (!taken) (*shared)(fail(ErrorKind::Overloaded, "desk.busy"));
}

Result<MatterId> matter_id_of(const Request& request) {
  const auto id = parse_int64(request.get("id"));
  if (!id || *id <= 0) return fail(ErrorKind::NotFound, "desk.no_such_matter");
  return MatterId{*id};
}

}  // namespace linli::desk

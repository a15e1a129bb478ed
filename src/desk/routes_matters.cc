#include <algorithm>
#include <memory>

#include "base/text.h"
#include "desk/act.h"
#include "desk/kept.h"
#include "desk/read_matter.h"
#include "desk/routes.h"
#include "desk/seen.h"
#include "vault/upload.h"

namespace linli::desk {
namespace {

using api::In;
using api::Method;
using api::Request;
using api::Respond;
using api::Response;
using api::Route;
using api::Who;

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
  if (seen.standing.handled) who += " handled";
  if (reader.kind == rights::ActorKind::Anonymous) who += " anonymous";
  return {std::move(who), matter.version, &rules, Kept::changes(read), kernel.clock.now()};
}

// An act that has no place in the record yet gets one within a second, without any other change.
bool holds(const MatterView& view) {
  if (view.children || view.parent) return false;  // they change without it
  return std::ranges::none_of(view.record, [](const ActDoneView& done) { return done.index < 0; });
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
  route.audit = api::Audit::Nothing;
  route.summary = "One matter: what is asked, where it stands, its way and its record.";
  route.parameters = {{"id", In::Path, "string", "the matter's id", true}};
  route.result_schema = schema_of<MatterView>();
  route.errors = {"desk.no_such_matter"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const auto rules = kernel.rules.get();
      if (auto matter = kernel.kept.find_matter(read, TRY(matter_id_of(request)))) {
        const auto seen = TRY(seen_as(kernel, read, std::move(matter), request));
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

Route act_route(Kernel& kernel) {
  Route route;
  route.method = Method::Post;
  route.path = "/api/v1/matters/{id}/acts/{act}";
  route.who = Who::SignedIn;
  route.name = "matter_act";
  route.audit = api::Audit::Journal;
  route.summary = "Does an act of the matter's procedure; which ones, the matter says.";
  route.parameters = {{"id", In::Path, "string", "the matter's id", true},
                      {"act", In::Path, "string", "the act's key", true}};
  route.body_schema = schema_of<ActBody>();
  route.result_schema = schema_of<ActReceipt>();
  route.errors = {"desk.no_such_matter",
                  "procedure.no_such_act",
                  "procedure.not_your_act",
                  "procedure.not_now",
                  "procedure.form_missing",
                  "procedure.form_unknown",
                  "procedure.form_too_long",
                  "procedure.form_choice",
                  "procedure.form_type",
                  "desk.already_here",
                  "desk.not_on_village_list",
                  "desk.no_such_desk",
                  "desk.not_to_yourself",
                  "desk.nowhere_to_open",
                  "desk.too_many_at_once",
                  "desk.not_of_complaint",
                  "desk.place_too_wide",
                  "desk.until_too_late",
                  "desk.takes_part_already",
                  "desk.no_deadline",
                  "desk.nobody_at_home",
                  "desk.nobody_above",
                  "desk.not_above_named",
                  "desk.personal_number",
                  "desk.blank_left",
                  "vault.absent",
                  "vault.file_taken",
                  "desk.key_reused",
                  "desk.busy",
                  "desk.receipt_erased"};
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
  route.audit = api::Audit::Nothing;
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
  route.pace = api::Pace::Upload;
  route.name = "file_take";
  route.audit = api::Audit::Nothing;
  route.summary =
      "Takes a photo or voice note; its uploader's request or act names it within a day.";
  route.body_type =
      "image/jpeg, image/png, image/webp, audio/mp4, audio/mpeg, audio/ogg, audio/wav, audio/amr, "
      "audio/webm, application/octet-stream";
  route.body_max = vault::kPhotoBytesMax + 1024;
  route.result_schema = schema_of<UploadView>();
  route.errors = {"vault.file_type", "vault.file_too_large", "vault.file_damaged",     "desk.busy",
                  "access.wait",     "access.address_wait",  "access.phone_code_first"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    auto shared = std::make_shared<Respond>(std::move(respond));
    const bool taken = kernel.workers.post([&kernel, &request, shared] {
      store::WriteSet changes;
      const auto file = vault::take_upload(kernel.vault, kernel.store, changes,
                                           request.actor.person, kernel.clock.now(), request.body);
      if (!file) return (*shared)(Failure(file.error()));
      const UploadView view{file->handle, std::string(vault::mime_of(file->type)), file->size};
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
  route.audit = api::Audit::Nothing;
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

struct ReplyView {
  std::string key;
  Words title;
  Words text;
};
BOOST_DESCRIBE_STRUCT(ReplyView, (), (key, title, text))

struct ReplyList {
  std::vector<ReplyView> items;
};
BOOST_DESCRIBE_STRUCT(ReplyList, (), (items))

Route replies_route(Kernel& kernel) {
  Route route;
  route.path = "/api/v1/matters/{id}/replies";
  route.who = Who::Staff;
  route.name = "replies";
  route.audit = api::Audit::Nothing;
  route.summary = "Beginnings of an answer that the county has for a matter of this category.";
  route.parameters = {{"id", In::Path, "string", "the matter's id", true}};
  route.result_schema = schema_of<ReplyList>();
  route.errors = {"desk.no_such_matter"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      const auto seen = TRY(see(kernel, read, request));
      ReplyList out;
      for (const auto& one : kernel.rules.get()->pack().replies) {
        if (one.fits(seen.dossier().matter.category)) {
          out.items.push_back({one.key, one.title, one.text});
        }
      }
      return api::json(out);
    });
  };
  return route;
}

}  // namespace

std::vector<Route> matter_routes(Kernel& kernel) {
  return {matter_route(kernel),    act_route(kernel),       desks_route(kernel),
          file_take_route(kernel), file_read_route(kernel), replies_route(kernel)};
}

Idempotency idempotency_of(const Request& request, std::string_view route) {
  const std::string who =
      request.actor.person ? std::to_string(request.actor.person.value) : std::string("nobody");
  return {who + " " + std::string(route), request.idempotency_key, sha256(request.body),
          request.trace};
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

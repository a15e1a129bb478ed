#include "request/file.h"

namespace linli::request {
namespace {

procedure::Form form_of(const FileRequest& request) {
  procedure::Form out;
  out["title"] = request.title;
  const auto put = [&](const char* key, const auto& value) {
    if (value) out[key] = *value;
  };
  if (!request.detail.empty()) out["detail"] = request.detail;
  put("place", request.place_words);
  put("category", request.category);
  put("kind", request.kind);
  put("public", request.wish_public);
  put("files", request.files);
  if (request.for_whom && request.for_whom != ForWhom::somebody) {
    out["for_whom"] = std::string(boost::describe::enum_to_string(*request.for_whom, ""));
  }
  return out;
}

desk::OpenCommand opening_of(const FileCommand& command) {
  const FileRequest& from = command.request;
  desk::OpenCommand out;
  out.actor = command.actor;
  out.procedure = kProcedure;
  out.form = form_of(from);
  out.request.unit = from.unit;
  // Somebody without a name is refused for her consent, which is not there either.
  if (from.for_whom == ForWhom::somebody) {
    out.request.on_behalf = from.somebody.value_or(desk::OnBehalf{});
  }
  out.request.name = from.name;
  out.request.phone = from.phone;
  out.request.channel = from.channel;
  out.request.about = from.about;
  out.request.about_none = from.about_none;
  out.request.secret = from.secret;
  out.source = command.source;
  out.source_row = command.source_row;
  out.filed_at = command.filed_at;
  out.about = command.about;
  out.other_contact = command.other_contact;
  out.grade = command.grade;
  out.telling = command.telling;
  out.place_basis = command.place_basis;
  return out;
}

}  // namespace

void file(desk::Kernel& kernel, FileCommand command, desk::Idempotency idempotency,
          desk::Answered done) {
  desk::open(kernel, opening_of(command), std::move(idempotency), std::move(done));
}

Result<desk::Prepared> prepare_filing(desk::Kernel& kernel, const FileCommand& command,
                                      store::Snapshot& read) {
  return desk::prepare_open(kernel, opening_of(command), read);
}

desk::Grading grade(const pack::Pack& pack, const FileRequest& request) {
  return desk::grade(pack, form_of(request), {"category", "kind", "grade"});
}

}  // namespace linli::request

#include "notice/post.h"

#include "desk/open.h"
#include "model/calendar.h"

namespace linli::notice {
namespace {

constexpr const char* kProcedure = "notice";

Result<std::string> receipt_of(const Result<std::string>& answer) {
  const std::string kept = TRY(answer);
  const auto json = TRY(parse_json(kept));
  if (read_json<NoticeReceipt>(json)) return kept;  // of before notices were openings
  const auto opened = TRY(read_json<desk::OpenReceipt>(json));
  NoticeReceipt out;
  out.matter = opened.matter.value_or(MatterId{});
  out.number = opened.number;
  out.by = opened.holder;
  out.shown_from_at = opened.filed_at;
  out.shown_until_at = opened.until_at;
  return to_json(out);
}

}  // namespace

void post(desk::Kernel& kernel, PostCommand command, desk::Idempotency idempotency,
          desk::Answered done) {
  const auto rules = kernel.rules.get();
  desk::OpenCommand opening;
  opening.actor = std::move(command.actor);
  opening.procedure = kProcedure;
  opening.request.unit = command.body.unit;
  opening.form["title"] = command.body.title;
  opening.form["text"] = command.body.text;
  opening.form["until"] = to_text(rules->calendar.date_of(Instant{command.body.until_at}));
  desk::open(kernel, std::move(opening), std::move(idempotency),
             [done = std::move(done)](const Result<std::string>& answer) mutable {
               done(receipt_of(answer));
             });
}

}  // namespace linli::notice

#include "exchange/inbox_csv.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "audit/log.h"
#include "base/text.h"
#include "desk/routes.h"
#include "exchange/csv.h"
#include "inbox/list.h"
#include "inbox/routes.h"
#include "record/entry.h"
#include "registry/seats.h"

namespace linli::exchange {
namespace {

constexpr const char* kReasons = "export_reasons";
constexpr const char* kColumnWords = "inbox_columns";
constexpr const char* kMarks = "inbox_marks";
constexpr const char* kColumns[] = {"number",   "title",    "category", "procedure", "grade",
                                    "step",     "village",  "desk",     "filed_at",  "since_at",
                                    "until_at", "ended_at", "mark"};
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";  // spreadsheets take it for UTF-8
constexpr int kTriesMax = 3;
constexpr const char* kComeBackSeconds = "30";
constexpr std::size_t kKeyMax = 60;  // bytes

// Who is at it: at most kExportsMax, and everybody once.
class Places {
 public:
  bool take(PersonId person) {
    const std::lock_guard lock(mutex_);
    return taken_.size() < kExportsMax && taken_.insert(person).second;
  }
  void leave(PersonId person) {
    const std::lock_guard lock(mutex_);
    taken_.erase(person);
  }

 private:
  std::mutex mutex_;
  std::set<PersonId> taken_;
};

class Place {
 public:
  Place(std::shared_ptr<Places> places, PersonId person)
      : places_(std::move(places)), person_(person) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { places_->leave(person_); }

 private:
  const std::shared_ptr<Places> places_;
  const PersonId person_;
};

// The question as the record keeps it: keys and numbers.
using Facts = std::map<std::string, std::string>;

struct Asked {
  rights::Actor actor;
  Language language = Language::Zh;
  inbox::Query query;
  Facts facts;
  std::shared_ptr<const api::Trace> trace;
};

class InboxRows : public std::enable_shared_from_this<InboxRows> {
 public:
  InboxRows(desk::Kernel& kernel, Asked asked, std::unique_ptr<Place> place)
      : kernel_(kernel), asked_(std::move(asked)), place_(std::move(place)) {}
  InboxRows(const InboxRows&) = delete;
  InboxRows& operator=(const InboxRows&) = delete;
  ~InboxRows();

  void next(api::TakePiece take);

 private:
  Result<std::string> make();
  Result<std::string> piece();
  Result<std::string> rows();
  Result<void> check(store::Snapshot& read) const;
  Result<void> begin();
  store::WriteSet ended(bool whole);
  std::string heading() const;
  void write(std::string& out, const desk::Rules& rules, const inbox::Item& item,
             bool confidential) const;

  desk::Kernel& kernel_;
  Asked asked_;
  std::unique_ptr<Place> place_;
  EntryId entry_;  // of the record, once it has begun
  Instant begun_;
  bool headed_ = false;
  bool all_ = false;    // every row was made
  bool ended_ = false;  // and the record says so
  std::int64_t rows_ = 0;
};

// Cut short: what went out is on the record all the same.
InboxRows::~InboxRows() {
  if (!entry_ || ended_) return;
  try {
    kernel_.store.commit(ended(false), [](const Result<void>&) {});
  } catch (const std::exception& exhaustion) {  // the record says that it began
    std::fprintf(stderr, "linli: the end of a table was not noted: %s\n", exhaustion.what());
  }
}

void InboxRows::next(api::TakePiece take) {
  desk::hand_piece(kernel_, std::move(take), [self = shared_from_this()] { return self->make(); });
}

Result<std::string> InboxRows::make() {
  if (!entry_) TRY(begin());
  auto made = piece();
  for (int tries = 1; tries < kTriesMax && !made; ++tries) {
    if (made.error().kind != ErrorKind::Overloaded) break;
    made = piece();
  }
  if (!made || !made->empty()) return made;
  TRY(kernel_.store.commit_and_wait(ended(true)));
  ended_ = true;
  place_.reset();  // she may begin the next as soon as she has this one
  return made;
}

// "" once every row was made. A page without rows is not the end.
Result<std::string> InboxRows::piece() {
  std::string out;
  do out = TRY(rows());
  while (out.empty() && !all_);
  return out;
}

Result<std::string> InboxRows::rows() {
  const auto read = TRY(kernel_.store.read());
  TRY(check(*read));
  if (all_) return std::string();
  const auto rules = kernel_.rules.get();
  const auto page = TRY(inbox::page_of(kernel_, *read, asked_.actor,
                                       inbox::reach_of(*rules, asked_.actor), asked_.query));
  const auto items = TRY(inbox::items_of(kernel_, *read, page.rows, asked_.query.scope));
  const auto confidential = TRY(inbox::confidential_among(*read, page.rows));
  std::string out = headed_ ? std::string() : heading();
  for (const auto& item : items) write(out, *rules, item, confidential.contains(item.id));
  headed_ = true;
  rows_ += static_cast<std::int64_t>(items.size());
  all_ = page.next.empty();
  asked_.query.cursor = page.next;
  return out;
}

Result<void> InboxRows::check(store::Snapshot& read) const {
  const Instant now = kernel_.clock.now();
  if (now.ms - begun_.ms > kExportMsMax) {
    return fail(ErrorKind::Unknown, "http.timed_out");
  }
  const auto hats = TRY(registry::hats_of(read, asked_.actor.person, now));
  for (const auto& hat : asked_.actor.hats) {
    const auto same = [&](const rights::Hat& one) {
      return one.term == hat.term && one.position == hat.position && one.unit_path == hat.unit_path;
    };
    if (std::ranges::none_of(hats, same)) return fail(ErrorKind::Forbidden, "http.not_for_you");
  }
  return {};
}

Result<void> InboxRows::begin() {
  const auto& actor = asked_.actor;
  journal::Entry entry;
  entry.id = kernel_.ids.make<EntryId>();
  entry.at = kernel_.clock.now();
  entry.act = "inbox.export";
  entry.actor = actor.person;
  if (!actor.hats.empty()) entry.term = actor.hats.front().term;
  entry.facts = asked_.facts;
  store::WriteSet changes;
  record::add(changes, kernel_.random, entry);
  for (const auto& hat : actor.hats) {
    changes.add(store::Require{"term", hat.term.value, hat.term_version});
  }
  kernel_.audit.add(changes, asked_.trace.get());
  TRY(kernel_.store.commit_and_wait(std::move(changes)));
  entry_ = entry.id;
  begun_ = entry.at;
  return {};
}

store::WriteSet InboxRows::ended(bool whole) {
  journal::Entry entry;
  entry.id = kernel_.ids.make<EntryId>();
  entry.at = kernel_.clock.now();
  entry.act = "inbox.export_end";
  entry.actor = asked_.actor.person;
  if (!asked_.actor.hats.empty()) entry.term = asked_.actor.hats.front().term;
  entry.facts = {{"export", std::to_string(entry_.value)},
                 {"rows", std::to_string(rows_)},
                 {"whole", whole ? "true" : "false"}};
  store::WriteSet changes;
  record::add(changes, kernel_.random, entry);
  return changes;
}

std::string InboxRows::heading() const {
  const auto rules = kernel_.rules.get();
  std::vector<std::string> cells;
  for (const auto* column : kColumns) {
    cells.push_back(rules->pack().choice_words(kColumnWords, column).in(asked_.language));
  }
  std::string out(kByteOrderMark);
  write_csv_row(out, cells);
  return out;
}

void InboxRows::write(std::string& out, const desk::Rules& rules, const inbox::Item& item,
                      bool confidential) const {
  const auto& pack = rules.pack();
  const auto mark = [&](std::string_view key) {
    return pack.choice_words(kMarks, key).in(asked_.language);
  };
  const auto time = [&](std::int64_t at) {
    return at == 0 ? std::string() : rules.calendar.local_time(Instant{at});
  };
  std::string state;
  if (item.ended_at == 0 && (item.paused || item.late))
    state = mark(item.paused ? "paused" : "late");
  write_csv_row(
      out, {item.number, confidential ? mark("confidential") : item.title,
            item.category.in(asked_.language), item.procedure_title.in(asked_.language),
            item.grade.empty() ? "" : pack.choice_words("grades", item.grade).in(asked_.language),
            item.step_title.in(asked_.language), item.village.in(asked_.language),
            item.desk.in(asked_.language), time(item.filed_at), time(item.since_at),
            time(item.until_at), time(item.ended_at), state});
}

// Keys go on the record, which is never erased; anything else may be words.
Result<void> check_key(const std::string& text, const char* name) {
  const bool key =
      text.size() <= kKeyMax && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
      });
  return key ? Result<void>{} : invalid("desk.filter_wrong", name);
}

Result<Facts> facts_of(const desk::Rules& rules, const api::Request& request) {
  Facts out;
  for (const auto& parameter : inbox::parameters()) {
    const auto& value = request.get(parameter.name);
    if (value.empty()) continue;
    if (parameter.name == "q") {
      out["words"] = "given";
      continue;
    }
    TRY(check_key(value, parameter.name.c_str()));
    out[parameter.name] = value;
  }
  const auto& reason = request.get("reason");
  const auto reasons = rules.choices.find(kReasons);
  const bool listed = reasons != rules.choices.end() &&
                      std::ranges::find(reasons->second, reason) != reasons->second.end();
  if (!listed) return invalid("procedure.form_choice", "reason");
  out["reason"] = reason;
  return out;
}

Result<Asked> asked_of(const desk::Rules& rules, const api::Request& request) {
  Asked out;
  out.actor = request.actor;
  out.language = request.language;
  out.trace = request.trace;
  out.query = TRY(inbox::question(rules, request));
  out.query.limit = kRowsAtOnce;
  out.facts = TRY(facts_of(rules, request));
  return out;
}

Result<api::Response> export_inbox(desk::Kernel& kernel, const std::shared_ptr<Places>& places,
                                   const api::Request& request) {
  const auto rules = kernel.rules.get();
  auto asked = TRY(asked_of(*rules, request));
  const std::string scope = boost::describe::enum_to_string(asked.query.scope, "");
  if (!places->take(request.actor.person)) {
    return fail(ErrorKind::Overloaded, "exchange.exports_busy", kComeBackSeconds);
  }
  auto place = std::make_unique<Place>(places, request.actor.person);
  auto table = std::make_shared<InboxRows>(kernel, std::move(asked), std::move(place));
  api::Response out;
  out.content_type = "text/csv; charset=utf-8; header=present";
  const auto today = to_text(rules->calendar.date_of(kernel.clock.now()));
  out.headers.emplace_back("Content-Disposition",
                           "attachment; filename=\"inbox-" + scope + "-" + today + ".csv\"");
  out.pieces = [table](api::TakePiece take) { table->next(std::move(take)); };
  return out;
}

}  // namespace

api::Route inbox_csv_route(desk::Kernel& kernel) {
  api::Route route;
  route.path = "/api/v1/inbox.csv";
  route.pace = api::Pace::Export;
  route.who = api::Who::Staff;
  route.name = "inbox_export";
  route.audit = api::Audit::Download;
  route.summary = "All that the inbox lists for this question, as a CSV table; on the record.";
  route.parameters = inbox::parameters();
  route.parameters.push_back(
      {"reason", api::In::Query, "string", "key of the list export_reasons", true});
  route.errors = {"desk.scope_unknown",    "desk.filter_wrong",     "desk.words_too_short",
                  "registry.no_such_unit", "procedure.form_choice", "exchange.exports_busy",
                  "http.version"};
  route.handle = [&kernel, places = std::make_shared<Places>()](const api::Request& request,
                                                                api::Respond respond) {
    respond(export_inbox(kernel, places, request));
  };
  return route;
}

}  // namespace linli::exchange

#include "audit/log.h"

#include <algorithm>

#include "audit/address.h"
#include "base/check.h"

namespace linli::audit {
namespace {

bool plain_detail(std::string_view text) {
  return text.size() <= kDetailMax && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  std::string_view("_.=:- ").find(c) != std::string_view::npos;
         });
}

// What makes two refusals the same.
std::string key_of(const Entry& entry) {
  std::string out(word_of(entry.kind));
  for (const std::string& part :
       {entry.route, entry.code, entry.detail, std::to_string(entry.person.value),
        std::to_string(entry.account.value), source_of(entry.address)}) {
    out += '\n' + part;
  }
  return out;
}

// The program could not read what was sent: nobody was refused anything.
bool unreadable(const Error& error) {
  return error.kind == ErrorKind::Invalid &&
         (error.code.starts_with("http.") || error.code.starts_with("json."));
}

bool worth_an_entry(api::Audit audit, const Error& error, int status) {
  // Nobody was signed in, or a page was sent before she signs in.
  if (error.code == "http.sign_in" || unreadable(error)) return false;
  // Its handler may still be at work, and may still do what was asked.
  if (error.code == "http.timed_out" || error.code == "http.stopping") return false;
  if (status == 401 || status == 403 || status == 429) return true;
  if (audit == api::Audit::Secret) return error.kind == ErrorKind::NotFound;
  return leaves_entry(audit) && error.kind != ErrorKind::Corrupt;
}

}  // namespace

bool leaves_entry(api::Audit audit) {
  return audit != api::Audit::Unsaid && audit != api::Audit::Nothing &&
         audit != api::Audit::Journal && audit != api::Audit::Secret;
}

Kind kind_of(api::Audit audit) {
  switch (audit) {
    case api::Audit::Code:
      return Kind::code;
    case api::Audit::SignIn:
      return Kind::sign_in;
    case api::Audit::Session:
      return Kind::session;
    case api::Audit::Account:
      return Kind::account;
    case api::Audit::Own:
      return Kind::own;
    case api::Audit::Office:
      return Kind::office;
    case api::Audit::Look:
      return Kind::look;
    case api::Audit::Reveal:
      return Kind::reveal;
    case api::Audit::Download:
      return Kind::download;
    case api::Audit::Setting:
      return Kind::setting;
    case api::Audit::Secret:
      return Kind::code;
    case api::Audit::Unsaid:
    case api::Audit::Nothing:
    case api::Audit::Journal:
      break;
  }
  return Kind::refusal;
}

std::string_view name_of(api::Audit audit) {
  switch (audit) {
    case api::Audit::Unsaid:
      return "";
    case api::Audit::Nothing:
      return "nothing";
    case api::Audit::Journal:
      return "journal";
    case api::Audit::Secret:
      return "secret";
    default:
      return word_of(kind_of(audit));
  }
}

Entry entry_of(const api::Trace& trace) {
  Entry out;
  out.kind = kind_of(trace.route->audit);
  out.route = trace.route->name;
  out.person = trace.person;
  out.account = trace.account;
  out.detail = trace.detail;
  out.address = trace.client;
  return out;
}

void Log::add(store::WriteSet& changes, const api::Trace* trace) {
  if (trace == nullptr || trace->route == nullptr || !leaves_entry(trace->route->audit)) return;
  add(changes, entry_of(*trace));
}

void Log::add(store::WriteSet& changes, Entry entry) {
  CHECK(plain_detail(entry.detail) && plain_detail(entry.code) && plain_detail(entry.route));
  const auto id = ids_.make<AuditId>();
  if (entry.at == Instant{}) entry.at = clock_.now();
  store::Columns columns = {{"id", id},
                            {"version", 1},
                            {"at", entry.at},
                            {"kind", word_of(entry.kind)},
                            {"recorded", on_record(entry)},
                            {"route", entry.route},
                            {"refused", entry.refused()},
                            {"code", entry.code},
                            {"times", entry.times},
                            {"person_id", entry.person},
                            {"account_id", entry.account},
                            {"detail", entry.detail}};
  if (const auto plain = plain_address(entry.address); !plain.empty()) {
    const KeptAddress address = make_address(plain, random_);
    columns.push_back(
        {"address_hash", store::Blob{std::string(as_bytes(audit::hash_of(address)))}});
    // Where staff work from stays as long as the entry; who has no account may be a resident.
    store::Value cut_at{store::Null{}};
    if (!entry.account) cut_at = plus_ms(entry.at, kAddressWholeMs);
    changes.insert("audit_address", {{"id", id},
                                     {"version", 1},
                                     {"whole", *address.whole},
                                     {"whole_salt", store::Blob{address.whole_salt}},
                                     {"whole_hash", store::Blob{address.whole_hash}},
                                     {"network", address.network},
                                     {"network_salt", store::Blob{address.network_salt}},
                                     {"cut_at", std::move(cut_at)}});
  }
  changes.insert("audit_entry", std::move(columns));
  changes.insert("audit_queue", {{"id", id}, {"version", 1}});
}

void Log::refused(const api::Trace& trace, const Error& error, int status) {
  if (trace.route == nullptr || !worth_an_entry(trace.route->audit, error, status)) return;
  Entry entry = entry_of(trace);
  entry.code = error.code;
  queue(std::move(entry));
}

void Log::queue(Entry entry) {
  if (entry.at == Instant{}) entry.at = clock_.now();
  const std::string key = key_of(entry);
  const std::lock_guard lock(mutex_);
  const auto found = pending_.find(key);
  if (found != pending_.end()) {
    if (found->second.times == 0) found->second.entry.at = entry.at;
    found->second.times += entry.times;
    return;
  }
  if (pending_.size() >= kPendingMax) {
    dropped_ += entry.times;
    return;
  }
  const Instant at = entry.at;
  const std::int64_t times = entry.times;
  pending_.emplace(key, Pending{std::move(entry), times, at, false});
}

// The first of its kind is written at once, its repeats together when the minute is over.
Log::Batch Log::take(Instant now) {
  Batch out;
  const std::lock_guard lock(mutex_);
  const auto over = [&](Instant since) {
    return now.ms - since.ms >= kTogetherMs || now < since;  // the clock may be put back
  };
  if (over(minute_)) {
    minute_ = now;
    written_ = 0;
    out.dropped = std::exchange(dropped_, 0);
  }
  for (auto it = pending_.begin(); it != pending_.end();) {
    auto& [key, pending] = *it;
    const bool ended = pending.written && over(pending.since);
    if (ended && pending.times == 0) {
      it = pending_.erase(it);
      continue;
    }
    const bool room = written_ < kWrittenPerMinute && out.entries.size() < kFlushedMax;
    if (room && (!pending.written || ended)) {
      pending.entry.times = std::exchange(pending.times, 0);
      pending.written = true;
      pending.since = now;
      out.entries.emplace_back(key, pending.entry);
      ++written_;
    }
    ++it;
  }
  return out;
}

void Log::give_back(const Batch& batch) {
  const std::lock_guard lock(mutex_);
  dropped_ += batch.dropped;
  for (const auto& [key, entry] : batch.entries) {
    auto& pending = pending_[key];
    pending.entry = entry;
    pending.times += entry.times;
    pending.written = false;
  }
  written_ -= static_cast<int>(batch.entries.size());
}

Result<int> Log::flush(store::Store& store) {
  int count = 0;
  while (true) {
    const Batch batch = take(clock_.now());
    if (batch.entries.empty() && batch.dropped == 0) return count;
    store::WriteSet changes;
    for (const auto& [key, entry] : batch.entries) add(changes, entry);
    if (batch.dropped > 0) {
      Entry entry;
      entry.kind = Kind::dropped;
      entry.route = "audit";
      entry.code = "audit.dropped";
      entry.times = batch.dropped;
      add(changes, std::move(entry));
    }
    const auto done = store.commit_and_wait(std::move(changes));
    if (!done) give_back(batch);
    TRY(done);
    count += static_cast<int>(batch.entries.size());
  }
}

api::Route hold(Log& log, store::Store& store, api::Route route) {
  route.handle = [&log, &store, inner = std::move(route.handle)](const api::Request& request,
                                                                 api::Respond respond) {
    inner(request, [&log, &store, trace = request.trace,
                    respond = std::move(respond)](Result<api::Response> answer) mutable {
      if (!answer) return respond(std::move(answer));
      store::WriteSet changes;
      log.add(changes, trace.get());
      if (changes.changes.empty()) return respond(std::move(answer));
      store.commit(std::move(changes), [answer = std::move(answer),
                                        respond = std::move(respond)](Result<void> done) mutable {
        if (!done) return respond(Failure(done.error()));
        respond(std::move(answer));
      });
    });
  };
  return route;
}

}  // namespace linli::audit

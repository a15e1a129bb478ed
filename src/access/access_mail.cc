// access/access_mail.cc – her e-mail address: confirmed by a code that was sent there, good in the
// browser that asked.

#include <algorithm>
#include <cstdio>

#include "access/access.h"
#include "base/fold.h"
#include "model/email.h"

namespace linli::access {
namespace {

constexpr std::uint64_t kMailCodes = 1'000'000;

struct MailCode {
  std::int64_t id = 0;
  std::int64_t version = 0;
  std::int64_t code_hash = 0;
  Instant ends_at;
  std::int64_t tries = 0;
};

std::int64_t mail_code_id(const vault::Blind& blind, PersonId person, std::string_view address,
                          std::string_view device) {
  return blind.of("access.mail_code", std::to_string(person.value) + "\n" + std::string(address) +
                                          "\n" + std::string(device));
}

std::int64_t hash_of_mail_code(const vault::Blind& blind, std::string_view address,
                               std::string_view code) {
  return blind.of("access.mail", std::string(address) + " " + std::string(code));
}

Result<std::vector<MailCode>> mail_codes(store::Snapshot& snapshot, std::int64_t of) {
  return snapshot.all(
      "SELECT id, version, code_hash, ends_at, tries FROM access_sent_code WHERE phone = ?1"
      " ORDER BY id LIMIT ?2",
      {of, kOpenCodesMax + 1}, [](const store::Row& row) {
        return MailCode{row.integer(0), row.integer(1), row.integer(2), row.instant(3),
                        row.integer(4)};
      });
}

Result<std::string> address_of(std::string_view text) {
  auto out = normal_email(text);
  if (!out) return invalid("access.mail_invalid");
  return *std::move(out);
}

}  // namespace

std::int64_t mail_codes_of(const vault::Blind& blind, PersonId person) {
  return blind.of("access.mail_of", std::to_string(person.value));
}

// As of phones: to one browser, to one address wherever it is asked for, and of one person, for
// many addresses are a way to send strangers mail.
Result<void> Access::charge_mail_code(PersonId person, const std::string& address,
                                      const Caller& caller, Instant now) {
  const std::string hers = "mail/" + std::to_string(person.value);
  std::vector<Charge> charges{{hers + "/now", kCodesOfBrowser},
                              {hers + "/day", kCodesOfPhoneDaily},
                              {hers + "/hour", kCodesOfPhone},
                              {"mailbox/" + address, kCodesOfPhone}};
  for (auto& charge : pace_.of_code(caller.address)) charges.push_back(std::move(charge));
  const auto over = codes_.charge(charges, now);
  if (over) return fail(ErrorKind::Overloaded, "access.wait", seconds_text(over->wait_ms));
  return {};
}

Result<CodeSent> Access::request_mail_code(store::Snapshot& snapshot, PersonId person,
                                           std::string_view text, const Caller& from, Instant now) {
  if (!settings_.mail) return fail(ErrorKind::Conflict, "access.no_mail");
  if (!person) return fail(ErrorKind::NotFound, "registry.no_such_person");
  const std::string address = TRY(address_of(text));
  const std::int64_t of = mail_codes_of(blind_, person);
  const auto rows = TRY(mail_codes(snapshot, of));
  TRY(charge_mail_code(person, address, from, now));
  CodeSent out{{}, device_name(from, random_)};
  const std::int64_t id = mail_code_id(blind_, person, address, out.device);
  char code[kCodeDigits + 1];
  std::snprintf(code, sizeof code, "%06llu",
                static_cast<unsigned long long>(random_.below(kMailCodes)));
  store::Columns columns{{"code_hash", hash_of_mail_code(blind_, address, code)},
                         {"digits", kCodeDigits},
                         {"ends_at", plus_ms(now, kCodeMs)},
                         {"tries", 0}};
  const auto own = std::ranges::find(rows, id, &MailCode::id);
  if (own != rows.end()) {
    out.changes.update("access_sent_code", id, own->version, std::move(columns));
  } else {
    for (auto& column : store::Columns{{"id", id}, {"version", 1}, {"phone", of}}) {
      columns.push_back(std::move(column));
    }
    out.changes.insert("access_sent_code", std::move(columns));
  }
  // One code at a time is open: the last that she asked for.
  for (const auto& row : rows) {
    if (row.id == id) continue;
    out.changes.add(store::Remove{"access_sent_code", row.id, row.version});
  }
  people_.send_mail_code(out.changes, person, address, code, now);
  return out;
}

Result<Step<std::string>> Access::confirm_mail(store::Snapshot& snapshot, PersonId person,
                                               std::string_view text, std::string_view code,
                                               const Caller& caller, Instant now) {
  if (!person) return fail(ErrorKind::NotFound, "registry.no_such_person");
  const std::string address = TRY(address_of(text));
  Step<std::string> step{{}, fail(ErrorKind::Conflict, "access.wrong_mail_code")};
  const auto rows = TRY(mail_codes(snapshot, mail_codes_of(blind_, person)));
  const auto row =
      std::ranges::find(rows, mail_code_id(blind_, person, address, caller.device), &MailCode::id);
  if (row == rows.end() || now >= row->ends_at || row->tries >= kCodeTriesMax) return step;
  const bool right = row->code_hash == hash_of_mail_code(blind_, address, fold_number(code));
  // Counted under the version that was read, like a phone's.
  step.changes.update("access_sent_code", row->id, row->version,
                      {{"tries", row->tries + 1}, {"ends_at", right ? Instant{} : row->ends_at}});
  if (!right) return step;
  TRY(people_.set_mail(snapshot, step.changes, person, address, now));
  step.answer = address;
  return step;
}

Result<store::WriteSet> Access::remove_mail(store::Snapshot& snapshot, PersonId person,
                                            Instant now) {
  if (!person) return fail(ErrorKind::NotFound, "registry.no_such_person");
  store::WriteSet changes;
  TRY(people_.set_mail(snapshot, changes, person, "", now));
  return changes;
}

Result<OwnMail> Access::own_mail(store::Snapshot& snapshot, PersonId person) {
  if (!person) return OwnMail{};
  return people_.mail_of(snapshot, person);
}

}  // namespace linli::access

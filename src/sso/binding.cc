#include "sso/binding.h"

#include "access/letters.h"

namespace linli::sso {
namespace {

constexpr std::size_t kCodeLetters = 8;  // 40 bits, for three days, known to administrators only
constexpr std::size_t kTypedMax = 40;    // more is no code

std::int64_t id_of_code(const vault::Blind& blind, std::string_view code) {
  return blind.of("sso.ask", access::normal_letters(code.substr(0, kTypedMax)));
}

Binding binding_row(const store::Row& row) {
  return {row.integer(0),       row.integer(1), row.string(2), row.id<PersonId>(3),
          row.id<AccountId>(4), row.string(5),  row.instant(6)};
}

AskRow ask_row(const store::Row& row) {
  return {row.integer(0), row.integer(1),       {row.integer(2), row.integer(3)},
          row.string(4),  row.id<AccountId>(5), row.id<AccountId>(6),
          row.instant(7)};
}

}  // namespace

Subject subject_of(const vault::Blind& blind, std::string_view issuer, std::string_view subject) {
  const std::string both = std::string(issuer) + "\n" + std::string(subject);
  return {blind.of("sso.subject", both), blind.of("sso.subject_check", both)};
}

Result<std::optional<Binding>> find_binding(store::Snapshot& read, const Subject& subject) {
  return read.one(
      "SELECT id, version, provider, person_id, account_id, basis, made_at FROM sso_binding"
      " WHERE id = ?1 AND subject_check = ?2",
      {subject.id, subject.check}, binding_row);
}

Result<std::optional<Binding>> binding_by_id(store::Snapshot& read, std::int64_t id) {
  return read.one(
      "SELECT id, version, provider, person_id, account_id, basis, made_at FROM sso_binding"
      " WHERE id = ?1",
      {id}, binding_row);
}

Result<std::vector<Binding>> staff_bindings(store::Snapshot& read) {
  return read.all(
      "SELECT b.id, b.version, b.provider, b.person_id, b.account_id, b.basis, b.made_at"
      " FROM access_account a JOIN sso_binding b ON b.person_id = a.person_id"
      " WHERE b.account_id = a.id AND a.closed = 0 ORDER BY a.id DESC LIMIT ?1",
      {kListMax}, binding_row);
}

void add_binding(store::WriteSet& out, const Subject& subject, const Binding& binding) {
  out.insert("sso_binding", {{"id", subject.id},
                             {"version", 1},
                             {"subject_check", subject.check},
                             {"provider", binding.provider},
                             {"person_id", binding.person},
                             {"account_id", binding.account},
                             {"basis", binding.basis},
                             {"made_at", binding.made_at}});
}

Result<void> erase_person(store::Snapshot& read, PersonId person, store::WriteSet& out) {
  return read.visit("SELECT id, version FROM sso_binding WHERE person_id = ?1", {person},
                    [&](const store::Row& row) {
                      out.add(store::Remove{"sso_binding", row.integer(0), row.integer(1)});
                      return true;
                    });
}

Result<std::string> add_ask(store::Snapshot& read, store::WriteSet& out, const vault::Blind& blind,
                            Random& random, const Subject& subject, std::string_view provider,
                            Instant now) {
  const auto remove = [&](const store::Row& row) {
    out.add(store::Remove{"sso_ask", row.integer(0), row.integer(1)});
    return true;
  };
  TRY(read.visit("SELECT id, version FROM sso_ask WHERE subject_id = ?1", {subject.id}, remove));
  TRY(
      read.visit("SELECT id, version FROM sso_ask WHERE ends_at <= ?1 AND subject_id <> ?2"
                 " ORDER BY ends_at LIMIT ?3",
                 {now, subject.id, kSweptAtOnce}, remove));
  const std::string code = access::new_letters(random, kCodeLetters);
  out.insert("sso_ask", {{"id", id_of_code(blind, code)},
                         {"version", 1},
                         {"subject_id", subject.id},
                         {"subject_check", subject.check},
                         {"provider", provider},
                         {"ends_at", plus_ms(now, kAskMs)}});
  return code;
}

Result<AskRow> ask_by_id(store::Snapshot& read, std::int64_t id, Instant now) {
  const auto row =
      TRY(read.one("SELECT id, version, subject_id, subject_check, provider, account_id, asked_by,"
                   " ends_at FROM sso_ask WHERE id = ?1",
                   {id}, ask_row));
  if (!row || now >= row->ends_at) return fail(ErrorKind::NotFound, "sso.no_such_ask");
  return *row;
}

Result<void> end_asks(store::Snapshot& read, int limit, store::WriteSet& out) {
  return read.visit("SELECT id, version FROM sso_ask LIMIT ?1", {limit},
                    [&](const store::Row& row) {
                      out.add(store::Remove{"sso_ask", row.integer(0), row.integer(1)});
                      return true;
                    });
}

Result<AskRow> ask_by_code(store::Snapshot& read, const vault::Blind& blind, std::string_view code,
                           Instant now) {
  return ask_by_id(read, id_of_code(blind, code), now);
}

Result<std::vector<AskRow>> asks_to_confirm(store::Snapshot& read, Instant now) {
  return read.all(
      "SELECT id, version, subject_id, subject_check, provider, account_id, asked_by, ends_at"
      " FROM sso_ask WHERE ends_at > ?1 AND account_id IS NOT NULL ORDER BY ends_at LIMIT ?2",
      {now, kListMax}, ask_row);
}

}  // namespace linli::sso

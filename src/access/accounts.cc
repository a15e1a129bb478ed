#include "access/accounts.h"

#include <algorithm>
#include <iterator>

#include "base/fold.h"
#include "base/text.h"
#include "model/code_points.h"
#include "registry/known.h"

namespace linli::access {
namespace {

constexpr int kCountyRow = 1;
constexpr std::size_t kLoginMin = 3;   // characters
constexpr std::size_t kLoginMax = 60;  // bytes

#define LINLI_ACCOUNT_COLUMNS                                                          \
  "id, version, person_id, login, administrator, CASE WHEN password_hash = '' THEN 0 " \
  "ELSE 1 END, closed, activation_ends_at, made_at"

#define LINLI_REQUEST_COLUMNS                                                                \
  "id, version, account_id, act, way, asked_by, asked_at, ends_at, decided_by, decided_at, " \
  "outcome"

struct Drawn {
  char32_t letter;
  char like;
};
// Letters of Cyrillic and Greek that are drawn like a Latin one, small or capital; what stands
// behind a look is not said. Source: Unicode UTS 39, confusables, those of whole alphabets.
constexpr Drawn kDrawn[] = {
    {U'а', 'a'}, {U'А', 'a'}, {U'В', 'b'}, {U'в', 'b'}, {U'с', 'c'}, {U'С', 'c'}, {U'ԁ', 'd'},
    {U'е', 'e'}, {U'Е', 'e'}, {U'ё', 'e'}, {U'Ё', 'e'}, {U'Н', 'h'}, {U'н', 'h'}, {U'һ', 'h'},
    {U'і', 'i'}, {U'І', 'i'}, {U'ї', 'i'}, {U'ј', 'j'}, {U'Ј', 'j'}, {U'к', 'k'}, {U'К', 'k'},
    {U'м', 'm'}, {U'М', 'm'}, {U'о', 'o'}, {U'О', 'o'}, {U'р', 'p'}, {U'Р', 'p'}, {U'ԛ', 'q'},
    {U'ѕ', 's'}, {U'Ѕ', 's'}, {U'т', 't'}, {U'Т', 't'}, {U'ԝ', 'w'}, {U'х', 'x'}, {U'Х', 'x'},
    {U'у', 'y'}, {U'У', 'y'}, {U'α', 'a'}, {U'Α', 'a'}, {U'Β', 'b'}, {U'ϲ', 'c'}, {U'Ε', 'e'},
    {U'ε', 'e'}, {U'Η', 'h'}, {U'η', 'n'}, {U'ι', 'i'}, {U'Ι', 'i'}, {U'Κ', 'k'}, {U'κ', 'k'},
    {U'Μ', 'm'}, {U'Ν', 'n'}, {U'ν', 'v'}, {U'ο', 'o'}, {U'Ο', 'o'}, {U'ρ', 'p'}, {U'Ρ', 'p'},
    {U'τ', 't'}, {U'Τ', 't'}, {U'υ', 'u'}, {U'Υ', 'y'}, {U'χ', 'x'}, {U'Χ', 'x'}, {U'Ζ', 'z'},
};

// The small Latin letter that this one looks like, 0 for none.
char latin_like(char32_t c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c + 32);
  const auto* found = std::ranges::find(kDrawn, c, &Drawn::letter);
  return found == std::end(kDrawn) ? '\0' : found->like;
}

AccountRow account_row(const store::Row& row) {
  AccountRow out;
  out.id = row.id<AccountId>(0);
  out.version = row.integer(1);
  out.person = row.id<PersonId>(2);
  out.login = row.string(3);
  out.administrator = static_cast<rights::AdministratorKind>(row.integer(4));
  out.activated = row.flag(5);
  out.closed = row.flag(6);
  out.activation_ends_at = row.instant(7);
  out.made_at = row.instant(8);
  return out;
}

AccountRequest request_row(const store::Row& row) {
  return {row.integer(0),       row.integer(1),       row.id<AccountId>(2), row.string(3),
          row.string(4),        row.id<AccountId>(5), row.instant(6),       row.instant(7),
          row.id<AccountId>(8), row.instant(9),       row.string(10)};
}

}  // namespace

std::string guessed_login(std::string_view login) {
  return "login/" + std::string(login);
}

std::string normal_login(std::string_view text) {
  std::string out(trim(text));
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return out;
}

std::string look_of_login(std::string_view login) {
  std::string out;
  const std::string folded = fold_width(login);
  for (std::size_t i = 0; i < folded.size();) {
    const auto [character, size] = code_point_at(folded, i);
    if (const char like = latin_like(character)) {
      out += like;
    } else if (!is_invisible(character)) {
      out += folded.substr(i, size);
    }
    i += size;
  }
  return out;
}

Result<Looks> looks_of_logins(store::Snapshot& read) {
  Looks out;
  TRY(read.visit("SELECT login FROM access_account", {}, [&](const store::Row& row) {
    out.insert(look_of_login(row.string(0)));
    return true;
  }));
  return out;
}

Result<bool> login_looks_taken(store::Snapshot& read, std::string_view login) {
  return TRY(looks_of_logins(read)).contains(look_of_login(login));
}

Result<std::string> new_login(std::string_view text) {
  const std::string login = normal_login(text);
  const bool printable = std::none_of(login.begin(), login.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7F';
  });
  if (!is_utf8(login) || !printable || code_points(login) < kLoginMin || login.size() > kLoginMax) {
    return invalid("access.login_invalid");
  }
  return login;
}

store::Columns new_account(AccountId id, PersonId person, std::string_view login, Instant now,
                           rights::AdministratorKind kind, std::string_view password_hash) {
  return {{"id", id},
          {"version", 1},
          {"person_id", person},
          {"login", login},
          {"made_at", now},
          {"administrator", static_cast<int>(kind)},
          {"password_hash", password_hash}};
}

Result<std::optional<AccountRow>> find_account(store::Snapshot& read, AccountId id) {
  return read.one("SELECT " LINLI_ACCOUNT_COLUMNS " FROM access_account WHERE id = ?1", {id},
                  account_row);
}

Result<std::optional<AccountRow>> find_account(store::Snapshot& read, std::string_view login) {
  return read.one("SELECT " LINLI_ACCOUNT_COLUMNS " FROM access_account WHERE login = ?1",
                  {normal_login(login)}, account_row);
}

Result<std::vector<AccountRow>> accounts_of(store::Snapshot& read, PersonId person) {
  return read.all("SELECT " LINLI_ACCOUNT_COLUMNS
                  " FROM access_account WHERE person_id = ?1 ORDER BY id",
                  {person}, account_row);
}

Result<std::vector<AccountRow>> accounts_before(store::Snapshot& read, AccountId before) {
  return read.all("SELECT " LINLI_ACCOUNT_COLUMNS
                  " FROM access_account WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
                  {before, kAccountsPage}, account_row);
}

Result<std::vector<AccountRow>> administrators(store::Snapshot& read) {
  auto out = TRY(read.all("SELECT " LINLI_ACCOUNT_COLUMNS
                          " FROM access_account WHERE administrator > 0 AND closed = 0",
                          {}, account_row));
  std::ranges::sort(out, {}, &AccountRow::id);
  return out;
}

Result<std::vector<rights::AdministratorKind>> missing_kinds(store::Snapshot& read) {
  using rights::AdministratorKind;
  std::vector<AdministratorKind> out{AdministratorKind::System, AdministratorKind::Security,
                                     AdministratorKind::Audit};
  for (const auto& one : TRY(administrators(read))) {
    if (one.comes_in()) std::erase(out, one.administrator);
  }
  return out;
}

Result<rights::AdministratorKind> kind_left_empty(store::Snapshot& read,
                                                  const std::vector<PersonId>& gone) {
  const auto all = TRY(administrators(read));
  const auto goes = [&](const AccountRow& one) {
    return one.comes_in() && std::ranges::find(gone, one.person) != gone.end();
  };
  for (const auto& leaving : all) {
    if (!goes(leaving)) continue;
    const bool others = std::ranges::any_of(all, [&](const AccountRow& one) {
      return one.administrator == leaving.administrator && one.comes_in() && !goes(one);
    });
    if (!others) return leaving.administrator;
  }
  return rights::AdministratorKind::None;
}

Result<rights::AdministratorKind> administers(store::Snapshot& read, PersonId person) {
  for (const auto& one : TRY(administrators(read))) {
    if (TRY(registry::same_human(read, one.person, person))) return one.administrator;
  }
  return rights::AdministratorKind::None;
}

Result<bool> has_come_in(store::Snapshot& read, PersonId person) {
  const auto traces =
      TRY(read.number("SELECT (SELECT count(*) FROM access_account WHERE person_id = ?1)"
                      " + (SELECT count(*) FROM access_session WHERE person_id = ?1)"
                      " + (SELECT count(*) FROM access_browser WHERE person_id = ?1)",
                      {person}));
  return traces > 0;
}

Result<void> end_sessions_by_phone(store::Snapshot& read, PersonId person, store::WriteSet& out) {
  TRY(read.visit("SELECT id, version FROM access_session WHERE person_id = ?1 AND kind = 1",
                 {person}, [&](const store::Row& row) {
                   out.add(store::Remove{"access_session", row.integer(0), row.integer(1)});
                   return true;
                 }));
  return forget_devices(read, person, out);
}

Result<std::optional<PersonId>> person_of_login(store::Snapshot& snapshot, std::string_view login) {
  const auto account = TRY(find_account(snapshot, login));
  if (!account || account->closed || !account->person) return std::optional<PersonId>();
  return std::optional<PersonId>(account->person);
}

void add(store::WriteSet& out, const AccountRequest& request) {
  store::Columns columns{{"id", request.id},
                         {"version", 1},
                         {"account_id", request.account},
                         {"act", request.act},
                         {"way", request.way},
                         {"asked_by", request.asked_by},
                         {"asked_at", request.asked_at},
                         {"ends_at", request.ends_at},
                         {"outcome", request.outcome}};
  if (request.decided_at.ms != 0) columns.push_back({"decided_at", request.decided_at});
  out.insert("access_request", std::move(columns));
}

void decide(store::WriteSet& out, const AccountRequest& request, AccountId by, Instant at,
            std::string_view outcome) {
  out.update("access_request", request.id, request.version,
             {{"decided_by", by}, {"decided_at", at}, {"outcome", outcome}});
}

Result<std::optional<AccountRequest>> find_request(store::Snapshot& read, std::int64_t id) {
  return read.one("SELECT " LINLI_REQUEST_COLUMNS " FROM access_request WHERE id = ?1", {id},
                  request_row);
}

Result<std::optional<AccountRequest>> waiting_request(store::Snapshot& read, AccountId account) {
  return read.one("SELECT " LINLI_REQUEST_COLUMNS
                  " FROM access_request WHERE account_id = ?1 AND decided_at IS NULL",
                  {account}, request_row);
}

Result<std::vector<AccountRequest>> waiting_requests(store::Snapshot& read) {
  return read.all("SELECT " LINLI_REQUEST_COLUMNS
                  " FROM access_request WHERE decided_at IS NULL ORDER BY id LIMIT ?1",
                  {kRequestsWaitingMax}, request_row);
}

Result<std::vector<AccountRequest>> requests_about(store::Snapshot& read, AccountId account) {
  return read.all("SELECT " LINLI_REQUEST_COLUMNS
                  " FROM access_request WHERE account_id = ?1 ORDER BY id DESC LIMIT ?2",
                  {account, kRequestsShown}, request_row);
}

Result<CountyRow> county_row(store::Snapshot& read) {
  const auto found = TRY(read.one("SELECT version, opened_at FROM access_county WHERE id = ?1",
                                  {kCountyRow}, [](const store::Row& row) {
                                    return CountyRow{row.integer(0), row.instant(1)};
                                  }));
  return found.value_or(CountyRow{});
}

void put_county(store::WriteSet& out, const CountyRow& stored, Instant opened_at) {
  if (stored.version == 0) {
    out.insert("access_county", {{"id", kCountyRow}, {"version", 1}, {"opened_at", opened_at}});
  } else {
    out.update("access_county", kCountyRow, stored.version, {{"opened_at", opened_at}});
  }
}

}  // namespace linli::access

#include "office/lacking.h"
#include "desk/place.h"

#include <map>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "delivery/way.h"
#include "office/account_acts.h"
#include "registry/known.h"
#include "registry/organisations.h"
#include "registry/positions.h"
#include "registry/units.h"

namespace linli::office {
namespace {

using access::AccountRow;
using rights::AdministratorKind;

constexpr std::int64_t kLoginFirst = 10'000;
constexpr std::int64_t kLogins = 90'000;
constexpr int kLoginTries = 100;

// ?1 now, ?2 the position that is worn by phone.
#define LINLI_HOLDS_SEAT                                                        \
  "term t JOIN position p ON p.id = t.position_id WHERE t.valid_from <= ?1 AND" \
  " (t.valid_to IS NULL OR t.valid_to > ?1) AND p.key <> ?2"
#define LINLI_LACKS_ACCOUNT                                                         \
  " AND NOT EXISTS (SELECT 1 FROM access_account a WHERE a.person_id = t.person_id" \
  " AND a.administrator = 0 AND (a.password_hash <> '' OR"                          \
  " (a.closed = 0 AND a.activation_ends_at > ?1) OR EXISTS (SELECT 1 FROM"          \
  " access_request r WHERE r.account_id = a.id AND r.decided_at IS NULL"            \
  " AND r.ends_at > ?1)))"
// ?3 and ?4 the span of paths of a unit and what is below it; ?3 is "" for everywhere.
#define LINLI_AT_PLACE                                                               \
  " AND (?3 = '' OR EXISTS (SELECT 1 FROM unit u WHERE u.path >= ?3 AND u.path < ?4" \
  " AND (u.id = p.unit_id OR u.id = (SELECT o.unit_id FROM organisation o"           \
  " WHERE o.id = p.organisation_id))))"

struct Span {
  std::string from, to;
};
Result<Span> span_of(store::Snapshot& read, UnitId unit) {
  if (!unit) return Span{};
  const auto path = TRY(registry::unit(read, unit)).path;
  return Span{path, desk::end_of_path(path)};
}

Result<LackingView> view_of(const Accounts& accounts, store::Snapshot& read, PersonId id,
                            const registry::PersonDetails& details) {
  const Instant now = accounts.kernel.clock.now();
  LackingView out{id, details.name, TRY(seats_of(read, id, now)), "", !details.phone.empty(), ""};
  out.known = registry::word_of(registry::known_of(details).kind);
  for (const auto& one : TRY(access::accounts_of(read, id))) {
    if (one.administrator == AdministratorKind::None) out.login = one.login;
  }
  return out;
}

// One call: what was decided for each of the people named.
class Batch {
 public:
  Batch(AccountAct act, const ManyAccounts& body) : act_(std::move(act)), body_(body) {}

  Result<desk::Prepared> prepare() {
    TRY(check());
    TRY(make_room_for(body_.people.size()));
    looks_ = TRY(access::looks_of_logins(act_.read));
    std::set<PersonId> people;
    for (const auto& text : body_.people) people.insert(PersonId{parse_int64(text).value_or(0)});
    const auto details =
        TRY(registry::details_of(act_.read, act_.kernel().vault, {people.begin(), people.end()}));
    for (const auto person : people) {
      const auto known = details.find(person);
      if (known == details.end()) {
        leave_out(person, "", "registry.no_such_person");
      } else {
        TRY(ask(person, known->second));
      }
    }
    desk::Prepared out;
    out.changes = std::move(act_.changes);
    out.answer = to_json(asked_);
    return out;
  }

 private:
  Result<void> check() {
    TRY(check_named(act_));
    if (TRY(setting_up(act_.accounts, act_.read))) {
      return fail(ErrorKind::Conflict, "access.setting_up");
    }
    if (body_.people.empty() || body_.people.size() > kAccountsAtOnce) {
      return invalid("office.accounts_many");
    }
    if (body_.way == kByLetter) return {};
    if (body_.way != kByPhone) return invalid("office.code_way");
    if (act_.kernel().folder == desk::Folder::Sample) return {};
    if (TRY(delivery::way_state(act_.read)).works(act_.now())) return {};
    return fail(ErrorKind::Conflict, "access.no_codes");
  }

  // Those whose time is over go first: one of them may be about somebody who is asked for again.
  Result<void> make_room_for(std::size_t more) {
    std::size_t waiting = 0;
    for (const auto& one : TRY(access::waiting_requests(act_.read))) {
      if (one.ends_at > act_.now()) {
        ++waiting;
      } else {
        access::decide(act_.changes, one, AccountId{}, act_.now(), "over");
      }
    }
    if (waiting + more <= access::kRequestsWaitingMax) return {};
    return fail(ErrorKind::Conflict, "office.requests_many");
  }

  void leave_out(PersonId person, const std::string& name, const std::string& code) {
    const auto rules = act_.kernel().rules.get();
    const auto& catalogue = rules->pack().catalogue;
    asked_.left_out.push_back(
        {json_text(person),
         name,
         code,
         {catalogue.sentence(code, Language::Zh), catalogue.sentence(code, Language::En)}});
  }

  Result<void> ask(PersonId person, const registry::PersonDetails& details) {
    const auto out = [&](const std::string& code) {
      leave_out(person, details.name, code);
      return Result<void>{};
    };
    if (TRY(access::administers(act_.read, person)) != AdministratorKind::None) {
      return out("office.administers");
    }
    if (registry::known_of(details).kind == registry::KnownKind::Nothing) {
      return out("office.nothing_known");
    }
    if (body_.way == kByPhone && details.phone.empty()) return out("office.no_phone_known");
    std::optional<AccountRow> before;
    for (const auto& one : TRY(access::accounts_of(act_.read, person))) {
      if (one.administrator != AdministratorKind::None) continue;
      const bool good = !one.closed && one.activation_ends_at > act_.now();
      if (one.activated || good) return out("office.has_account");
      before = one;
    }
    if (before) {
      const auto request = TRY(access::waiting_request(act_.read, before->id));
      if (request && request->ends_at > act_.now()) return out("office.asked_already");
    }
    const auto account = before ? *before : TRY(new_account(person));
    auto receipt = TRY(letter(act_, account, ""));
    receipt.ends_at = plus_ms(act_.now(), access::kRequestMs).ms;
    receipt.request = put_request(act_, account, "make", body_.way);
    asked_.items.push_back(std::move(receipt));
    return {};
  }

  Result<AccountRow> new_account(PersonId person) {
    const std::string login = TRY(free_login());
    auto made = TRY(
        act_.accounts.access.create_account(act_.read, person, login, AdministratorKind::None,
                                            access::Opening::WhenConfirmed, act_.now(), &looks_));
    looks_.insert(login);
    act_.changes.append(std::move(made.changes));
    AccountRow out;
    out.id = made.answer->id;
    out.person = person;
    out.login = login;
    return out;
  }

  // Short enough to type, and says nothing of her: "lin48213".
  Result<std::string> free_login() {
    for (int i = 0; i < kLoginTries; ++i) {
      const auto number =
          kLoginFirst + static_cast<std::int64_t>(act_.kernel().random.below(kLogins));
      std::string login = "lin" + std::to_string(number);
      if (!looks_.contains(login)) return login;
    }
    return fail(ErrorKind::Conflict, "access.login_taken");
  }

  AccountAct act_;
  const ManyAccounts& body_;
  access::Looks looks_;  // of all logins, those of this call, too
  ManyAsked asked_;
};

}  // namespace

Result<Holders> count_holders(store::Snapshot& read, Instant now) {
  Holders out;
  const auto worn = std::string(access::kWornByCode);
  out.all =
      TRY(read.number("SELECT count(DISTINCT t.person_id) FROM " LINLI_HOLDS_SEAT, {now, worn}));
  out.lacking = TRY(
      read.number("SELECT count(DISTINCT t.person_id) FROM " LINLI_HOLDS_SEAT LINLI_LACKS_ACCOUNT,
                  {now, worn}));
  return out;
}

Result<std::vector<SeatView>> seats_of(store::Snapshot& read, PersonId person, Instant now) {
  std::vector<SeatView> out;
  if (!person) return out;
  for (const auto& term : TRY(registry::current_terms(read, person, now))) {
    if (out.size() == kSeatsShown) break;
    const auto position = TRY(registry::position(read, term.position));
    SeatView seat{position.name, std::nullopt, std::nullopt};
    if (position.unit) {
      seat.unit = position.unit;
    } else {
      seat.organisation = TRY(registry::organisation(read, position.organisation)).name.zh;
    }
    out.push_back(std::move(seat));
  }
  return out;
}

Result<LackingList> read_lacking(const Accounts& accounts, store::Snapshot& read,
                                 const LackingQuery& query) {
  const auto rules = accounts.kernel.rules.get();
  const Instant now = accounts.kernel.clock.now();
  const auto worn = std::string(access::kWornByCode);
  const auto span = TRY(span_of(read, query.unit));
  LackingList out;
  std::map<std::string, std::int64_t> by_role;
  TRY(read.visit(
      "SELECT p.key, count(DISTINCT t.person_id) FROM " LINLI_HOLDS_SEAT LINLI_LACKS_ACCOUNT
          LINLI_AT_PLACE " GROUP BY p.key",
      {now, worn, span.from, span.to}, [&](const store::Row& row) {
        by_role.emplace(row.string(0), row.integer(1));
        return true;
      }));
  for (const auto& kind : rules->pack().positions) {
    const auto found = by_role.find(kind.key);
    if (found != by_role.end()) out.roles.push_back({kind.key, kind.title, found->second});
  }
  const std::vector<store::Value> asked{now, worn, span.from, span.to, query.position};
  out.total = TRY(read.number(
      "SELECT count(DISTINCT t.person_id) FROM " LINLI_HOLDS_SEAT LINLI_LACKS_ACCOUNT LINLI_AT_PLACE
      " AND (?5 = '' OR p.key = ?5)",
      asked));
  const auto people = TRY(read.all(
      "SELECT DISTINCT t.person_id FROM " LINLI_HOLDS_SEAT LINLI_LACKS_ACCOUNT LINLI_AT_PLACE
      " AND (?5 = '' OR p.key = ?5) ORDER BY t.person_id LIMIT 500",
      asked, [](const store::Row& row) { return row.id<PersonId>(0); }));
  const auto details = TRY(registry::details_of(read, accounts.kernel.vault, people));
  for (const auto person : people) {
    const auto known = details.find(person);
    if (known == details.end()) continue;
    out.items.push_back(TRY(view_of(accounts, read, person, known->second)));
  }
  return out;
}

void ask_many(const Accounts& accounts, Doer doer, ManyAccounts body, desk::Idempotency idempotency,
              desk::Answered done) {
  run_act(
      accounts, std::move(doer), std::move(idempotency), std::move(done),
      [body = std::move(body)](AccountAct act) { return Batch(std::move(act), body).prepare(); });
}

}  // namespace linli::office

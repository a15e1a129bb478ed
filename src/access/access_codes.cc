#include <algorithm>
#include <cstdio>

#include "access/access.h"
#include "base/fold.h"

namespace linli::access {
namespace {

constexpr std::uint64_t kShortCodes = 1'000'000;
constexpr std::uint64_t kLongCodes = 1'000'000'000;

struct CodeRow {
  std::int64_t id = 0;
  std::int64_t version = 0;
  std::int64_t code_hash = 0;
  std::int64_t digits = 0;
  Instant ends_at;
  std::int64_t tries = 0;

  bool open(Instant now) const {
    return now < ends_at && tries < (digits > kCodeDigits ? kLongCodeTriesMax : kCodeTriesMax);
  }
};

CodeRow code_row(const store::Row& row) {
  return {row.integer(0), row.integer(1), row.integer(2),
          row.integer(3), row.instant(4), row.integer(5)};
}

std::int64_t code_row_id(const vault::Blind& blind, std::string_view phone,
                         std::string_view device) {
  return blind.of("access.sent_code", std::string(phone) + "\n" + std::string(device));
}

std::int64_t hash_of_code(const vault::Blind& blind, std::string_view phone,
                          std::string_view code) {
  return blind.of("access.code", std::string(phone) + " " + std::string(code));
}

std::string thing_of(std::string_view phone) {
  return "phone/" + std::string(phone);
}

std::string make_code(Random& random, bool long_one) {
  char code[16];
  const std::uint64_t value = random.below(long_one ? kLongCodes : kShortCodes);
  std::snprintf(code, sizeof code, "%0*llu", long_one ? kLongCodeDigits : kCodeDigits,
                static_cast<unsigned long long>(value));
  return code;
}

Charge of_browser(std::string_view phone, std::string_view device) {
  return {"browser/" + std::string(phone) + "/" + std::string(device), kCodesOfBrowser};
}
Charge of_phone_here(std::string_view phone, const Caller& caller) {
  return {"here/" + std::string(phone) + "/" + counted(caller.address).address, kCodesOfPhoneHere};
}
Charge of_phone(std::string_view phone) {
  return {"hour/" + std::string(phone), kCodesOfPhone};
}
Charge wrong_in_all() {
  return {"wrong", kWrongCodes};
}
Charge wrong_of_phone(std::string_view phone) {
  return {"wrong/" + std::string(phone), kWrongCodesOfPhone};
}

}  // namespace

bool Access::long_codes(std::string_view phone, Known known, Instant now) const {
  if (known == Known::Yes) return false;
  return guessed_at(now) || codes_.used_up(wrong_of_phone(phone), now);
}

bool Access::charge_short_guess(std::string_view phone, Instant now) {
  const Charge charges[] = {wrong_in_all(), wrong_of_phone(phone)};
  const auto over = codes_.charge(charges, now);
  if (over && over->which == 0) alert_until_ = plus_ms(now, kAlertMs).ms;
  return !over;
}

// A phone that this browser has signed in before has an allowance that strangers cannot use up.
Result<void> Access::charge_code(std::string_view phone, const Caller& caller, Known known,
                                 Instant now) {
  std::vector<Charge> charges;
  if (!caller.device.empty()) charges.push_back(of_browser(phone, caller.device));
  if (known == Known::Yes) {
    charges.push_back({"device/" + std::string(phone) + "/" + caller.device, kCodesOfDevice});
    charges.push_back({"devices", kCodesOfDevicesInAll});
  } else {
    charges.push_back(of_phone_here(phone, caller));
    charges.push_back(of_phone(phone));
    charges.push_back({"day/" + std::string(phone), kCodesOfPhoneDaily});
    for (auto& charge : pace_.of_code(caller.address)) charges.push_back(std::move(charge));
  }
  const auto over = codes_.charge(charges, now);
  if (over) return fail(ErrorKind::Overloaded, "access.wait", seconds_text(over->wait_ms));
  return {};
}

Result<CodeSent> Access::request_code(store::Snapshot& snapshot, std::string_view phone_text,
                                      const Caller& from, Instant now) {
  const std::string phone = TRY(vault::normal_phone(phone_text));
  if (!TRY(people_.codes_go_out(snapshot))) return fail(ErrorKind::Conflict, "access.no_codes");
  const Known known = TRY(knows_device(snapshot, thing_of(phone), from));
  const Caller caller{from.address, device_name(from, random_)};
  const std::int64_t blind = TRY(blind_.phone(phone));
  const std::int64_t id = code_row_id(blind_, phone, caller.device);
  const auto rows = TRY(snapshot.all(
      "SELECT id, version, code_hash, digits, ends_at, tries FROM access_sent_code WHERE phone = ?1"
      " ORDER BY id LIMIT ?2",
      {blind, kOpenCodesMax + kDevicesMax}, code_row));
  const auto open = std::ranges::count_if(rows, [&](const CodeRow& row) { return row.open(now); });
  const auto own = std::ranges::find(rows, id, &CodeRow::id);
  if (known == Known::No && own == rows.end() && open >= kOpenCodesMax) {
    return fail(ErrorKind::Overloaded, "access.wait", seconds_text(kCodeMs));
  }
  TRY(charge_code(phone, caller, known, now));
  const bool long_one = long_codes(phone, known, now);
  const std::string code = make_code(random_, long_one);
  CodeSent out{{}, caller.device};
  store::Columns columns{{"code_hash", hash_of_code(blind_, phone, code)},
                         {"digits", long_one ? kLongCodeDigits : kCodeDigits},
                         {"ends_at", plus_ms(now, kCodeMs)},
                         {"tries", 0}};
  if (own != rows.end()) {
    out.changes.update("access_sent_code", id, own->version, std::move(columns));
  } else {
    for (auto& column : store::Columns{{"id", id}, {"version", 1}, {"phone", blind}}) {
      columns.push_back(std::move(column));
    }
    out.changes.insert("access_sent_code", std::move(columns));
  }
  // What is over makes room, so that the rows of one phone stay few.
  for (const auto& row : rows) {
    if (row.id == id || row.open(now)) continue;
    out.changes.add(store::Remove{"access_sent_code", row.id, row.version});
  }
  people_.send_code(out.changes, phone, code, now);
  return out;
}

Result<Step<SignedIn>> Access::sign_in_code(store::Snapshot& snapshot, std::string_view phone_text,
                                            std::string_view code, const Caller& caller,
                                            Instant now) {
  const std::string phone = TRY(vault::normal_phone(phone_text));
  const std::string thing = thing_of(phone);
  const Known known = TRY(knows_device(snapshot, thing, caller));
  // Her own code is out of strangers' reach already: only where they come from is counted.
  const std::string_view guessed = known == Known::Yes ? std::string_view(thing) : "";
  TRY(tries_.charge(guessed, caller, known, now));
  const auto wrong = [] { return fail(ErrorKind::Unauthorized, "access.wrong_code"); };
  const auto row = TRY(snapshot.one(
      "SELECT id, version, code_hash, digits, ends_at, tries FROM access_sent_code WHERE id = ?1",
      {code_row_id(blind_, phone, caller.device)}, code_row));
  Step<SignedIn> step{{}, wrong()};
  if (!row || !row->open(now)) return step;
  const bool short_one = row->digits <= kCodeDigits;
  const bool counted_guess = short_one && known == Known::No;
  // Short codes of strangers are void while strangers guess: a long one must be asked for.
  if (counted_guess && (long_codes(phone, known, now) || !charge_short_guess(phone, now))) {
    return step;
  }
  const bool right = row->code_hash == hash_of_code(blind_, phone, fold_number(code));
  // The guess is counted under the version that was read: of guesses made at once, all but one
  // get a conflict and learn nothing.
  step.changes.update("access_sent_code", row->id, row->version,
                      {{"tries", row->tries + 1}, {"ends_at", right ? Instant{} : row->ends_at}});
  if (!right) return step;
  const PersonId person = TRY(person_by_phone(snapshot, step.changes, phone, now));
  auto signed_in = add_session(step.changes, person, AccountId{}, SessionKind::Resident, now);
  if (people_.phone_proven) TRY(people_.phone_proven(snapshot, step.changes, phone, now));
  TRY(remember_device(snapshot, step.changes, thing, caller, signed_in, now));
  step.answer = std::move(signed_in);
  forget_guesses(phone, caller, known, static_cast<int>(counted_guess ? row->tries + 1 : 0), now);
  return step;
}

// It was her: what she mistyped counts as no guess, and she may ask again at once.
void Access::forget_guesses(const std::string& phone, const Caller& caller, Known known,
                            int short_guesses, Instant now) {
  tries_.succeeded(known == Known::Yes ? thing_of(phone) : "", caller, known);
  codes_.forget(of_browser(phone, caller.device).key);
  codes_.forget(of_phone_here(phone, caller).key);
  codes_.forget(of_phone(phone).key);
  for (int i = 0; i < short_guesses; ++i) {
    codes_.refund(wrong_in_all(), now);
    codes_.refund(wrong_of_phone(phone), now);
  }
}

std::string Access::phone_mark(std::string_view phone_text) const {
  const auto phone = vault::normal_phone(phone_text);
  if (!phone) return "";
  return "phone=" + std::to_string(blind_.of("audit.phone", *phone));
}

Result<PersonId> Access::person_by_phone(store::Snapshot& snapshot, store::WriteSet& changes,
                                         std::string_view phone, Instant now) {
  const auto known = TRY(people_.find_by_phone(snapshot, phone));
  if (known) return *known;
  return people_.add_by_phone(changes, phone, now);
}

}  // namespace linli::access

// access/settings.h – the limits of signing in, and what access needs of other folders.
//
// Thread safety: values; the functions of People are called from several threads at once.
// Source: ASVS 5.0 6.2, 6.3, 6.5, 7.3; GB/T 22239-2019 §8.1.4.1; docs/adr/0006.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/hashing.h"
#include "access/pace.h"
#include "base/clock.h"
#include "base/result.h"
#include "model/ids.h"
#include "model/words.h"
#include "registry/known.h"
#include "rights/actor.h"
#include "store/snapshot.h"
#include "store/write_set.h"

namespace linli::access {

// How long a session lasts, milliseconds: since sign-in, and since it was last used.
struct SessionLimits {
  std::int64_t absolute_ms;
  std::int64_t idle_ms;
};

enum class CookieKind { Plain, Tls };  // Tls: name __Host-linli, attribute Secure

enum class SecondFactor { Administrators, AllStaff };  // who must have one

// Positions whose hats are worn after signing in by one-time code too; all others need the
// password.
inline constexpr std::string_view kWornByCode = "liaison";
inline bool worn_by_code(std::string_view position) {
  return position == kWornByCode;
}

struct Settings {
  CookieKind cookie = CookieKind::Plain;
  SessionLimits staff{8 * kMsPerHour, kMsPerHour};
  SessionLimits resident{30 * kMsPerDay, 7 * kMsPerDay};
  std::size_t staff_password_min = 12;  // characters
  std::vector<std::string> places;      // names of the county and its parts, for PasswordRules
  HashingLimits hashing;
  SecondFactor second_factor = SecondFactor::Administrators;
  bool mail = false;               // a sender of e-mail is set up
  std::optional<PaceLimits> pace;  // nothing said: the county's; a sample counts nothing
};

inline constexpr std::size_t kPasswordMin = 8;         // characters, whatever the settings say
inline constexpr std::size_t kPasswordMax = 256;       // bytes
inline constexpr std::int64_t kSeenMs = kMsPerMinute;  // how often last use is written

// One-time codes (docs/adr/0021 has the reckoning). A code is good in the browser that asked for
// it.
inline constexpr std::int64_t kCodeMs = 10 * kMsPerMinute;  // life of a one-time code
inline constexpr int kCodeTriesMax = 5;
inline constexpr int kCodeDigits = 6;
// While strangers guess: more digits, fewer tries.
inline constexpr int kLongCodeDigits = 9;
inline constexpr int kLongCodeTriesMax = 3;
inline constexpr std::int64_t kAlertMs = kMsPerHour;  // how long that lasts after the last excess
// Wrong short codes of unknown browsers: in all, and of one phone. Above, codes are long.
inline constexpr Allowance kWrongCodes{60, 6 * kMsPerHour};
inline constexpr Allowance kWrongCodesOfPhone{10, kMsPerDay};
// Codes sent: to one browser, to one phone for one address, for all addresses in an hour and a day.
inline constexpr Allowance kCodesOfBrowser{1, kMsPerMinute};
inline constexpr Allowance kCodesOfPhoneHere{3, kMsPerHour};
inline constexpr Allowance kCodesOfPhone{6, kMsPerHour};
inline constexpr Allowance kCodesOfPhoneDaily{12, kMsPerDay};
// To the phone of a browser that it has signed in before: nobody else uses it up.
inline constexpr Allowance kCodesOfDevice{6, kMsPerHour};
inline constexpr Allowance kCodesOfDevicesInAll{120, kMsPerMinute};
inline constexpr int kOpenCodesMax = 8;  // of one phone, for browsers that it has not signed in
inline constexpr int kDevicesMax = 8;    // browsers remembered of one person
inline constexpr std::int64_t kDeviceMs = 365 * kMsPerDay;    // since it was last used to sign in
inline constexpr std::int64_t kNewDeviceMs = kMsPerDay;       // of a cookie that proved nothing
inline constexpr std::int64_t kDeviceSeenMs = 7 * kMsPerDay;  // how often that is written
inline constexpr std::int64_t kFirstTokenMs = 7 * kMsPerDay;  // life of the first one-time token
inline constexpr std::int64_t kActivationMs = 3 * kMsPerDay;  // life of an activation code
inline constexpr int kActivationTriesMax = 5;  // right code, wrong word: then the code is dead

// The hats somebody wears, and from when on others by time alone.
struct Worn {
  std::vector<rights::Hat> hats;
  Instant until;
};

// Her e-mail address: what she gave and what a register says.
struct OwnMail {
  std::string address;  // confirmed; "" for none
  std::string on_file;  // never used; "" for none
};

// What access asks of the registry and of delivery, handed in by app/.
struct People {
  std::function<Result<Worn>(store::Snapshot&, PersonId, Instant)> hats_of;
  // Whether hats worn by code are hers to wear so (registry/phone_check.h).
  std::function<Result<bool>(store::Snapshot&, PersonId)> wears_by_phone;
  // The marks (store/marks.h) of every table that these two read.
  std::uint64_t hat_marks = 0;
  // The person with this phone (11 digits), if one is known.
  std::function<Result<std::optional<PersonId>>(store::Snapshot&, std::string_view)> find_by_phone;
  // Adds a person who declared nothing but this phone.
  std::function<Result<PersonId>(store::WriteSet&, std::string_view, Instant)> add_by_phone;
  // Notes that somebody has signed in by this phone; may be empty.
  std::function<Result<void>(store::Snapshot&, store::WriteSet&, std::string_view, Instant)>
      phone_proven = {};
  // What somebody may call her own in a password: name, phone, date of birth, as far as known; none
  // for who is not there any more.
  std::function<Result<std::vector<std::string>>(store::Snapshot&, PersonId)> words_of;
  // What the person knows of herself. Errors: registry.no_such_person, registry.person_erased.
  std::function<Result<registry::Known>(store::Snapshot&, PersonId)> known_of;
  // Who has this name and phone; added when the registry has nobody so. Errors:
  // registry.name_invalid, vault.phone_invalid.
  std::function<Result<PersonId>(store::Snapshot&, store::WriteSet&, std::string_view name,
                                 std::string_view phone)>
      person_named;
  // Whether she serves a term now or later; may be empty.
  std::function<Result<bool>(store::Snapshot&, PersonId, Instant)> holds_office = {};
  // Puts on the record what this person did by coming in.
  std::function<void(store::WriteSet&, const std::string& act, PersonId, Instant)> note;
  // Whether codes reach phones at all.
  std::function<Result<bool>(store::Snapshot&)> codes_go_out;
  // Queues the message with the code to this phone.
  std::function<void(store::WriteSet&, std::string_view phone, std::string_view code, Instant)>
      send_code;
  // Queues the mail with the code to this address, for her.
  std::function<void(store::WriteSet&, PersonId, std::string_view address, std::string_view code,
                     Instant)>
      send_mail_code = {};
  // Her address becomes this one, "" for none; she is told. Errors: registry.no_such_person,
  // registry.person_erased.
  std::function<Result<void>(store::Snapshot&, store::WriteSet&, PersonId, std::string_view address,
                             Instant)>
      set_mail = {};
  std::function<Result<OwnMail>(store::Snapshot&, PersonId)> mail_of = {};
};

}  // namespace linli::access

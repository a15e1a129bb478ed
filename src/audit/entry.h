// audit/entry.h – one entry of the audit, the text that is hashed, and its link in the chain.
//
// An entry holds ids and codes, never free text, a name, a phone or what somebody typed as her
// login (people type passwords there). The address stands in it as a salted hash and lies in
// audit_address. The text of a link is lines, so that anybody can check a chain with sha256sum
// (docs/formats.md, "Audit"). Source: GB/T 22239-2019 §8.1.4.3, 网络安全法 Art. 21 (3), docs/adr/
// 0022-audit.md. Thread safety: values.
#pragma once

#include <array>
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/hash.h"
#include "base/random.h"
#include "base/result.h"
#include "model/ids.h"
#include "store/snapshot.h"

namespace linli::audit {

using AuditId = Id<struct AuditTag>;

inline constexpr std::size_t kDetailMax = 200;  // bytes

enum class Kind {
  sign_in,   // signed in, or tried to
  code,      // a one-time code asked for, a wrong secret code
  session,   // sessions ended
  account,   // accounts, by administrators; also on the record
  own,       // her own password and what proves her
  office,    // the registry as kept by administrators; also on the record
  look,      // people or the audit read, own data taken out
  reveal,    // a look at a filer; also on the record
  download,  // a table taken out; also on the record
  setting,   // limits, alarms, keys, the time of a sample
  refusal,   // any other call that was refused
  dropped,   // calls that were refused and could not be kept: times says how many
};
BOOST_DESCRIBE_ENUM(Kind, sign_in, code, session, account, own, office, look, reveal, download,
                    setting, refusal, dropped)

inline constexpr std::array kKinds = {Kind::sign_in,  Kind::code,    Kind::session, Kind::account,
                                      Kind::own,      Kind::office,  Kind::look,    Kind::reveal,
                                      Kind::download, Kind::setting, Kind::refusal, Kind::dropped};

struct Entry {
  Instant at;  // 0: now
  Kind kind = Kind::refusal;
  std::string route;  // operationId, or the command at the machine: "erase"
  std::string code;   // why it was refused; "" when done
  std::int64_t times = 1;
  PersonId person;
  AccountId account;
  std::string detail;   // a–z, 0–9, _ . = : - and spaces, at most kDetailMax bytes
  std::string address;  // as the server saw it; "" at the machine

  bool refused() const { return !code.empty(); }
};

// Acts of these kinds are entries of the record, too, unless they were refused.
bool on_record(const Entry& entry);
// The word of a kind as rows keep it.
std::string_view word_of(Kind kind);

// An entry as it lies in the store.
struct Kept {
  AuditId id;
  std::string kind;
  bool recorded = false;
  bool refused = false;
  Entry entry;               // without address; its kind is `kind` when that is known
  std::string address_hash;  // 32 bytes or none
};

// The columns of kept_from, from the table named e.
#define LINLI_AUDIT_COLUMNS                                                            \
  "e.id, e.at, e.kind, e.recorded, e.route, e.refused, e.code, e.times, e.person_id, " \
  "e.account_id, e.detail, e.address_hash"
inline constexpr int kKeptColumns = 12;
Kept kept_from(const store::Row& row, int first_column = 0);

// SHA-256 over the lines of a link: its number, the hash before it, the entry.
Digest link_hash(std::int64_t number, std::string_view previous, const Kept& kept);

// An address with what its hash is made of; the same as the row of audit_address.
struct KeptAddress {
  std::optional<std::string> whole;  // none once cut
  std::string whole_salt;
  std::string whole_hash;
  std::string network;
  std::string network_salt;
};
// `address` must be plain (audit/address.h).
KeptAddress make_address(std::string_view address, Random& random);
// What stands in the entry: it holds also after the whole address is gone.
Digest hash_of(const KeptAddress& address);
// Whether a whole address that is still there is the one that was hashed.
bool whole_is_true(const KeptAddress& address);
// The columns whole, whole_salt, whole_hash, network, network_salt of audit_address.
KeptAddress address_from(const store::Row& row, int first_column = 0);

// One link as a line of JSON, without a line end: for copies outside the database. `where` is an
// address or a network, "" for none.
std::string to_line(std::int64_t number, std::string_view hash, std::string_view previous,
                    const Kept& kept, std::string_view where);

}  // namespace linli::audit

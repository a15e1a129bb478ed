// journal/entry.h – one entry of the record (办理记录), its bytes and its hashes.
//
// An entry never holds personal data or free text: those stand in it as salted hashes and live in
// the vault, so that what the law wants erased can be erased and the chain still verifies. The
// bytes are those of docs/formats.md ("Journal entry"); they never change once written. How a row
// keeps them is journal/packed.h. Source: charter ("Journal"), RFC 6962 section 2.1,
// docs/adr/0004-journal.md. Thread safety: values.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/hash.h"
#include "base/result.h"
#include "model/ids.h"

namespace linli::journal {

inline constexpr std::size_t kEntryBytesMax = 1u << 20;  // far above any body that a route takes
inline constexpr std::size_t kSaltSize = 32;             // bytes
inline constexpr std::size_t kNonceSize = 16;            // bytes

// A text or file that the entry speaks of: what it is ("description", "photo") and its commitment.
struct HashedText {
  std::string name;
  Digest commitment{};
  bool operator==(const HashedText&) const = default;
};

// What version 2 adds to an entry.
struct State {
  std::array<std::uint8_t, kNonceSize> nonce{};  // random: nobody finds an entry by guessing
  // Which list of columns the root was computed over (desk/state.h); 0 when no row group is left.
  std::uint8_t list = 0;
  Digest root{};  // over the row groups as the act leaves them (journal/state.h)
  bool operator==(const State&) const = default;
};

// Zero ids mean "none": no actor for the system, no matter for a sign-in, no previous for a
// matter's first entry.
struct Entry {
  EntryId id;
  Instant at;
  std::string act;  // "request.accept"
  PersonId actor;
  TermId term;  // the hat worn
  MatterId matter;
  EntryId previous;                          // the matter's entry before this one
  std::map<std::string, std::string> facts;  // keys, ids, codes, amounts; no free text
  std::vector<HashedText> texts;             // in the order given
  std::optional<State> state;                // none: an entry of version 1
  bool operator==(const Entry&) const = default;
};

// The one byte string of an entry. Aborts if it is longer than kEntryBytesMax or a string in it is
// not UTF-8: entries are made by the program.
std::string canonical_bytes(const Entry& entry);

// The entry that has exactly these bytes. Errors: journal.entry_malformed (Corrupt).
// Both versions.
Result<Entry> parse_entry(std::string_view bytes);

// SHA-256 over "linli text 1\n", the salt and the text. `salt` has kSaltSize random bytes, a new
// one for every text, or this aborts.
Digest commit_text(std::string_view salt, std::string_view text);

}  // namespace linli::journal

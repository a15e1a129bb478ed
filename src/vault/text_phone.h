// vault/text_phone.h – texts that hold somebody's phone, found again by the phone.
//
// Who files without an account leaves a name and a phone in one sealed text. Whoever has that phone
// may have it erased (个人信息保护法 Art. 47), so the row keeps the phone's keyed hash (blind.h)
// until then. Source: ADR 0018. Thread safety: any thread. Errors: those of the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/ids.h"
#include "store/snapshot.h"
#include "store/write_set.h"

namespace linli::vault {

inline constexpr int kTextPage = 2000;  // rows walked at once

// Notes in the row of a new text, which `changes` inserts, the keyed hash of the phone in it.
void note_phone(store::WriteSet& changes, TextId text, std::int64_t phone);

// The matters whose texts hold this phone, none twice.
Result<std::vector<MatterId>> matters_with_phone(store::Snapshot& read, std::int64_t phone);

// A text that was written before its phone was noted.
struct UnnotedText {
  TextId id;
  std::int64_t version = 0;
};
// Walks a page of texts after `after` for those of one kind; returns the id to go on from, or
// nothing at the end.
Result<std::optional<std::int64_t>> unnoted_texts(store::Snapshot& read, std::string_view kind,
                                                  std::int64_t after,
                                                  std::vector<UnnotedText>& out);

}  // namespace linli::vault

// vault/vault.h – texts and single fields, encrypted at rest.
//
// A text (what a resident wrote, a reply, a reason) is a row of vault_text and is named by its
// TextId everywhere else; the journal holds only its commitment. Fields of the registry are sealed
// into the registry's own columns by seal_field(). Source: charter (record, vault, derived),
// 个人信息保护法 Art. 47, 51, docs/adr/0006-vault-and-access.md.
// Thread safety: any thread (given a SystemRandom).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/random.h"
#include "base/result.h"
#include "model/ids.h"
#include "store/snapshot.h"
#include "store/write_set.h"
#include "vault/blind.h"
#include "vault/keys.h"

namespace linli::vault {

// Whose text it is: erased with the matter or with the person. Either may be 0.
struct TextOwner {
  MatterId matter;
  PersonId person;   // who wrote it or whom it is about
  std::string kind;  // "request.body", "reply" …: a word of the program, never personal
};

struct SealedText {
  TextId id;
  Digest commitment{};  // journal::commit_text(salt, text)
};

class Vault {
 public:
  // Keeps references to all three.
  Vault(const Keys& keys, Random& random, IdSource& ids);

  // Adds the row of a new text. The salt is sealed with the text.
  SealedText put_text(store::WriteSet& changes, const TextOwner& owner,
                      std::string_view text) const;

  // Errors: vault.absent (NotFound: no such text), vault.erased (NotFound), vault.damaged,
  // vault.key_missing (Corrupt), and those of the store.
  Result<std::string> text(store::Snapshot& snapshot, TextId id) const;

  // Several at once, in one statement; erased and unknown ones are left out. Errors: vault.damaged,
  // vault.key_missing.
  Result<std::map<TextId, std::string>> texts(store::Snapshot& snapshot,
                                              const std::vector<TextId>& ids) const;

  // For verifying the record: the commitment computed anew from what is stored of a text that was
  // not erased. Errors: vault.damaged, vault.key_missing.
  Result<Digest> commitment_of(TextId id, std::string_view sealed) const;

  // One field for a column of another folder; context is "table.column", `row` the row's id.
  // Returns bytes for a {blob} column.
  std::string seal_field(std::string_view context, std::int64_t row, std::string_view plain) const;
  // Empty bytes (erased) open as "". Errors: vault.damaged, vault.key_missing.
  Result<std::string> open_field(std::string_view context, std::int64_t row,
                                 std::string_view sealed) const;

  const Blind& blind() const { return blind_; }
  const Keys& keys() const { return keys_; }
  Random& random() const { return random_; }
  IdSource& ids() const { return ids_; }

 private:
  const Keys& keys_;
  Random& random_;
  IdSource& ids_;
  Blind blind_;
};

}  // namespace linli::vault

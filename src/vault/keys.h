// vault/keys.h – the keys of a county, in a folder of their own beside the data.
//
// The key folder (by default DATA-keys beside DATA) is never inside the data folder nor its backup.
// It is 0700 and holds one file a key, each 0600, one line:
//   linli-key 1 <kind> <number> <64 hex digits> <first 8 hex digits of SHA-256 of the rest>
// kinds: data (several, numbered from 1; the highest number is current and seals, older ones still
// open), blind (index of phones, identity numbers, words), sign (ed25519 seed of the journal).
// Whoever loses the key folder loses all personal data, so it is escrowed: one file under a
// passphrase, kept elsewhere.
// Source: GB/T 22239-2019 §8.1.4, ASVS 5.0 13.3.1, docs/adr/0006-vault-and-access.md.
// Thread safety: Keys is immutable after loading. Folder functions: one process at a time.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"

namespace linli::vault {

inline constexpr std::size_t kKeyBytes = 32;
inline constexpr std::uint16_t kKeyNumberMax = 9999;
inline constexpr std::size_t kPassphraseMin = 12;  // characters

// 32 secret bytes, overwritten when destroyed.
class Secret {
 public:
  Secret() = default;
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  ~Secret();
  static Secret random(Random& random);
  // `bytes` must be kKeyBytes long.
  static Secret of(std::string_view bytes);

  const std::uint8_t* data() const { return bytes_.data(); }
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }

 private:
  std::array<std::uint8_t, kKeyBytes> bytes_{};
};

// All keys of one county.
struct Keys {
  std::map<std::uint16_t, Secret> data;  // by number; never empty
  Secret blind;
  Secret sign;  // ed25519 seed

  std::uint16_t current() const { return data.rbegin()->first; }
};

// New keys in memory, data key 1; for tests and create_keys().
Keys make_keys(Random& random);

// Where the keys of a data folder are by default: "DATA-keys".
std::string key_folder_of(std::string_view data_folder);

// Makes the folder and a first set of keys, whole or not at all. Errors: vault.keys_exist
// (Conflict: the folder is there already), vault.keys_not_written (Invalid; detail: the path).
Result<Keys> create_keys(const std::string& folder, Random& random);

// Errors: vault.keys_absent (NotFound), vault.keys_open (Forbidden: folder or file can be read by
// others), vault.keys_damaged (Corrupt; detail: the file).
Result<Keys> load_keys(const std::string& folder);

// Adds a data key with the next number, which is current from the next load_keys() on; rows are
// then sealed anew by vault/reseal.h. Errors: those of load_keys, vault.keys_not_written.
Result<Keys> rotate_keys(const std::string& folder, Random& random);

// All keys as one file under a passphrase: "linli-escrow 1\n", 16 bytes salt, 24 bytes nonce,
// secretbox (XSalsa20-Poly1305) under argon2id(t=3, m=256 MiB) of the passphrase.
// Errors: vault.passphrase_short (Invalid).
Result<std::string> export_escrow(const Keys& keys, std::string_view passphrase, Random& random);

// Reads such a file. Errors: vault.escrow_damaged (Corrupt), vault.passphrase_wrong (Invalid).
Result<Keys> read_escrow(std::string_view file, std::string_view passphrase);

// Writes the keys of an escrow file into a new folder. Errors: those of read_escrow and
// create_keys.
Result<Keys> import_escrow(const std::string& folder, std::string_view file,
                           std::string_view passphrase);

}  // namespace linli::vault

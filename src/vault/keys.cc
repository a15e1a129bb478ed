#include "vault/keys.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <vector>

#include "base/check.h"
#include "base/hash.h"
#include "base/text.h"
#include "store/disk.h"

namespace linli::vault {
namespace {

namespace disk = store::disk;

struct NamedKey {
  std::string kind;  // data, blind, sign
  std::uint16_t number = 1;
  Secret secret;
};

std::string file_name(const NamedKey& key) {
  if (key.kind != "data") return key.kind + ".key";
  char number[8];
  std::snprintf(number, sizeof number, "%04u", static_cast<unsigned>(key.number));
  return "data-" + std::string(number) + ".key";
}

std::string line_of(const NamedKey& key) {
  std::string line = "linli-key 1 " + key.kind + " " + std::to_string(key.number) + " " +
                     to_hex(key.secret.view());
  line += " " + to_hex(sha256(line)).substr(0, 8);
  return line;
}

Result<NamedKey> parse_line(std::string_view line, const std::string& file) {
  const auto damaged = [&] { return fail(ErrorKind::Corrupt, "vault.keys_damaged", file); };
  const auto words = split(trim(line), ' ');
  if (words.size() != 6 || words[0] != "linli-key" || words[1] != "1") return damaged();
  const auto number = parse_int64(words[3]);
  const auto bytes = from_hex(words[4]);
  if (!number || *number < 1 || *number > kKeyNumberMax) return damaged();
  if (!bytes || bytes->size() != kKeyBytes) return damaged();
  NamedKey key{std::string(words[2]), static_cast<std::uint16_t>(*number), Secret::of(*bytes)};
  if (line_of(key) != trim(line)) return damaged();
  return key;
}

std::vector<NamedKey> list_of(const Keys& keys) {
  std::vector<NamedKey> out;
  for (const auto& [number, secret] : keys.data) out.push_back({"data", number, secret});
  out.push_back({"blind", 1, keys.blind});
  out.push_back({"sign", 1, keys.sign});
  return out;
}

Result<Keys> assemble(const std::vector<NamedKey>& list, const std::string& where) {
  Keys keys;
  bool blind = false;
  bool sign = false;
  for (const auto& key : list) {
    if (key.kind == "data") {
      keys.data[key.number] = key.secret;
    } else if (key.kind == "blind") {
      keys.blind = key.secret;
      blind = true;
    } else if (key.kind == "sign") {
      keys.sign = key.secret;
      sign = true;
    }
  }
  if (keys.data.empty() || !blind || !sign) {
    return fail(ErrorKind::Corrupt, "vault.keys_damaged", where + ": a key is missing");
  }
  return keys;
}

Failure not_written(const std::string& path) {
  return invalid("vault.keys_not_written", path + ": " + std::strerror(errno));
}

Result<void> write_key(const std::string& folder, const NamedKey& key) {
  const std::string path = folder + "/" + file_name(key);
  const disk::Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.number() < 0) return not_written(path);
  const std::string line = line_of(key) + "\n";
  const auto wrote = ::write(file.number(), line.data(), line.size());
  if (wrote != static_cast<ssize_t>(line.size()) || ::fsync(file.number()) != 0) {
    return not_written(path);
  }
  return {};
}

Result<void> write_folder(const std::string& folder, const Keys& keys) {
  struct stat found {};
  if (::stat(folder.c_str(), &found) == 0) {
    return fail(ErrorKind::Conflict, "vault.keys_exist", folder);
  }
  // Whole or not at all: written beside and then renamed; what an earlier attempt left is no key
  // that anything was sealed with.
  const std::string beside = folder + ".new";
  for (const auto& key : list_of(keys)) ::unlink((beside + "/" + file_name(key)).c_str());
  ::rmdir(beside.c_str());
  if (::mkdir(beside.c_str(), 0700) != 0) return not_written(beside);
  for (const auto& key : list_of(keys)) TRY(write_key(beside, key));
  TRY(disk::sync_folder(beside));
  if (::rename(beside.c_str(), folder.c_str()) != 0) return not_written(folder);
  const auto slash = folder.find_last_of('/');
  TRY(disk::sync_folder(slash == std::string::npos ? "." : folder.substr(0, slash + 1)));
  return {};
}

// Whether only the owner may read it.
Result<void> require_private(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0)
    return fail(ErrorKind::NotFound, "vault.keys_absent", path);
  if ((found.st_mode & 077) != 0) return fail(ErrorKind::Forbidden, "vault.keys_open", path);
  return {};
}

}  // namespace

Secret::~Secret() {
  sodium_memzero(bytes_.data(), bytes_.size());
}

Secret Secret::random(Random& random) {
  Secret secret;
  random.fill(secret.bytes_);
  return secret;
}

Secret Secret::of(std::string_view bytes) {
  CHECK(bytes.size() == kKeyBytes);
  Secret secret;
  std::memcpy(secret.bytes_.data(), bytes.data(), kKeyBytes);
  return secret;
}

Keys make_keys(Random& random) {
  return Keys{
      {{std::uint16_t{1}, Secret::random(random)}}, Secret::random(random), Secret::random(random)};
}

std::string key_folder_of(std::string_view data_folder) {
  while (data_folder.size() > 1 && data_folder.ends_with('/')) data_folder.remove_suffix(1);
  return std::string(data_folder) + "-keys";
}

Result<Keys> create_keys(const std::string& folder, Random& random) {
  Keys keys = make_keys(random);
  TRY(write_folder(folder, keys));
  return keys;
}

Result<Keys> load_keys(const std::string& folder) {
  TRY(require_private(folder));
  std::vector<NamedKey> list;
  for (const auto& name : disk::names_in(folder)) {
    if (!name.ends_with(".key")) continue;
    const std::string path = folder + "/" + name;
    TRY(require_private(path));
    const auto key = TRY(parse_line(TRY(disk::read_whole(path)), path));
    // A file under another key's name is a copy that went wrong.
    if (file_name(key) != name) return fail(ErrorKind::Corrupt, "vault.keys_damaged", path);
    list.push_back(key);
  }
  return assemble(list, folder);
}

Result<Keys> rotate_keys(const std::string& folder, Random& random) {
  Keys keys = TRY(load_keys(folder));
  const auto number = static_cast<std::uint16_t>(keys.current() + 1);
  if (number > kKeyNumberMax) return invalid("vault.keys_not_written", "no number left");
  const NamedKey key{"data", number, Secret::random(random)};
  TRY(write_key(folder, key));
  TRY(disk::sync_folder(folder));
  keys.data[number] = key.secret;
  return keys;
}

namespace {

constexpr std::string_view kEscrowMagic = "linli-escrow 1\n";
constexpr unsigned long long kEscrowPasses = 3;
constexpr std::size_t kEscrowBytes = 256u << 20;

Secret key_of(std::string_view passphrase, std::string_view salt) {
  std::string key(kKeyBytes, '\0');
  // Fails only for want of memory.
  CHECK(crypto_pwhash(reinterpret_cast<unsigned char*>(key.data()), key.size(), passphrase.data(),
                      passphrase.size(), reinterpret_cast<const unsigned char*>(salt.data()),
                      kEscrowPasses, kEscrowBytes, crypto_pwhash_ALG_ARGON2ID13) == 0);
  Secret secret = Secret::of(key);
  sodium_memzero(key.data(), key.size());
  return secret;
}

}  // namespace

Result<std::string> export_escrow(const Keys& keys, std::string_view passphrase, Random& random) {
  if (!is_utf8(passphrase) || code_points(passphrase) < kPassphraseMin) {
    return invalid("vault.passphrase_short");
  }
  std::string plain;
  for (const auto& key : list_of(keys)) plain += line_of(key) + "\n";
  const std::string salt = random.bytes(crypto_pwhash_SALTBYTES);
  const std::string nonce = random.bytes(crypto_secretbox_NONCEBYTES);
  std::string box(plain.size() + crypto_secretbox_MACBYTES, '\0');
  CHECK(crypto_secretbox_easy(reinterpret_cast<unsigned char*>(box.data()),
                              reinterpret_cast<const unsigned char*>(plain.data()), plain.size(),
                              reinterpret_cast<const unsigned char*>(nonce.data()),
                              key_of(passphrase, salt).data()) == 0);
  sodium_memzero(plain.data(), plain.size());
  return std::string(kEscrowMagic) + salt + nonce + box;
}

Result<Keys> read_escrow(std::string_view file, std::string_view passphrase) {
  constexpr std::size_t kHead = crypto_pwhash_SALTBYTES + crypto_secretbox_NONCEBYTES;
  if (!file.starts_with(kEscrowMagic) ||
      file.size() < kEscrowMagic.size() + kHead + crypto_secretbox_MACBYTES) {
    return fail(ErrorKind::Corrupt, "vault.escrow_damaged");
  }
  file.remove_prefix(kEscrowMagic.size());
  const auto salt = file.substr(0, crypto_pwhash_SALTBYTES);
  const auto nonce = file.substr(salt.size(), crypto_secretbox_NONCEBYTES);
  const auto box = file.substr(kHead);
  std::string plain(box.size() - crypto_secretbox_MACBYTES, '\0');
  if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(plain.data()),
                                 reinterpret_cast<const unsigned char*>(box.data()), box.size(),
                                 reinterpret_cast<const unsigned char*>(nonce.data()),
                                 key_of(passphrase, salt).data()) != 0) {
    return invalid("vault.passphrase_wrong");
  }
  std::vector<NamedKey> list;
  for (const auto line : split(trim(plain), '\n')) {
    list.push_back(TRY(parse_line(line, "escrow file")));
  }
  sodium_memzero(plain.data(), plain.size());
  return assemble(list, "escrow file");
}

Result<Keys> import_escrow(const std::string& folder, std::string_view file,
                           std::string_view passphrase) {
  Keys keys = TRY(read_escrow(file, passphrase));
  TRY(write_folder(folder, keys));
  return keys;
}

}  // namespace linli::vault

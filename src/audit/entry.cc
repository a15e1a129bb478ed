#include "audit/entry.h"

#include "audit/address.h"
#include "base/json.h"
#include "journal/entry.h"

namespace linli::audit {
namespace {

constexpr std::string_view kLinkFormat = "linli-audit-1";
constexpr std::string_view kAddressFormat = "linli audit address 1\n";

std::string commitment(std::string_view salt, std::string_view text) {
  return std::string(as_bytes(journal::commit_text(salt, text)));
}

std::string id_text(std::int64_t id) {
  return id == 0 ? std::string("-") : std::to_string(id);
}

std::string_view or_dash(std::string_view text) {
  return text.empty() ? std::string_view("-") : text;
}

void member(std::string& out, std::string_view name, std::string_view text) {
  out += ',';
  write_json(out, name);
  out += ':';
  write_json(out, text);
}

void member(std::string& out, std::string_view name, std::int64_t number) {
  out += ',';
  write_json(out, name);
  out += ':' + std::to_string(number);
}

}  // namespace

bool on_record(const Entry& entry) {
  const bool both = entry.kind == Kind::account || entry.kind == Kind::office ||
                    entry.kind == Kind::reveal || entry.kind == Kind::download;
  return both && !entry.refused();
}

std::string_view word_of(Kind kind) {
  return boost::describe::enum_to_string(kind, "");
}

Kept kept_from(const store::Row& row, int first_column) {
  const int at = first_column;
  Kept out;
  out.id = row.id<AuditId>(at);
  out.entry.at = row.instant(at + 1);
  out.kind = row.string(at + 2);
  boost::describe::enum_from_string(out.kind.c_str(), out.entry.kind);
  out.recorded = row.flag(at + 3);
  out.entry.route = row.string(at + 4);
  out.refused = row.flag(at + 5);
  out.entry.code = row.string(at + 6);
  out.entry.times = row.integer(at + 7);
  out.entry.person = row.id<PersonId>(at + 8);
  out.entry.account = row.id<AccountId>(at + 9);
  out.entry.detail = row.string(at + 10);
  out.address_hash = row.string(at + 11);
  return out;
}

Digest link_hash(std::int64_t number, std::string_view previous, const Kept& kept) {
  const Entry& entry = kept.entry;
  std::string text(kLinkFormat);
  const auto line = [&](std::string_view value) {
    text += '\n';
    text += value;
  };
  line(std::to_string(number));
  line(to_hex(previous));
  line(std::to_string(kept.id.value));
  line(std::to_string(entry.at.ms));
  line(kept.kind);
  line(kept.recorded ? "1" : "0");
  line(entry.route);
  line(kept.refused ? "refused" : "done");
  line(or_dash(entry.code));
  line(std::to_string(entry.times));
  line(id_text(entry.person.value));
  line(id_text(entry.account.value));
  line(or_dash(entry.detail));
  line(or_dash(to_hex(kept.address_hash)));
  text += '\n';
  return sha256(text);
}

KeptAddress make_address(std::string_view address, Random& random) {
  KeptAddress out;
  out.whole = std::string(address);
  out.whole_salt = random.bytes(journal::kSaltSize);
  out.whole_hash = commitment(out.whole_salt, address);
  out.network = network_of(address);
  out.network_salt = random.bytes(journal::kSaltSize);
  return out;
}

Digest hash_of(const KeptAddress& address) {
  // A row that was tampered with may hold a salt of any length.
  if (address.network_salt.size() != journal::kSaltSize) return {};
  return sha256(
      {kAddressFormat, address.whole_hash, commitment(address.network_salt, address.network)});
}

bool whole_is_true(const KeptAddress& address) {
  if (!address.whole) return true;
  return address.whole_salt.size() == journal::kSaltSize &&
         commitment(address.whole_salt, *address.whole) == address.whole_hash;
}

KeptAddress address_from(const store::Row& row, int first_column) {
  const int at = first_column;
  KeptAddress out;
  if (!row.is_null(at)) out.whole = row.string(at);
  out.whole_salt = row.string(at + 1);
  out.whole_hash = row.string(at + 2);
  out.network = row.string(at + 3);
  out.network_salt = row.string(at + 4);
  return out;
}

std::string to_line(std::int64_t number, std::string_view hash, std::string_view previous,
                    const Kept& kept, std::string_view where) {
  const Entry& entry = kept.entry;
  std::string out = R"({"number":)" + std::to_string(number);
  member(out, "hash", to_hex(hash));
  member(out, "previous", to_hex(previous));
  member(out, "id", std::to_string(kept.id.value));
  member(out, "at", entry.at.ms);
  member(out, "kind", kept.kind);
  member(out, "recorded", kept.recorded ? 1 : 0);
  member(out, "route", entry.route);
  member(out, "result", kept.refused ? "refused" : "done");
  member(out, "code", or_dash(entry.code));
  member(out, "times", entry.times);
  member(out, "person", id_text(entry.person.value));
  member(out, "account", id_text(entry.account.value));
  member(out, "detail", or_dash(entry.detail));
  member(out, "address_hash", or_dash(to_hex(kept.address_hash)));
  member(out, "address", or_dash(where));
  out += '}';
  return out;
}

}  // namespace linli::audit

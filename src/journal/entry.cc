#include "journal/entry.h"

#include <cstdint>
#include <iterator>
#include <optional>

#include "base/check.h"
#include "base/text.h"
#include "journal/bytes.h"

namespace linli::journal {
namespace {

constexpr std::string_view kFormat1 = "linli-entry-1\n";
constexpr std::string_view kFormat2 = "linli-entry-2\n";
constexpr std::string_view kTextDomain = "linli text 1\n";

void put_number(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
    out += static_cast<char>((value >> shift) & 255);
  }
}

void put_int64(std::string& out, std::int64_t value) {
  put_number(out, static_cast<std::uint64_t>(value), 8);
}

void put_count(std::string& out, std::size_t count) {
  CHECK(count <= kEntryBytesMax);
  put_number(out, count, 4);
}

void put_text(std::string& out, std::string_view text) {
  CHECK(is_utf8(text));
  put_count(out, text.size());
  out += text;
}

class Reader : public Bytes {
 public:
  using Bytes::Bytes;

  std::uint64_t number(std::size_t bytes) {
    std::uint64_t value = 0;
    for (const char c : take(bytes)) value = (value << 8) | static_cast<unsigned char>(c);
    return value;
  }
  std::int64_t int64() { return static_cast<std::int64_t>(number(8)); }
  // A count of things that take at least `least` bytes each.
  std::size_t count(std::size_t least) {
    const auto value = static_cast<std::size_t>(number(4));
    if (value > left() / least) refuse();
    return ok() ? value : 0;
  }
  std::string text() {
    const auto out = take(count(1));
    if (!is_utf8(out)) refuse();
    return std::string(out);
  }
};

void read_facts(Reader& reader, Entry& entry) {
  std::size_t count = reader.count(8);
  for (; count > 0 && reader.ok(); --count) {
    auto name = reader.text();
    auto value = reader.text();
    // Sorted and without repetition, or two byte strings would be one entry.
    if (!entry.facts.empty() && name <= entry.facts.rbegin()->first) reader.refuse();
    entry.facts.emplace_hint(entry.facts.end(), std::move(name), std::move(value));
  }
}

void read_texts(Reader& reader, Entry& entry) {
  std::size_t count = reader.count(4 + 32);
  for (; count > 0 && reader.ok(); --count) {
    HashedText text;
    text.name = reader.text();
    const auto commitment = reader.take(text.commitment.size());
    std::copy(commitment.begin(), commitment.end(), text.commitment.begin());
    entry.texts.push_back(std::move(text));
  }
}

void read_state(Reader& reader, Entry& entry) {
  auto& state = entry.state.emplace();
  const auto nonce = reader.take(state.nonce.size());
  std::copy(nonce.begin(), nonce.end(), state.nonce.begin());
  state.list = static_cast<std::uint8_t>(reader.number(1));
  if (state.list == 0) return;
  const auto root = reader.take(state.root.size());
  std::copy(root.begin(), root.end(), state.root.begin());
}

}  // namespace

std::string canonical_bytes(const Entry& entry) {
  std::string out(entry.state ? kFormat2 : kFormat1);
  put_int64(out, entry.id.value);
  put_int64(out, entry.at.ms);
  put_text(out, entry.act);
  put_int64(out, entry.actor.value);
  put_int64(out, entry.term.value);
  put_int64(out, entry.matter.value);
  put_int64(out, entry.previous.value);
  put_count(out, entry.facts.size());
  for (const auto& [name, value] : entry.facts) {
    put_text(out, name);
    put_text(out, value);
  }
  put_count(out, entry.texts.size());
  for (const auto& text : entry.texts) {
    put_text(out, text.name);
    out += as_bytes(text.commitment);
  }
  if (const auto& state = entry.state) {
    out.append(state->nonce.begin(), state->nonce.end());
    put_number(out, state->list, 1);
    if (state->list != 0) out += as_bytes(state->root);
  }
  CHECK(out.size() <= kEntryBytesMax);
  return out;
}

Result<Entry> parse_entry(std::string_view bytes) {
  const auto malformed = [] { return fail(ErrorKind::Corrupt, "journal.entry_malformed"); };
  if (bytes.size() > kEntryBytesMax) return malformed();
  Reader reader(bytes);
  const auto format = reader.take(kFormat1.size());
  if (format != kFormat1 && format != kFormat2) return malformed();
  Entry entry;
  entry.id.value = reader.int64();
  entry.at.ms = reader.int64();
  entry.act = reader.text();
  entry.actor.value = reader.int64();
  entry.term.value = reader.int64();
  entry.matter.value = reader.int64();
  entry.previous.value = reader.int64();
  read_facts(reader, entry);
  read_texts(reader, entry);
  if (format == kFormat2) read_state(reader, entry);
  if (!reader.done()) return malformed();
  return entry;
}

Digest commit_text(std::string_view salt, std::string_view text) {
  CHECK(salt.size() == kSaltSize);
  return sha256({kTextDomain, salt, text});
}

}  // namespace linli::journal

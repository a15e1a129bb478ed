#include "journal/packed.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include "base/check.h"
#include "base/text.h"
#include "journal/bytes.h"
#include "journal/merkle.h"
#include "journal/words.h"

namespace linli::journal {
namespace {

// The first byte of a packed body, the version of its entry. Canonical bytes begin with 'l'.
constexpr char kPacked1 = 1;
constexpr char kPacked2 = 2;
constexpr unsigned char kHasActor = 1;
constexpr unsigned char kHasTerm = 2;
constexpr std::string_view kHeadEnds = ":/.";

// How a string is written; kWord and above is the number of a word.
enum Form : std::uint64_t { kVerbatim, kNumber, kId, kPublicNumber, kWord = 8 };

constexpr std::size_t kFixedBytes = 14 + 6 * 8 + 3 * 4;  // of canonical bytes, without strings
constexpr std::size_t kPublicSize = 14;                  // "2026 0001 2347"

// Where a word is looked for first: four of its properties tell most words apart.
constexpr std::size_t kSlots = 1024;
constexpr std::size_t slot_of(std::string_view word) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(word[i]); };
  const std::size_t size = word.size();
  return (size * 61 + at(0) * 37 + at(size / 2) * 17 + at(size - 1) * 5) % kSlots;
}

// The numbers of the words plus one, at the first free slot from their own on; 0 is free.
constexpr auto kSlotted = [] {
  std::array<std::uint16_t, kSlots> out{};
  static_assert(kWords.size() < kSlots / 2);
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    std::size_t slot = slot_of(kWords[i]);
    while (out[slot] != 0) slot = (slot + 1) % kSlots;
    out[slot] = static_cast<std::uint16_t>(i + 1);
  }
  return out;
}();

std::optional<std::size_t> number_of(std::string_view word) {
  if (word.empty()) return std::nullopt;
  for (std::size_t slot = slot_of(word); kSlotted[slot] != 0; slot = (slot + 1) % kSlots) {
    const std::size_t number = kSlotted[slot] - 1U;
    if (kWords[number] == word) return number;
  }
  return std::nullopt;
}

bool is_head(std::string_view word) {
  return kHeadEnds.find(word.back()) != std::string_view::npos;
}

std::uint64_t zigzag(std::uint64_t value) {
  return value << 1 ^ (value >> 63 == 0 ? 0 : ~std::uint64_t{0});
}
std::uint64_t from_zigzag(std::uint64_t value) {
  return value >> 1 ^ ((value & 1) == 0 ? 0 : ~std::uint64_t{0});
}

// Differences go round at 2^64, so every id has one.
std::uint64_t difference(std::int64_t value, std::int64_t from) {
  return zigzag(static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(from));
}

std::size_t size_of(std::uint64_t varint) {
  std::size_t out = 1;
  for (; varint >= 128; varint >>= 7) ++out;
  return out;
}

// What std::to_string would have written.
std::optional<std::int64_t> canonical_number(std::string_view text) {
  if (text.empty() || (text[0] != '-' && (text[0] < '0' || text[0] > '9'))) return std::nullopt;
  const auto value = parse_int64(text);
  if (!value) return std::nullopt;
  std::array<char, 24> again;
  const auto [end, error] = std::to_chars(again.data(), again.data() + again.size(), *value);
  if (std::string_view(again.data(), end) != text) return std::nullopt;
  return value;
}

bool is_gap(std::size_t at) {
  return at == 4 || at == 9;
}

std::optional<std::uint64_t> public_digits(std::string_view text) {
  if (text.size() != kPublicSize) return std::nullopt;
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_gap(i) ? c != ' ' : c < '0' || c > '9') return std::nullopt;
    if (!is_gap(i)) out = out * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return out;
}

std::string public_text(std::uint64_t digits) {
  std::string out(kPublicSize, ' ');
  for (std::size_t i = kPublicSize; i-- > 0;) {
    if (is_gap(i)) continue;
    out[i] = static_cast<char>('0' + digits % 10);
    digits /= 10;
  }
  return out;
}

class Writer {
 public:
  explicit Writer(EntryId id) : id_(id.value) { out_.reserve(256); }

  void byte(unsigned char value) { out_ += static_cast<char>(value); }
  void number(std::uint64_t value) {
    for (; value >= 128; value >>= 7) byte(static_cast<unsigned char>(value | 128));
    byte(static_cast<unsigned char>(value));
  }
  void id(std::int64_t value) { number(difference(value, id_)); }
  void bytes(std::string_view value) { out_ += value; }
  void text(std::string_view text) {
    canonical_ += 4 + text.size();
    while (const auto head = head_of(text)) {
      number(kWord + *head);
      text.remove_prefix(kWords[*head].size());
    }
    if (const auto word = number_of(text)) return number(kWord + *word);
    if (const auto value = canonical_number(text)) return decimal(*value);
    if (const auto digits = public_digits(text)) {
      number(kPublicNumber);
      return number(*digits);
    }
    CHECK(is_utf8(text));
    number(kVerbatim);
    number(text.size());
    bytes(text);
  }
  void commitment(const Digest& value) {
    canonical_ += value.size();
    bytes(as_bytes(value));
  }
  void state(const State& value) {
    canonical_ += value.nonce.size() + 1;
    out_.append(value.nonce.begin(), value.nonce.end());
    byte(value.list);
    if (value.list != 0) commitment(value.root);
  }
  std::size_t canonical() const { return canonical_; }
  std::string take() { return std::move(out_); }

 private:
  static std::optional<std::size_t> head_of(std::string_view text) {
    const auto end = text.find_first_of(kHeadEnds);
    if (end == std::string_view::npos) return std::nullopt;
    return number_of(text.substr(0, end + 1));
  }
  void decimal(std::int64_t value) {
    const auto as_number = zigzag(static_cast<std::uint64_t>(value));
    const auto as_id = difference(value, id_);
    const bool shorter = size_of(as_id) < size_of(as_number);
    number(shorter ? kId : kNumber);
    number(shorter ? as_id : as_number);
  }

  const std::int64_t id_;
  std::string out_;
  std::size_t canonical_ = 0;  // bytes that strings and commitments take in canonical bytes
};

// It need not ask whether a thing could have been written otherwise: entry_of() packs again and
// compares.
class PackedReader : public Bytes {
 public:
  PackedReader(std::string_view bytes, EntryId id, std::size_t canonical)
      : Bytes(bytes), id_(id.value), canonical_(canonical) {}

  unsigned char byte() {
    const auto out = take(1);
    return out.empty() ? 0 : static_cast<unsigned char>(out[0]);
  }
  std::uint64_t number() {
    std::uint64_t out = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint64_t next = byte();
      out |= (next & 127) << shift;
      if (next < 128) return out;
    }
    refuse();
    return 0;
  }
  std::int64_t id() {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(id_) + from_zigzag(number()));
  }
  // A count of things that take at least `least` bytes each.
  std::size_t count(std::size_t least) {
    const auto value = number();
    if (value > left() / least) refuse();
    return ok() ? static_cast<std::size_t>(value) : 0;
  }
  // `size` more canonical bytes: what is read is never longer than an entry may be.
  void spend(std::size_t size) {
    canonical_ += size;
    if (canonical_ > kEntryBytesMax) refuse();
  }
  std::string text() {
    std::string out;
    spend(4);
    while (ok()) {
      const auto form = number();
      if (form < kWord) {
        last_part(form, out);
        break;
      }
      if (form - kWord >= kWords.size()) refuse();
      if (!ok()) break;
      const auto word = kWords[static_cast<std::size_t>(form - kWord)];
      spend(word.size());
      out += word;
      if (!is_head(word)) break;
    }
    return out;
  }

 private:
  void last_part(std::uint64_t form, std::string& out) {
    const std::size_t before = out.size();
    if (form == kVerbatim) {
      const auto verbatim = take(count(1));
      if (!is_utf8(verbatim)) refuse();
      if (!verbatim.empty()) out += verbatim;
    } else if (form == kNumber) {
      out += std::to_string(static_cast<std::int64_t>(from_zigzag(number())));
    } else if (form == kId) {
      out += std::to_string(id());
    } else if (form == kPublicNumber) {
      out += public_text(number());
    } else {
      refuse();
    }
    spend(out.size() - before);
  }

  const std::int64_t id_;
  std::size_t canonical_;
};

template <std::size_t kSize>
void read_bytes(PackedReader& reader, std::array<std::uint8_t, kSize>& out) {
  reader.spend(kSize);
  const auto bytes = reader.take(kSize);
  std::copy(bytes.begin(), bytes.end(), out.begin());
}

Entry read_body(PackedReader& reader, const EntryRow& row) {
  Entry entry;
  entry.id = row.id;
  entry.at = row.at;
  entry.act = row.act;
  entry.matter = row.matter;
  entry.previous = row.previous;
  const bool has_state = reader.byte() == kPacked2;
  const auto has = reader.byte();
  if ((has & kHasActor) != 0) entry.actor.value = reader.id();
  if ((has & kHasTerm) != 0) entry.term.value = reader.id();
  for (auto left = reader.count(2); left > 0 && reader.ok(); --left) {
    auto name = reader.text();
    entry.facts.emplace_hint(entry.facts.end(), std::move(name), reader.text());
  }
  const auto texts = reader.count(1 + sizeof(Digest));
  entry.texts.reserve(texts);
  for (std::size_t i = 0; i < texts && reader.ok(); ++i) {
    auto& text = entry.texts.emplace_back();
    text.name = reader.text();
    read_bytes(reader, text.commitment);
  }
  if (!has_state) return entry;
  auto& state = entry.state.emplace();
  read_bytes(reader, state.nonce);
  reader.spend(1);
  state.list = reader.byte();
  if (state.list != 0) read_bytes(reader, state.root);
  return entry;
}

}  // namespace

std::string packed(const Entry& entry) {
  Writer writer(entry.id);
  writer.byte(entry.state ? kPacked2 : kPacked1);
  writer.byte(
      static_cast<unsigned char>((entry.actor ? kHasActor : 0) | (entry.term ? kHasTerm : 0)));
  if (entry.actor) writer.id(entry.actor.value);
  if (entry.term) writer.id(entry.term.value);
  writer.number(entry.facts.size());
  for (const auto& [name, value] : entry.facts) {
    writer.text(name);
    writer.text(value);
  }
  writer.number(entry.texts.size());
  for (const auto& text : entry.texts) {
    writer.text(text.name);
    writer.commitment(text.commitment);
  }
  if (entry.state) writer.state(*entry.state);
  CHECK(is_utf8(entry.act));
  CHECK(kFixedBytes + entry.act.size() + writer.canonical() <= kEntryBytesMax);
  return writer.take();
}

Result<Entry> entry_of(const EntryRow& row) {
  const bool is_packed = !row.body.empty() && (row.body[0] == kPacked1 || row.body[0] == kPacked2);
  if (!is_packed) return parse_entry(row.body);
  const auto malformed = [] { return fail(ErrorKind::Corrupt, "journal.entry_malformed"); };
  if (row.body.size() > kEntryBytesMax || !is_utf8(row.act)) return malformed();
  PackedReader reader(row.body, row.id, kFixedBytes);
  reader.spend(row.act.size());
  Entry entry = read_body(reader, row);
  if (!reader.done() || packed(entry) != row.body) return malformed();
  return entry;
}

bool is_version_2(std::string_view body) {
  return body.starts_with(kPacked2) || body.starts_with("linli-entry-2\n");
}

Digest leaf_of(const EntryRow& row, const Result<Entry>& entry) {
  return leaf_hash(entry ? canonical_bytes(*entry) : row.body);
}

}  // namespace linli::journal

#include "journal/packed.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <limits>
#include <set>

#include "journal/merkle.h"
#include "journal/words.h"

namespace linli::journal {
namespace {

constexpr std::int64_t kId = 383098794411040778;

EntryRow row_of(const Entry& entry) {
  return {entry.id, entry.matter, entry.previous, entry.at, entry.act, packed(entry)};
}

Entry filed() {
  Entry entry;
  entry.id = EntryId{kId};
  entry.at = Instant{1795406407881};
  entry.act = "request.file";
  entry.actor = PersonId{383098759866749510};
  entry.matter = MatterId{kId - 1};
  entry.facts = {{"by", "filer"},
                 {"category", "village.ditches"},
                 {"category_basis", "suggested:沟渠用语"},
                 {"first", "383098729965556052"},
                 {"number", "2023 0000 0065"},
                 {"procedure_version", "1"},
                 {"to_step", "intake"}};
  entry.texts = {{"title/" + std::to_string(kId + 1), sha256("a")}, {"photo", sha256("b")}};
  return entry;
}

Entry with_fact(const std::string& value) {
  Entry entry;
  entry.id = EntryId{kId};
  entry.facts = {{"unit", value}};
  return entry;
}

// How many bytes the value of a fact takes.
std::size_t size_of(const std::string& value) {
  return packed(with_fact(value)).size() - packed(with_fact("desk")).size() + 1;
}

TEST(Packed, an_entry_comes_back_from_its_row) {
  EXPECT_EQ(entry_of(row_of(filed())).value(), filed());
  EXPECT_EQ(entry_of(row_of({})).value(), Entry{});
}

TEST(Packed, a_body_is_that_of_the_documented_format) {
  Entry entry;
  entry.id = EntryId{1000};
  entry.at = Instant{258};
  entry.act = "a.b";
  entry.actor = PersonId{1003};
  entry.facts = {{"by", "x"}, {"desk", "1000000"}, {"to", "title/998"}};
  entry.texts = {{"file/1001", sha256("a")}};
  const std::string actor = "06";         // 3 above the entry's id
  const std::string by = "08000178";      // the word "by"; verbatim, one byte, "x"
  const std::string desk = "0b0180897a";  // the word "desk"; the number 1000000
  const std::string to = "22300203";  // the word "to"; the head "title/", 2 below the entry's id
  const std::string file = "3b0202";  // the head "file/", 1 above the entry's id
  EXPECT_EQ(to_hex(packed(entry)),
            "0101" + actor + "03" + by + desk + to + "01" + file + to_hex(sha256("a")));
}

Entry with_state(std::uint8_t list) {
  Entry entry = filed();
  entry.state.emplace();
  entry.state->nonce.fill(0xcd);
  entry.state->list = list;
  if (list != 0) entry.state->root = sha256("state");
  return entry;
}

TEST(Packed, version_2_ends_with_its_random_bytes_and_its_state) {
  const auto common = packed(filed()).substr(1);
  const std::string nonce(16, '\xcd');
  EXPECT_EQ(packed(with_state(1)),
            "\x02" + common + nonce + '\x01' + std::string(as_bytes(sha256("state"))));
  EXPECT_EQ(packed(with_state(0)), "\x02" + common + nonce + std::string(1, '\0'));
  for (const auto list : std::to_array<std::uint8_t>({0, 1, 255})) {
    EXPECT_EQ(entry_of(row_of(with_state(list))).value(), with_state(list));
  }
  EXPECT_LE(packed(with_state(1)).size(), packed(filed()).size() + 56);
  auto row = row_of(with_state(1));
  row.body.resize(row.body.size() - 1);
  EXPECT_FALSE(entry_of(row).has_value());
  row.body += "xy";
  EXPECT_FALSE(entry_of(row).has_value());
  row.body = row_of(with_state(1)).body;
  row.body[0] = '\x03';
  EXPECT_FALSE(entry_of(row).has_value());
}

TEST(Packed, the_body_of_an_earlier_program_is_read_as_it_is) {
  EntryRow row = row_of(filed());
  row.body = canonical_bytes(filed());
  const auto entry = entry_of(row);
  EXPECT_EQ(entry.value(), filed());
  EXPECT_EQ(leaf_of(row, entry), leaf_hash(row.body));
}

TEST(Packed, the_leaf_is_that_of_the_canonical_bytes) {
  const auto row = row_of(filed());
  EXPECT_EQ(leaf_of(row, entry_of(row)), leaf_hash(canonical_bytes(filed())));
}

TEST(Packed, a_row_that_cannot_be_read_has_a_leaf_of_its_own) {
  auto row = row_of(filed());
  row.body.pop_back();
  const auto entry = entry_of(row);
  ASSERT_FALSE(entry);
  EXPECT_EQ(leaf_of(row, entry), leaf_hash(row.body));
}

TEST(Packed, words_ids_numbers_and_public_numbers_are_short) {
  EXPECT_EQ(size_of("waiting_for_filer"), 1u);
  EXPECT_EQ(size_of("organisations"), 2u);  // of the rare words
  EXPECT_EQ(size_of("7"), 2u);
  EXPECT_EQ(size_of(std::to_string(kId + 3)), 2u);
  EXPECT_EQ(size_of("2023 0000 0065"), 7u);
  EXPECT_EQ(size_of("suggested:none"), 2u);
  EXPECT_EQ(size_of("沟渠"), 2u + 6u);
}

TEST(Packed, strings_that_look_like_numbers_words_or_heads_come_back_as_they_were) {
  for (const std::string value : {"",
                                  "0",
                                  "-0",
                                  "007",
                                  "+7",
                                  "-7",
                                  "9223372036854775807",
                                  "-9223372036854775808",
                                  "9223372036854775808",
                                  "title/",
                                  "title/title/",
                                  "title",
                                  "suggested:title/5",
                                  "matter.",
                                  "/",
                                  ":",
                                  "filer ",
                                  "Filer",
                                  "2023 0000 006",
                                  "2023  000 0065",
                                  "2023-0000-0065",
                                  "9999 9999 9999",
                                  "0000 0000 0000",
                                  "一:二"}) {
    const auto entry = with_fact(value);
    EXPECT_EQ(entry_of(row_of(entry)).value(), entry) << value;
  }
}

TEST(Packed, the_numbers_of_words_never_change) {
  // Whoever adds a word at the end adds a line here; no line is ever changed.
  const auto hash = [](std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += std::string(kWords[i]) + "\n";
    return to_hex(sha256(all)).substr(0, 16);
  };
  EXPECT_EQ(hash(166), "a6ed624ef274b77e");
  EXPECT_EQ(kWords.size(), 166u);
}

TEST(Packed, no_word_is_there_twice_and_only_heads_end_where_a_rest_begins) {
  std::set<std::string_view> seen;
  for (const auto word : kWords) {
    EXPECT_TRUE(seen.insert(word).second) << word;
    const auto end = word.find_first_of(":/.");
    EXPECT_TRUE(end == std::string_view::npos || (end + 1 == word.size() && end > 0)) << word;
  }
}

TEST(Packed, cut_lengthened_or_foreign_bodies_are_refused) {
  const auto whole = row_of(filed());
  const auto code = [&](std::string body) {
    auto row = whole;
    row.body = std::move(body);
    const auto read = entry_of(row);
    return read ? "" : read.error().code;
  };
  for (std::size_t size = 0; size < whole.body.size(); ++size) {
    ASSERT_EQ(code(whole.body.substr(0, size)), "journal.entry_malformed") << size;
  }
  EXPECT_EQ(code(whole.body + "x"), "journal.entry_malformed");
  EXPECT_EQ(code("\2" + whole.body.substr(1)), "journal.entry_malformed");
  EXPECT_EQ(code(std::string(kEntryBytesMax + 1, '\1')), "journal.entry_malformed");
}

TEST(Packed, a_column_that_is_no_text_is_refused) {
  auto row = row_of(filed());
  row.act = "\xff";
  EXPECT_EQ(entry_of(row).error().code, "journal.entry_malformed");
}

TEST(Packed, counts_and_lengths_that_promise_too_much_are_refused) {
  const std::string huge = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01";
  auto row = row_of({});
  const std::string begin("\1\0", 2);
  const std::string no_facts(1, '\0');
  const std::string heads(110'000, '\x2f');  // "suggested:", longer than an entry may be
  for (const auto& body : {begin + huge, begin + no_facts + huge, begin + "\1" + no_facts + huge,
                           begin + "\1" + huge, begin + "\1" + heads + "\x08\x08" + no_facts}) {
    row.body = body;
    EXPECT_FALSE(entry_of(row)) << to_hex(body.substr(0, 20));
  }
}

TEST(Packed, an_entry_that_is_too_long_or_no_text_is_never_packed) {
  EXPECT_DEATH(packed(with_fact(std::string(kEntryBytesMax, 'x'))), "kEntryBytesMax");
  EXPECT_DEATH(packed(with_fact("\xff")), "is_utf8");
}

// Words, numbers near and far from the id, public numbers, heads with a rest, anything, long ones.
std::string any_string() {
  const auto word = [] {
    return std::string(kWords[*rc::gen::inRange<std::size_t>(0, kWords.size())]);
  };
  const auto verbatim = [] {
    return *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127));
  };
  switch (*rc::gen::inRange(0, 8)) {
    case 0:
      return word();
    case 1:
      return std::to_string(*rc::gen::arbitrary<std::int64_t>());
    case 2:
      return std::to_string(kId + *rc::gen::inRange(-100'000, 100'000));
    case 3:
      return word() + std::to_string(*rc::gen::inRange(0, 1000));
    case 4:
      return word() + word() + verbatim();
    case 5:
      return "2026 0001 " + std::to_string(*rc::gen::inRange(100, 99999));
    case 6:
      return std::string(static_cast<std::size_t>(*rc::gen::inRange(0, 60'000)), 'z');
    default:
      return verbatim() + *rc::gen::element<std::string>("", "组间路", "/", ":");
  }
}

Entry any_entry() {
  Entry entry;
  const auto any_id = [] {
    return *rc::gen::oneOf(rc::gen::arbitrary<std::int64_t>(), rc::gen::just<std::int64_t>(0),
                           rc::gen::inRange(kId - 1000, kId + 1000),
                           rc::gen::element(std::numeric_limits<std::int64_t>::min(),
                                            std::numeric_limits<std::int64_t>::max()));
  };
  entry.id.value = any_id();
  entry.at.ms = any_id();
  entry.act = any_string();
  entry.actor.value = any_id();
  entry.term.value = any_id();
  entry.matter.value = any_id();
  entry.previous.value = any_id();
  for (int left = *rc::gen::inRange(0, 6); left > 0; --left)
    entry.facts[any_string()] = any_string();
  for (int left = *rc::gen::inRange(0, 4); left > 0; --left) {
    entry.texts.push_back({any_string(), sha256(any_string())});
  }
  return entry;
}

TEST(Packed, every_entry_comes_back_and_is_never_longer_than_its_canonical_bytes) {
  EXPECT_TRUE(rc::check([] {
    const auto entry = any_entry();
    const auto row = row_of(entry);
    RC_ASSERT(entry_of(row).value() == entry);
    RC_ASSERT(row.body.size() < canonical_bytes(entry).size());
  }));
}

TEST(Packed, a_changed_byte_is_refused_or_gives_another_entry) {
  EXPECT_TRUE(rc::check([] {
    const auto entry = *rc::gen::inRange(0, 4) == 0 ? any_entry() : filed();
    auto row = row_of(entry);
    const auto at = *rc::gen::inRange<std::size_t>(0, row.body.size());
    const char was = row.body[at];
    for (int value = 0; value<256; value += row.body.size()> 1000 ? 51 : 1) {
      if (static_cast<char>(value) == was) continue;
      row.body[at] = static_cast<char>(value);
      const auto read = entry_of(row);
      RC_ASSERT((!read || canonical_bytes(*read) != canonical_bytes(entry)));
    }
  }));
}

TEST(Packed, whatever_body_is_accepted_is_the_body_of_what_was_read) {
  EXPECT_TRUE(rc::check([] {
    auto row = row_of(filed());
    for (int times = *rc::gen::inRange(1, 5); times > 0; --times) {
      const auto at = *rc::gen::inRange<std::size_t>(1, row.body.size());
      const auto cut = *rc::gen::inRange<std::size_t>(0, 3);
      const auto put = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
      row.body.replace(at, cut, put.substr(0, 3));
    }
    const auto read = entry_of(row);
    RC_ASSERT((!read || packed(*read) == row.body));
  }));
}

}  // namespace
}  // namespace linli::journal

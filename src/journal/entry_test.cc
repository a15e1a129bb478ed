#include "journal/entry.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "journal/merkle.h"

namespace linli::journal {
namespace {

Entry sample() {
  Entry entry;
  entry.id = EntryId{0x0102030405060708};
  entry.at = Instant{1772676000000};
  entry.act = "request.accept";
  entry.actor = PersonId{11};
  entry.term = TermId{12};
  entry.matter = MatterId{13};
  entry.previous = EntryId{14};
  entry.facts = {{"grade", "small"}, {"desk", "处理岗"}};
  entry.texts = {{"note", sha256("a")}, {"photo", sha256("b")}, {"photo", sha256("c")}};
  return entry;
}

TEST(Entry, its_bytes_give_the_same_entry) {
  EXPECT_EQ(parse_entry(canonical_bytes(sample())).value(), sample());
  EXPECT_EQ(parse_entry(canonical_bytes({})).value(), Entry{});
}

TEST(Entry, its_bytes_are_those_of_the_documented_format) {
  Entry entry;
  entry.id = EntryId{1};
  entry.at = Instant{258};
  entry.act = "a.b";
  entry.matter = MatterId{-1};
  entry.facts = {{"k", "v"}};
  const std::string zeros(16, '0');
  EXPECT_EQ(to_hex(canonical_bytes(entry)),
            to_hex("linli-entry-1\n") + "0000000000000001" + "0000000000000102" + "00000003" +
                to_hex("a.b") + zeros + zeros + "ffffffffffffffff" + zeros + "00000001" +
                "00000001" + to_hex("k") + "00000001" + to_hex("v") + "00000000");
}

// The same entry as version 2 has it.
Entry sample_with_state(std::uint8_t list) {
  Entry entry = sample();
  entry.state.emplace();
  entry.state->nonce.fill(0xab);
  entry.state->list = list;
  if (list != 0) entry.state->root = sha256("state");
  return entry;
}

TEST(Entry, of_version_2_holds_random_bytes_and_what_state_it_leaves) {
  const std::string common = canonical_bytes(sample()).substr(14);
  std::string nonce(16, '\xab');
  EXPECT_EQ(canonical_bytes(sample_with_state(3)),
            "linli-entry-2\n" + common + nonce + '\x03' + std::string(as_bytes(sha256("state"))));
  EXPECT_EQ(canonical_bytes(sample_with_state(0)),
            "linli-entry-2\n" + common + nonce + std::string(1, '\0'));
  for (const auto list : std::to_array<std::uint8_t>({0, 3})) {
    EXPECT_EQ(parse_entry(canonical_bytes(sample_with_state(list))).value(),
              sample_with_state(list));
  }
}

// What an earlier program wrote is read, and hashed, for ever.
TEST(Entry, of_version_1_has_the_bytes_and_the_leaf_it_always_had) {
  const std::string leaf = "9b94f1f361fc1e3a03c847b8d75e60bd435cc6c0154607b1ce2acb4660cbd501";
  EXPECT_EQ(to_hex(leaf_hash(canonical_bytes(sample()))), leaf);
  EXPECT_EQ(parse_entry(canonical_bytes(sample())).value().state, std::nullopt);
}

TEST(Entry, facts_are_sorted_so_that_an_entry_has_only_one_byte_string) {
  std::string bytes = canonical_bytes(sample());
  const auto desk = bytes.find("desk");
  ASSERT_NE(desk, std::string::npos);
  bytes.replace(desk, 4, "zesk");  // now after "grade"
  EXPECT_EQ(parse_entry(bytes).error().code, "journal.entry_malformed");
}

TEST(Entry, cut_lengthened_or_foreign_bytes_are_refused) {
  for (const auto& entry : {sample(), sample_with_state(0), sample_with_state(1)}) {
    const std::string bytes = canonical_bytes(entry);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto read = parse_entry(std::string_view(bytes).substr(0, size));
      ASSERT_FALSE(read.has_value()) << size;
      EXPECT_EQ(read.error().code, "journal.entry_malformed");
    }
    EXPECT_FALSE(parse_entry(bytes + "x").has_value());
    EXPECT_FALSE(parse_entry("linli-entry-3\n" + bytes.substr(14)).has_value());
    const auto* other = entry.state ? "linli-entry-1\n" : "linli-entry-2\n";
    EXPECT_FALSE(parse_entry(other + bytes.substr(14)).has_value());
  }
  EXPECT_FALSE(parse_entry(std::string(kEntryBytesMax + 1, 'x')).has_value());
}

TEST(Entry, whatever_bytes_are_accepted_are_the_bytes_of_what_was_read) {
  EXPECT_TRUE(rc::check([&] {
    const auto list = *rc::gen::element<std::uint8_t>(0, 1);
    const std::string bytes =
        canonical_bytes(*rc::gen::arbitrary<bool>() ? sample() : sample_with_state(list));
    std::string changed = bytes;
    const auto times = *rc::gen::inRange(1, 4);
    for (int i = 0; i < times; ++i) {
      changed[*rc::gen::inRange<std::size_t>(0, changed.size())] =
          static_cast<char>(*rc::gen::inRange(0, 256));
    }
    const auto read = parse_entry(changed);
    RC_ASSERT((!read || canonical_bytes(*read) == changed));
  }));
}

TEST(Entry, a_changed_byte_anywhere_changes_the_leaf) {
  const std::string bytes = canonical_bytes(sample_with_state(1));
  const Digest leaf = leaf_hash(bytes);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    ASSERT_NE(leaf_hash(changed), leaf) << i;
  }
}

TEST(Entry, the_same_text_under_another_salt_has_another_commitment) {
  const std::string salt(kSaltSize, 's');
  const std::string other(kSaltSize, 't');
  EXPECT_EQ(commit_text(salt, "电话"), commit_text(salt, "电话"));
  EXPECT_NE(commit_text(salt, "电话"), commit_text(other, "电话"));
  EXPECT_NE(commit_text(salt, "电话"), sha256(salt + "电话"));
  EXPECT_EQ(commit_text(salt, ""), sha256("linli text 1\n" + salt));
  EXPECT_DEATH(commit_text("short", "x"), "kSaltSize");
}

}  // namespace
}  // namespace linli::journal

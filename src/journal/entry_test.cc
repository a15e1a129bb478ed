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

TEST(Entry, facts_are_sorted_so_that_an_entry_has_only_one_byte_string) {
  std::string bytes = canonical_bytes(sample());
  const auto desk = bytes.find("desk");
  ASSERT_NE(desk, std::string::npos);
  bytes.replace(desk, 4, "zesk");  // now after "grade"
  EXPECT_EQ(parse_entry(bytes).error().code, "journal.entry_malformed");
}

TEST(Entry, cut_lengthened_or_foreign_bytes_are_refused) {
  const std::string bytes = canonical_bytes(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto read = parse_entry(std::string_view(bytes).substr(0, size));
    ASSERT_FALSE(read.has_value()) << size;
    EXPECT_EQ(read.error().code, "journal.entry_malformed");
  }
  EXPECT_FALSE(parse_entry(bytes + "x").has_value());
  EXPECT_FALSE(parse_entry("linli-entry-2\n" + bytes.substr(14)).has_value());
  EXPECT_FALSE(parse_entry(std::string(kEntryBytesMax + 1, 'x')).has_value());
}

TEST(Entry, whatever_bytes_are_accepted_are_the_bytes_of_what_was_read) {
  const std::string bytes = canonical_bytes(sample());
  EXPECT_TRUE(rc::check([&] {
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
  const std::string bytes = canonical_bytes(sample());
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

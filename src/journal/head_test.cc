#include "journal/head.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace linli::journal {
namespace {

Signer signer(std::uint64_t seed = 1) {
  SeededRandom random(seed);
  return Signer::make(make_secret_key(random)).value();
}

TEST(Head, a_signed_head_verifies_under_its_key_only) {
  const Head head = signer().sign(5, sha256("root"), Instant{1772676000000});
  EXPECT_TRUE(verify_head(head, signer().public_key()));
  EXPECT_EQ(verify_head(head, signer(2).public_key()).error().code, "journal.head_forged");
}

TEST(Head, a_head_with_anything_changed_is_forged) {
  const Head head = signer().sign(5, sha256("root"), Instant{1772676000000});
  Head changed = head;
  changed.size = 6;
  EXPECT_FALSE(verify_head(changed, signer().public_key()));
  changed = head;
  changed.root[31] ^= 1;
  EXPECT_FALSE(verify_head(changed, signer().public_key()));
  changed = head;
  changed.at.ms += 1;
  EXPECT_FALSE(verify_head(changed, signer().public_key()));
  changed = head;
  changed.signature[0] ^= 1;
  EXPECT_FALSE(verify_head(changed, signer().public_key()));
}

TEST(Head, signing_is_ed25519_of_rfc_8032) {
  // RFC 8032, 7.1, TEST 1: the public key that belongs to this seed.
  const auto seed =
      from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").value();
  const Signer it = Signer::make(seed).value();
  const auto* key = reinterpret_cast<const char*>(it.public_key().data());
  EXPECT_EQ(to_hex(std::string_view(key, 32)),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
}

TEST(Head, its_line_says_size_root_and_time_and_gives_the_same_head) {
  const Head head = signer().sign(5, sha256("root"), Instant{1772676000000});
  const std::string line = to_line(head);
  EXPECT_TRUE(line.starts_with("linli-head-1 5 " + to_hex(sha256("root")) + " 1772676000000 "));
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 0);
  EXPECT_EQ(parse_head(line).value(), head);
}

TEST(Head, lines_that_are_no_heads_are_refused) {
  const std::string line = to_line(signer().sign(5, sha256("root"), Instant{7}));
  std::string upper = line;
  upper[15] = static_cast<char>(std::toupper(upper[15] == '4' ? 'A' : upper[15]));
  for (const auto& wrong :
       {std::string(), line + " ", line + "A", line.substr(0, line.size() - 1),
        "linli-head-2" + line.substr(12), "linli-head-1 05" + line.substr(14),
        "linli-head-1 -5" + line.substr(14), "linli-head-1 x" + line.substr(14), upper}) {
    if (wrong == line) continue;
    const auto read = parse_head(wrong);
    ASSERT_FALSE(read.has_value()) << wrong;
    EXPECT_EQ(read.error().code, "journal.head_malformed");
  }
}

TEST(Head, a_secret_key_of_another_size_is_refused) {
  EXPECT_EQ(Signer::make("short").error().code, "journal.key_wrong");
  EXPECT_EQ(Signer::make(std::string(64, 'k')).error().code, "journal.key_wrong");
}

}  // namespace
}  // namespace linli::journal

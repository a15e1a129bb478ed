#include "journal/merkle.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"

namespace linli::journal {
namespace {

namespace fs = std::filesystem;
using Leaves = std::vector<Digest>;

Leaves leaves_of(std::int64_t count) {
  Leaves out;
  for (std::int64_t i = 0; i < count; ++i) out.push_back(leaf_hash("leaf " + std::to_string(i)));
  return out;
}

LeafAt reader(const Leaves& leaves) {
  return [&leaves](std::int64_t index) -> Result<Digest> {
    return leaves.at(static_cast<std::size_t>(index));
  };
}

// ---- The definitions of RFC 6962, 2.1, word for word and recursive. ----

std::size_t k_of(std::size_t n) {
  std::size_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

Digest mth(const Leaves& d, std::size_t from, std::size_t to) {
  if (from == to) return sha256("");
  if (to - from == 1) return d[from];
  const std::size_t k = k_of(to - from);
  return node_hash(mth(d, from, from + k), mth(d, from + k, to));
}

Proof path(std::size_t m, const Leaves& d, std::size_t from, std::size_t to) {
  if (to - from == 1) return {};
  const std::size_t k = k_of(to - from);
  Proof out;
  if (m < k) {
    out = path(m, d, from, from + k);
    out.push_back(mth(d, from + k, to));
  } else {
    out = path(m - k, d, from + k, to);
    out.push_back(mth(d, from, from + k));
  }
  return out;
}

Proof subproof(std::size_t m, const Leaves& d, std::size_t from, std::size_t to, bool b) {
  const std::size_t n = to - from;
  if (m == n) return b ? Proof{} : Proof{mth(d, from, to)};
  const std::size_t k = k_of(n);
  Proof out;
  if (m <= k) {
    out = subproof(m, d, from, from + k, b);
    out.push_back(mth(d, from + k, to));
  } else {
    out = subproof(m - k, d, from + k, to, false);
    out.push_back(mth(d, from, from + k));
  }
  return out;
}

TEST(Merkle, the_root_of_no_leaves_is_the_hash_of_nothing) {
  EXPECT_EQ(to_hex(CompactRange{}.root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(leaf_hash("")),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

TEST(Merkle, roots_and_proofs_up_to_seventy_leaves_are_those_of_the_definitions) {
  const Leaves leaves = leaves_of(70);
  CompactRange range;
  for (std::int64_t n = 1; n <= 70; ++n) {
    const auto size = static_cast<std::size_t>(n);
    range.append(leaves[size - 1]);
    const Digest root = mth(leaves, 0, size);
    ASSERT_EQ(range.root(), root) << n;
    for (std::int64_t m = 0; m < n; ++m) {
      const auto index = static_cast<std::size_t>(m);
      const Proof proof = inclusion_proof(m, n, reader(leaves)).value();
      ASSERT_EQ(proof, path(index, leaves, 0, size)) << m << " in " << n;
      ASSERT_TRUE(verify_inclusion(m, n, leaves[index], proof, root)) << m << " in " << n;
      ASSERT_FALSE(verify_inclusion(m, n, leaf_hash("other"), proof, root));
    }
    for (std::int64_t m = 1; m <= n; ++m) {
      const auto old_size = static_cast<std::size_t>(m);
      const Digest old_root = mth(leaves, 0, old_size);
      const Proof proof = consistency_proof(m, n, reader(leaves)).value();
      ASSERT_EQ(proof, subproof(old_size, leaves, 0, size, true)) << m << " to " << n;
      ASSERT_TRUE(verify_consistency(m, n, old_root, root, proof)) << m << " to " << n;
    }
  }
}

TEST(Merkle, a_proof_with_any_bit_changed_is_wrong) {
  EXPECT_TRUE(rc::check([] {
    const auto n = *rc::gen::inRange<std::int64_t>(2, 300);
    const auto m = *rc::gen::inRange<std::int64_t>(1, n);
    const Leaves leaves = leaves_of(n);
    const Digest old_root = mth(leaves, 0, static_cast<std::size_t>(m));
    const Digest root = mth(leaves, 0, static_cast<std::size_t>(n));
    Proof inclusion = inclusion_proof(m, n, reader(leaves)).value();
    Proof consistency = consistency_proof(m, n, reader(leaves)).value();
    const auto damage = [](Proof& proof) {
      auto& node = proof[*rc::gen::inRange<std::size_t>(0, proof.size())];
      node[*rc::gen::inRange<std::size_t>(0, node.size())] ^=
          static_cast<std::uint8_t>(1 << *rc::gen::inRange(0, 8));
    };
    damage(inclusion);
    damage(consistency);
    RC_ASSERT(
        verify_inclusion(m, n, leaves[static_cast<std::size_t>(m)], inclusion, root).error().code ==
        "journal.proof_wrong");
    RC_ASSERT(!verify_consistency(m, n, old_root, root, consistency));
  }));
}

TEST(Merkle, a_consistency_proof_shows_one_older_and_one_newer_root_only) {
  const Leaves leaves = leaves_of(70);
  const Digest other = leaf_hash("other");
  for (std::int64_t n = 1; n <= 70; ++n) {
    const Digest root = mth(leaves, 0, static_cast<std::size_t>(n));
    for (std::int64_t m = 1; m <= n; ++m) {
      const Digest old_root = mth(leaves, 0, static_cast<std::size_t>(m));
      const Proof proof = consistency_proof(m, n, reader(leaves)).value();
      ASSERT_FALSE(verify_consistency(m, n, other, root, proof)) << m << " to " << n;
      ASSERT_FALSE(verify_consistency(m, n, old_root, other, proof)) << m << " to " << n;
    }
    ASSERT_TRUE(verify_consistency(0, n, empty_root(), root, {}));
    ASSERT_FALSE(verify_consistency(0, n, other, root, {}));
    ASSERT_FALSE(verify_consistency(0, n, empty_root(), root, {other}));
  }
}

TEST(Merkle, proofs_outside_the_tree_are_refused_and_reading_errors_passed_on) {
  const Leaves leaves = leaves_of(3);
  EXPECT_EQ(inclusion_proof(3, 3, reader(leaves)).error().code, "journal.proof_range");
  EXPECT_EQ(inclusion_proof(-1, 3, reader(leaves)).error().code, "journal.proof_range");
  EXPECT_EQ(consistency_proof(3, 2, reader(leaves)).error().code, "journal.proof_range");
  const LeafAt broken = [](std::int64_t) -> Result<Digest> {
    return fail(ErrorKind::Corrupt, "store.corrupt");
  };
  EXPECT_EQ(inclusion_proof(1, 3, broken).error().code, "store.corrupt");
}

TEST(Merkle, a_compact_range_goes_on_from_its_stored_state) {
  const Leaves leaves = leaves_of(200);
  CompactRange whole;
  for (const auto& leaf : leaves) {
    auto restored = CompactRange::restore(whole.size(), whole.state()).value();
    EXPECT_EQ(restored, whole);
    restored.append(leaf);
    whole.append(leaf);
    ASSERT_EQ(restored.root(), whole.root());
  }
  for (const auto& [size, bytes] : {std::pair{3, 32}, {4, 33}, {-1, 0}, {0, 32}}) {
    const auto wrong =
        CompactRange::restore(size, std::string(static_cast<std::size_t>(bytes), 'x'));
    EXPECT_EQ(wrong.error().code, "journal.tree_malformed");
  }
}

// ---- The cases of transparency-dev/merkle. ----

std::optional<Digest> digest_from_base64(const boost::json::value& value) {
  std::string text(value.is_string() ? std::string(value.get_string()) : "");
  while (text.ends_with('=')) text.pop_back();
  for (auto& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  const auto bytes = from_base64url(text);
  Digest digest;
  if (!bytes || bytes->size() != digest.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

std::optional<std::int64_t> size_from(const boost::json::value& value) {
  if (!value.is_int64()) return std::nullopt;  // larger than an int64
  return value.get_int64();
}

// What is not even a number or a digest of ours cannot be verified either.
bool accepts(const boost::json::object& test) {
  Proof proof;
  if (test.at("proof").is_array()) {
    for (const auto& node : test.at("proof").get_array()) {
      const auto digest = digest_from_base64(node);
      if (!digest) return false;
      proof.push_back(*digest);
    }
  }
  if (test.contains("leafIdx")) {
    const auto index = size_from(test.at("leafIdx"));
    const auto size = size_from(test.at("treeSize"));
    const auto leaf = digest_from_base64(test.at("leafHash"));
    const auto root = digest_from_base64(test.at("root"));
    return index && size && leaf && root &&
           verify_inclusion(*index, *size, *leaf, proof, *root).has_value();
  }
  const auto old_size = size_from(test.at("size1"));
  const auto new_size = size_from(test.at("size2"));
  const auto old_root = digest_from_base64(test.at("root1"));
  const auto new_root = digest_from_base64(test.at("root2"));
  return old_size && new_size && old_root && new_root &&
         verify_consistency(*old_size, *new_size, *old_root, *new_root, proof).has_value();
}

TEST(Merkle, published_proof_cases_are_judged_as_published) {
  const std::string archive = LINLI_SOURCE_DIR "/../shared/data/vectors/merkle_json.tar.xz";
  if (!fs::exists(archive)) GTEST_SKIP() << "no proof cases at " << archive;
  std::string folder = (fs::temp_directory_path() / "linli-merkle-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  FILE* tar = popen(("tar xJf '" + archive + "' -C '" + folder + "'").c_str(), "r");
  ASSERT_EQ(tar == nullptr ? -1 : pclose(tar), 0);
  int judged = 0;
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    const std::string path_text = file.path().string();
    const bool wanted = path_text.find("/inclusion/") != std::string::npos ||
                        path_text.find("/consistency/") != std::string::npos;
    if (!file.is_regular_file() || file.path().extension() != ".json" || !wanted) continue;
    std::stringstream text;
    text << std::ifstream(file.path()).rdbuf();
    const auto test = parse_json(text.str());
    ASSERT_TRUE(test.has_value()) << path_text;
    const auto& object = test->get_object();
    EXPECT_EQ(accepts(object), !object.at("wantErr").get_bool()) << path_text;
    ++judged;
  }
  fs::remove_all(folder);
  EXPECT_EQ(judged, 100);
}

}  // namespace
}  // namespace linli::journal

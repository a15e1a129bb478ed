#include "vault/vault.h"

#include "journal/entry.h"
#include "vault/payloads.h"
#include "vault/reseal.h"
#include "vault/seal.h"
#include "vault/testing.h"

namespace linli::vault {
namespace {

const TextOwner kOwner{MatterId{7}, PersonId{9}, "request.body"};

TEST_F(VaultTest, ATextComesBackAndItsCommitmentIsRecomputed) {
  store::WriteSet changes;
  const auto put = vault_.put_text(changes, kOwner, "路灯坏了三天");
  ASSERT_TRUE(commit(std::move(changes)));
  EXPECT_EQ(vault_.text(*read(), put.id).value(), "路灯坏了三天");
  EXPECT_EQ(Payloads(vault_, *store_).check(put.commitment).value(), Payload::Intact);
}

TEST_F(VaultTest, EqualTextsHaveDifferentCommitments) {
  store::WriteSet changes;
  EXPECT_NE(vault_.put_text(changes, kOwner, "x").commitment,
            vault_.put_text(changes, kOwner, "x").commitment);
}

TEST_F(VaultTest, SeveralTextsAreReadAtOnceAndUnknownOnesLeftOut) {
  store::WriteSet changes;
  const auto one = vault_.put_text(changes, kOwner, "一");
  const auto two = vault_.put_text(changes, kOwner, "二");
  ASSERT_TRUE(commit(std::move(changes)));
  const auto texts = vault_.texts(*read(), {one.id, TextId{1}, two.id}).value();
  EXPECT_EQ(texts, (std::map<TextId, std::string>{{one.id, "一"}, {two.id, "二"}}));
  EXPECT_TRUE(vault_.texts(*read(), {}).value().empty());
}

TEST_F(VaultTest, AnUnknownTextIsAbsent) {
  EXPECT_EQ(vault_.text(*read(), TextId{5}).error().code, "vault.absent");
}

TEST_F(VaultTest, ATextMovedToAnotherRowDoesNotOpen) {
  store::WriteSet changes;
  const auto one = vault_.put_text(changes, kOwner, "一");
  const auto two = vault_.put_text(changes, kOwner, "二");
  ASSERT_TRUE(commit(std::move(changes)));
  const auto sealed = read()->one("SELECT sealed FROM vault_text WHERE id = ?1", {one.id},
                                  [](const store::Row& row) { return row.string(0); });
  store::WriteSet moved;
  moved.update("vault_text", two.id.value, 1, {{"sealed", store::Blob{sealed.value().value()}}});
  ASSERT_TRUE(commit(std::move(moved)));
  EXPECT_EQ(vault_.text(*read(), two.id).error().code, "vault.damaged");
  EXPECT_EQ(vault_.texts(*read(), {two.id}).error().code, "vault.damaged");
  Payloads payloads(vault_, *store_);
  EXPECT_EQ(payloads.check(two.commitment).value(), Payload::Altered);
  EXPECT_EQ(payloads.check(one.commitment).value(), Payload::Intact);
  EXPECT_EQ(payloads.check(sha256("?")).value(), Payload::Missing);
}

TEST_F(VaultTest, AFieldOpensInItsColumnAndRowAndAnErasedOneIsEmpty) {
  const auto sealed = vault_.seal_field("registry_person.sealed", 3, "13812345678");
  EXPECT_EQ(vault_.open_field("registry_person.sealed", 3, sealed).value(), "13812345678");
  EXPECT_EQ(vault_.open_field("registry_person.sealed", 4, sealed).error().code, "vault.damaged");
  EXPECT_EQ(vault_.open_field("registry_person.sealed", 3, "").value(), "");
}

TEST_F(VaultTest, AfterARotationAllRowsAreSealedAnewAndTheOldKeyIsNotNeeded) {
  std::vector<TextId> ids;
  store::WriteSet changes;
  const int count = kResealBatch + 3;
  for (int i = 0; i < count; ++i) ids.push_back(vault_.put_text(changes, kOwner, "文").id);
  ASSERT_TRUE(commit(std::move(changes)));
  Keys rotated = keys_;
  rotated.data[2] = Secret::random(random_);
  const Vault now(rotated, random_, ids_);
  int updates = 0;
  for (const auto& table : sealed_tables()) {
    std::optional<std::int64_t> after = 0;
    while (after) {
      store::WriteSet batch;
      after = reseal_batch(*read(), now, table, *after, batch).value();
      EXPECT_LE(batch.changes.size(), static_cast<std::size_t>(kResealBatch));
      updates += static_cast<int>(batch.changes.size());
      ASSERT_TRUE(commit(std::move(batch)));
    }
  }
  EXPECT_EQ(updates, count);
  rotated.data.erase(1);
  const Vault without_old(rotated, random_, ids_);
  EXPECT_EQ(without_old.text(*read(), ids.front()).value(), "文");
  EXPECT_EQ(without_old.text(*read(), ids.back()).value(), "文");
  store::WriteSet again;
  EXPECT_TRUE(reseal_batch(*read(), now, sealed_tables()[0], 0, again).value().has_value());
  EXPECT_TRUE(again.changes.empty());
}

}  // namespace
}  // namespace linli::vault

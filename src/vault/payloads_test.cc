// vault/payloads: what is there but is not what was recorded is called altered, never intact.
#include "vault/payloads.h"

#include "vault/file.h"
#include "vault/media_samples.h"
#include "vault/testing.h"

namespace linli::vault {
namespace {

class PayloadsTest : public VaultTest {
 protected:
  SealedText put(const std::string& text) {
    store::WriteSet changes;
    const auto out = vault_.put_text(changes, {MatterId{7}, PersonId{9}, "request.body"}, text);
    EXPECT_TRUE(commit(std::move(changes)));
    return out;
  }
  TakenFile take() {
    store::WriteSet changes;
    const auto out =
        take_in(vault_, *store_, changes, {MatterId{7}, PersonId{9}}, samples::jpeg()).value();
    EXPECT_TRUE(commit(std::move(changes)));
    return out;
  }
  void commit_columns(std::int64_t id, std::string_view table, store::Columns columns) {
    store::WriteSet changes;
    if (table == "vault_text") {
      changes.update("vault_text", id, 1, std::move(columns));
    } else {
      changes.update("vault_file", id, 1, std::move(columns));
    }
    ASSERT_TRUE(commit(std::move(changes)));
  }
  Payload found(const Digest& commitment) {
    return Payloads(vault_, *store_).check(commitment).value();
  }
};

store::Blob bytes_of(const Digest& digest) {
  return store::Blob{std::string(digest.begin(), digest.end())};
}

TEST_F(PayloadsTest, ATextUnderAnothersCommitmentIsAltered) {
  const auto text = put("隔壁老王家的下水道堵了");
  const auto other = sha256("something that was never said");
  EXPECT_EQ(found(text.commitment), Payload::Intact);
  EXPECT_EQ(found(other), Payload::Missing);
  commit_columns(text.id.value, "vault_text", {{"commitment", bytes_of(other)}});
  EXPECT_EQ(found(other), Payload::Altered);
  EXPECT_EQ(found(text.commitment), Payload::Missing);
}

TEST_F(PayloadsTest, ATextThatCannotBeOpenedIsAltered) {
  const auto text = put("隔壁老王家的下水道堵了");
  commit_columns(text.id.value, "vault_text", {{"sealed", store::Blob{"x"}}});
  EXPECT_EQ(found(text.commitment), Payload::Altered);
}

TEST_F(PayloadsTest, AFileUnderAnothersCommitmentIsAltered) {
  const auto file = take();
  const auto other = sha256("a picture that nobody took");
  EXPECT_EQ(found(file.commitment), Payload::Intact);
  commit_columns(file.id.value, "vault_file", {{"commitment", bytes_of(other)}});
  EXPECT_EQ(found(other), Payload::Altered);
}

TEST_F(PayloadsTest, WhatIsWrittenAfterTheWalkIsFoundToo) {
  Payloads payloads(vault_, *store_);
  EXPECT_EQ(payloads.check(put("first").commitment).value(), Payload::Intact);
  const auto later = put("second");
  EXPECT_EQ(payloads.check(later.commitment).value(), Payload::Intact);
  commit_columns(later.id.value, "vault_text",
                 {{"sealed", store::Blob{}}, {"erased_at", clock_.now()}});
  EXPECT_EQ(found(later.commitment), Payload::Erased);
}

TEST_F(PayloadsTest, AWalkOfSeveralPagesKnowsTheLastText) {
  store::WriteSet changes;
  SealedText last;
  for (int i = 0; i < 1001; ++i) {
    last = vault_.put_text(changes, {MatterId{7}, PersonId{9}, "request.body"}, "灯");
  }
  ASSERT_TRUE(commit(std::move(changes)));
  EXPECT_EQ(found(last.commitment), Payload::Intact);
}

}  // namespace
}  // namespace linli::vault

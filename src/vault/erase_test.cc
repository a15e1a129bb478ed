#include "vault/erase.h"

#include "vault/file.h"
#include "vault/media_samples.h"
#include "vault/payloads.h"
#include "vault/testing.h"
#include "vault/text_phone.h"

namespace linli::vault {
namespace {

const std::vector<std::string> kIndexes{"matter"};
constexpr MatterId kMatter{70};
constexpr PersonId kPerson{90};

class EraseTest : public VaultTest {
 protected:
  // The sealed bytes of a text, cut so that they lie within one page of the database.
  std::string sealed_of(TextId id) {
    return read()
        ->one("SELECT sealed FROM vault_text WHERE id = ?1", {id},
              [](const store::Row& row) { return row.string(0); })
        .value()
        .value()
        .substr(0, 60);
  }
  SealedText put(MatterId matter, PersonId person, const std::string& text) {
    store::WriteSet changes;
    const auto out = vault_.put_text(changes, {matter, person, "request.body"}, text);
    changes.add(store::IndexText{"matter", matter.value, vault_.blind().tokens(text)});
    EXPECT_TRUE(commit(std::move(changes)));
    return out;
  }
  std::vector<std::int64_t> find(const std::string& query) {
    std::vector<std::int64_t> ids;
    const auto tokens = vault_.blind().tokens_for_query(query);
    const auto found = read()->find_text("matter", tokens, 10, store::kPlaceEnd).value();
    for (const auto& text : found) ids.push_back(text.id);
    return ids;
  }
};

TEST_F(EraseTest, AnErasedMatterLeavesNoCiphertextInTheFilesAndPlainTextNeverWasThere) {
  const std::string plain = "隔壁老王家的下水道堵了";
  const auto text = put(kMatter, kPerson, plain);
  const std::string sealed = sealed_of(text.id);
  EXPECT_FALSE(holds_bytes(data(), plain));
  EXPECT_TRUE(holds_bytes(data(), sealed));
  EXPECT_EQ(find("下水道"), std::vector<std::int64_t>{kMatter.value});

  store::WriteSet changes;
  const auto erasure = erase_matter(*read(), kMatter, clock_.now(), kIndexes, changes).value();
  EXPECT_EQ(erasure.texts, std::vector<TextId>{text.id});
  EXPECT_EQ(erasure.matters, std::vector<MatterId>{kMatter});
  ASSERT_TRUE(commit(std::move(changes)));
  ASSERT_TRUE(finish(*store_, erasure));

  EXPECT_FALSE(holds_bytes(data(), sealed));
  EXPECT_FALSE(holds_bytes(data(), plain));
  EXPECT_TRUE(find("下水道").empty());
  EXPECT_EQ(vault_.text(*read(), text.id).error().code, "vault.erased");
  EXPECT_TRUE(vault_.texts(*read(), {text.id}).value().empty());
  Payloads payloads(vault_, *store_);
  EXPECT_EQ(payloads.check(text.commitment).value(), Payload::Erased);
}

TEST_F(EraseTest, AnErasedFileIsGoneFromTheDisk) {
  store::WriteSet changes;
  const auto file = take_in(vault_, *store_, changes, {kMatter, kPerson}, samples::jpeg()).value();
  ASSERT_TRUE(commit(std::move(changes)));
  const std::string sealed = store_->read_file(file.id.value).value();
  store::WriteSet erasing;
  const auto erasure = erase_matter(*read(), kMatter, clock_.now(), kIndexes, erasing).value();
  EXPECT_EQ(erasure.files, std::vector<FileId>{file.id});
  ASSERT_TRUE(commit(std::move(erasing)));
  ASSERT_TRUE(finish(*store_, erasure));
  ASSERT_TRUE(finish(*store_, erasure));  // again, as after a crash
  EXPECT_FALSE(holds_bytes(data(), sealed));
  EXPECT_EQ(open_file(vault_, *store_, *read(), file.id).error().code, "vault.erased");
  EXPECT_TRUE(files_of(*read(), kMatter).value().empty());
  EXPECT_EQ(recompute_file(vault_, *store_, *read(), file.id).value(), std::nullopt);
}

TEST_F(EraseTest, WhatAPersonHandedInForNoMatterIsErasedAndNothingElse) {
  const auto hers = put(kMatter, kPerson, "她写的");
  store::WriteSet taking;
  const auto loose = take_in(vault_, *store_, taking, {{}, kPerson}, samples::jpeg()).value();
  const auto others = take_in(vault_, *store_, taking, {{}, PersonId{91}}, samples::jpeg()).value();
  const auto given = take_in(vault_, *store_, taking, {kMatter, kPerson}, samples::jpeg()).value();
  ASSERT_TRUE(commit(std::move(taking)));
  store::WriteSet changes;
  const auto erasure = erase_unclaimed(*read(), kPerson, clock_.now(), changes).value();
  ASSERT_TRUE(commit(std::move(changes)));
  ASSERT_TRUE(finish(*store_, erasure));
  EXPECT_EQ(erasure.files, std::vector<FileId>{loose.id});
  EXPECT_EQ(open_file(vault_, *store_, *read(), loose.id).error().code, "vault.erased");
  EXPECT_TRUE(open_file(vault_, *store_, *read(), others.id));
  EXPECT_TRUE(open_file(vault_, *store_, *read(), given.id));
  EXPECT_EQ(vault_.text(*read(), hers.id).value(), "她写的");
  store::WriteSet again;
  EXPECT_TRUE(erase_unclaimed(*read(), kPerson, clock_.now(), again).value().files.empty());
  EXPECT_TRUE(again.changes.empty());
}

TEST_F(EraseTest, AMatterIsFoundByThePhoneLeftWithItUntilItIsErased) {
  const auto phone = vault_.blind().phone("13800138000").value();
  store::WriteSet changes;
  const auto noted = vault_.put_text(changes, {kMatter, {}, "request.contact"}, "张三");
  note_phone(changes, noted.id, phone);
  vault_.put_text(changes, {MatterId{71}, {}, "request.contact"}, "李四");
  vault_.put_text(changes, {MatterId{72}, {}, "request.title"}, "路灯");
  ASSERT_TRUE(commit(std::move(changes)));
  EXPECT_EQ(matters_with_phone(*read(), phone).value(), std::vector<MatterId>{kMatter});
  EXPECT_TRUE(matters_with_phone(*read(), phone + 1).value().empty());
  std::vector<UnnotedText> unnoted;
  EXPECT_EQ(unnoted_texts(*read(), "request.contact", 0, unnoted).value(), std::nullopt);
  EXPECT_EQ(unnoted.size(), 1U) << "only the one without";
  store::WriteSet erasing;
  const auto erasure = erase_matter(*read(), kMatter, clock_.now(), kIndexes, erasing).value();
  ASSERT_TRUE(commit(std::move(erasing)));
  EXPECT_TRUE(matters_with_phone(*read(), phone).value().empty());
}

}  // namespace
}  // namespace linli::vault

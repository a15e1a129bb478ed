#include "vault/lookup.h"

#include "vault/testing.h"

namespace linli::vault {
namespace {

class LookupTest : public VaultTest {
 protected:
  Lookup look(PersonId subject) {
    return {ids_.make<LookupId>(), clock_.now(), PersonId{5}, TermId{6}, subject,
            MatterId{7},           "phone",      "handling",  EntryId{8}};
  }
};

TEST_F(LookupTest, APersonSeesWhoLookedAtHerDataNewestFirst) {
  store::WriteSet changes;
  const Lookup first = look(PersonId{1});
  const Lookup second = look(PersonId{1});
  for (const auto& one : {first, second, look(PersonId{2})}) {
    ASSERT_TRUE(record_lookup(changes, one));
  }
  ASSERT_TRUE(commit(std::move(changes)));
  const auto seen = lookups_at(*read(), PersonId{1}, LookupId{}, 10).value();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].id, second.id);
  EXPECT_EQ(seen[1].actor, PersonId{5});
  EXPECT_EQ(seen[1].reason, "handling");
  EXPECT_EQ(seen[1].entry, EntryId{8});
  const auto older = lookups_at(*read(), PersonId{1}, second.id, 10).value();
  ASSERT_EQ(older.size(), 1u);
  EXPECT_EQ(older[0].id, first.id);
}

TEST_F(LookupTest, ALookWithoutAReasonFromTheListIsRefused) {
  for (const char* reason : {"", "because I want to", "张三", "Handling"}) {
    Lookup without = look(PersonId{1});
    without.reason = reason;
    store::WriteSet changes;
    EXPECT_EQ(record_lookup(changes, without).error().code, "vault.reason_missing") << reason;
    EXPECT_TRUE(changes.changes.empty());
  }
}

}  // namespace
}  // namespace linli::vault

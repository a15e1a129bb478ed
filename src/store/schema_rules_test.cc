#include "store/schema_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/schema.h"

namespace linli::store {
namespace {

std::vector<std::string> faults_of(std::string_view sql) {
  return schema_faults({{7, "some", sql}});
}

TEST(SchemaRules, TheStoresOwnTablesKeepThem) {
  EXPECT_THAT(schema_faults(migrations()), testing::IsEmpty());
}

TEST(SchemaRules, AGoodTableHasNoFault) {
  EXPECT_THAT(faults_of("-- derived: things\n"
                        "-- which say more here\n"
                        "CREATE TABLE thing (\n"
                        "  id {pk},  -- number\n"
                        "  version BIGINT NOT NULL,  -- of the row\n"
                        "  bytes {blob} NOT NULL,  -- any\n"
                        "  state TEXT NOT NULL DEFAULT '--',  -- a word\n"
                        "  UNIQUE (state)\n"
                        "){end};\n"
                        "CREATE INDEX thing_state ON thing (state);"),
              testing::IsEmpty());
}

TEST(SchemaRules, ATableWithoutItsClassIsAFault) {
  EXPECT_THAT(faults_of("-- things\nCREATE TABLE t (\n  id {pk}  -- n\n){end};"),
              testing::ElementsAre(testing::HasSubstr("line 2: above the table")));
  EXPECT_THAT(faults_of("-- vault: x\n\nCREATE TABLE t (\n  id {pk}  -- n\n){end};"),
              testing::ElementsAre(testing::HasSubstr("line 3: above the table")));
}

TEST(SchemaRules, AColumnWithoutACommentIsAFault) {
  EXPECT_THAT(faults_of("-- vault: x\nCREATE TABLE t (\n  id {pk}\n){end};"),
              testing::ElementsAre("7 some, line 3: the column has no comment"));
}

TEST(SchemaRules, AColumnOfAnotherTypeIsAFault) {
  EXPECT_THAT(faults_of("-- vault: x\nCREATE TABLE t (\n  price REAL  -- n\n){end};"),
              testing::ElementsAre(testing::HasSubstr("line 3: the column must be")));
}

TEST(SchemaRules, AVersionWithoutAKeyIsAFault) {
  EXPECT_THAT(faults_of("-- vault: x\nCREATE TABLE t (\n  version BIGINT  -- n\n){end};"),
              testing::ElementsAre(testing::HasSubstr("must have id {pk}")));
}

TEST(SchemaRules, WordsOfOneDialectAndLateConstraintsAreFaults) {
  EXPECT_THAT(faults_of("INSERT OR REPLACE INTO t VALUES (1)"), testing::SizeIs(2));
  EXPECT_THAT(
      faults_of("-- vault: x\nCREATE TABLE t (\n"
                "  a BIGINT REFERENCES b (id) DEFERRABLE INITIALLY DEFERRED  -- n\n){end};"),
      testing::ElementsAre(testing::HasSubstr("DEFERRABLE")));
}

TEST(SchemaRules, ATableThatIsNotClosedAsItShouldIsAFault) {
  EXPECT_THAT(faults_of("-- vault: x\nCREATE TABLE t (\n  id {pk}  -- n\n);"),
              testing::ElementsAre(testing::HasSubstr("line 4: the table must close")));
  EXPECT_THAT(faults_of("-- vault: x\nCREATE TABLE t (id {pk});"),
              testing::ElementsAre(testing::HasSubstr("a line of its own")));
}

TEST(SchemaRules, NumbersAreUniqueAndNamesAreThere) {
  EXPECT_THAT(schema_faults({{1, "a", ""}, {1, "", ""}, {0, "b", ""}}), testing::SizeIs(3));
}

}  // namespace
}  // namespace linli::store

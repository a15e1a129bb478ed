#include "desk/kept.h"

#include <gtest/gtest.h>

#include "registry/seats.h"

namespace linli::desk {
namespace {

using store::mark_any;

// Tables that acts, sign-ins and what happens by itself write all day.
constexpr const char* kWrittenAllDay[] = {
    "receipt",          "journal_entry", "journal_queue", "journal_leaf",  "journal_head",
    "journal_tree",     "store_counter", "matter",        "stay",          "timer",
    "participant",      "matter_hand",   "matter_about",  "matter_serial", "vault_text",
    "vault_file",       "vault_lookup",  "store_file",    "store_text",    "delivery_message",
    "store_text_index", "access_code",   "access_use",    "person_tie",    "household"};

TEST(Marks, OfWhoMayDoWhatAreThoseOfNothingThatIsWrittenAllDay) {
  const std::uint64_t rights = registry::kHatMarks | mark_any("access_session") |
                               mark_any("access_account") | mark_any("person");
  for (const auto* table : kWrittenAllDay) EXPECT_EQ(rights & mark_any(table), 0U) << table;
}

TEST(Marks, OfAMatterAreThoseOfNothingThatIsWrittenWithoutAnAct) {
  for (const auto* table :
       {"matter", "participant", "matter_about", "matter_hand", "timer", "stay"}) {
    for (const auto* other :
         {"journal_queue", "journal_leaf", "journal_head", "journal_tree", "access_use",
          "access_code", "access_session", "vault_lookup", "delivery_message"}) {
      EXPECT_EQ(mark_any(table) & mark_any(other), 0U) << table << ' ' << other;
    }
  }
}

}  // namespace
}  // namespace linli::desk

#include "desk/kept.h"

#include <gtest/gtest.h>

#include "registry/seats.h"

namespace linli::desk {
namespace {

using store::mark_any;

// Tables that acts, sign-ins and what happens by itself write all day.
constexpr const char* kWrittenAllDay[] = {
    "receipt",          "journal_entry",    "journal_queue", "journal_leaf",  "journal_head",
    "journal_tree",     "store_counter",    "matter",        "stay",          "timer",
    "participant",      "matter_hand",      "matter_about",  "matter_serial", "vault_text",
    "vault_file",       "vault_lookup",     "store_file",    "store_text",    "delivery_message",
    "store_text_index", "access_sent_code", "access_use",    "person_tie",    "household",
    "access_browser",   "delivery_phone"};

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
          "access_sent_code", "access_session", "vault_lookup", "delivery_message"}) {
      EXPECT_EQ(mark_any(table) & mark_any(other), 0U) << table << ' ' << other;
    }
  }
}

TEST(Kept, AnswersStayWithinTheirBytesAndTheNewestIsThere) {
  constexpr std::size_t kOneBytes = 1u << 20;
  constexpr int kMany = 2 * static_cast<int>(kAnswerBytesMax / kOneBytes);
  Kept kept;
  const auto text = std::make_shared<const std::string>(kOneBytes, 'x');
  const auto key = [](int reader) {
    AnswerKey out;
    out.reader = "reader " + std::to_string(reader);
    return out;
  };
  for (int reader = 0; reader < kMany; ++reader) {
    kept.keep(key(reader), text);
    EXPECT_TRUE(kept.answer(key(reader))) << reader;
    std::size_t bytes = 0;
    for (int other = 0; other <= reader; ++other) {
      if (const auto found = kept.answer(key(other))) bytes += found->size();
    }
    ASSERT_LE(bytes, kAnswerBytesMax) << "after " << reader;
  }
  // The same reader's next answer takes the place of the one before.
  Kept again;
  for (int times = 0; times < kMany; ++times) again.keep(key(1), text);
  again.keep(key(2), text);
  EXPECT_TRUE(again.answer(key(1)));
}

}  // namespace
}  // namespace linli::desk

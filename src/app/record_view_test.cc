// What each reader reads of what was done to a matter.
#include <algorithm>

#include "desk/place.h"
#include "testing/county.h"

namespace linli::app {
namespace {

class RecordView : public tests::CountyTest {
 protected:
  // What the reader reads of the newest act of this name; the test ends where there is none.
  desk::ActDoneView read_by(const rights::Actor& reader, MatterId id, const std::string& act) {
    const auto record = view(reader, id).record;
    const auto found =
        std::ranges::find(record.rbegin(), record.rend(), act, &desk::ActDoneView::act);
    EXPECT_NE(found, record.rend()) << act;
    return found == record.rend() ? desk::ActDoneView{} : *found;
  }
  static std::string words(const desk::ActDoneView& act) {
    std::string out;
    for (const auto& text : act.texts) out += text.field + (text.erased ? "!" : ":" + text.text);
    return out;
  }
  linli::Words desk_words_of(const std::string& role) {
    const auto position = as(role).hats.front().position;
    return desk::seat_words(registry::seat_by_position(*read(), position, now()).value());
  }
};

TEST_F(RecordView, TellsTheFilerWhatIsSaidToHerAndTheDesksEverythingButHerRating) {
  const auto id = filed(about("village.lighting"));
  const auto intake = as("village_intake");
  const auto resident = as("resident");
  ASSERT_EQ(code(act(intake, id, "accept", R"({"grade":"small"})")), "");
  ASSERT_EQ(code(act(intake, id, "note", R"({"text":"灯杆锈了"})")), "");
  ASSERT_EQ(code(act(intake, id, "reply", R"({"reply":"已经修好"})")), "");
  ASSERT_EQ(code(act(resident, id, "solved")), "");
  ASSERT_EQ(code(act(resident, id, "rate", R"({"rating":2,"comment":"太慢"})")), "");
  EXPECT_EQ(words(read_by(resident, id, "reply")), "reply:已经修好");
  EXPECT_EQ(words(read_by(intake, id, "reply")), "reply:已经修好");
  EXPECT_EQ(words(read_by(resident, id, "note")), "") << "what desks say among themselves";
  EXPECT_EQ(words(read_by(intake, id, "note")), "text:灯杆锈了");
  EXPECT_NE(words(read_by(resident, id, "rate")).find("comment:太慢"), std::string::npos);
  const auto seen = view(intake, id).record;
  EXPECT_EQ(std::ranges::count(seen, "rate", &desk::ActDoneView::act), 0);
  EXPECT_NE(words(read_by(intake, id, "file")).find("title:村口的路灯不亮"), std::string::npos);
}

TEST_F(RecordView, NamesWhoDidItWhatWasChosenAndWhereItLed) {
  const auto id = filed(about("village.lighting"));
  const auto intake = as("village_intake");
  const auto resident = as("resident");
  ASSERT_EQ(code(act(intake, id, "accept", R"({"grade":"small"})")), "");
  const auto accepted = read_by(intake, id, "accept");
  EXPECT_EQ(accepted.by, desk_words_of("village_intake"));
  ASSERT_EQ(accepted.facts.size(), 1U);
  EXPECT_EQ(accepted.facts.front().words, rules().pack().choice_words("grades", "small"));
  const auto* definition =
      desk::definition_of(rules(), desk::find_matter(*read(), id).value().value()).value();
  const auto* handling = definition->find_step("handling");
  EXPECT_EQ(accepted.step_title, handling->title);
  EXPECT_EQ(read_by(resident, id, "accept").step_title, handling->public_title);
  EXPECT_EQ(read_by(resident, id, "file").by, rules().pack().choice_words("actors", "filer"));
  const std::string form =
      R"({"to":")" + desk_of("department_handler") + R"(","question":"谁来换?"})";
  ASSERT_EQ(code(act(intake, id, "invite", form)), "");
  const auto invited = read_by(intake, id, "invite");
  ASSERT_EQ(invited.facts.size(), 1U);
  EXPECT_EQ(invited.facts.front().words, desk_words_of("department_handler"));
  ASSERT_EQ(code(act(intake, id, "hand_up", R"({"reason":"要镇里协调"})")), "");
  const auto offered = read_by(intake, id, "hand_up");
  ASSERT_EQ(offered.facts.size(), 1U);
  EXPECT_EQ(offered.facts.front().words, desk_words_of("town_intake"));
}

TEST_F(RecordView, SaysOfErasedWordsThatTheyAreErased) {
  const auto id = filed(about("village.lighting"));
  const auto intake = as("village_intake");
  ASSERT_EQ(code(act(intake, id, "note", R"({"text":"灯杆锈了"})")), "");
  const auto row =
      read()->number("SELECT max(id) FROM vault_text WHERE matter_id = ?1", {id}).value();
  store::WriteSet changes;
  changes.update("vault_text", row, 1, {{"sealed", store::Blob{}}, {"erased_at", now()}});
  ASSERT_TRUE(kernel().store.commit_and_wait(std::move(changes)));
  EXPECT_EQ(words(read_by(intake, id, "note")), "text!");
}

}  // namespace
}  // namespace linli::app

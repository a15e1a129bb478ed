// Between reading and writing: a term that is not what it was when it was decided, so that nothing
// is done under a hat that somebody has taken off meanwhile.
#include "desk/slip_batch.h"
#include "exchange/inbox_csv.h"
#include "testing/county.h"

namespace linli::app {
namespace {

class Races : public tests::CountyTest {
 protected:
  // Her term is changed by somebody else: she still holds it, but as another version.
  void touch_term(const rights::Actor& actor) {
    const auto hat = as_now(actor).hats.front();
    store::WriteSet changes;
    changes.update("term", hat.term.value, hat.term_version, {});
    ASSERT_TRUE(kernel().store.commit_and_wait(std::move(changes)));
  }
  rights::Actor as_now(const rights::Actor& actor) { return person(actor.person); }
  static std::int64_t entries() {
    return read()->number("SELECT count(*) FROM journal_entry").value();
  }
};

TEST_F(Races, ATableIsNotBegunUnderATermThatMoved) {
  filed(about("village.lighting"));
  const auto dispatch = as("county_dispatch");
  api::Request request;
  request.actor = dispatch;
  request.parameters = {{"scope", "below"},
                        {"reason", rules().choices.at("export_reasons").front()}};
  const auto route = exchange::inbox_csv_route(kernel());
  std::promise<Result<api::Response>> answer;
  route.handle(request,
               [&](Result<api::Response> response) { answer.set_value(std::move(response)); });
  const auto table = answer.get_future().get().value();
  touch_term(dispatch);
  const auto before = entries();
  std::promise<Result<std::string>> piece;
  table.pieces([&](Result<std::string> one) { piece.set_value(std::move(one)); });
  const auto made = piece.get_future().get();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, "store.conflict");
  EXPECT_EQ(entries(), before) << "nothing of it is on the record";
}

TEST_F(Races, SlipsAreNotAskedForUnderATermThatMoved) {
  const auto intake = as("village_intake");
  auto asked = desk::prepare_ask(kernel(), *read(), intake, {.count = 5, .desk = std::nullopt});
  ASSERT_TRUE(asked) << asked.error().code;
  touch_term(intake);
  const auto done = kernel().store.commit_and_wait(std::move(asked->changes));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "store.conflict");
  EXPECT_EQ(read()->number("SELECT count(*) FROM slip_batch").value(), 0);
}

TEST_F(Races, AnActIsDecidedAgainUnderTheTermAsItIsNow) {
  const auto id = filed(about("village.lighting"));
  const auto intake = as("village_intake");
  touch_term(intake);
  // Who signed in before is known by hats of before; what is asked of them is asked anew.
  const auto stale = code(act(intake, id, "accept", R"({"grade":"small"})"));
  EXPECT_EQ(stale, "desk.busy");
  EXPECT_EQ(code(act(as_now(intake), id, "accept", R"({"grade":"small"})")), "");
}

}  // namespace
}  // namespace linli::app

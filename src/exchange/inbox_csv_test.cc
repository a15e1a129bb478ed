// What ends a table that is being made (exchange/inbox_csv.h), and what the record says of it.
#include <thread>

#include "exchange/inbox_csv.h"
#include "record/entry.h"
#include "testing/county.h"

namespace linli::exchange {
namespace {

using namespace std::chrono_literals;

class InboxTable : public tests::CountyTest {
 protected:
  InboxTable() { filed(about("village.lighting")); }

  // A table of what lies below, asked for by this role; nothing of it is made yet.
  api::Response asked_by(const std::string& role) {
    api::Request request;
    request.actor = as(role);
    request.parameters = {{"scope", "below"}, {"reason", "analysis"}};
    const auto reasons = rules().choices.find("export_reasons");
    EXPECT_NE(reasons, rules().choices.end());
    if (reasons != rules().choices.end()) request.parameters["reason"] = reasons->second.front();
    auto answer = std::make_shared<std::promise<Result<api::Response>>>();
    auto answered = answer->get_future();
    route_.handle(request, [answer](Result<api::Response> response) {
      answer->set_value(std::move(response));
    });
    auto response = answered.get();
    EXPECT_TRUE(response) << response.error().code;
    return response ? std::move(*response) : api::Response{};
  }
  static Result<std::string> piece_of(const api::Response& response) {
    auto made = std::make_shared<std::promise<Result<std::string>>>();
    auto piece = made->get_future();
    response.pieces([made](Result<std::string> one) { made->set_value(std::move(one)); });
    return piece.get();
  }
  static std::string refusal_of(const api::Response& response) {
    const auto piece = piece_of(response);
    return piece ? "" : piece.error().code;
  }
  // Whether the table that ended last was whole, as the record says once it is written.
  static std::string newest_end() {
    for (int tries = 0; tries < 500; ++tries, std::this_thread::sleep_for(10ms)) {
      const auto row = read()
                           ->one(
                               "SELECT id, matter_id, previous_id, at, act, body"
                               " FROM journal_entry ORDER BY id DESC LIMIT 1",
                               {}, [](const store::Row& it) { return record::entry_row(it, 0); })
                           .value();
      auto entry = journal::entry_of(row.value()).value();
      if (entry.act == "inbox.export_end") return entry.facts["whole"];
    }
    return "";
  }

  api::Route route_ = exchange::inbox_csv_route(kernel());
};

TEST_F(InboxTable, EndsWholeWithAllItsRows) {
  const auto table = asked_by("county_dispatch");
  const auto rows = piece_of(table);
  ASSERT_TRUE(rows);
  EXPECT_NE(rows->find("路灯"), std::string::npos);
  EXPECT_EQ(piece_of(table).value_or("?"), "");
  EXPECT_EQ(newest_end(), "true");
}

TEST_F(InboxTable, OfAClientThatHasGoneEndsOnTheRecordAsNotWhole) {
  {
    const auto table = asked_by("county_dispatch");
    ASSERT_TRUE(piece_of(table));
  }
  EXPECT_EQ(newest_end(), "false");
  EXPECT_TRUE(piece_of(asked_by("county_dispatch"))) << "her place is free again";
}

TEST_F(InboxTable, ThatTakesLongerThanAnHourIsCutOff) {
  const auto table = asked_by("county_dispatch");
  ASSERT_TRUE(piece_of(table));
  const auto before = now();
  county_->clock.set(Instant{before.ms + exchange::kExportMsMax + 1});
  EXPECT_EQ(refusal_of(table), "http.timed_out");
  county_->clock.set(before);
}

// Last: the hat does not come back.
TEST_F(InboxTable, WhoseHatEndedMeanwhileIsCutOff) {
  const auto actor = as("county_dispatch");
  const auto table = asked_by("county_dispatch");
  ASSERT_TRUE(piece_of(table));
  store::WriteSet changes;
  const auto& hat = actor.hats.front();
  changes.update("term", hat.term.value, hat.term_version, {{"valid_to", now().ms}});
  ASSERT_TRUE(kernel().store.commit_and_wait(std::move(changes)));
  EXPECT_EQ(refusal_of(table), "http.not_for_you");
}

}  // namespace
}  // namespace linli::exchange

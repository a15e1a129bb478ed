// What `serve` builds besides the door: the jobs it runs by itself, and the routes of a sample.
#include <chrono>
#include <thread>

#include "app/jobs.h"
#include "app/people.h"
#include "sample/routes.h"
#include "testing/county.h"

namespace linli::app {
namespace {

class Serving : public tests::CountyTest {
 protected:
  House& house_ = *county_->house;
  access::Access access_{house_.store(), house_.clock(),     house_.random(),    house_.ids(),
                         house_.vault(), people_for(house_), access::Settings{}, house_.audit()};
};

TEST_F(Serving, SaysWhenAMessageWasGivenUp) {
  store::WriteSet changes;
  changes.insert("delivery_message", {{"id", house_.ids().next()},
                                      {"version", 1},
                                      {"at", now()},
                                      {"person_id", store::Null{}},
                                      {"phone", store::Blob{"no seal"}},
                                      {"channel", 1},
                                      {"urgency", 1},
                                      {"code", "message.filed"},
                                      {"body", store::Blob{"no seal"}},
                                      {"matter_id", store::Null{}},
                                      {"tries", 0},
                                      {"next_try_at", now()},
                                      {"sent_at", store::Null{}},
                                      {"given_up_at", store::Null{}}});
  ASSERT_TRUE(kernel().store.commit_and_wait(std::move(changes)));
  testing::internal::CaptureStderr();
  {
    delivery::OutboxSender sender;
    Jobs jobs(house_, access_, sender,
              journal::Signer::make(house_.vault().keys().sign.view()).value(), {});
    for (int i = 0; i < 200; ++i) {
      const auto waiting = read()->number(
          "SELECT count(*) FROM delivery_message WHERE next_try_at IS NOT NULL AND urgency = 1");
      if (waiting.value_or(1) == 0) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  const auto said = testing::internal::GetCapturedStderr();
  EXPECT_NE(said.find("delivery.given_up 1 messages"), std::string::npos) << said;
}

TEST_F(Serving, ASampleMovesItsTimeOnlyWhenItWasStartedForThat) {
  api::Request request;
  request.body = R"({"forward_hours":1})";
  const auto move = [&](MovableClock* clock) {  // "" or the code of the refusal
    const auto routes = sample::routes(kernel(), access_, clock);
    const auto route = std::ranges::find(routes, "sample_clock", &api::Route::name);
    std::string out;
    route->handle(request, [&](Result<api::Response> answer) {
      if (!answer) out = answer.error().code;
    });
    return out;
  };
  EXPECT_EQ(move(nullptr), "sample.clock_fixed");
  MovableClock clock(now());
  EXPECT_EQ(move(&clock), "");
  const Instant moved = clock.now();
  EXPECT_GE(moved, plus_ms(now(), kMsPerHour));
  request.body = R"({"forward_hours":9000000000000000000})";
  EXPECT_EQ(move(&clock), "sample.clock_too_far");
  EXPECT_LT(clock.now(), plus_ms(moved, kMsPerHour));
}

TEST_F(Serving, ASampleSignsInItsRolesOnly) {
  api::Request request;
  request.body = R"({"key":"mayor"})";
  const auto routes = sample::routes(kernel(), access_, nullptr);
  const auto route = std::ranges::find(routes, "sample_sign_in", &api::Route::name);
  const auto answer = waited([&](desk::Answered done) {
    route->handle(request, [&done](Result<api::Response> response) {
      done(response ? Result<std::string>(response->body) : Failure(response.error()));
    });
  });
  EXPECT_EQ(code(answer), "sample.no_such_role");
}

}  // namespace
}  // namespace linli::app

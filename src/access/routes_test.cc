#include "access/routes.h"

#include <future>
#include <set>

#include "access/testing.h"

namespace linli::access {
namespace {

class RoutesTest : public AccessTest {
 protected:
  Result<api::Response> call(const std::string& name, const std::string& body,
                             api::Request request = {}) {
    for (const auto& route : routes_) {
      if (route.name != name) continue;
      request.body = body;
      request.client = kClient;
      request.device = device_;
      std::promise<Result<api::Response>> answer;
      auto waiting = answer.get_future();
      route.handle(request,
                   [&](Result<api::Response> response) { answer.set_value(std::move(response)); });
      auto answered = waiting.get();
      if (answered) take_device(*answered);
      return answered;
    }
    return fail(ErrorKind::NotFound, "no such route");
  }
  static std::string token_in(const api::Response& response) {
    for (const auto& [name, value] : response.headers) {
      if (name == "Set-Cookie") return value.substr(6, value.find(';') - 6);
    }
    return {};
  }
  void take_device(const api::Response& response) {
    const std::string_view begin = "linli_device=";
    for (const auto& [name, value] : response.headers) {
      if (!value.starts_with(begin)) continue;
      EXPECT_NE(value.find("; HttpOnly; SameSite=Strict"), std::string::npos) << value;
      device_ = value.substr(begin.size(), value.find(';') - begin.size());
    }
  }
  std::string device_;
  std::vector<api::Route> routes_ = routes(access_);
};

TEST_F(RoutesTest, AResidentSignsInByCodeAndOut) {
  const auto known = call("code_request", R"({"phone":"13812345678"})").value();
  EXPECT_EQ(known.body, R"({"valid_s":600})");
  const auto signed_in =
      call("session_by_code", R"({"phone":"13812345678","code":")" + sent_[0] + "\"}").value();
  EXPECT_EQ(signed_in.status, 201);
  const std::string token = token_in(signed_in);
  EXPECT_EQ(actor(token).value().kind, rights::ActorKind::Resident);
  api::Request request;
  request.session = token;
  clock_.advance_ms(2 * kSeenMs);
  ASSERT_TRUE(actor(token));  // notes the use while the session ends
  EXPECT_EQ(token_in(call("session_end", "", request).value()), "");
  EXPECT_EQ(actor(token).error().code, "access.session_unknown");
}

TEST_F(RoutesTest, AWrongCodeSetsNoCookieAndIsCounted) {
  ASSERT_TRUE(call("code_request", R"({"phone":"13812345678"})"));
  const auto refused =
      call("session_by_code", R"({"phone":"13812345678","code":")" + wrong(sent_[0]) + "\"}");
  EXPECT_EQ(refused.error().code, "access.wrong_code");
  EXPECT_EQ(read()->number("SELECT tries FROM access_sent_code").value(), 1);
}

TEST_F(RoutesTest, FromTheFirstTokenToAWorkingAccount) {
  store::WriteSet changes;
  const std::string token = access_.make_first_token(changes, now());
  ASSERT_TRUE(commit(std::move(changes)));
  const std::string password = std::string(R"("password":")") + kPassword + "\"}";
  const auto first =
      call("administrator_first", R"({"token":")" + token +
                                      R"(","name":"李一","phone":"13900000001","login":"chief",)" +
                                      password);
  EXPECT_EQ(actor(token_in(first.value())).value().administrator,
            rights::AdministratorKind::System);
  const auto code = make_account(PersonId{5}).value().activation;
  const auto activated = call("account_activate", R"({"login":"zhang","code":")" + code +
                                                      R"(","known":"5678",)" + password);
  EXPECT_EQ(actor(token_in(activated.value())).value().person, PersonId{5});
  const auto staff = call("session_by_password", R"({"login":"zhang",)" + password).value();
  api::Request request;
  request.actor = actor(token_in(staff)).value();
  ASSERT_TRUE(call("session_end_all", "", request));
  EXPECT_FALSE(actor(token_in(staff)));
  EXPECT_FALSE(actor(token_in(activated.value())));
}

TEST_F(RoutesTest, TwoAccountsMadeAtOnceWithOneLoginAreNotBothMade) {
  const auto snapshot = read();
  const auto make = [&](PersonId person) {
    return access_
        .create_account(*snapshot, person, "zhang", rights::AdministratorKind::None, Opening::Now,
                        now())
        .value();
  };
  auto one = make(PersonId{5});
  auto two = make(PersonId{6});
  ASSERT_TRUE(commit(std::move(one.changes)));
  const auto refused = commit(std::move(two.changes)).error();
  EXPECT_EQ(refused.code, "store.unique");
  EXPECT_NE(refused.detail.find("login"), std::string::npos) << refused.detail;
}

TEST_F(RoutesTest, BodiesThatAreNotAsDescribedAreRefused) {
  for (const char* name : {"code_request", "session_by_code", "session_by_password",
                           "administrator_first", "account_activate"}) {
    EXPECT_EQ(call(name, "{").error().code, "json.syntax") << name;
    EXPECT_EQ(call(name, "{}").error().code, "json.missing") << name;
  }
}

TEST_F(RoutesTest, BeforeTheCountyOpensOnlyTheDoorsOfAdministratorsAreOpen) {
  for (const auto& route : routes_) {
    EXPECT_FALSE(route.summary.empty());
    if (route.path.starts_with("/api/v1/me/")) continue;  // for who is in already
    const bool for_residents = route.name == "code_request" || route.name == "session_by_code";
    EXPECT_EQ(route.while_setting_up, !for_residents) << route.path;
  }
}

TEST_F(RoutesTest, BeforeASecondFactorThereIsOnlyWhatSetsItUpAndTheWayOut) {
  std::set<std::string> before;
  for (const auto& route : routes_) {
    const bool own = route.path.starts_with("/api/v1/me/");
    EXPECT_EQ(route.who == api::Who::SignedIn, own || route.name == "session_end_all");
    if (route.before_second_factor) before.insert(route.name);
  }
  EXPECT_EQ(before, (std::set<std::string>{"session_end", "session_end_all", "my_account",
                                           "my_second_factor_begin", "my_second_factor_confirm"}));
}

}  // namespace
}  // namespace linli::access

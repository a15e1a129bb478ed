#include "access/routes.h"

#include <future>

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
      std::promise<Result<api::Response>> answer;
      auto waiting = answer.get_future();
      route.handle(request,
                   [&](Result<api::Response> response) { answer.set_value(std::move(response)); });
      return waiting.get();
    }
    return fail(ErrorKind::NotFound, "no such route");
  }
  static std::string token_in(const api::Response& response) {
    for (const auto& [name, value] : response.headers) {
      if (name == "Set-Cookie") return value.substr(6, value.find(';') - 6);
    }
    return {};
  }
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
  EXPECT_EQ(read()->number("SELECT tries FROM access_code").value(), 1);
}

TEST_F(RoutesTest, FromTheFirstTokenToAWorkingAccount) {
  store::WriteSet changes;
  const std::string token = access_.make_first_token(changes, now());
  ASSERT_TRUE(commit(std::move(changes)));
  const std::string password = std::string(R"("password":")") + kPassword + "\"}";
  const auto first =
      call("administrator_first", R"({"token":")" + token + R"(","login":"chief",)" + password);
  EXPECT_TRUE(actor(token_in(first.value())).value().administrator);
  const auto made = call("account_create", R"({"person":"5","login":"zhang"})").value();
  const auto code = parse_json(made.body).value().at("activation").as_string();
  const auto activated = call(
      "account_activate", R"({"login":"zhang","code":")" + std::string(code) + "\"," + password);
  EXPECT_EQ(actor(token_in(activated.value())).value().person, PersonId{5});
  const auto staff = call("session_by_password", R"({"login":"zhang",)" + password).value();
  api::Request request;
  request.actor = actor(token_in(staff)).value();
  ASSERT_TRUE(call("session_end_all", "", request));
  EXPECT_FALSE(actor(token_in(staff)));
  EXPECT_FALSE(actor(token_in(activated.value())));
  api::Request closing;
  closing.parameters["id"] = std::to_string(request.actor.account.value);
  ASSERT_TRUE(call("account_close", "", closing));
  EXPECT_EQ(call("session_by_password", R"({"login":"zhang",)" + password).error().code,
            "access.wrong_password");
  closing.parameters["id"] = "no";
  EXPECT_EQ(call("account_close", "", closing).error().code, "access.no_such_account");
}

TEST_F(RoutesTest, TwoAccountsMadeAtOnceWithOneLoginAreNotBothMade) {
  const auto snapshot = read();
  auto one = access_.create_account(*snapshot, PersonId{5}, "zhang", now()).value();
  auto two = access_.create_account(*snapshot, PersonId{6}, "zhang", now()).value();
  ASSERT_TRUE(commit(std::move(one.changes)));
  const auto refused = commit(std::move(two.changes)).error();
  EXPECT_EQ(refused.code, "store.unique");
  EXPECT_NE(refused.detail.find("login"), std::string::npos) << refused.detail;
}

TEST_F(RoutesTest, BodiesThatAreNotAsDescribedAreRefused) {
  for (const char* name : {"code_request", "session_by_code", "session_by_password",
                           "administrator_first", "account_create", "account_activate"}) {
    EXPECT_EQ(call(name, "{").error().code, "json.syntax") << name;
    EXPECT_EQ(call(name, "{}").error().code, "json.missing") << name;
  }
}

TEST_F(RoutesTest, EveryRouteOfAccountsIsForAdministrators) {
  for (const auto& route : routes_) {
    const bool accounts = route.path.starts_with("/api/v1/accounts");
    EXPECT_EQ(route.who == api::Who::Administrator, accounts) << route.path;
    EXPECT_FALSE(route.summary.empty());
  }
}

}  // namespace
}  // namespace linli::access

#include "http/openapi.h"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <set>

#include "base/json.h"
#include "http/test_site.h"

namespace linli::http {
namespace {

TEST(OpenapiTest, a_route_lists_what_its_key_and_its_allowance_may_be_refused_with) {
  api::Route route;
  route.method = api::Method::Post;
  route.path = "/api/v1/things";
  route.name = "thing";
  route.errors = {"desk.busy", "desk.nobody_above"};
  const auto listed = [&] {
    const auto document = parse_json(openapi({route})).value();
    const auto& operation = document.as_object().at("paths").at("/api/v1/things").at("post");
    std::multiset<std::string> out;
    for (const auto& code : operation.at("x-errors").as_array()) {
      out.insert(std::string(code.as_string()));
    }
    return out;
  };
  EXPECT_EQ(listed(), (std::multiset<std::string>{"desk.busy", "desk.nobody_above"}));
  route.writes = true;
  EXPECT_EQ(listed(), (std::multiset<std::string>{"desk.busy", "desk.nobody_above",
                                                  "desk.key_reused", "desk.receipt_erased"}));
  route.writes = false;
  route.pace = api::Pace::Search;
  EXPECT_EQ(listed(), (std::multiset<std::string>{"desk.busy", "desk.nobody_above", "access.wait",
                                                  "access.address_wait"}));
}

TEST(OpenapiTest, every_route_becomes_a_complete_operation) {
  const TestSite site;
  const auto document = parse_json(openapi(site.routes));
  ASSERT_TRUE(document.has_value());
  const auto& root = document->as_object();
  EXPECT_EQ(root.at("openapi").as_string(), "3.1.0");
  EXPECT_EQ(root.at("info").as_object().at("version").as_string(), "1");
  std::size_t operations = 0;
  std::set<std::string> names;
  for (const auto& [path, methods] : root.at("paths").as_object()) {
    EXPECT_EQ(path.front(), '/');
    for (const auto& [method, value] : methods.as_object()) {
      ++operations;
      const auto& operation = value.as_object();
      names.insert(std::string(operation.at("operationId").as_string()));
      EXPECT_TRUE(operation.at("responses").as_object().contains("200"));
      EXPECT_TRUE(operation.at("responses").as_object().contains("default"));
      EXPECT_TRUE(operation.at("x-errors").is_array());
      std::size_t in_path = 0;
      for (const auto& parameter : operation.at("parameters").as_array()) {
        if (parameter.as_object().at("in").as_string() != "path") continue;
        ++in_path;
        EXPECT_TRUE(parameter.as_object().at("required").as_bool());
        const auto name = std::string(parameter.as_object().at("name").as_string());
        EXPECT_NE(std::string(path).find('{' + name + '}'), std::string::npos);
      }
      EXPECT_EQ(in_path, static_cast<std::size_t>(std::ranges::count(path, '{')));
    }
  }
  EXPECT_EQ(operations, site.routes.size());
}

TEST(OpenapiTest, a_write_shows_its_body_and_its_key_and_who_may) {
  const TestSite site;
  const auto document = *parse_json(openapi(site.routes));
  const auto& paths = document.as_object().at("paths").as_object();
  const auto& write = paths.at("/api/v1/things").as_object().at("post").as_object();
  const auto& body = write.at("requestBody").as_object().at("content").as_object();
  EXPECT_EQ(body.at("application/json").as_object().at("schema").as_object().at("type").as_string(),
            "object");
  EXPECT_EQ(write.at("parameters").as_array().at(0).as_object().at("name").as_string(),
            "Idempotency-Key");
  const auto& staff = paths.at("/api/v1/who/staff").as_object().at("get").as_object();
  EXPECT_EQ(staff.at("x-who").as_string(), "staff");
  const auto& echo = paths.at("/api/v1/echo").as_object().at("post").as_object();
  EXPECT_TRUE(echo.at("requestBody").as_object().at("content").as_object().contains("image/png"));
}

}  // namespace
}  // namespace linli::http

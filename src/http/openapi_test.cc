#include "http/openapi.h"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <set>

#include "base/json.h"
#include "http/test_site.h"

namespace linli::http {
namespace {

TEST(OpenapiTest, every_route_becomes_a_complete_operation) {
  const TestSite site;
  const auto document = parse_json(openapi(site.routes, "1.2.3"));
  ASSERT_TRUE(document.has_value());
  const auto& root = document->as_object();
  EXPECT_EQ(root.at("openapi").as_string(), "3.1.0");
  EXPECT_EQ(root.at("info").as_object().at("version").as_string(), "1.2.3");
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
  const auto document = *parse_json(openapi(site.routes, "1"));
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

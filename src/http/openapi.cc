#include "http/openapi.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "audit/log.h"
#include "base/json.h"
#include "base/text.h"
#include "http/router.h"

namespace linli::http {

namespace {

constexpr std::string_view kProblem =
    R"("Problem":{"type":"object","required":["type","title","status","code"],"properties":{)"
    R"("type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},)"
    R"("code":{"type":"string"},"detail":{"type":"string"},"remedy":{"type":"string"},)"
    R"("instance":{"type":"string"}}})";

constexpr std::string_view kRefused =
    R"("default":{"description":"Refused: a problem document (RFC 9457).","content":{)"
    R"("application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}})";

constexpr std::string_view kKeyParameter =
    R"({"name":"Idempotency-Key","in":"header","required":true,"description":)"
    R"("16 to 100 visible ASCII characters, new for each intention; the same key gives the same )"
    R"(receipt.","schema":{"type":"string","minLength":16,"maxLength":100}})";

// Of the interface: the program's own is nobody's business from outside.
constexpr std::string_view kVersion = "1";

void put_member(std::string& out, std::string_view name, std::string_view text) {
  write_json(out, name);
  out += ':';
  write_json(out, text);
}

std::string_view who_name(api::Who who) {
  switch (who) {
    case api::Who::Anyone:
      return "anyone";
    case api::Who::SignedIn:
      return "signed_in";
    case api::Who::Staff:
      return "staff";
    case api::Who::SystemAdministrator:
      return "system_administrator";
    case api::Who::SecurityAdministrator:
      return "security_administrator";
    case api::Who::AuditAdministrator:
      return "audit_administrator";
    case api::Who::AnyAdministrator:
      return "any_administrator";
    case api::Who::Sample:
      return "sample";
  }
  return "";
}

std::string_view pace_name(api::Pace pace) {
  switch (pace) {
    case api::Pace::None:
      return "none";
    case api::Pace::File:
      return "file";
    case api::Pace::Upload:
      return "upload";
    case api::Pace::Code:
      return "code";
    case api::Pace::SignIn:
      return "sign_in";
    case api::Pace::Search:
      return "search";
    case api::Pace::Export:
      return "export";
    case api::Pace::Reveal:
      return "reveal";
  }
  return "";
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (auto& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

void write_parameter(std::string& out, const api::Parameter& parameter) {
  const bool in_path = parameter.in == api::In::Path;
  out += '{';
  put_member(out, "name", parameter.name);
  out += in_path ? R"(,"in":"path","required":true,)" : R"(,"in":"query",)";
  if (!in_path && parameter.required) out += R"("required":true,)";
  put_member(out, "description", parameter.meaning);
  out += R"(,"schema":{)";
  put_member(out, "type", parameter.type);
  out += "}}";
}

// A path segment that the route does not describe is a string.
std::vector<api::Parameter> parameters_of(const api::Route& route) {
  auto out = route.parameters;
  for (const auto segment : split(route.path, '/')) {
    if (segment.size() < 3 || segment.front() != '{') continue;
    const auto name = segment.substr(1, segment.size() - 2);
    bool known = false;
    for (const auto& parameter : out) known = known || parameter.name == name;
    if (!known) out.push_back({std::string(name), api::In::Path, "string", "", true});
  }
  return out;
}

void write_parameters(std::string& out, const api::Route& route) {
  out += R"(,"parameters":[)";
  bool first = true;
  for (const auto& parameter : parameters_of(route)) {
    if (!first) out += ',';
    first = false;
    write_parameter(out, parameter);
  }
  if (route.writes) {
    if (!first) out += ',';
    out += kKeyParameter;
  }
  out += ']';
}

void write_body(std::string& out, const api::Route& route) {
  if (route.method == api::Method::Get) return;
  const bool json = route.body_type == "application/json";
  if (json && route.body_schema.empty()) return;
  out += R"(,"requestBody":{"required":true,"content":{)";
  bool first = true;
  for (const auto type : split(route.body_type, ',')) {
    if (!first) out += ',';
    first = false;
    write_json(out, trim(type));
    out += R"(:{"schema":)";
    out += json ? route.body_schema : "{}";
    out += '}';
  }
  out += R"(}},"x-body-max":)" + std::to_string(route.body_max);
}

void write_result(std::string& out, const api::Route& route) {
  out += R"(,"responses":{"200":{"description":"Done.","content":{)";
  if (route.result_schema.empty()) {
    out += R"("*/*":{})";
  } else {
    out += R"("application/json":{"schema":)" + route.result_schema;
    if (!route.example.empty()) out += R"(,"example":)" + route.example;
    out += '}';
  }
  out += "}},";
  out += kRefused;
  out += '}';
}

// What a route may refuse with: its own codes, those of submit() when it writes once by a key, and
// those of the allowance that it takes part in. Those of the gate and of the store are the same for
// all and not repeated (openapi.h).
std::vector<std::string> errors_of(const api::Route& route) {
  auto out = route.errors;
  const auto add = [&](const char* code) {
    if (std::ranges::find(out, code) == out.end()) out.emplace_back(code);
  };
  if (route.writes) {
    for (const auto* code : {"desk.key_reused", "desk.receipt_erased", "desk.busy"}) add(code);
  }
  const bool open = route.who == api::Who::Anyone || route.who == api::Who::Sample;
  if (!open && !route.before_second_factor) add("access.second_factor_needed");
  if (route.pace != api::Pace::None) {
    for (const auto* code : {"access.wait", "access.address_wait"}) add(code);
  }
  return out;
}

void write_operation(std::string& out, const api::Route& route) {
  out += '{';
  put_member(out, "operationId", route.name);
  out += ',';
  put_member(out, "summary", route.summary);
  out += ',';
  put_member(out, "x-who", who_name(route.who));
  out += ',';
  put_member(out, "x-audit", audit::name_of(route.audit));
  out += ',';
  put_member(out, "x-pace", pace_name(route.pace));
  if (route.door == api::Door::Staff) out += R"(,"x-door":"staff")";
  const bool open = route.who == api::Who::Anyone || route.who == api::Who::Sample;
  out += open ? R"(,"security":[{},{"session":[]}])" : R"(,"security":[{"session":[]}])";
  write_parameters(out, route);
  write_body(out, route);
  write_result(out, route);
  out += R"(,"x-errors":)";
  write_json(out, errors_of(route));
  out += '}';
}

}  // namespace

std::string openapi(const std::vector<api::Route>& routes) {
  std::map<std::string, std::vector<const api::Route*>> by_path;
  for (const auto& route : routes) by_path[route.path].push_back(&route);
  std::string out = R"({"openapi":"3.1.0","info":{"title":"Linli",)";
  put_member(out, "version", kVersion);
  out += R"(,"license":{"name":"Apache-2.0","identifier":"Apache-2.0"}},"paths":{)";
  bool first_path = true;
  for (const auto& [path, same] : by_path) {
    if (!first_path) out += ',';
    first_path = false;
    write_json(out, path);
    out += ":{";
    for (const auto* route : same) {
      if (route != same.front()) out += ',';
      write_json(out, lower_case(method_name(route->method)));
      out += ':';
      write_operation(out, *route);
    }
    out += '}';
  }
  out += R"(},"components":{"schemas":{)";
  out += kProblem;
  out += R"(},"securitySchemes":{"session":{"type":"apiKey","in":"cookie","name":"linli"}}}})";
  return out;
}

}  // namespace linli::http

#include "bench/load_plan.h"

#include <boost/json.hpp>
#include <cctype>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

namespace linli::bench {
namespace {

constexpr unsigned kSeed = 20260302;  // a run can be repeated

std::string text_of(const boost::json::object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  return value == nullptr ? std::string() : std::string(value->as_string());
}

std::vector<std::string> texts_of(const boost::json::object& from, std::string_view name) {
  std::vector<std::string> out;
  const auto* value = from.if_contains(name);
  if (value == nullptr) return out;
  for (const auto& one : value->as_array()) out.emplace_back(one.as_string());
  return out;
}

double number_of(const boost::json::object& from, std::string_view name, double otherwise) {
  const auto* value = from.if_contains(name);
  return value == nullptr ? otherwise : value->to_number<double>();
}

Step step_of(const boost::json::object& from) {
  Step step;
  step.name = text_of(from, "name");
  step.method = text_of(from, "method");
  step.path = text_of(from, "path");
  step.cookie = text_of(from, "cookie");
  step.bodies = texts_of(from, "bodies");
  step.take = texts_of(from, "take");
  step.expect = text_of(from, "expect");
  return step;
}

void append_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.' || c == '~') {
      out += c;
    } else {
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
}

}  // namespace

Plan read_plan(const std::string& path) {
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto whole = boost::json::parse(text).as_object();
  Plan plan;
  plan.host = text_of(whole, "host");
  plan.port = static_cast<std::uint16_t>(number_of(whole, "port", 0));
  plan.run = text_of(whole, "run");
  plan.connections = static_cast<int>(number_of(whole, "connections", plan.connections));
  plan.warm_up = number_of(whole, "warm_up", plan.warm_up);
  plan.seconds = number_of(whole, "seconds", plan.seconds);
  plan.conflict_every = static_cast<int>(number_of(whole, "conflict_every", 0));
  plan.even = text_of(whole, "spacing") == "even";
  if (const auto* arrivals = whole.if_contains("arrivals")) {
    for (const auto& one : arrivals->as_array()) {
      const auto& phase = one.as_object();
      plan.arrivals.push_back({number_of(phase, "per_second", 0), number_of(phase, "seconds", 0)});
    }
  }
  for (const auto& one : whole.at("steps").as_array()) {
    plan.steps.push_back(step_of(one.as_object()));
  }
  if (plan.steps.empty()) throw std::runtime_error("a plan without steps");
  return plan;
}

std::vector<double> times_of(const Plan& plan) {
  std::vector<double> times;
  std::mt19937 random(kSeed);
  double begun = 0;
  for (const auto& phase : plan.arrivals) {
    const double end = begun + phase.seconds;
    std::exponential_distribution<double> gap(phase.per_second);
    const auto next = [&] { return plan.even ? 1 / phase.per_second : gap(random); };
    for (double at = begun + next(); at < end; at += next()) times.push_back(at);
    begun = end;
  }
  return times;
}

std::string filled(std::string_view text, const Taken& taken, Encoding encoding) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto open = text.find('{', at);
    const auto close = open == text.npos ? text.npos : text.find('}', open);
    if (close == text.npos) return out.append(text.substr(at));
    out.append(text.substr(at, open - at));
    const auto found = taken.find(text.substr(open + 1, close - open - 1));
    if (found == taken.end()) throw std::runtime_error("not taken: " + std::string(text));
    if (encoding == Encoding::Query) {
      append_encoded(out, found->second);
    } else {
      out += found->second;
    }
    at = close + 1;
  }
  return out;
}

std::string_view member_of(std::string_view json, std::string_view name) {
  const std::string mark = "\"" + std::string(name) + "\":\"";
  const auto at = json.find(mark);
  if (at == json.npos) return {};
  const auto begin = at + mark.size();
  return json.substr(begin, json.find('"', begin) - begin);
}

}  // namespace linli::bench

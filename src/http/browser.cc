#include "http/browser.h"

#include <array>
#include <utility>

namespace linli::http {
namespace {

using Told = std::pair<std::string_view, std::string_view>;  // what stands there, what it is

// In this order: most browsers also name those they came from.
constexpr std::array<Told, 9> kFamilies{{{"MicroMessenger", "wechat"},
                                         {"Edg", "edge"},
                                         {"FxiOS", "firefox"},
                                         {"Firefox", "firefox"},
                                         {"HuaweiBrowser", "other"},
                                         {"OPR", "other"},
                                         {"CriOS", "chrome"},
                                         {"Chrome", "chrome"},
                                         {"Safari", "safari"}}};
constexpr std::array<Told, 6> kSystems{{{"Android", "android"},
                                        {"iPhone", "ios"},
                                        {"iPad", "ios"},
                                        {"Windows", "windows"},
                                        {"Macintosh", "mac"},
                                        {"Linux", "linux"}}};

template <std::size_t n>
std::string_view told(const std::array<Told, n>& list, std::string_view text) {
  for (const auto& [sign, word] : list) {
    if (text.find(sign) != std::string_view::npos) return word;
  }
  return "other";
}

}  // namespace

std::string browser_of(std::string_view user_agent) {
  if (user_agent.empty()) return {};
  return std::string(told(kFamilies, user_agent)) + " " + std::string(told(kSystems, user_agent));
}

}  // namespace linli::http

// http/browser.h – what kind of browser asks, in two words of a fixed list, so that somebody knows
// her own sessions again. The User-Agent itself goes no further. Thread safety: pure.
#pragma once

#include <string>
#include <string_view>

namespace linli::http {

// "wechat android", "edge windows", "other other": wechat, edge, firefox, chrome, safari or other;
// android, ios, windows, mac, linux or other. "" without a User-Agent.
std::string browser_of(std::string_view user_agent);

}  // namespace linli::http

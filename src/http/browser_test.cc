#include "http/browser.h"

#include <gtest/gtest.h>

namespace linli::http {
namespace {

TEST(Browser, IsToldInTwoWordsOfAFixedList) {
  EXPECT_EQ(browser_of(""), "");
  EXPECT_EQ(browser_of("curl/7.88.1"), "other other");
  EXPECT_EQ(browser_of("Mozilla/5.0 (Linux; Android 13; V2301A) AppleWebKit/537.36 (KHTML, like "
                       "Gecko) Version/4.0 Chrome/116 Mobile Safari/537.36 MicroMessenger/8.0"),
            "wechat android");
  EXPECT_EQ(browser_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
                       "Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0"),
            "edge windows");
  EXPECT_EQ(browser_of("Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15"
                       " (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1"),
            "safari ios");
  EXPECT_EQ(browser_of("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"),
            "firefox linux");
  EXPECT_EQ(browser_of("Mozilla/5.0 (Macintosh; Intel Mac OS X) Chrome/120 Safari/537"),
            "chrome mac");
}

TEST(Browser, NothingOfWhatWasSentIsRepeated) {
  EXPECT_EQ(browser_of("<script>alert(1)</script> 13812345678"), "other other");
}

}  // namespace
}  // namespace linli::http

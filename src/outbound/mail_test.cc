#include "outbound/mail.h"

#include <gtest/gtest.h>

namespace linli::outbound {
namespace {

TEST(Mail, OneAddressIsOneAddress) {
  EXPECT_TRUE(mail_address_fits("13800000001@139.com"));
  for (const char* bad : {"", "@b.cn", "a@", "a", "a@b@c", "a@b.cn,c@d.cn", "<a@b.cn>", "a b@c.cn",
                          "a@b.cn\r\nBcc: x@y.cn", "甲@b.cn"}) {
    EXPECT_FALSE(mail_address_fits(bad)) << bad;
  }
}

TEST(Mail, IsRefusedBeforeAnybodyIsAskedWhenServerOrReaderIsNone) {
  const Mail mail{"42", "linli@x.cn", "a@b.cn,c@d.cn", "s", "t", Instant{0}};
  EXPECT_EQ(send_mail({"smtp://127.0.0.1:1", "", "", ""}, mail).error().code,
            "outbound.mail_address");
  EXPECT_EQ(send_mail({"http://127.0.0.1:1", "", "", ""}, mail).error().code,
            "outbound.not_allowed");
}

TEST(Mail, ServersAreOfMailAndHaveNoUserInThem) {
  EXPECT_TRUE(mail_server_fits("smtps://mail.example.cn:465"));
  EXPECT_TRUE(mail_server_fits("smtp://127.0.0.1:2525"));
  for (const char* bad :
       {"http://x", "smtps://", "smtps://a:b@host", "smtp://x/y", "smtps://x y"}) {
    EXPECT_FALSE(mail_server_fits(bad)) << bad;
  }
}

TEST(Mail, GoesInLinesThatEveryServerTakes) {
  Mail mail{"42", "linli@x.cn",          "138@139.com",
            "",   std::string(300, 'a'), Instant{1'790'042'400'000}};
  for (int i = 0; i < 40; ++i) mail.subject += "办";
  const auto text = mail_text(mail);
  EXPECT_TRUE(text.starts_with("Date: Tue, 22 Sep 2026 02:00:00 +0000\r\nFrom: <linli@x.cn>\r\n"));
  EXPECT_NE(text.find("Subject: =?UTF-8?B?"), std::string::npos);
  EXPECT_NE(text.find("Message-ID: <42@x.cn>\r\n"), std::string::npos);
  std::size_t from = 0;
  for (auto end = text.find("\r\n"); end != std::string::npos; end = text.find("\r\n", from)) {
    EXPECT_LE(end - from, 78u) << text.substr(from, end - from);
    from = end + 2;
  }
  EXPECT_EQ(from, text.size());
  // No bare line end: a text cannot smuggle a second message (RFC 5321 2.3.8).
  for (std::size_t i = 0; i < text.size(); ++i) {
    EXPECT_TRUE(text[i] != '\n' || text[i - 1] == '\r') << i;
  }
}

}  // namespace
}  // namespace linli::outbound

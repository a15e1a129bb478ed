#include "sending/ways.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/hash.h"
#include "store/testing_folder.h"

namespace linli::sending {
namespace {

constexpr Instant kNow{1'790'042'400'000};  // 2026-09-22 10:00 in the county

Settings settings(const std::string& ways) {
  auto out = parse_settings("senders.yaml", "senders:\n" + ways);
  EXPECT_TRUE(out) << out.error().detail;
  return out ? *out : Settings{};
}
std::string wrong(const std::string& ways) {
  const auto out = parse_settings("senders.yaml", "senders:\n" + ways);
  return out ? "" : out.error().code + ' ' + out.error().detail;
}

delivery::Outgoing message(std::string body) {
  delivery::Outgoing out;
  out.id = delivery::MessageId{42};
  out.phone = "13800000001";
  out.code = "message.code";
  out.body = std::move(body);
  return out;
}

TEST(Fill, PutsValuesInAndLeavesOtherBracesAlone) {
  const Values values{{"phone", "138"}, {"text", "a\"b\n{phone}"}};
  EXPECT_EQ(fill(R"({"to":"{phone}","text":"{text}"})", values, Escape::Json),
            R"({"to":"138","text":"a\"b\n{phone}"})");
  EXPECT_EQ(fill("{phone}{other}{}", values, Escape::Nothing), "138{other}{}");
  EXPECT_EQ(fill("{text}", values, Escape::Form), "a%22b%0A%7Bphone%7D");
  EXPECT_EQ(unknown_place(R"({"to":"{phone}","x":"{phnoe}"})"), "phnoe");
  EXPECT_EQ(unknown_place(R"({"a":{"b":"{text}"}})"), "");
}

TEST(Ways, AGatewayIsAskedWithWhatItsSettingsSay) {
  const auto found = settings(R"(
  gateway:
    kind: http
    url: https://sms.example.cn/send?to={phone}
    headers: {X-Sign: "{sign}", Authorization: Bearer k}
    body: '{"text":"{text}","t":"{stamp}","tpl":"{template}","id":"{id}"}'
    signature: {digest: SHA256, key: secret, over: "{phone}{time}", as: hex}
    templates: {message.code: SMS_1}
    template: SMS_0
)");
  const auto ask = ask_of(found.ways.at(0), message("您的\"码\""), kNow);
  EXPECT_EQ(ask.url, "https://sms.example.cn/send?to=13800000001");
  EXPECT_EQ(ask.headers.at(0).second, to_hex(hmac_sha256("secret", "138000000011790042400")));
  EXPECT_EQ(ask.headers.at(2).second, "application/json; charset=utf-8");
  EXPECT_EQ(*ask.body, R"({"text":"您的\"码\"","t":"20260922100000","tpl":"SMS_1","id":"42"})");
}

TEST(Ways, AFormIsEscapedAndABodyMayGoInBase64WithAPlainDigest) {
  const auto found = settings(R"(
  form:
    kind: http
    url: https://sms.example.cn/
    escape: form
    body: "m={phone}&c={text}"
  mas:
    kind: http
    url: https://sms.example.cn/
    body: '{"m":"{sign}"}'
    body_in_base64: true
    signature: {digest: MD5, over: "{phone}k"}
)");
  EXPECT_EQ(*ask_of(found.ways.at(0), message("a&b"), kNow).body, "m=13800000001&c=a%26b");
  // printf 13800000001k | md5sum
  const auto ask = ask_of(found.ways.at(1), message("x"), kNow);
  EXPECT_EQ(*ask.body, to_base64(R"({"m":"fe9d2649aeab5b2dbe57615916828d15"})"));
}

TEST(Ways, AValueCannotBeginAnotherHeader) {
  const auto found = settings(R"(
  gateway:
    kind: http
    url: https://sms.example.cn/
    headers: {X-Text: "{text}"}
)");
  const auto ask = ask_of(found.ways.at(0), message("a\r\nX-Evil: 1"), kNow);
  EXPECT_EQ(ask.headers.at(0).second, "aX-Evil: 1");
}

TEST(Ways, OnlyTheAnswerThatSaysSoIsTaken) {
  const auto found = settings(R"(
  gateway:
    kind: http
    url: https://sms.example.cn/
    body: x
    taken: {member: /data/code, value: "0"}
)");
  const auto& way = found.ways.at(0);
  const auto said = [&](int status, const std::string& body) {
    const auto done = taken(way, {status, body});
    return done ? "taken" : done.error().code + ' ' + done.error().detail;
  };
  EXPECT_EQ(said(200, R"({"data":{"code":0}})"), "taken");
  EXPECT_EQ(said(200, R"({"data":{"code":"0"}})"), "taken");
  EXPECT_EQ(said(200, R"({"data":{"code":7}})"), "sending.not_taken gateway: /data/code is 7");
  EXPECT_EQ(said(200, R"({"data":{"code":"no money for 13800000001 here"}})"),
            "sending.not_taken gateway: /data/code is another");
  EXPECT_EQ(said(200, R"({"code":0})"), "sending.refused gateway: an answer without /data/code");
  EXPECT_EQ(said(200, "ok"), "sending.refused gateway: an answer that is no JSON");
  EXPECT_EQ(said(500, R"({"data":{"code":0}})"), "sending.refused gateway: status 500");
  EXPECT_EQ(said(302, ""), "sending.refused gateway: status 302");
  EXPECT_EQ(said(400, ""), "sending.not_taken gateway: status 400");
  EXPECT_EQ(said(429, ""), "sending.not_taken gateway: status 429");
}

TEST(Ways, SettingsNameWhatIsWrongWithThem) {
  EXPECT_EQ(wrong("  a: {kind: pigeon}\n"),
            "sending.settings senders.yaml:2:6: kind: http, program or mail (sending.settings)");
  EXPECT_NE(wrong("  a: {kind: http, url: 'http://sms.example.cn/'}\n").find("not an https"),
            std::string::npos);
  EXPECT_NE(wrong("  a: {kind: http, url: 'https://{phone}.example.cn/'}\n").find("not an https"),
            std::string::npos);
  EXPECT_NE(wrong("  a: {kind: http, url: 'https://x.cn/', body: '{phnoe}'}\n").find("{phnoe}"),
            std::string::npos);
  EXPECT_NE(wrong("  a: {kind: program, program: send}\n").find("whole path"), std::string::npos);
  EXPECT_NE(wrong("  a: {kind: program, program: /bin/true, seconds: 61}\n").find("1 to 60"),
            std::string::npos);
  EXPECT_NE(wrong("  a: {kind: mail, server: 'http://x', from: a@b.cn, to: '{phone}@b.cn'}\n")
                .find("smtps://"),
            std::string::npos);
  EXPECT_NE(wrong("  a: {kind: mail, server: 'smtps://x', from: 'a@b.cn,c@d.cn', to: 'x@b.cn'}\n")
                .find("from:"),
            std::string::npos);
  EXPECT_NE(wrong("  {}\n"), "");
  EXPECT_FALSE(parse_settings("f", ""));
}

TEST(Ways, OtherSettingsHaveAnotherFingerprint) {
  const auto one = settings("  a: {kind: program, program: /bin/true}\n");
  const auto two = settings("  a: {kind: program, program: /bin/false}\n");
  EXPECT_NE(one.fingerprint, two.fingerprint);
  EXPECT_EQ(one.fingerprint, settings("  a: {kind: program, program: /bin/true}\n").fingerprint);
}

TEST(Ways, TheNextWayIsAskedWhenTheFirstFails) {
  const FixedClock clock{kNow};
  Ways both(settings("  bad: {kind: program, program: /bin/false}\n"
                     "  good: {kind: program, program: /bin/true}\n"),
            clock);
  EXPECT_TRUE(both.send(message("x")));
  Ways bad(settings("  bad: {kind: program, program: /bin/false}\n"), clock);
  EXPECT_EQ(bad.send(message("x")).error().code, "outbound.program_failed");
}

TEST(Ways, AMessageAboutAMatterSaysWhereItIsFollowed) {
  const FixedClock clock{kNow};
  const store::ScratchFolder folder;
  const std::string program = folder.path() + "-send";
  const std::string out = folder.path() + "-out";
  std::ofstream(program) << "#!/bin/sh\ncat > " << out << "\n";
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  Ways ways(parse_settings("f",
                           "site: https://linli.example.cn\nsenders:\n  a: {kind: program, "
                           "program: " +
                               program + "}\n")
                .value(),
            clock);
  const auto said = [&](MatterId matter) {
    auto one = message("已答复。");
    one.matter = matter;
    EXPECT_TRUE(ways.send(one));
    std::stringstream text;
    text << std::ifstream(out).rdbuf();
    return text.str();
  };
  EXPECT_EQ(said(MatterId{7}), "已答复。https://linli.example.cn/follow");
  EXPECT_EQ(said(MatterId{}), "已答复。");
  std::filesystem::remove(program);
  std::filesystem::remove(out);
}

TEST(Ways, EMailGoesByTheWayToReadersAloneAndNothingElseDoes) {
  const FixedClock clock{kNow};
  Ways ways(settings("  sms: {kind: program, program: /bin/true}\n"
                     "  mail: {kind: mail, server: 'smtp://127.0.0.1:1', from: a@b.cn,"
                     " to: '{email}', subject: 邻里}\n"),
            clock);
  EXPECT_TRUE(ways.has_way(delivery::Channel::Mail));
  auto one = message("x");
  EXPECT_TRUE(ways.send(one));
  one.channel = delivery::Channel::Mail;
  EXPECT_EQ(ways.send(one).error().code, "sending.no_mail");
  one.mail = "she@example.cn";
  EXPECT_EQ(ways.send(one).error().code, "outbound.unreachable");
  Ways mail_alone(settings("  mail: {kind: mail, server: 'smtps://x', from: a@b.cn,"
                           " to: '{email}'}\n"),
                  clock);
  EXPECT_FALSE(mail_alone.has_way(delivery::Channel::Sms));
  EXPECT_NE(wrong("  a: {kind: http, url: 'https://x.cn/?to={email}'}\n").find("in to: alone"),
            std::string::npos);
}

TEST(Ways, WithoutAPhoneNothingIsAskedAndTheInboxNeedsNone) {
  const FixedClock clock{kNow};
  Ways ways(settings("  bad: {kind: program, program: /bin/false}\n"), clock);
  auto nobody = message("x");
  nobody.phone.clear();
  EXPECT_EQ(ways.send(nobody).error().code, "sending.no_phone");
  nobody.channel = delivery::Channel::Inbox;
  EXPECT_TRUE(ways.send(nobody));
  EXPECT_FALSE(Ways(Settings{}, clock).has_way(delivery::Channel::Sms));
  EXPECT_FALSE(ways.has_way(delivery::Channel::Mail));
}

}  // namespace
}  // namespace linli::sending

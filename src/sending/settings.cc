#include "sending/settings.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/hash.h"
#include "outbound/fetch.h"
#include "pack/yaml.h"

namespace linli::sending {
namespace {

constexpr std::string_view kCode = "sending.settings";
constexpr std::array<std::string_view, 3> kDigests = {"MD5", "SHA1", "SHA256"};

bool one_line(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

class SettingsReader {
 public:
  SettingsReader(const std::string& file, std::vector<pack::Problem>& problems)
      : reader_(file, problems) {}

  std::vector<Way> read(std::string_view yaml, std::string& site) {
    std::vector<Way> out;
    const auto document = reader_.parse(yaml);
    if (document.kind == pack::YamlKind::Null) return out;
    reader_.only(document, {"site", "senders"});
    site = reader_.text(document, "site", "");
    if (const auto origin = outbound::origin_of(site);
        !site.empty() && (!origin || *origin != site)) {
      wrong(document, "site: https://name, nothing after it");
    }
    const auto& senders = reader_.need(document, "senders");
    if (senders.members.empty() || senders.members.size() > kWaysMax) {
      wrong(senders, "senders: one to four");
    }
    for (const auto& [key, node] : senders.members) out.push_back(way(key, node));
    return out;
  }

 private:
  void wrong(const pack::Yaml& at, std::string what) {
    reader_.problem(at, kCode, std::move(what));
  }

  // A text with places, of which each must be known.
  std::string text(const pack::Yaml& map, std::string_view name, std::string_view otherwise = "") {
    auto out = reader_.text(map, name, otherwise);
    if (const auto place = unknown_place(out); !place.empty()) {
      wrong(map, std::string(name) + ": nothing is called {" + place + "}");
    }
    if (name != "to" && out.contains("{email}")) wrong(map, "{email}: in to: alone");
    return out;
  }

  Way way(const std::string& key, const pack::Yaml& node) {
    Way out;
    out.key = key;
    if (key.empty() || key.size() > 30 || !std::ranges::all_of(key, [](char c) {
          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        })) {
      wrong(node, key + ": a-z, 0-9 and _");
    }
    const auto kind = reader_.need_text(node, "kind");
    if (kind == "http") {
      http(node, out);
    } else if (kind == "program") {
      program(node, out);
    } else if (kind == "mail") {
      mail(node, out);
    } else {
      wrong(node, "kind: http, program or mail");
    }
    return out;
  }

  void http(const pack::Yaml& node, Way& out) {
    reader_.only(node, {"kind", "url", "headers", "body", "escape", "body_in_base64", "signature",
                        "taken", "templates", "template", "ca_file"});
    out.kind = Kind::Http;
    out.url = text(node, "url");
    // A place in the host would let a message choose whom we ask.
    const auto origin = outbound::origin_of(out.url);
    if (!origin || origin->find('{') != std::string::npos) wrong(node, "url: not an https address");
    if (const auto* headers = node.find("headers")) {
      for (const auto& [name, value] : headers->members) {
        out.headers.emplace_back(name, text(*headers, name));
        if (!one_line(name + out.headers.back().second)) wrong(value, "headers: one line each");
      }
    }
    out.body = text(node, "body");
    const auto escape = reader_.text(node, "escape", "json");
    if (escape != "json" && escape != "form") wrong(node, "escape: json or form");
    out.escape = escape == "form" ? Escape::Form : Escape::Json;
    out.body_in_base64 = reader_.flag(node, "body_in_base64", false);
    if (const auto* sign = node.find("signature")) out.signature = signature(*sign);
    if (const auto* taken = node.find("taken")) {
      reader_.only(*taken, {"member", "value"});
      out.taken_at = reader_.need_text(*taken, "member");
      out.taken_value = reader_.need_text(*taken, "value");
      if (!out.taken_at.starts_with('/')) wrong(*taken, "member: a JSON pointer, /code");
    }
    if (const auto* templates = node.find("templates")) {
      for (const auto& [code, value] : templates->members) out.templates[code] = value.text;
    }
    out.template_else = reader_.text(node, "template", "");
    out.ca_file = reader_.text(node, "ca_file", "");
  }

  Signature signature(const pack::Yaml& node) {
    reader_.only(node, {"digest", "key", "over", "as"});
    Signature out;
    out.digest = reader_.need_text(node, "digest");
    if (std::ranges::find(kDigests, out.digest) == kDigests.end()) {
      wrong(node, "digest: MD5, SHA1 or SHA256");
    }
    out.key = reader_.text(node, "key", "");
    out.over = text(node, "over");
    const auto as = reader_.text(node, "as", "hex");
    if (as != "hex" && as != "base64") wrong(node, "as: hex or base64");
    out.base64 = as == "base64";
    return out;
  }

  void program(const pack::Yaml& node, Way& out) {
    reader_.only(node, {"kind", "program", "arguments", "seconds"});
    out.kind = Kind::Program;
    out.words.push_back(reader_.need_text(node, "program"));
    if (!out.words.front().starts_with('/')) wrong(node, "program: its whole path");
    for (const auto& word : reader_.texts(node, "arguments")) {
      if (const auto place = unknown_place(word); !place.empty() || word.contains("{email}")) {
        wrong(node, "arguments: nothing is called {" + place + "}");
      }
      out.words.push_back(word);
    }
    out.seconds = reader_.number(node, "seconds", kProgramSeconds);
    if (out.seconds < 1 || out.seconds > kProgramSecondsMax) wrong(node, "seconds: 1 to 60");
  }

  void mail(const pack::Yaml& node, Way& out) {
    reader_.only(node, {"kind", "server", "user", "password", "from", "to", "subject", "ca_file"});
    out.kind = Kind::Mail;
    out.server.url = reader_.need_text(node, "server");
    if (!outbound::mail_server_fits(out.server.url)) {
      wrong(node, "server: smtps://name:port or smtp://name:port");
    }
    out.server.user = reader_.text(node, "user", "");
    out.server.password = reader_.text(node, "password", "");
    out.server.ca_file = reader_.text(node, "ca_file", "");
    out.from = reader_.need_text(node, "from");
    out.to = text(node, "to");
    out.subject = text(node, "subject", "{text}");
    out.to_readers = out.to == "{email}";
    const Values somebody{{"phone", "13800000000"}, {"email", "somebody@example.cn"}};
    if (!outbound::mail_address_fits(out.from)) wrong(node, "from: name@host");
    if (!outbound::mail_address_fits(fill(out.to, somebody, Escape::Nothing))) {
      wrong(node, "to: {phone}@host or {email}");
    }
  }

  pack::Reader reader_;
};

}  // namespace

Result<Settings> parse_settings(const std::string& file, std::string_view yaml) {
  std::vector<pack::Problem> problems;
  Settings out;
  out.ways = SettingsReader(file, problems).read(yaml, out.site);
  if (problems.empty() && out.ways.empty()) {
    problems.push_back({std::string(kCode), file, 1, 1, "nothing is there"});
  }
  if (!problems.empty()) return invalid("sending.settings", pack::to_line(problems.front()));
  const auto digest = sha256(yaml);
  std::memcpy(&out.fingerprint, digest.data(), sizeof out.fingerprint);
  return out;
}

}  // namespace linli::sending

#include "faults/asks.h"

#include <map>

#include "base/json.h"
#include "vault/media_samples.h"

namespace linli::faults {
namespace {

using Make = Result<Ask> (*)(Scene&);
using Parameters = std::map<std::string, std::string>;

Ask get(std::string route, std::string role = "", Parameters parameters = {}) {
  return {std::move(route), std::move(role), std::move(parameters), "", ""};
}
Ask post(std::string route, std::string role, Parameters parameters, std::string body,
         std::string key = "") {
  return {std::move(route), std::move(role), std::move(parameters), std::move(body),
          std::move(key)};
}
std::string quoted(const std::string& text) {
  return '"' + text + '"';
}
std::string position_of(Scene& scene, const std::string& role) {
  const auto actor = scene.life().actor(role);
  return actor.hats.empty() ? "0" : std::to_string(actor.hats.front().position.value);
}

Result<Ask> import_person(Scene& scene) {
  return post("registry_import", "administrator",
              {{"kind", "people"}, {"name", "a.csv"}, {"dry_run", "false"}},
              "姓名,手机号,人员编号\n新来人," + scene.phone() + "," + scene.name() + "\n");
}
Result<Ask> appoint(Scene& scene) {
  TRY(scene.life().call(TRY(import_person(scene))));
  return post("registry_appoint", "administrator", {{"id", position_of(scene, "village_handler")}},
              R"({"phone":)" + quoted(scene.phone()) + R"(,"deputy":true})", scene.key());
}
Result<Ask> act(Scene& scene, const std::string& role, const std::string& id,
                const std::string& act, const std::string& form) {
  return post("matter_act", role, {{"id", id}, {"act", act}}, R"({"form":)" + form + "}",
              scene.key());
}
std::string unnamed(Scene& scene) {
  return scene.filing(R"(,"name":"王小花","phone":)" + quoted(scene.phone()));
}
// Number and follow-up code of a request without an account, as members of a body.
Result<std::string> followed(Scene& scene) {
  const auto slip = TRY(parse_json(
      TRY(scene.life().call(post("request_file", "", {}, unnamed(scene), scene.key())))));
  return R"("number":)" + quoted(std::string(slip.at("number").as_string())) + R"(,"code":)" +
         quoted(std::string(slip.at("follow_up_code").as_string()));
}

// Reading.
const std::map<std::string, Make> kReads = {
    {"categories", [](Scene&) -> Result<Ask> { return get("categories"); }},
    {"choices",
     [](Scene&) -> Result<Ask> {
       return get("choices", "", {{"list", "grades"}});
     }},
    {"units", [](Scene&) -> Result<Ask> { return get("units"); }},
    {"units_search",
     [](Scene&) -> Result<Ask> {
       return get("units_search", "", {{"q", "向巷"}});
     }},
    {"unit",
     [](Scene& s) -> Result<Ask> {
       return get("unit", "", {{"id", s.village()}});
     }},
    {"unit_desks",
     [](Scene& s) -> Result<Ask> {
       return get("unit_desks", "", {{"id", s.village()}});
     }},
    {"overview", [](Scene&) -> Result<Ask> { return get("overview", "town_supervisor"); }},
    {"public_figures",
     [](Scene& s) -> Result<Ask> {
       return get("public_figures", "", {{"id", s.village()}});
     }},
    {"audit", [](Scene&) -> Result<Ask> { return get("audit", "audit_administrator"); }},
    {"public_similar",
     [](Scene& s) -> Result<Ask> {
       TRY(s.published());
       return get("public_similar", "", {{"unit", s.village()}, {"q", "路灯"}});
     }},
    {"public_list",
     [](Scene& s) -> Result<Ask> {
       TRY(s.published());
       return get("public_list");
     }},
    {"public_detail",
     [](Scene& s) -> Result<Ask> {
       return get("public_detail", "", {{"number", TRY(s.published())}});
     }},
    {"procedures", [](Scene&) -> Result<Ask> { return get("procedures", "village_intake"); }},
    {"procedure_drawing",
     [](Scene&) -> Result<Ask> {
       return get("procedure_drawing", "", {{"key", "request"}});
     }},
    {"me", [](Scene&) -> Result<Ask> { return get("me", "resident"); }},
    {"my_households", [](Scene&) -> Result<Ask> { return get("my_households", "liaison"); }},
    {"my_lookups", [](Scene&) -> Result<Ask> { return get("my_lookups", "resident"); }},
    {"my_export", [](Scene&) -> Result<Ask> { return get("my_export", "resident"); }},
    {"requests_mine", [](Scene&) -> Result<Ask> { return get("requests_mine", "resident"); }},
    {"inbox", [](Scene&) -> Result<Ask> { return get("inbox", "village_intake"); }},
    {"inbox_export",
     [](Scene& s) -> Result<Ask> {
       TRY(s.filed());
       return get("inbox_export", "village_intake", {{"reason", "meeting"}});
     }},
    {"matter_read",
     [](Scene& s) -> Result<Ask> {
       return get("matter_read", "village_intake", {{"id", TRY(s.accepted())}});
     }},
    {"matter_related",
     [](Scene& s) -> Result<Ask> {
       return get("matter_related", "village_intake", {{"id", TRY(s.filed())}});
     }},
    {"matter_desks",
     [](Scene& s) -> Result<Ask> {
       return get("matter_desks", "village_intake", {{"id", TRY(s.filed())}, {"act", "hand_up"}});
     }},
    {"matter_duty",
     [](Scene& s) -> Result<Ask> {
       return get("matter_duty", "village_intake", {{"id", TRY(s.filed())}});
     }},
    {"matter_file",
     [](Scene& s) -> Result<Ask> {
       const auto photo = TRY(s.photo());
       const auto filed =
           TRY(s.life().call(post("request_file", "resident", {},
                                  s.filing(R"(,"files":[)" + quoted(photo) + "]"), s.key())));
       const auto id = std::string(TRY(parse_json(filed)).at("matter").as_string());
       return get("matter_file", "resident", {{"id", id}, {"file", photo}});
     }},
    {"my_sections", [](Scene&) -> Result<Ask> { return get("my_sections", "village_intake"); }},
    {"opening_form",
     [](Scene& s) -> Result<Ask> {
       return get("opening_form", "village_intake", {{"key", "notice"}, {"unit", s.village()}});
     }},
    {"opening_desks",
     [](Scene& s) -> Result<Ask> {
       return get("opening_desks", "village_intake", {{"key", "whistle"}, {"unit", s.village()}});
     }},
    {"notice_list",
     [](Scene& s) -> Result<Ask> {
       return get("notice_list", "", {{"unit", s.village()}});
     }},
    {"notice_read",
     [](Scene& s) -> Result<Ask> {
       return get("notice_read", "", {{"number", TRY(s.noticed())}});
     }},
    {"registry_unit",
     [](Scene& s) -> Result<Ask> {
       return get("registry_unit", "administrator", {{"id", s.village()}});
     }},
    {"registry_positions",
     [](Scene& s) -> Result<Ask> {
       return get("registry_positions", "administrator", {{"unit", s.village()}});
     }},
    {"registry_organisations",
     [](Scene&) -> Result<Ask> { return get("registry_organisations", "administrator"); }},
    {"registry_people",
     [](Scene& s) -> Result<Ask> {
       return get("registry_people", "administrator", {{"unit", s.village()}});
     }},
    {"sample_now", [](Scene&) -> Result<Ask> { return get("sample_now"); }},
    {"sample_people", [](Scene&) -> Result<Ask> { return get("sample_people"); }},
    {"sample_messages", [](Scene&) -> Result<Ask> { return get("sample_messages"); }},
};

// Writing matters, notices and the registry.
const std::map<std::string, Make> kWrites = {
    {"request_file",
     [](Scene& s) -> Result<Ask> {
       const auto photo = TRY(s.photo());
       return post("request_file", "resident", {}, s.filing(R"(,"files":[)" + quoted(photo) + "]"),
                   s.key());
     }},
    {"matter_act",
     [](Scene& s) -> Result<Ask> {
       return act(s, "village_intake", TRY(s.accepted()), "reply", R"({"reply":"灯已换好。"})");
     }},
    {"matter_reveal",
     [](Scene& s) -> Result<Ask> {
       return post("matter_reveal", "village_intake", {{"id", TRY(s.filed())}},
                   R"({"what":"name","reason":"call_filer"})", s.key());
     }},
    {"file_take",
     [](Scene&) -> Result<Ask> {
       return post("file_take", "resident", {}, vault::samples::png());
     }},
    {"follow",
     [](Scene& s) -> Result<Ask> { return post("follow", "", {}, "{" + TRY(followed(s)) + "}"); }},
    {"follow_act",
     [](Scene& s) -> Result<Ask> {
       return post("follow_act", "", {{"act", "add"}},
                   "{" + TRY(followed(s)) + R"(,"form":{"text":"桥东第二盏。"}})", s.key());
     }},
    {"matter_open",
     [](Scene& s) -> Result<Ask> {
       return post("matter_open", "resident", {{"key", "request"}},
                   R"({"form":{"title":"村口的路灯不亮"},"unit":)" + quoted(s.village()) + "}",
                   s.key());
     }},
    {"notice_post",
     [](Scene& s) -> Result<Ask> {
       const auto until = plus_ms(county_start(), 3 * kMsPerDay).ms;
       return post("notice_post", "village_intake", {},
                   R"({"title":"停水通知","text":"周四上午检修水管。","unit":)" +
                       quoted(s.village()) + R"(,"until_at":)" + std::to_string(until) + "}",
                   s.key());
     }},
    {"registry_phone",
     [](Scene& s) -> Result<Ask> {
       return post("registry_phone", "administrator", {{"id", position_of(s, "village_intake")}},
                   R"({"phone":"0717-4212345"})", s.key());
     }},
    {"registry_appoint", appoint},
    {"registry_end_term",
     [](Scene& s) -> Result<Ask> {
       const auto begun = TRY(s.life().call(TRY(appoint(s))));
       const auto term = std::string(TRY(parse_json(begun)).at("term").as_string());
       return post("registry_end_term", "administrator", {{"id", term}}, "{}", s.key());
     }},
    {"registry_import", import_person},
    {"sample_clock", [](Scene&) -> Result<Ask> { return post("sample_clock", "", {}, "{}"); }},
};

// Signing in and out. What needs a secret that only a person holds is asked with a wrong one: it is
// counted all the same.
const std::map<std::string, Make> kDoors = {
    {"code_request",
     [](Scene& s) -> Result<Ask> {
       return post("code_request", "", {}, R"({"phone":)" + quoted(s.phone()) + "}");
     }},
    {"session_by_code",
     [](Scene& s) -> Result<Ask> {
       return post("session_by_code", "", {},
                   R"({"phone":)" + quoted(s.phone()) + R"(,"code":"000000"})");
     }},
    {"session_by_password",
     [](Scene& s) -> Result<Ask> {
       return post("session_by_password", "", {},
                   R"({"login":)" + quoted(s.name()) + R"(,"password":"three wet green hats"})");
     }},
    {"administrator_first",
     [](Scene& s) -> Result<Ask> {
       return post("administrator_first", "", {},
                   R"({"token":"AAAA-AAAA-AAAA","name":"新来人","phone":)" + quoted(s.phone()) +
                       R"(,"login":)" + quoted(s.name()) +
                       R"(,"password":"three wet green hats"})");
     }},
    {"account_activate",
     [](Scene& s) -> Result<Ask> {
       return post("account_activate", "", {},
                   R"({"login":)" + quoted(s.name()) +
                       R"(,"code":"AAAA-AAAA-AAAA","password":"three wet green hats"})");
     }},
    {"account_create",
     [](Scene& s) -> Result<Ask> {
       const auto person = s.life().actor("village_handler").person;
       return post("account_create", "administrator", {},
                   R"({"person":)" + quoted(std::to_string(person.value)) + R"(,"login":)" +
                       quoted(s.name()) + "}");
     }},
    {"account_close",
     [](Scene& s) -> Result<Ask> {
       return post("account_close", "administrator", {{"id", TRY(s.account())}}, "");
     }},
    {"session_end",
     [](Scene& s) -> Result<Ask> {
       auto ask = post("session_end", "", {}, "");
       ask.session = TRY(s.session());
       return ask;
     }},
    {"session_end_all",
     [](Scene& s) -> Result<Ask> {
       TRY(s.session());
       return post("session_end_all", "village_handler", {}, "");
     }},
    {"sample_sign_in",
     [](Scene&) -> Result<Ask> {
       return post("sample_sign_in", "", {}, R"({"key":"village_handler"})");
     }},
};

// Accounts, code slips, the audit, and signing in elsewhere.
constexpr const char* kSecurity = "security_administrator";

Ask about_one(const char* route, const char* role, const std::string& body, std::string key = "") {
  return post(route, role, {{"id", "1"}}, body, std::move(key));
}

const std::map<std::string, Make> kLater = {
    {"sso_providers", [](Scene&) -> Result<Ask> { return get("sso_providers"); }},
    {"sso_begin",
     [](Scene&) -> Result<Ask> {
       return post("sso_begin", "", {{"provider", "county"}}, "{}");
     }},
    {"sso_finish",
     [](Scene&) -> Result<Ask> {
       return post("sso_finish", "", {}, R"({"waiting":"","code":"c","state":"s"})");
     }},
    {"sso_bindings", [](Scene&) -> Result<Ask> { return get("sso_bindings", kSecurity); }},
    {"sso_bind",
     [](Scene& s) -> Result<Ask> {
       return post("sso_bind", "administrator", {}, R"({"code":"0000-0000","account":"1"})",
                   s.key());
     }},
    {"sso_confirm",
     [](Scene& s) -> Result<Ask> { return about_one("sso_confirm", kSecurity, "{}", s.key()); }},
    {"sso_unbind",
     [](Scene& s) -> Result<Ask> { return about_one("sso_unbind", kSecurity, "", s.key()); }},
    {"accounts", [](Scene&) -> Result<Ask> { return get("accounts", "administrator"); }},
    {"administrators",
     [](Scene&) -> Result<Ask> { return get("administrators", "administrator"); }},
    {"account_requests", [](Scene&) -> Result<Ask> { return get("account_requests", kSecurity); }},
    {"my_accounts", [](Scene&) -> Result<Ask> { return get("my_accounts", "village_handler"); }},
    {"county", [](Scene&) -> Result<Ask> { return get("county"); }},
    {"administrator_name",
     [](Scene& s) -> Result<Ask> {
       return post("administrator_name", "administrator", {},
                   R"({"kind":"audit","name":"新来人","phone":)" + quoted(s.phone()) +
                       R"(,"login":)" + quoted(s.name()) + "}");
     }},
    {"account_reset",
     [](Scene& s) -> Result<Ask> {
       return about_one("account_reset", "administrator", R"({"way":"letter"})", s.key());
     }},
    {"account_confirm",
     [](Scene& s) -> Result<Ask> {
       return about_one("account_confirm", kSecurity, "{}", s.key());
     }},
    {"account_decline",
     [](Scene& s) -> Result<Ask> {
       return about_one("account_decline", kSecurity, "{}", s.key());
     }},
    {"account_confirm_many",
     [](Scene& s) -> Result<Ask> {
       return post("account_confirm_many", kSecurity, {}, R"({"ids":["1"]})", s.key());
     }},
    {"phone_checks", [](Scene&) -> Result<Ask> { return get("phone_checks", kSecurity); }},
    {"phone_checks_confirm",
     [](Scene& s) -> Result<Ask> {
       return post("phone_checks_confirm", kSecurity, {}, R"({"ids":["1"]})", s.key());
     }},
    {"phone_checks_decline",
     [](Scene& s) -> Result<Ask> {
       return post("phone_checks_decline", kSecurity, {}, R"({"ids":["1"]})", s.key());
     }},
    {"my_phone_checks", [](Scene&) -> Result<Ask> { return get("my_phone_checks", "resident"); }},
    {"my_phone_confirm",
     [](Scene& s) -> Result<Ask> {
       return about_one("my_phone_confirm", "resident", "{}", s.key());
     }},
    {"my_phone_object",
     [](Scene& s) -> Result<Ask> {
       return about_one("my_phone_object", "resident", "{}", s.key());
     }},
    {"account_end_sessions",
     [](Scene& s) -> Result<Ask> {
       return about_one("account_end_sessions", kSecurity, "{}", s.key());
     }},
    {"administrator_own_name",
     [](Scene& s) -> Result<Ask> {
       return post("administrator_own_name", "administrator", {},
                   R"({"name":"新来人","phone":)" + quoted(s.phone()) + "}", s.key());
     }},
    {"request_about",
     [](Scene& s) -> Result<Ask> {
       return post("request_about", "", {},
                   R"({"title":"找过村支书","detail":"","unit":)" + quoted(s.village()) + "}");
     }},
    {"slip_batches", [](Scene&) -> Result<Ask> { return get("slip_batches", "village_intake"); }},
    {"slip_batch",
     [](Scene&) -> Result<Ask> {
       return get("slip_batch", "village_intake", {{"id", "1"}});
     }},
    {"slips_ask",
     [](Scene& s) -> Result<Ask> {
       return post("slips_ask", "village_intake", {}, R"({"count":2})", s.key());
     }},
    {"slips_print",
     [](Scene& s) -> Result<Ask> {
       return about_one("slips_print", "town_intake", "{}", s.key());
     }},
    {"slips_void",
     [](Scene& s) -> Result<Ask> {
       return about_one("slips_void", "village_intake", R"({"reason":"lost"})", s.key());
     }},
    {"my_account", [](Scene&) -> Result<Ask> { return get("my_account", "village_handler"); }},
    {"my_sessions", [](Scene&) -> Result<Ask> { return get("my_sessions", "village_handler"); }},
    {"my_session_end",
     [](Scene&) -> Result<Ask> {
       return post("my_session_end", "village_handler", {{"id", "1"}}, "");
     }},
    // Who has no account is told so; a wrong proof would be counted.
    {"my_password_change",
     [](Scene&) -> Result<Ask> {
       return post("my_password_change", "resident", {},
                   R"({"password":"a","new_password":"three wet green hats"})");
     }},
    {"my_second_factor_begin",
     [](Scene&) -> Result<Ask> {
       return post("my_second_factor_begin", "resident", {}, R"({"password":"a"})");
     }},
    {"my_second_factor_confirm",
     [](Scene&) -> Result<Ask> {
       return post("my_second_factor_confirm", "resident", {}, R"({"code":"000000"})");
     }},
    {"my_second_factor_end",
     [](Scene&) -> Result<Ask> {
       return post("my_second_factor_end", "resident", {}, R"({"password":"a"})");
     }},
    {"my_recovery_codes",
     [](Scene&) -> Result<Ask> {
       return post("my_recovery_codes", "resident", {}, R"({"password":"a"})");
     }},
    {"senders", [](Scene&) -> Result<Ask> { return get("senders", "administrator"); }},
    {"sender_test",
     [](Scene& s) -> Result<Ask> {
       return post("sender_test", "administrator", {}, R"({"phone":)" + quoted(s.phone()) + "}",
                   s.key());
     }},
    {"alarms", [](Scene&) -> Result<Ask> { return get("alarms", kSecurity); }},
    {"alarm_see",
     [](Scene& s) -> Result<Ask> { return about_one("alarm_see", kSecurity, "{}", s.key()); }},
    {"audit_limit",
     [](Scene& s) -> Result<Ask> {
       return post("audit_limit", kSecurity, {{"name", "failures_account"}}, R"({"value":10})",
                   s.key());
     }},
};

// One's messages and e-mail, what a county lacks, tables in pieces, reply templates.
const std::map<std::string, Make> kOwn = {
    {"my_messages", [](Scene&) -> Result<Ask> { return get("my_messages", "resident"); }},
    {"my_messages_read",
     [](Scene& s) -> Result<Ask> {
       TRY(s.filed());
       return post("my_messages_read", "resident", {}, R"({"to":"9000000000000000"})", s.key());
     }},
    {"my_message_choices",
     [](Scene&) -> Result<Ask> { return get("my_message_choices", "resident"); }},
    {"my_message_choose",
     [](Scene& s) -> Result<Ask> {
       return post("my_message_choose", "resident", {},
                   R"({"channel":"sms","kind":"progress","wanted":false})", s.key());
     }},
    {"my_mail", [](Scene&) -> Result<Ask> { return get("my_mail", "resident"); }},
    {"my_mail_code",
     [](Scene& s) -> Result<Ask> {
       return post("my_mail_code", "resident", {}, R"({"address":"she@example.cn"})", s.key());
     }},
    {"my_mail_confirm",
     [](Scene& s) -> Result<Ask> {
       return post("my_mail_confirm", "resident", {},
                   R"({"address":"she@example.cn","code":"000000"})", s.key());
     }},
    {"my_mail_remove",
     [](Scene& s) -> Result<Ask> { return post("my_mail_remove", "resident", {}, "", s.key()); }},
    {"county_readiness",
     [](Scene&) -> Result<Ask> { return get("county_readiness", "administrator"); }},
    {"accounts_lacking",
     [](Scene&) -> Result<Ask> { return get("accounts_lacking", "administrator"); }},
    {"account_create_many",
     [](Scene& s) -> Result<Ask> {
       const auto person = s.life().actor("village_handler").person;
       return post("account_create_many", "administrator", {},
                   R"({"people":[)" + quoted(std::to_string(person.value)) + R"(],"way":"letter"})",
                   s.key());
     }},
    {"import_kinds", [](Scene&) -> Result<Ask> { return get("import_kinds", "administrator"); }},
    {"import_template",
     [](Scene&) -> Result<Ask> {
       return get("import_template", "administrator", {{"kind", "people"}});
     }},
    {"import_piece",
     [](Scene&) -> Result<Ask> {
       return post("import_piece", "administrator",
                   {{"kind", "people"}, {"name", "a.csv"}, {"size", "7"}, {"at", "0"}}, "姓名\n");
     }},
    {"import_run",
     [](Scene&) -> Result<Ask> { return post("import_run", "administrator", {}, "{}"); }},
    {"import_state", [](Scene&) -> Result<Ask> { return get("import_state", "administrator"); }},
    {"import_result", [](Scene&) -> Result<Ask> { return get("import_result", "administrator"); }},
    {"replies",
     [](Scene& s) -> Result<Ask> {
       return get("replies", "village_intake", {{"id", TRY(s.accepted())}});
     }},
};

Make entry_of(const std::string& route) {
  for (const auto* table : {&kReads, &kWrites, &kDoors, &kLater, &kOwn}) {
    const auto found = table->find(route);
    if (found != table->end()) return found->second;
  }
  return nullptr;
}

}  // namespace

bool Scene::knows(const std::string& route) {
  return entry_of(route) != nullptr;
}

Result<Ask> Scene::ask_for(const std::string& route) {
  const auto make = entry_of(route);
  if (make == nullptr) return fail(ErrorKind::NotFound, "http.not_found", route);
  Ask ask = TRY(make(*this));
  // Tries are slowed down by address.
  ask.client = "10." + std::to_string(round_ >> 16) + "." + std::to_string(round_ >> 8 & 255) +
               "." + std::to_string(round_ & 255);
  return ask;
}

std::string Scene::key() {
  return name() + "-" + std::to_string(++keys_);
}

std::string Scene::phone() const {
  return std::to_string(14300000000 + round_);
}

std::string Scene::filing(const std::string& more) const {
  return R"({"title":"村口的路灯不亮","detail":"晚上看不见路。","category":"village.lighting",)"
         R"("wish_public":true,"unit":)" +
         quoted(village_) + more + "}";
}

Result<std::string> Scene::member(const Ask& ask, const std::string& name) {
  const auto answer = TRY(parse_json(TRY(life_.call(ask))));
  return std::string(answer.at(name).as_string());
}

Result<std::string> Scene::filed() {
  return member(post("request_file", "resident", {}, filing(), key()), "matter");
}

Result<std::string> Scene::accepted() {
  const auto id = TRY(filed());
  TRY(life_.call(TRY(act(*this, "village_intake", id, "accept", R"({"grade":"small"})"))));
  return id;
}

Result<std::string> Scene::photo() {
  return member(post("file_take", "resident", {}, vault::samples::png()), "id");
}

Result<std::string> Scene::published() {
  const auto slip =
      TRY(parse_json(TRY(life_.call(post("request_file", "resident", {}, filing(), key())))));
  const std::string id(slip.at("matter").as_string());
  TRY(life_.call(
      TRY(act(*this, "village_intake", id, "publish", R"({"public_title":"路灯熄灭"})"))));
  return std::string(slip.at("number").as_string());
}

Result<std::string> Scene::noticed() {
  return member(TRY(ask_for("notice_post")), "number");
}

Result<std::string> Scene::account() {
  return member(TRY(ask_for("account_create")), "account");
}

Result<std::string> Scene::session() {
  const auto answer = TRY(life_.respond(TRY(ask_for("sample_sign_in"))));
  for (const auto& [name, value] : answer.headers) {
    if (name != "Set-Cookie") continue;
    const auto from = value.find('=') + 1;
    return value.substr(from, value.find(';') - from);
  }
  return fail(ErrorKind::NotFound, "access.session_unknown");
}

}  // namespace linli::faults

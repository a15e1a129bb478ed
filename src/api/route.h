// api/route.h – a route is a value: what it takes, who may call it, what it answers and refuses.
//
// OpenAPI is printed from these values (http/openapi) and a test fails when a reply disagrees. The
// handler runs on an I/O thread: it reads, decides and commits without waiting, and calls `respond`
// once, from any thread. The Request lives as long as the `respond` object given with it.
// Thread safety: values; handlers are called from several threads at once.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clean_text.h"
#include "base/json.h"
#include "base/result.h"
#include "model/words.h"
#include "rights/actor.h"

namespace linli::api {

enum class Method { Get, Post, Put, Delete };

// Who may call a route at all; which rows and fields the caller then sees is decided by rights/.
enum class Who {
  Anyone,    // no session needed
  SignedIn,  // resident or staff
  Staff,     // holds at least one position
  SystemAdministrator,
  SecurityAdministrator,
  AuditAdministrator,
  AnyAdministrator,
  Sample,  // anyone, but the route exists in sample folders only
};

// Which entry a call leaves in the audit (audit/log.h). Besides, on every route, a call that is
// refused for want of rights (403), for a session that is not good (401) or for its pace (429)
// leaves one. Where it is said so, the entry is in the very write set of the act.
enum class Audit {
  Unsaid,    // nobody has said: a test refuses the route
  Nothing,   // shows what its caller may see anyway and changes nothing
  Journal,   // an act: an entry of the record
  Secret,    // by number and secret code: a wrong one leaves an entry, acts are on the record
  Code,      // a one-time code was asked for
  SignIn,    // in the same write set as the session
  Session,   // sessions ended; in the same write set
  Account,   // accounts, by administrators; in the same write set, and on the record
  Own,       // her own password and what proves her; in the same write set
  Office,    // the registry as kept by administrators; in the same write set, and on the record
  Look,      // people or the audit were read, own data taken out: shown once the entry is durable
  Reveal,    // a look at a filer; in the same write set, and on the record
  Download,  // a table taken out; in the same write set, and on the record
  Setting,   // limits, alarms, the time of a sample; in the same write set
};

// Who called which route from where: what the entry of a call is made of. A handler adds to it
// before it responds: who signed in, and ids in words ("account=73"), never free text.
struct Route;
struct Trace {
  const Route* route = nullptr;  // outlives it
  std::string client;            // the address
  rights::ActorKind kind = rights::ActorKind::Anonymous;
  PersonId person;
  AccountId account;
  std::string detail;  // a–z, 0–9, _ . = : - and spaces
};

enum class In { Path, Query };

// What limits of pace apply to a route (access/pace.h). Each is counted by person, or by address
// for who is not signed in; the gate charges those that can be told before the body is read.
enum class Pace {
  None,
  File,    // a matter: charged by its handler, which knows whether it is an emergency
  Upload,  // files, by number and bytes
  Code,    // a message to a phone: charged by its handler, which knows the phone
  SignIn,  // a guess at a secret: charged by its handler, which knows whose
  Search,
  Export,  // many rows at once
  Reveal,  // a look at what is masked
};
// Where a route leads, besides who may call it. Staff: it signs staff in, and is open only from
// where staff work when that is laid down (Options::staff_from).
enum class Door { Any, Staff };
// Where a call comes from. Inside: from where staff work; everywhere when that is not laid down.
enum class From { Inside, Outside };

struct Parameter {
  std::string name;
  In in;
  std::string type;     // "string", "integer", "boolean"
  std::string meaning;  // with unit and range
  bool required = false;
};

struct Request {
  rights::Actor actor;
  Language language = Language::Zh;
  std::map<std::string, std::string> parameters;  // path and query, decoded
  std::string body;
  std::string content_type;
  std::string idempotency_key;   // header Idempotency-Key
  std::string session;           // the session token as presented, for sign-out; never logged
  std::string client;            // the client's address, for throttling
  From from = From::Inside;      // the server has refused staff and their routes from outside
  std::string browser;           // its kind in two words of a fixed list (http/browser.h)
  std::string device;            // the device cookie as presented, for throttling; never logged
  std::shared_ptr<Trace> trace;  // for the audit; a server always gives one
  // The path or query parameter, "" when absent.
  const std::string& get(const std::string& name) const;
};

// Makes a body while it is sent: each call hands the next piece to `take`, once, from any thread;
// "" is the end. An error instead of the first piece is the answer; a later one cuts the
// connection, so that nobody takes what came for the whole. It is called again only when the piece
// before has been sent, and let go of when the client has gone: one piece at a time lies in memory.
using TakePiece = std::move_only_function<void(Result<std::string>)>;
using Pieces = std::function<void(TakePiece)>;

struct Response {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  Pieces pieces;  // instead of `body` when set; not called for HEAD
};

using Respond = std::move_only_function<void(Result<Response>)>;
using Handler = std::function<void(const Request&, Respond)>;

struct Route {
  Method method = Method::Get;
  std::string path;  // "/api/v1/matters/{id}"
  Who who = Who::Anyone;
  Audit audit = Audit::Unsaid;
  Door door = Door::Any;
  std::string name;     // operationId, "matter_read"
  std::string summary;  // one English sentence
  std::vector<Parameter> parameters;
  std::string body_schema;    // "" when there is none; application/json unless body_type is set
  std::string result_schema;  // "" for other media types
  std::vector<std::string> errors;             // codes of the catalogue
  std::string example;                         // of the result
  std::string body_type = "application/json";  // several: "image/jpeg, image/png"
  std::size_t body_max = 256 * 1024;           // bytes
  bool writes = false;                         // takes an Idempotency-Key
  bool while_setting_up = false;  // taken from others than administrators before the county opened
  bool before_second_factor = false;  // also for who must set one up first
  Pace pace = Pace::None;
  Handler handle;
};

template <class T>
Response json(const T& value, int status = 200) {
  Response response;
  response.status = status;
  write_json(response.body, value);
  return response;
}

// The body read as a T, its texts cleaned (base/clean_text.h).
template <class T>
Result<T> body(const Request& request) {
  auto value = TRY(parse_json(request.body));
  clean_texts(value);
  return read_json<T>(value);
}

}  // namespace linli::api

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
#include <string>
#include <vector>

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
  Administrator,
  Sample,  // anyone, but the route exists in sample folders only
};

enum class In { Path, Query };

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
  std::string idempotency_key;  // header Idempotency-Key
  std::string session;          // the session token as presented, for sign-out; never logged
  std::string client;           // the client's address, for throttling
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
  bool own_pages = false;  // a GET that leaves a trace: no other site's page may send people to it
  Handler handle;
};

template <class T>
Response json(const T& value, int status = 200) {
  Response response;
  response.status = status;
  write_json(response.body, value);
  return response;
}

// The body read as a T.
template <class T>
Result<T> body(const Request& request) {
  return read_json<T>(TRY(parse_json(request.body)));
}

}  // namespace linli::api

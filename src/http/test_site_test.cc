#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

#include "http/test_site.h"

namespace linli::http {

namespace {

const std::vector<std::pair<std::string, ErrorKind>> kKinds = {
    {"invalid", ErrorKind::Invalid},     {"unauthorized", ErrorKind::Unauthorized},
    {"forbidden", ErrorKind::Forbidden}, {"not_found", ErrorKind::NotFound},
    {"conflict", ErrorKind::Conflict},   {"overloaded", ErrorKind::Overloaded},
    {"unknown", ErrorKind::Unknown},     {"corrupt", ErrorKind::Corrupt}};

api::Route route(api::Method method, std::string path, api::Handler handle) {
  api::Route out;
  out.method = method;
  out.path = std::move(path);
  out.name = out.path;
  out.handle = std::move(handle);
  return out;
}

api::Handler answers(std::string body) {
  return [body](const api::Request&, api::Respond respond) {
    api::Response response;
    response.body = body;
    respond(std::move(response));
  };
}

Result<rights::Actor> actor_of(std::string_view token) {
  rights::Actor actor;
  actor.kind = token == "resident" ? rights::ActorKind::Resident : rights::ActorKind::Staff;
  if (token == "staff") actor.hats.emplace_back();
  using rights::AdministratorKind;
  for (const auto kind :
       {AdministratorKind::System, AdministratorKind::Security, AdministratorKind::Audit}) {
    if (token == rights::word_of(kind)) actor.administrator = kind;
  }
  if (token == "busy") return fail(ErrorKind::Overloaded, "test.busy");
  if (token == "stale") return fail(ErrorKind::Unauthorized, "test.stale");
  return actor;
}

ErrorText text_of(const std::string& code, Language language) {
  if (code == "test.untold") return {};
  if (code == "http.unexplained") return {"general sentence", "general remedy"};
  return {(language == Language::Zh ? "句子 " : "sentence ") + code, "remedy " + code};
}

}  // namespace

TestSite::TestSite() {
  using api::Method;
  routes.push_back(route(Method::Get, "/api/v1/small", answers(R"({"ok":true})")));
  routes.push_back(
      route(Method::Get, "/api/v1/large", answers('"' + std::string(300'000, 'x') + '"')));
  auto thing = route(Method::Get, "/api/v1/things/{id}", [](const auto& request, auto respond) {
    respond(api::json(request.get("id") + "|" + request.get("n") + "|" + request.get("flag")));
  });
  thing.parameters = {{"id", api::In::Path, "string", "which", true},
                      {"n", api::In::Query, "integer", "1 to 9", false},
                      {"flag", api::In::Query, "boolean", "or not", false},
                      {"must", api::In::Query, "string", "needed", true}};
  routes.push_back(thing);
  auto make = route(Method::Post, "/api/v1/things", [this](const auto& request, auto respond) {
    ++things_made;
    respond(api::json(request.body + request.idempotency_key, 201));
  });
  make.writes = true;
  make.body_max = 1000;
  make.body_schema = R"({"type":"object"})";
  routes.push_back(make);
  auto way_in = route(Method::Post, "/api/v1/way_in", answers("{}"));
  way_in.while_setting_up = true;
  routes.push_back(way_in);
  auto echo = route(Method::Post, "/api/v1/echo",
                    [](const auto& request, auto respond) { respond(api::json(request.body)); });
  echo.body_type = "image/png, application/json";
  echo.body_max = 1'000'000;
  routes.push_back(echo);
  routes.push_back(route(Method::Get, "/api/v1/later", [this](const auto&, auto respond) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(respond));
  }));
  add_errors();
  add_pieces();
  add_who();
}

// Pieces of 64 KiB, so that a client that does not read soon holds them up.
void TestSite::add_pieces() {
  struct Body {
    Body(TestSite& of, int pieces) : site(of), left(pieces) { ++site.bodies_open; }
    Body(const Body&) = delete;
    Body& operator=(const Body&) = delete;
    ~Body() { --site.bodies_open; }
    TestSite& site;
    int left;
  };
  auto pieces =
      route(api::Method::Get, "/api/v1/pieces", [this](const auto& request, auto respond) {
        auto body = std::make_shared<Body>(*this, std::stoi(request.get("n")));
        api::Response response;
        response.content_type = "text/csv; charset=utf-8";
        response.pieces = [body, then = request.get("then")](api::TakePiece take) {
          if (body->left-- > 0) {
            ++body->site.pieces_made;
            return take(std::string(65536, 'p'));
          }
          if (then == "throw") throw std::runtime_error("secret of the house");
          if (then == "error") return take(fail(ErrorKind::Overloaded, "test.overloaded", "30"));
          take(std::string());
        };
        respond(std::move(response));
      });
  pieces.audit = api::Audit::Download;
  pieces.parameters = {{"n", api::In::Query, "integer", "how many", true},
                       {"then", api::In::Query, "string", "how it ends", true}};
  routes.push_back(pieces);
}

void TestSite::add_errors() {
  using api::Method;
  routes.push_back(route(Method::Get, "/api/v1/fail/{kind}", [](const auto& request, auto respond) {
    for (const auto& [name, kind] : kKinds) {
      if (name == request.get("kind")) {
        return respond(fail(kind, "test." + name, "/place"));
      }
    }
    if (request.get("kind") == "wait") {
      return respond(fail(ErrorKind::Overloaded, "access.wait", "7"));
    }
    if (request.get("kind") == "row") return respond(invalid("store.constraint", "a_column"));
    respond(invalid("test.untold"));
  }));
  routes.push_back(route(Method::Get, "/api/v1/throw", [](const auto&, auto) {
    throw std::runtime_error("secret of the house");
  }));
  routes.push_back(route(Method::Get, "/api/v1/drop", [](const auto&, auto) {}));
  routes.push_back(route(Method::Get, "/api/v1/split", [](const auto&, auto respond) {
    api::Response response;
    response.headers.emplace_back("X-Bad", "a\r\nSet-Cookie: linli=stolen");
    respond(std::move(response));
  }));
}

void TestSite::add_who() {
  const std::vector<std::pair<std::string, api::Who>> all = {
      {"anyone", api::Who::Anyone},
      {"signed_in", api::Who::SignedIn},
      {"staff", api::Who::Staff},
      {"system", api::Who::SystemAdministrator},
      {"security", api::Who::SecurityAdministrator},
      {"audit", api::Who::AuditAdministrator},
      {"any", api::Who::AnyAdministrator},
      {"sample", api::Who::Sample}};
  for (const auto& [name, who] : all) {
    auto added = route(api::Method::Get, "/api/v1/who/" + name, answers("{}"));
    added.who = who;
    routes.push_back(added);
  }
}

TestSite::~TestSite() {
  release();
  for (auto& thread : threads_) thread.join();
}

Site TestSite::site(Folder folder) const {
  return {.routes = routes,
          .clock = clock,
          .folder = folder,
          .actor_of = actor_of,
          .text_of = text_of,
          .assets = {{"index.html", "<!doctype html>"},
                     {"assets/app-1a2b.js", "console.log(1)"},
                     {"assets/app-1a2b.js.gz", "GZ"},
                     {"assets/app-1a2b.js.br", "BR"}},
          .health = {},
          .gauges = [](std::string& out) { out += "linli_store_queue 3\n"; }};
}

void TestSite::release() {
  std::vector<api::Respond> waiting;
  {
    const std::lock_guard lock(mutex_);
    waiting.swap(waiting_);
  }
  threads_.emplace_back([waiting = std::move(waiting)]() mutable {
    for (auto& respond : waiting) respond(api::json(std::string("late")));
  });
}

std::size_t TestSite::waiting() {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

TestClient::TestClient(std::uint16_t port, const char* from)
    : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  ::inet_pton(AF_INET, from, &address.sin_addr);
  if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("bind");
  }
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("connect");
  }
}

TestClient::~TestClient() {
  drop();
}

void TestClient::drop() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

bool TestClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool TestClient::more(int seconds) {
  pollfd wait{socket_, POLLIN, 0};
  if (::poll(&wait, 1, seconds * 1000) <= 0) return false;
  char bytes[65536];
  const auto size = ::recv(socket_, bytes, sizeof bytes, 0);
  if (size <= 0) return false;
  buffer_.append(bytes, static_cast<std::size_t>(size));
  return true;
}

std::string TestClient::reply(int seconds) {
  std::size_t head = 0;
  while ((head = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!more(seconds)) return "";
  }
  std::size_t size = head + 4;
  const auto length = buffer_.find("Content-Length: ");
  if (length < head) size += std::stoul(buffer_.substr(length + 16));
  while (buffer_.size() < size) {
    if (!more(seconds)) return "";
  }
  auto out = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return out;
}

std::string TestClient::until(std::string_view end, int seconds) {
  std::size_t at = 0;
  while ((at = buffer_.find(end)) == std::string::npos && more(seconds)) {
  }
  auto out = at == std::string::npos ? buffer_ : buffer_.substr(0, at + end.size());
  buffer_.erase(0, out.size());
  return out;
}

bool TestClient::waits(int seconds) {
  pollfd wait{socket_, POLLIN, 0};
  return buffer_.empty() && ::poll(&wait, 1, seconds * 1000) == 0;
}

bool TestClient::closed(int seconds) {
  while (true) {
    pollfd wait{socket_, POLLIN, 0};
    if (::poll(&wait, 1, seconds * 1000) <= 0) return false;
    if (!more(0)) return true;
  }
}

std::string get(std::string_view path, std::string_view fields) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: t\r\n" + std::string(fields) + "\r\n";
}

std::string post(std::string_view path, std::string_view body, std::string_view fields) {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(fields) + "\r\n" + std::string(body);
}

int status_in(std::string_view reply) {
  return reply.size() < 12 ? 0 : std::stoi(std::string(reply.substr(9, 3)));
}

}  // namespace linli::http

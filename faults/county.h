// faults/county.h – a small county whose routes are called without a server, for breaking its disk.
//
// It is made once and copied for every use: an untouched one costs a copy of a few files.
// Thread safety: County and Life are made and destroyed by one thread; call() any thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/parts.h"
#include "base/clock.h"
#include "sample/roles.h"

namespace linli::faults {

// What a route is called with. `key` is the Idempotency-Key.
struct Ask {
  std::string route;
  std::string role;  // of sample/roles.h; "" is nobody
  std::map<std::string, std::string> parameters;
  std::string body;
  std::string key;
  std::string session{};
  std::string client = "127.0.0.1";
};

// The county opened for work, as `serve` does it but for the server and the jobs.
class Life {
 public:
  // `data` lies in `folder`, its keys and heads beside it. Errors: those of House.
  static Result<std::unique_ptr<Life>> open(const std::string& folder, const Clock& clock);
  ~Life();
  // Waits for the answer; `armed` runs just before the route. Errors: those of the route;
  // http.internal as the server gives it: the route threw, or did not answer.
  Result<api::Response> respond(const Ask& ask, const std::function<void()>& armed = {});
  Result<std::string> call(const Ask& ask);
  const std::vector<api::Route>& routes() const { return parts_.routes; }
  app::House& house() { return *parts_.house; }
  // Who plays this role of the sample. None has no hats.
  rights::Actor actor(const std::string& role) const;
  Result<void> find_people();

 private:
  explicit Life(app::Parts parts) : parts_(std::move(parts)) {}

  app::Parts parts_;
  std::map<std::string, rights::Actor> actors_;
};

class County {
 public:
  // Makes the template below `folder`, the county itself in this database when one is named: then
  // copies share it. Errors: those of House and of sample.
  static Result<std::unique_ptr<County>> make(const std::string& folder,
                                              const std::string& database = "");
  // A new copy of it, which is a folder of its own. Errors: none; it aborts on a full disk.
  std::string copy();
  void drop(const std::string& copy) const;
  // The village of the main scenario, as forms name it.
  const std::string& village() const { return village_; }

 private:
  explicit County(std::string folder) : folder_(std::move(folder)) {}
  Result<void> fill(const std::string& database);

  const std::string folder_;
  std::string village_;
  int copies_ = 0;
};

// The Monday morning on which the county was made.
Instant county_start();

}  // namespace linli::faults

#include "faults/county.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <new>

#include "base/check.h"
#include "desk/setting.h"
#include "pack/install.h"
#include "pack/load.h"
#include "registry/seats.h"
#include "sample/sample.h"

namespace linli::faults {
namespace {

constexpr const char* kTemplate = "/template";
constexpr Instant kStart{1772413200000};  // 2026-03-02 09:00 in the county

app::HouseOptions options_for(const std::string& folder, const Clock& clock) {
  app::HouseOptions options;
  options.data = folder + "/data";
  options.clock = &clock;
  return options;
}

constexpr std::chrono::seconds kAnswerMax(60);

// The first answer counts.
struct Answer {
  std::promise<Result<api::Response>> promise;
  std::atomic_flag given;
  void give(Result<api::Response> it) {
    if (!given.test_and_set()) promise.set_value(std::move(it));
  }
};

// Answers when it is dropped without a call.
struct Responder {
  explicit Responder(std::shared_ptr<Answer> to) : answer(std::move(to)) {}
  Responder(const Responder&) = delete;
  Responder& operator=(const Responder&) = delete;
  ~Responder() { answer->give(fail(ErrorKind::Corrupt, "http.internal", "no answer")); }
  const std::shared_ptr<Answer> answer;
};

// What `start` answers, in time; what it throws is an answer too, as the server gives it.
Result<api::Response> waited(const std::string& route,
                             const std::function<void(api::Respond)>& start) {
  const auto answer = std::make_shared<Answer>();
  auto future = answer->promise.get_future();
  // Kept by whoever may still answer, as the server's exchange is.
  auto responder = std::make_unique<Responder>(answer);
  try {
    start(
        [to = std::move(responder)](Result<api::Response> it) { to->answer->give(std::move(it)); });
  } catch (const std::exception& bug) {
    answer->give(fail(ErrorKind::Corrupt, "http.internal", bug.what()));
  }
  if (future.wait_for(kAnswerMax) == std::future_status::timeout) {
    std::fprintf(stderr, "%s never answered\n", route.c_str());
    std::abort();
  }
  return future.get();
}

// A body that is made while it is sent, to its end. Errors: those of the piece that was not made.
Result<void> gather(const std::string& route, api::Response& response) {
  while (response.pieces) {
    auto piece = TRY(waited(route, [&](api::Respond respond) {
      response.pieces([respond = std::move(respond)](Result<std::string> next) mutable {
        if (!next) return respond(Failure(next.error()));
        api::Response one;
        one.body = std::move(*next);
        respond(std::move(one));
      });
    }));
    if (piece.body.empty()) response.pieces = nullptr;
    response.body += piece.body;
  }
  return {};
}

}  // namespace

Instant county_start() {
  return kStart;
}

Result<std::unique_ptr<Life>> Life::open(const std::string& folder, const Clock& clock) {
  auto parts = TRY(app::open_parts(options_for(folder, clock), access::Settings{}, nullptr));
  std::unique_ptr<Life> life(new Life(std::move(parts)));
  TRY(life->find_people());
  return life;
}

Life::~Life() = default;

Result<void> Life::find_people() {
  app::House& house = *parts_.house;
  const auto read = TRY(house.store().read());
  const Instant now = house.clock().now();
  const auto rules = house.kernel().rules.get();
  for (const auto& role : TRY(sample::sample_roles(*read, house.vault(), rules->pack(), now))) {
    rights::Actor actor;
    actor.kind = role.kind;
    actor.person = role.person;
    actor.administrator = role.administrator;
    if (role.kind == rights::ActorKind::Staff) {
      actor.hats = TRY(registry::hats_of(*read, role.person, now));
    }
    actors_[role.key] = std::move(actor);
  }
  return {};
}

rights::Actor Life::actor(const std::string& role) const {
  const auto found = actors_.find(role);
  return found == actors_.end() ? rights::Actor{} : found->second;
}

Result<api::Response> Life::respond(const Ask& ask, const std::function<void()>& armed) {
  const auto route = std::ranges::find(parts_.routes, ask.route, &api::Route::name);
  CHECK(route != parts_.routes.end());
  api::Request request;
  request.actor = actor(ask.role);
  request.parameters = ask.parameters;
  request.body = ask.body;
  request.idempotency_key = ask.key;
  request.session = ask.session;
  request.client = ask.client;
  auto response = TRY(waited(ask.route, [&](api::Respond respond) {
    if (armed) armed();
    route->handle(request, std::move(respond));
  }));
  try {
    TRY(gather(ask.route, response));
  } catch (const std::bad_alloc&) {  // the gathering's own memory, while some is to fail
    return fail(ErrorKind::Corrupt, "http.internal", "no memory");
  }
  return response;
}

Result<std::string> Life::call(const Ask& ask) {
  return TRY(respond(ask)).body;
}

Result<std::unique_ptr<County>> County::make(const std::string& folder,
                                             const std::string& database) {
  std::unique_ptr<County> county(new County(folder));
  TRY(county->fill(database));
  return county;
}

Result<void> County::fill(const std::string& database) {
  const FixedClock clock(kStart);
  auto options = options_for(folder_ + kTemplate, clock);
  std::filesystem::create_directories(folder_ + kTemplate);
  options.create = true;
  options.bulk = true;
  options.database = database;
  const auto house = TRY(app::House::open(options));
  const auto pack = TRY(pack::load_pack(LINLI_SOURCE_DIR "/packs/zhijiang"));
  store::WriteSet changes;
  TRY(pack::install(changes, pack, nullptr, house->ids().next(), clock.now()));
  desk::set_once(changes, house->ids().next(), desk::kFolderKind, desk::kSampleFolder);
  TRY(house->store().commit_and_wait(std::move(changes)));
  sample::SampleOptions sample;
  sample.totals = {.villages = 3,
                   .groups = 4,
                   .estates = 2,
                   .hamlets = 8,
                   .clusters = 12,
                   .households = 60,
                   .people = 200};
  sample.now = clock.now();
  TRY(sample::generate_sample(house->store(), house->vault(), house->ids(), pack, sample));
  const auto read = TRY(house->store().read());
  village_ = std::to_string(TRY(read->number("SELECT id FROM unit WHERE name_zh = ?1",
                                             {std::string(sample::kSampleVillage)})));
  return {};
}

std::string County::copy() {
  std::string to = folder_ + "/" + std::to_string(++copies_);
  std::filesystem::copy(folder_ + kTemplate, to, std::filesystem::copy_options::recursive);
  return to;
}

void County::drop(const std::string& copy) const {
  CHECK(copy.starts_with(folder_));
  std::filesystem::remove_all(copy);
}

}  // namespace linli::faults

// app/routes_test.cc – what every route of the program says about itself.
#include <set>

#include "access/settings.h"
#include "app/parts.h"
#include "audit/log.h"
#include "testing/county.h"

namespace linli::app {
namespace {

// What changes nothing that an entry would tell of, and why. May only shrink.
const std::set<std::string> kNoAct = {
    "import_piece",   // the same of a table, until it is tried or taken in, which is an entry
    "file_take",      // bytes that nobody sees until an act, which is on the record, attaches them
    "request_about",  // asks whether a text is about somebody in office; nothing is kept
    "my_messages_read",  // up to where she has read what is hers
    "sso_begin"};        // nothing is kept until she comes back

// What an administrator reads without an entry, and why. May only shrink.
// Ids and counts, asked for by every page; times and kinds of messages.
const std::set<std::string> kNoLook = {"alarms", "senders", "import_state"};

std::vector<api::Route> all_routes() {
  const auto county = tests::County::make();
  const std::string data = county->folder.path() + "/data";
  county->house.reset();
  HouseOptions options;
  options.data = data;
  options.clock = &county->clock;
  static MovableClock clock{Instant{1'772'000'000'000}};
  auto parts = open_parts(options, access::Settings{}, &clock);
  EXPECT_TRUE(parts) << parts.error().code;
  auto routes = parts->routes;
  // Handlers refer to what goes now.
  for (auto& route : routes) route.handle = nullptr;
  return routes;
}

TEST(RoutesSay, WhichEntryTheyLeaveAndNoneIsLeftOut) {
  const auto routes = all_routes();
  EXPECT_GT(routes.size(), 50U);
  std::set<std::string> names;
  for (const auto& route : routes) {
    EXPECT_TRUE(names.insert(route.name).second) << route.name << " is there twice";
    EXPECT_NE(route.audit, api::Audit::Unsaid) << route.name << " says nothing";
    const bool nothing = route.audit == api::Audit::Nothing;
    if (route.method != api::Method::Get) {
      EXPECT_EQ(nothing, kNoAct.contains(route.name)) << route.name << " changes without an entry";
    }
    const bool administers = route.who == api::Who::SystemAdministrator ||
                             route.who == api::Who::SecurityAdministrator ||
                             route.who == api::Who::AuditAdministrator ||
                             route.who == api::Who::AnyAdministrator;
    if (administers && route.method == api::Method::Get) {
      EXPECT_EQ(nothing, kNoLook.contains(route.name)) << route.name << " shows without an entry";
    }
  }
}

TEST(RoutesSay, InWordsOfThePackWhatTheirEntriesAreAbout) {
  const auto pack = pack::load_pack(LINLI_SOURCE_DIR "/packs/zhijiang").value();
  for (const auto& route : all_routes()) {
    const auto kind = audit::kind_of(route.audit);
    const bool on_record = kind == audit::Kind::office || kind == audit::Kind::download ||
                           kind == audit::Kind::refusal;
    if (on_record) continue;
    EXPECT_NE(pack.choice_words("audit_acts", route.name).zh, route.name) << "no words";
  }
}

}  // namespace
}  // namespace linli::app

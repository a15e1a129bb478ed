#include "app/parts.h"

#include "access/routes.h"
#include "app/people.h"
#include "audit/log.h"
#include "county/routes.h"
#include "desk/duty.h"
#include "desk/routes.h"
#include "exchange/inbox_csv.h"
#include "inbox/routes.h"
#include "notice/routes.h"
#include "office/routes.h"
#include "overview/routes.h"
#include "request/import.h"
#include "request/routes.h"
#include "sample/routes.h"
#include "sending/routes.h"
#include "sso/routes.h"

namespace linli::app {
namespace {

void append(std::vector<api::Route>& all, std::vector<api::Route> more) {
  for (auto& route : more) all.push_back(std::move(route));
}

void add_routes(Parts& parts, MovableClock* clock) {
  House& house = *parts.house;
  desk::Kernel& kernel = house.kernel();
  append(parts.routes, access::routes(*parts.access));
  append(parts.routes, sso::routes(kernel, *parts.access, parts.sso.get()));
  append(parts.routes, sending::routes(kernel, parts.ways.get()));
  append(parts.routes, sending::own_routes(kernel));
  append(parts.routes, county::routes(kernel));
  append(parts.routes, county::own_routes(kernel));
  append(parts.routes, desk::matter_routes(kernel));
  append(parts.routes, inbox::routes(kernel));
  parts.routes.push_back(exchange::inbox_csv_route(kernel));
  append(parts.routes, desk::follow_routes(kernel, *parts.follower));
  append(parts.routes, desk::look_routes(kernel));
  append(parts.routes, desk::duty_routes(kernel));
  append(parts.routes, county::procedure_routes(kernel));
  append(parts.routes, office::read_routes(kernel));
  append(parts.routes, office::write_routes(kernel));
  append(parts.routes, office::import_routes(*parts.imports));
  append(parts.routes, office::account_routes(kernel, *parts.access));
  append(parts.routes, office::opening_routes(kernel, *parts.access));
  append(parts.routes, office::phone_check_routes(kernel, *parts.access));
  append(parts.routes, request::routes(kernel, parts.access->pace()));
  append(parts.routes, desk::open_routes(kernel, parts.access->pace()));
  append(parts.routes, desk::slip_routes(kernel));
  append(parts.routes, notice::routes(kernel));
  append(parts.routes, overview::routes(kernel));
  append(parts.routes, overview::alarm_routes(kernel));
  append(parts.routes, sample::routes(kernel, *parts.access, clock));
  for (auto& route : parts.routes) {
    const bool reads = route.audit == api::Audit::Look;
    if (reads || route.name == "sample_clock") {
      route = audit::hold(house.audit(), house.store(), std::move(route));
    }
  }
}

}  // namespace

std::vector<office::ImportKind> import_kinds(Parts& parts) {
  auto out = office::registry_kinds();
  desk::Kernel& kernel = parts.house->kernel();
  out.push_back({"requests", request::request_columns,
                 [&kernel](const exchange::ImportContext& context, std::string_view bytes) {
                   const auto& platform = context.platform;
                   return request::import_requests(
                       kernel,
                       {platform.empty() ? request::kPlatform : platform, context.source,
                        context.mode, context.before_rows, context.after_row},
                       bytes);
                 }});
  return out;
}

Result<Parts> open_parts(const HouseOptions& options, const access::Settings& given,
                         MovableClock* clock, const Outside& outside) {
  Parts parts;
  parts.house = TRY(House::open(options));
  TRY(parts.house->load_rules());
  House& house = *parts.house;
  access::Settings settings = given;
  // A sample is filled and shown from one address: it counts nothing unless told to.
  if (!settings.pace && house.kernel().folder == desk::Folder::Sample) {
    settings.pace = access::county_pace();
    settings.pace->kept = false;
  }
  settings.places = TRY(place_words(house));
  settings.mail = house.kernel().folder == desk::Folder::Sample ||
                  (outside.senders && outside.senders->has_mail());
  parts.access =
      std::make_unique<access::Access>(house.store(), house.clock(), house.random(), house.ids(),
                                       house.vault(), people_for(house), settings, house.audit());
  parts.follower = std::make_unique<desk::Follower>(house.vault(), settings.cookie);
  if (outside.providers) {
    parts.sso = std::make_unique<sso::Sso>(house.kernel(), *parts.access, *outside.providers,
                                           *parts.machine);
  }
  if (house.kernel().folder == desk::Folder::Real) {
    parts.ways = std::make_unique<sending::Ways>(outside.senders.value_or(sending::Settings{}),
                                                 *parts.machine);
  } else if (outside.senders) {
    return invalid("sending.sample");
  }
  parts.imports =
      std::make_unique<office::ImportDesk>(house.kernel(), import_kinds(parts), house.data());
  add_routes(parts, clock);
  return parts;
}

}  // namespace linli::app

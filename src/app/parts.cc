#include "app/parts.h"

#include "access/routes.h"
#include "app/people.h"
#include "desk/duty.h"
#include "desk/routes.h"
#include "exchange/inbox_csv.h"
#include "notice/routes.h"
#include "office/routes.h"
#include "overview/routes.h"
#include "request/routes.h"
#include "sample/routes.h"

namespace linli::app {
namespace {

void append(std::vector<api::Route>& all, std::vector<api::Route> more) {
  for (auto& route : more) all.push_back(std::move(route));
}

void add_routes(Parts& parts, MovableClock* clock) {
  desk::Kernel& kernel = parts.house->kernel();
  append(parts.routes, access::routes(*parts.access));
  append(parts.routes, desk::county_routes(kernel));
  append(parts.routes, desk::matter_routes(kernel));
  parts.routes.push_back(exchange::inbox_csv_route(kernel));
  append(parts.routes, desk::duty_routes(kernel));
  append(parts.routes, desk::procedure_routes(kernel));
  append(parts.routes, office::read_routes(kernel));
  append(parts.routes, office::write_routes(kernel));
  append(parts.routes, request::routes(kernel, *parts.serials, *parts.follower));
  append(parts.routes, notice::routes(kernel, [serials = parts.serials.get()](int year) {
           return serials->next(year);
         }));
  append(parts.routes, overview::routes(kernel));
  append(parts.routes, sample::routes(kernel, *parts.access, clock));
}

}  // namespace

Result<Parts> open_parts(const HouseOptions& options, const access::Settings& settings,
                         MovableClock* clock) {
  Parts parts;
  parts.house = TRY(House::open(options));
  TRY(parts.house->load_rules());
  House& house = *parts.house;
  parts.access =
      std::make_unique<access::Access>(house.store(), house.clock(), house.random(), house.ids(),
                                       house.vault().blind(), people_for(house), settings);
  parts.serials = std::make_unique<request::Serials>(house.store());
  parts.follower = std::make_unique<request::Follower>(house.vault());
  add_routes(parts, clock);
  return parts;
}

}  // namespace linli::app

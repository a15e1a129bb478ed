#include "county/routes.h"

#include "base/text.h"
#include "delivery/reader.h"
#include "desk/place.h"
#include "desk/read_matter.h"
#include "desk/routes.h"
#include "registry/desks.h"
#include "registry/households.h"
#include "registry/people.h"
#include "registry/positions.h"
#include "registry/units.h"

namespace linli::county {
namespace {

using api::In;
using api::Request;
using api::Respond;
using api::Response;
using api::Route;
using api::Who;

constexpr const char* kLiaison = "liaison";

struct UnitList {
  std::vector<desk::UnitView> items;
};
BOOST_DESCRIBE_STRUCT(UnitList, (), (items))

struct UnitAt {
  desk::UnitView unit;
  std::vector<desk::UnitView> place;  // from the county down to the unit
};
BOOST_DESCRIBE_STRUCT(UnitAt, (), (unit, place))

struct UnitsFound {
  std::vector<UnitAt> items;
};
BOOST_DESCRIBE_STRUCT(UnitsFound, (), (items))

struct OfficeView {
  desk::DeskView desk;
  std::string names;
  std::string phone;
};
BOOST_DESCRIBE_STRUCT(OfficeView, (), (desk, names, phone))

struct OfficeList {
  std::vector<OfficeView> items;
};
BOOST_DESCRIBE_STRUCT(OfficeList, (), (items))

struct CategoryView {
  std::string key, parent;
  Words words;
  std::string kind;
  bool confidential = false;
};
BOOST_DESCRIBE_STRUCT(CategoryView, (), (key, parent, words, kind, confidential))

struct CategoryList {
  std::vector<CategoryView> items;
};
BOOST_DESCRIBE_STRUCT(CategoryList, (), (items))

struct ChoiceList {
  std::vector<desk::ChoiceView> items;
};
BOOST_DESCRIBE_STRUCT(ChoiceList, (), (items))

struct HatView {
  TermId term;
  desk::DeskView desk;
  std::string key;
  bool deputy = false;
};
BOOST_DESCRIBE_STRUCT(HatView, (), (term, desk, key, deputy))

struct MeView {
  bool signed_in = false;
  std::string kind;  // anonymous, resident, staff
  std::string name;
  std::string phone_masked;
  std::optional<desk::UnitView> village;
  std::vector<desk::UnitView> place;
  std::string door;
  std::vector<HatView> hats;
  std::optional<std::string> administrator;  // system, security, audit
  bool must_set_second_factor = false;
  bool sample = false;
  std::int64_t unread = 0;  // of my messages, up to 100
  std::int64_t now_at = 0;
};
BOOST_DESCRIBE_STRUCT(MeView, (),
                      (signed_in, kind, name, phone_masked, village, place, door, hats,
                       administrator, must_set_second_factor, sample, unread, now_at))

struct HouseholdView {
  std::string door, name;
  UnitId unit;
};
BOOST_DESCRIBE_STRUCT(HouseholdView, (), (door, name, unit))

struct HouseholdList {
  std::vector<HouseholdView> items;
};
BOOST_DESCRIBE_STRUCT(HouseholdList, (), (items))

Result<UnitAt> unit_at(const desk::Rules& rules, store::Snapshot& read,
                       const registry::Unit& unit) {
  UnitAt out{desk::unit_view(rules, unit), {}};
  for (const auto& above : TRY(registry::ancestors(read, unit.id))) {
    out.place.push_back(desk::unit_view(rules, above));
  }
  return out;
}

Result<Response> read_units(desk::Kernel& kernel, store::Snapshot& read, const Request& request) {
  const auto rules = kernel.rules.get();
  UnitList out;
  const std::string& parent = request.get("parent");
  if (parent.empty()) {
    out.items.push_back(desk::unit_view(*rules, TRY(registry::county(read))));
    return api::json(out);
  }
  const UnitId id{parse_int64(parent).value_or(0)};
  for (const auto& unit : TRY(registry::children(read, id))) {
    out.items.push_back(desk::unit_view(*rules, unit));
  }
  return api::json(out);
}

Result<Response> read_unit(desk::Kernel& kernel, store::Snapshot& read, const Request& request) {
  const UnitId id{parse_int64(request.get("id")).value_or(0)};
  const auto unit = TRY(registry::unit(read, id));
  return api::json(TRY(unit_at(*kernel.rules.get(), read, unit)));
}

Result<Response> search_units(desk::Kernel& kernel, store::Snapshot& read, const Request& request) {
  const auto rules = kernel.rules.get();
  UnitsFound out;
  // The public code on a household card leads to its village.
  const auto of_code = TRY(registry::find_unit_by_code(read, request.get("q")));
  if (of_code) out.items.push_back(TRY(unit_at(*rules, read, *of_code)));
  for (const auto& unit : TRY(registry::find_units_by_name(read, request.get("q"), 20))) {
    out.items.push_back(TRY(unit_at(*rules, read, unit)));
  }
  return api::json(out);
}

// The people in office of a village: public by their office.
Result<Response> read_offices(desk::Kernel& kernel, store::Snapshot& read, const Request& request) {
  const UnitId id{parse_int64(request.get("id")).value_or(0)};
  TRY(registry::unit(read, id));
  OfficeList out;
  for (const auto& position : TRY(registry::positions_at(read, id, OrganisationId{}))) {
    const auto seat = TRY(registry::seat_by_position(read, position.id, kernel.clock.now()));
    if (seat.holders.empty()) continue;
    OfficeView view{desk::desk_view(seat), {}, seat.phone};
    std::vector<PersonId> people;
    for (const auto& holder : seat.holders) people.push_back(holder.person);
    for (const auto& [person, name] : TRY(registry::names_of(read, kernel.vault, people))) {
      view.names += (view.names.empty() ? "" : "、") + name;
    }
    out.items.push_back(std::move(view));
  }
  return api::json(out);
}

Result<void> add_home(desk::Kernel& kernel, store::Snapshot& read, const desk::Rules& rules,
                      PersonId person, MeView& out) {
  const auto home = TRY(registry::home_of(read, person, kernel.clock.now()));
  if (!home || !home->unit) return {};
  out.door = home->door;
  for (const auto& unit : TRY(registry::ancestors(read, home->unit))) {
    out.place.push_back(desk::unit_view(rules, unit));
    if (unit.level == registry::kVillageLevel) out.village = out.place.back();
  }
  return {};
}

Result<Response> read_me(desk::Kernel& kernel, store::Snapshot& read, const Request& request) {
  const auto rules = kernel.rules.get();
  const rights::Actor& actor = request.actor;
  MeView out;
  out.sample = kernel.folder == desk::Folder::Sample;
  out.now_at = kernel.clock.now().ms;
  out.kind = actor.kind == rights::ActorKind::Staff      ? "staff"
             : actor.kind == rights::ActorKind::Resident ? "resident"
                                                         : "anonymous";
  out.signed_in = actor.kind != rights::ActorKind::Anonymous;
  out.must_set_second_factor = actor.must_set_second_factor;
  if (actor.administrator != rights::AdministratorKind::None) {
    out.administrator = rights::word_of(actor.administrator);
  }
  if (!actor.person) return api::json(out);
  const auto masked = TRY(registry::masked(read, kernel.vault, actor.person));
  out.name = TRY(registry::name_of(read, kernel.vault, actor.person));
  out.phone_masked = masked.phone;
  out.unread = TRY(delivery::unread(read, actor.person, delivery::scope_of(actor)));
  TRY(add_home(kernel, read, *rules, actor.person, out));
  for (const auto& hat : actor.hats) {
    const auto seat = TRY(registry::seat_by_position(read, hat.position, kernel.clock.now()));
    out.hats.push_back({hat.term, desk::desk_view(seat), hat.key, hat.deputy});
  }
  return api::json(out);
}

// RISK-4: a liaison head sees name and door of the households of the cluster, nothing else.
Result<Response> read_households(desk::Kernel& kernel, store::Snapshot& read,
                                 const Request& request) {
  HouseholdList out;
  for (const auto& hat : request.actor.hats) {
    if (hat.key != kLiaison || !hat.unit) continue;
    for (const auto& line :
         TRY(registry::households_of_unit(read, kernel.vault, hat.unit, kernel.clock.now()))) {
      out.items.push_back({line.door, line.head, hat.unit});
    }
  }
  return api::json(out);
}

Response read_categories(desk::Kernel& kernel) {
  CategoryList out;
  for (const auto& category : kernel.rules.get()->pack().categories) {
    out.items.push_back(
        {category.key, category.parent, category.title, category.kind, category.confidential});
  }
  return api::json(out);
}

Result<Response> read_choices(desk::Kernel& kernel, const Request& request) {
  const auto rules = kernel.rules.get();
  const auto found = rules->pack().choices.find(request.get("list"));
  if (found == rules->pack().choices.end()) return fail(ErrorKind::NotFound, "desk.no_such_list");
  ChoiceList out;
  for (const auto& choice : found->second) out.items.push_back({choice.key, choice.title});
  return api::json(out);
}

using CountyReader = Result<Response> (*)(desk::Kernel&, store::Snapshot&, const Request&);

Route get(desk::Kernel& kernel, std::string path, std::string name, std::string summary,
          CountyReader reader) {
  Route route;
  route.path = std::move(path);
  route.name = std::move(name);
  route.audit = api::Audit::Nothing;
  route.summary = std::move(summary);
  route.handle = [&kernel, reader](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond),
                       [&](store::Snapshot& read) { return reader(kernel, read, request); });
  };
  return route;
}

std::vector<Route> unit_routes(desk::Kernel& kernel) {
  Route units = get(kernel, "/api/v1/units", "units", "The units below a unit.", read_units);
  units.parameters = {
      {"parent", In::Query, "string", "the unit's id; without it, the county itself", false}};
  units.result_schema = schema_of<UnitList>();
  Route search = get(kernel, "/api/v1/units/search", "units_search",
                     "Units whose name holds the words, or whose code they are.", search_units);
  search.parameters = {
      {"q", In::Query, "string", "part of the name, or a code; 1 to 20 characters", true}};
  search.result_schema = schema_of<UnitsFound>();
  search.pace = api::Pace::Search;
  search.errors.insert(search.errors.end(), {"access.wait", "access.address_wait"});
  Route unit =
      get(kernel, "/api/v1/units/{id}", "unit", "One unit with those above it.", read_unit);
  unit.parameters = {{"id", In::Path, "string", "the unit's id", true}};
  unit.result_schema = schema_of<UnitAt>();
  unit.errors = {"registry.no_such_unit"};
  Route offices = get(kernel, "/api/v1/units/{id}/desks", "unit_desks",
                      "Who is in office at a unit.", read_offices);
  offices.parameters = {{"id", In::Path, "string", "the unit's id", true}};
  offices.result_schema = schema_of<OfficeList>();
  offices.errors = {"registry.no_such_unit"};
  return {std::move(units), std::move(search), std::move(unit), std::move(offices)};
}

}  // namespace

std::vector<Route> routes(desk::Kernel& kernel) {
  std::vector<Route> out = unit_routes(kernel);
  Route me =
      get(kernel, "/api/v1/me", "me", "Who I am, where I live and which hats I wear.", read_me);
  me.result_schema = schema_of<MeView>();
  me.before_second_factor = true;
  out.push_back(std::move(me));
  Route households = get(kernel, "/api/v1/me/households", "my_households",
                         "The households of my cluster: door and name.", read_households);
  households.who = Who::Staff;
  households.result_schema = schema_of<HouseholdList>();
  out.push_back(std::move(households));
  Route categories;
  categories.path = "/api/v1/categories";
  categories.name = "categories";
  categories.audit = api::Audit::Nothing;
  categories.summary = "The categories of matters.";
  categories.result_schema = schema_of<CategoryList>();
  categories.handle = [&kernel](const Request&, Respond respond) {
    respond(read_categories(kernel));
  };
  out.push_back(std::move(categories));
  Route choices;
  choices.path = "/api/v1/choices/{list}";
  choices.name = "choices";
  choices.audit = api::Audit::Nothing;
  choices.summary = "One list of choices: request_kinds, channels, grades …";
  choices.parameters = {{"list", In::Path, "string", "the list's key", true}};
  choices.result_schema = schema_of<ChoiceList>();
  choices.errors = {"desk.no_such_list"};
  choices.handle = [&kernel](const Request& request, Respond respond) {
    respond(read_choices(kernel, request));
  };
  out.push_back(std::move(choices));
  return out;
}

}  // namespace linli::county

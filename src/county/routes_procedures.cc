#include <algorithm>

#include "county/routes.h"
#include "desk/routes.h"
#include "procedure/draw.h"
#include "procedure/rhythm.h"

namespace linli::county {
namespace {

using api::In;
using api::Request;
using api::Respond;
using api::Response;
using api::Route;

struct ActTitle {
  std::string key;
  Words title;
};
BOOST_DESCRIBE_STRUCT(ActTitle, (), (key, title))

struct StepExplained {
  std::string key;
  Words title;
  Words public_title;
  Words desk;
  Words within;          // "" where a step has no time of its own
  bool assumed = false;  // that time is a default, not given by a source
  std::vector<Words> late;
  std::vector<ActTitle> acts;
  bool final = false;
};
BOOST_DESCRIBE_STRUCT(StepExplained, (),
                      (key, title, public_title, desk, within, assumed, late, acts, final))

struct ProcedureExplained {
  std::string key;
  int version = 1;
  Words title;
  std::vector<std::string> source;
  std::optional<Words> opened;  // by the calendar, when
  std::vector<StepExplained> steps;
};
BOOST_DESCRIBE_STRUCT(ProcedureExplained, (), (key, version, title, source, opened, steps))

struct ProcedureList {
  std::vector<ProcedureExplained> items;
};
BOOST_DESCRIBE_STRUCT(ProcedureList, (), (items))

procedure::PositionWords position_words(const pack::Pack& pack) {
  procedure::PositionWords out;
  for (const auto& position : pack.positions) out.emplace(position.key, position.title);
  return out;
}

// What the rows of a limit table are called: the words of the choice list that the field is from.
Words row_words(const pack::Pack& pack, const procedure::Definition& definition,
                const std::string& field, const std::string& row) {
  if (row == "*") return {"其他", "otherwise"};
  if (row == "urgent") return {"紧急", "urgent"};
  const auto found = std::ranges::find(definition.open.form, field, &procedure::Field::key);
  const bool listed = found != definition.open.form.end() && !found->choices.empty();
  return listed ? pack.choice_words(found->choices, row) : Words{row, row};
}

void explain_time(const pack::Pack& pack, const procedure::Definition& definition,
                  const procedure::Within& within, StepExplained& out) {
  if (within.period) {
    out.within = procedure::period_words(*within.period);
    out.assumed = within.assumed;
    return;
  }
  const auto table = pack.limits.find(within.limit_table);
  if (table == pack.limits.end()) return;
  for (const auto& [row, limit] : table->second) {
    const auto who = row_words(pack, definition, within.by_field, row);
    const auto time = procedure::period_words(limit.period);
    const bool first = out.within.zh.empty();
    out.within.zh += (first ? "" : "；") + who.zh + " " + time.zh;
    out.within.en += (first ? "" : "; ") + who.en + " " + time.en;
    out.assumed = out.assumed || limit.assumed;
  }
}

StepExplained explain_step(const pack::Pack& pack, const procedure::Definition& definition,
                           const procedure::Step& step, const procedure::PositionWords& positions) {
  StepExplained out;
  out.key = step.key;
  out.title = step.title;
  out.public_title = step.public_title;
  out.final = step.final;
  if (!step.final) out.desk = procedure::desk_words(step.desk, positions);
  if (step.within) explain_time(pack, definition, *step.within, out);
  for (const auto& late : step.late) {
    out.late.push_back(procedure::late_words(definition, step, late, positions));
  }
  for (const auto& act : step.acts) out.acts.push_back({act.key, act.title});
  return out;
}

ProcedureList explain(const pack::Pack& pack) {
  const auto positions = position_words(pack);
  ProcedureList out;
  for (const auto& [key, definition] : pack.procedures) {
    ProcedureExplained one;
    one.key = key;
    one.version = definition.version;
    one.title = definition.title;
    one.source = definition.source;
    if (definition.rhythm) one.opened = procedure::rhythm_words(*definition.rhythm);
    for (const auto& step : definition.steps) {
      one.steps.push_back(explain_step(pack, definition, step, positions));
    }
    out.items.push_back(std::move(one));
  }
  return out;
}

Route list_route(desk::Kernel& kernel) {
  Route route;
  route.path = "/api/v1/procedures";
  route.who = api::Who::SignedIn;
  route.name = "procedures";
  route.audit = api::Audit::Nothing;
  route.summary = "Every procedure of the pack, explained step by step.";
  route.result_schema = schema_of<ProcedureList>();
  route.handle = [&kernel](const Request&, Respond respond) {
    respond(api::json(explain(kernel.rules.get()->pack())));
  };
  return route;
}

Route drawing_route(desk::Kernel& kernel) {
  Route route;
  route.path = "/api/v1/procedures/{key}/drawing.svg";
  route.name = "procedure_drawing";
  route.audit = api::Audit::Nothing;
  route.summary = "A procedure as a drawing.";
  route.parameters = {{"key", In::Path, "string", "the procedure's key", true}};
  route.errors = {"desk.no_such_procedure"};
  route.handle = [&kernel](const Request& request, Respond respond) {
    const auto rules = kernel.rules.get();
    const auto found = rules->pack().procedures.find(request.get("key"));
    if (found == rules->pack().procedures.end()) {
      return respond(fail(ErrorKind::NotFound, "desk.no_such_procedure"));
    }
    Response response;
    response.content_type = "image/svg+xml; charset=utf-8";
    response.body =
        procedure::draw_svg(found->second, position_words(rules->pack()), request.language);
    respond(std::move(response));
  };
  return route;
}

}  // namespace

std::vector<Route> procedure_routes(desk::Kernel& kernel) {
  return {list_route(kernel), drawing_route(kernel)};
}

}  // namespace linli::county

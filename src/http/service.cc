#include "http/service.h"

#include <charconv>

#include "http/gate.h"
#include "http/openapi.h"

namespace linli::http {

namespace {

api::Route health_route(const Site& site) {
  api::Route route;
  route.path = kHealthPath;
  route.name = "healthz";
  route.audit = api::Audit::Nothing;
  route.summary = "Answers 200 while the program can store and read.";
  route.result_schema = R"({"type":"object","properties":{"well":{"type":"boolean"}}})";
  route.example = R"({"well":true})";
  route.handle = [&site](const api::Request&, api::Respond respond) {
    if (site.health) {
      if (auto well = site.health(); !well) return respond(Failure(well.error()));
    }
    api::Response response;
    response.body = R"({"well":true})";
    respond(std::move(response));
  };
  return route;
}

api::Route metrics_route(const Service& service) {
  api::Route route;
  route.path = kMetricsPath;
  route.name = "metrics";
  route.audit = api::Audit::Nothing;
  route.summary = "Counts for Prometheus; for named addresses only.";
  route.errors = {"http.not_found"};
  route.handle = [&service](const api::Request&, api::Respond respond) {
    const auto uptime = std::chrono::steady_clock::now() - service.started;
    api::Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body =
        metrics_text(service.counters, service.router.entries(),
                     std::chrono::duration_cast<std::chrono::milliseconds>(uptime).count());
    if (service.site.gauges) service.site.gauges(response.body);
    respond(std::move(response));
  };
  return route;
}

api::Route openapi_route(const Service& service) {
  api::Route route;
  route.path = "/openapi.json";
  route.name = "openapi";
  route.audit = api::Audit::Nothing;
  route.summary = "This document.";
  route.result_schema = R"({"type":"object"})";
  route.handle = [&service](const api::Request&, api::Respond respond) {
    api::Response response;
    response.body = service.document;
    respond(std::move(response));
  };
  return route;
}

}  // namespace

Service::Service(const Options& given, const Site& served)
    : options(given),
      site(served),
      pages(served.assets),
      connections(std::make_unique<Shares>(given.connections_max, given.connections_each)),
      held(std::make_unique<Shares>(given.held_max)),
      started(std::chrono::steady_clock::now()) {}

Result<std::unique_ptr<Service>> Service::make(const Options& options, const Site& site,
                                               unsigned threads) {
  std::unique_ptr<Service> service(new Service(options, site));
  service->own_routes = {health_route(service->site), metrics_route(*service),
                         openapi_route(*service)};
  std::vector<const api::Route*> routes;
  std::vector<api::Route> printed;
  for (const auto* list : {&std::as_const(service->own_routes), &site.routes}) {
    for (const auto& route : *list) {
      if (route.who == api::Who::Sample && site.folder == Folder::Real) continue;
      routes.push_back(&route);
      printed.push_back(route);
    }
  }
  service->router = TRY(Router::make(routes));
  service->document = openapi(printed);
  for (unsigned i = 0; i < threads; ++i) {
    service->counters.push_back(std::make_unique<Counters>(routes.size()));
  }
  return service;
}

Lane::Lane(const Service& shared, unsigned number)
    : service(shared),
      counters(*shared.counters[number]),
      writer(shared.site.clock, shared.options.cookies),
      access(shared.options.log_fd) {
  std::array<char, 20> hex;
  const auto end =
      std::to_chars(hex.data(), hex.data() + hex.size(), shared.site.clock.now().ms, 16).ptr;
  id_start_.assign(hex.data(), end);
  id_start_ += '-' + std::to_string(number) + '-';
}

std::string Lane::request_id(std::uint64_t request) const {
  return id_start_ + std::to_string(request);
}

}  // namespace linli::http

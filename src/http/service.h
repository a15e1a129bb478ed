// http/service.h – what all connections share, and what those of one thread share.
// Thread safety: Service is read from any thread; a Lane belongs to one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "http/access_log.h"
#include "http/compressor.h"
#include "http/metrics.h"
#include "http/pages.h"
#include "http/reply.h"
#include "http/router.h"
#include "http/server.h"
#include "http/shares.h"

namespace linli::http {

struct Service {
  // `threads` ≥ 1. Errors: http.routes.
  static Result<std::unique_ptr<Service>> make(const Options& options, const Site& site,
                                               unsigned threads);

  Options options;
  Site site;
  Pages pages;
  std::unique_ptr<Shares> connections;  // Options::connections_max, connections_each
  std::unique_ptr<Shares> held;         // Options::held_max
  std::chrono::steady_clock::time_point started;
  std::vector<api::Route> own_routes;  // /healthz, /metrics, /openapi.json
  std::string document;                // of the routes
  Router router;
  std::vector<std::unique_ptr<Counters>> counters;  // one per thread

 private:
  Service(const Options& options, const Site& site);
};

struct Lane {
  Lane(const Service& service, unsigned number);
  // Names one request in replies and logs.
  std::string request_id(std::uint64_t request) const;

  const Service& service;
  Counters& counters;
  ReplyWriter writer;
  Compressor compressor;
  AccessWriter access;
  std::uint64_t requests = 0;

 private:
  std::string id_start_;
};

}  // namespace linli::http

// app/serve_options.h – what the options of `linli serve` mean, before anything is opened.
//
// Thread safety: pure. Errors: app.option_value (detail: which), app.proxy_needs_public_url,
// app.sample_beyond_loopback.
#pragma once

#include "access/settings.h"
#include "app/arguments.h"
#include "app/parts.h"
#include "base/result.h"
#include "http/server.h"

namespace linli::app {

// Everything that may be said on the command line or in a configuration file.
const Accepts& serve_accepts();

struct ServePlan {
  http::Options http;
  access::Settings settings;
  Outside outside;
};
// Reads the files that the options name, too. Errors besides: app.no_such_file,
// access.pace_unknown, those of sso::parse_settings and sending::parse_settings.
Result<ServePlan> serve_plan(const Arguments& arguments);

// With TLS of its own or a public address of https, cookies are Secure and named __Host-.
Result<http::Options> http_options(const Arguments& arguments);

// Administrators, unless --second-factor says staff.
Result<access::SecondFactor> who_needs_second_factor(const Arguments& arguments);

// Everybody may sign in to a sample as anybody and move its clock: it is for one machine.
Result<void> keep_sample_at_home(const http::Options& options, http::Folder folder);

}  // namespace linli::app

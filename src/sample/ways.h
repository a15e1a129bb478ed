// sample/ways.h – the ways that made-up matters go: which acts are done, by whom, how soon.
// Thread safety: pure.
#pragma once

#include <boost/json/value.hpp>
#include <span>

#include "base/random.h"

namespace linli::sample {

enum class Doer { Holder, Filer };

struct WayStep {
  const char* act;
  Doer doer;
  int hours_min, hours_max;  // after what was done before it
};
using Way = std::span<const WayStep>;

// One of the ways by its weight. `shown`: the filer lets it be public.
Way pick_way(Random& random, bool shown);

// What the act's form holds.
boost::json::value form_of(const char* act, const std::string& title, Random& random);

}  // namespace linli::sample

// faults/asks.h – one request for every route of the program, made anew for every use.
// Thread safety: one thread.
#pragma once

#include <string>
#include <vector>

#include "faults/county.h"

namespace linli::faults {

// What a request needs before it can succeed: matters to act upon, codes, photos.
class Scene {
 public:
  // References must outlive it. `round` makes names and addresses that no other round has.
  Scene(Life& life, const std::string& village, int round)
      : life_(life), village_(village), round_(round) {}
  // Errors: those of the preparations; http.not_found: this table has no entry for the route.
  Result<Ask> ask_for(const std::string& route);
  // Whether a request was made for it in this table.
  static bool knows(const std::string& route);

  Result<std::string> filed();      // id of a matter of the resident's
  Result<std::string> accepted();   // … which the village handles
  Result<std::string> photo();      // id of a photo of the resident's
  Result<std::string> published();  // the public number of one that everybody may read
  Result<std::string> noticed();    // the public number of a notice
  Result<std::string> account();    // an account of somebody who had none
  Result<std::string> session();    // a session's token
  std::string key();
  std::string name() const { return "round" + std::to_string(round_); }
  const std::string& village() const { return village_; }
  std::string filing(const std::string& more = "") const;
  std::string phone() const;
  Life& life() { return life_; }

 private:
  Result<std::string> member(const Ask& ask, const std::string& name);

  Life& life_;
  const std::string& village_;
  const int round_;
  int keys_ = 0;
};

}  // namespace linli::faults

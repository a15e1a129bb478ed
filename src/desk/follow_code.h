// desk/follow_code.h – following a matter by its number and the secret code of the receipt slip.
//
// Only the code's keyed hash is kept, with the matter or, until it is handed out, with a slip.
// Tries are throttled (access/tries.h): a number is public, so strangers' tries at it do not keep
// out whoever opened it before in her browser, nor somebody elsewhere who has the right code; a
// wrong number and a wrong code answer the same. Thread safety: any thread. Errors:
// model.number_wrong, model.code_wrong (Invalid: not such a number or code), request.not_found
// (NotFound: no such number with this code), access.wait.
#pragma once

#include <boost/describe.hpp>
#include <string>

#include "access/settings.h"
#include "access/tries.h"
#include "base/json.h"
#include "base/random.h"
#include "desk/matter.h"
#include "vault/vault.h"

namespace linli::desk {

// Makes the code of a matter that has its number, keeps the hash in it and gives the code as it is
// shown.
std::string make_follow_code(const vault::Vault& vault, Random& random, Matter& matter);

// The keyed hash of a code in the slip of this number: 8 bytes.
std::string slip_hash(const vault::Vault& vault, std::string_view number, std::string_view code);

struct Follow {
  std::string number;
  std::string code;
};
BOOST_DESCRIBE_STRUCT(Follow, (), (number, code))

struct FollowAct {
  std::string number;
  std::string code;
  boost::json::value form;
};
BOOST_DESCRIBE_STRUCT(FollowAct, (), (number, code, form))

class Follower {
 public:
  // `cookie` is how the device cookie of whoever follows is set.
  explicit Follower(const vault::Vault& vault,
                    access::CookieKind cookie = access::CookieKind::Plain)
      : vault_(vault), cookie_(cookie) {}
  access::CookieKind cookie() const { return cookie_; }
  // The matter that number and code open.
  Result<Matter> find(store::Snapshot& read, std::string_view number, std::string_view code,
                      const access::Caller& caller, Instant now);

 private:
  const vault::Vault& vault_;
  const access::CookieKind cookie_;
  access::Tries tries_;
  access::Acquainted acquainted_;
};

}  // namespace linli::desk

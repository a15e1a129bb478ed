// request/follow.h – following a request by its number and the secret code of the receipt slip.
//
// Tries are throttled by number and by client; a wrong number and a wrong code answer the same.
// Thread safety: any thread. Errors: request.number_wrong, request.code_wrong (Invalid: not such a
// number or code), request.not_found (NotFound: no such number with this code), access.wait.
#pragma once

#include <string>

#include "access/throttle.h"
#include "desk/matter.h"
#include "vault/vault.h"

namespace linli::request {

// The keyed hash of a code for one number: 8 bytes.
std::string follow_hash(const vault::Vault& vault, std::string_view number, std::string_view code);

class Follower {
 public:
  explicit Follower(const vault::Vault& vault) : vault_(vault) {}
  // The matter that number and code open.
  Result<desk::Matter> find(store::Snapshot& read, std::string_view number, std::string_view code,
                            std::string_view client, Instant now);

 private:
  const vault::Vault& vault_;
  access::Throttle by_number_{access::kLoginPolicy};
  access::Throttle by_client_{access::kClientPolicy};
};

}  // namespace linli::request

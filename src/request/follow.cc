#include "request/follow.h"

#include <cstring>

#include "base/hash.h"
#include "model/code.h"
#include "model/public_number.h"

namespace linli::request {

std::string follow_hash(const vault::Vault& vault, std::string_view number, std::string_view code) {
  const std::string value = std::string(number) + "/" + std::string(code);
  const std::int64_t hash = vault.blind().of("follow", value);
  std::string out(sizeof hash, '\0');
  std::memcpy(out.data(), &hash, sizeof hash);
  return out;
}

Result<desk::Matter> Follower::find(store::Snapshot& read, std::string_view number,
                                    std::string_view code, std::string_view client, Instant now) {
  const std::string clean_number = to_text(TRY(parse_public_number(number)));
  const std::string clean_code = TRY(parse_follow_up_code(code));
  TRY(by_client_.charge(client, now));
  TRY(by_number_.charge(clean_number, now));
  auto matter = TRY(desk::find_matter_by_number(read, clean_number));
  const auto hash = follow_hash(vault_, clean_number, clean_code);
  if (!matter || matter->follow_hash.empty() || !equal_secret(matter->follow_hash, hash)) {
    return fail(ErrorKind::NotFound, "request.not_found");
  }
  by_client_.refund(client);
  by_number_.forget(clean_number);
  return std::move(*matter);
}

}  // namespace linli::request

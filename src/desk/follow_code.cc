#include "desk/follow_code.h"

#include <cstring>

#include "base/hash.h"
#include "model/code.h"
#include "model/public_number.h"

namespace linli::desk {

namespace {

std::string hash_of(const vault::Vault& vault, const char* label, std::string_view number,
                    std::string_view code) {
  const std::string value = std::string(number) + "/" + std::string(code);
  const std::int64_t hash = vault.blind().of(label, value);
  std::string out(sizeof hash, '\0');
  std::memcpy(out.data(), &hash, sizeof hash);
  return out;
}

std::string follow_hash(const vault::Vault& vault, std::string_view number, std::string_view code) {
  return hash_of(vault, "follow", number, code);
}

// The number of the slip in which the matter's code lies; "" when it has a code of its own.
std::string slip_number_of(const Matter& matter) {
  const auto fields = read_fields(matter);
  const auto found = fields.find(kSlipNumber);
  return found == fields.end() ? std::string() : found->second;
}

}  // namespace

std::string make_follow_code(const vault::Vault& vault, Random& random, Matter& matter) {
  const std::string code = make_follow_up_code(random);
  matter.follow_hash = follow_hash(vault, matter.number, code);
  return show_follow_up_code(code);
}

std::string slip_hash(const vault::Vault& vault, std::string_view number, std::string_view code) {
  return hash_of(vault, "slip", number, code);
}

Result<Matter> Follower::find(store::Snapshot& read, std::string_view number, std::string_view code,
                              const access::Caller& caller, Instant now) {
  const std::string clean_number = to_text(TRY(parse_public_number(number)));
  const std::string clean_code = TRY(parse_follow_up_code(code));
  const access::Known known = acquainted_.knows(clean_number, caller);
  TRY(tries_.charge(clean_number, caller, known, now));
  auto matter = TRY(find_matter_by_number(read, clean_number));
  const auto slip = matter ? slip_number_of(*matter) : std::string();
  const auto hash = slip.empty() ? follow_hash(vault_, clean_number, clean_code)
                                 : slip_hash(vault_, slip, clean_code);
  if (!matter || matter->follow_hash.empty() || !equal_secret(matter->follow_hash, hash)) {
    return fail(ErrorKind::NotFound, "request.not_found");
  }
  tries_.succeeded(clean_number, caller, known);
  acquainted_.remember(clean_number, caller);
  return std::move(*matter);
}

}  // namespace linli::desk

#include <iostream>

#include "app/commands.h"
#include "app/doctor.h"
#include "app/house.h"
#include "desk/record_integrator.h"
#include "desk/record_verify.h"
#include "store/open.h"
#include "vault/payloads.h"

namespace linli::app {
namespace {

constexpr std::string_view kUsage =
    "usage: linli verify --data DIR [--keys DIR]\n"
    "  Computes the whole record again: entries, leaves, tree, signed heads, and the texts it "
    "speaks\n"
    "  of. Ends with \"journal: N entries, root HEX, intact\", or names the first bad entry and "
    "exits\n"
    "  with 1. May run beside the server.\n";

Result<int> verify(const Arguments& arguments) {
  const std::string data = TRY(arguments.needed("data"));
  const auto report = TRY(verify_county(data, keys_of(data, arguments.value("keys").value_or(""))));
  if (report.fault) {
    std::cout << "journal: " << *report.fault << '\n';
    return kRefused;
  }
  std::cout << report.payloads << " texts and files checked, " << report.erased << " erased, "
            << report.waiting << " entries not yet in the tree\n"
            << "journal: " << report.entries << " entries, root " << to_hex(report.root)
            << ", intact\n";
  return kDone;
}

}  // namespace

Result<desk::VerifyReport> verify_county(const std::string& data, const std::string& keys_folder) {
  const auto keys = TRY(vault::load_keys(keys_folder));
  SystemClock clock;
  SystemRandom random;
  const auto store = TRY(store::open_store_readonly(data));
  IdSource ids(clock, 0);
  const vault::Vault vault(keys, random, ids);
  TRY(require_own_keys(*TRY(store->read()), vault));
  desk::VerifyOptions options;
  const auto signer = TRY(journal::Signer::make(keys.sign.view()));
  options.key = signer.public_key();
  options.copied = TRY(desk::read_heads(heads_of(data)));
  vault::Payloads payloads(vault, *store);
  options.payload = [&](const Digest& commitment) { return payloads.check(commitment); };
  return desk::verify_record(*store, options);
}

int verify_command(const Words& words) {
  return run_command(words, {{"data", "keys"}, {}, 0, 0}, kUsage, verify);
}

}  // namespace linli::app

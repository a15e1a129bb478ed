#include <iostream>

#include "app/commands.h"
#include "app/doctor.h"
#include "app/house.h"
#include "app/pack_record.h"
#include "record/integrator.h"
#include "record/verify.h"
#include "store/open.h"
#include "vault/payloads.h"

namespace linli::app {
namespace {

constexpr std::string_view kVerifyUsage =
    "usage: linli verify --data DIR [--keys DIR] [--audit-file PATH]\n"
    "  Computes the whole record again: entries, leaves, tree, signed heads, and the texts it "
    "speaks\n"
    "  of; then holds against it what is derived: the rows of every matter against its newest "
    "entry\n"
    "  (one that an older program wrote says nothing of them: not yet provable), the counters "
    "behind\n"
    "  the figures against the matters. Ends with \"journal: N entries, root HEX, intact\", or "
    "names the first bad entry and "
    "exits\n"
    "  with 1. So for the chain of the audit, which is also held against the head that was copied\n"
    "  out and, with --audit-file, against the entries that were. May run beside the server.\n";

Result<std::optional<std::string>> verify_counters(const std::string& data) {
  const auto store = TRY(store::open_store_readonly(data));
  const auto rules = TRY(desk::load_rules(*TRY(store->read())));
  SystemRandom random;
  return desk::counters_fault(*store, *rules, random);
}

Result<int> verify(const Arguments& arguments) {
  const std::string data = TRY(arguments.needed("data"));
  const std::string keys = keys_of(data, arguments.value("keys").value_or(""));
  const auto report = TRY(verify_county(data, keys));
  if (report.fault) {
    std::cout << "journal: " << *report.fault << '\n';
    return kRefused;
  }
  if (const auto fault = TRY(verify_counters(data))) {
    std::cout << "counter " << *fault << '\n';
    return kRefused;
  }
  const auto audit = TRY(verify_audit(data, keys, arguments.value("audit-file").value_or("")));
  if (audit.fault) {
    std::cout << "audit: " << *audit.fault << '\n';
    return kRefused;
  }
  std::cout << "audit: " << audit.entries << " entries from " << audit.first << " to " << audit.last
            << ", " << audit.waiting << " not yet chained, " << audit.cut
            << " with their address cut, intact\n";
  std::cout << report.matters.proven << " matters are as their newest entries left them, "
            << report.matters.not_yet << " not yet provable, counters are their sums\n";
  std::cout << report.payloads << " texts and files checked, " << report.erased << " erased, "
            << report.waiting << " entries not yet in the tree\n"
            << "journal: " << report.entries << " entries, root " << to_hex(report.root)
            << ", intact\n";
  return kDone;
}

}  // namespace

Result<audit::VerifyReport> verify_audit(const std::string& data, const std::string& keys_folder,
                                         const std::string& copy_file) {
  const auto keys = TRY(vault::load_keys(keys_folder));
  const auto store = TRY(store::open_store_readonly(data));
  audit::VerifyOptions options;
  options.key = TRY(journal::Signer::make(keys.sign.view())).public_key();
  options.copied = TRY(audit::read_head_file(audit_head_of(data)));
  options.copy_file = copy_file;
  // A folder that an older program wrote and nobody served since has no audit yet.
  const auto made =
      TRY(TRY(store->read())->number("SELECT count(*) FROM store_schema WHERE number = 100"));
  if (made == 0) return audit::VerifyReport{};
  return audit::verify_chain(*store, options);
}

Result<CountyReport> verify_county(const std::string& data, const std::string& keys_folder) {
  const auto keys = TRY(vault::load_keys(keys_folder));
  SystemClock clock;
  SystemRandom random;
  const auto store = TRY(store::open_store_readonly(data));
  IdSource ids(clock, 0);
  const vault::Vault vault(keys, random, ids);
  TRY(require_own_keys(*TRY(store->read()), vault));
  record::VerifyOptions options;
  const auto signer = TRY(journal::Signer::make(keys.sign.view()));
  options.key = signer.public_key();
  options.copied = TRY(record::read_heads(heads_of(data)));
  vault::Payloads payloads(vault, *store);
  options.payload = [&](const Digest& commitment) { return payloads.check(commitment); };
  CountyReport report{TRY(record::verify(*store, options)), {}};
  if (!report.fault) {
    report.matters = TRY(desk::prove_matters(*store));
    report.fault = report.matters.fault;
  }
  if (!report.fault) report.fault = TRY(packs_fault(*store));
  if (!report.fault) report.fault = TRY(holidays_fault(*store));
  if (!report.fault) report.fault = TRY(figures_fault(*store));
  return report;
}

int verify_command(const Words& words) {
  return run_command(words, {{"data", "keys", "audit-file"}, {}, 0, 0}, kVerifyUsage, verify);
}

}  // namespace linli::app

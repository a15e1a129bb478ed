// audit/testing.h – an audit over a store of its own, for tests of this folder.
// Thread safety: one thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "audit/chain.h"
#include "audit/log.h"
#include "audit/schema.h"
#include "audit/verify.h"
#include "vault/testing.h"

namespace linli::audit {

class AuditTest : public vault::VaultTest {
 protected:
  AuditTest() : VaultTest(migrations()) {
    route_.name = "session_by_password";
    route_.audit = api::Audit::SignIn;
  }

  static Entry entry(std::string route = "session_by_password") {
    Entry out;
    out.kind = Kind::sign_in;
    out.route = std::move(route);
    out.address = "192.0.2.7";
    return out;
  }
  void put(Entry entry) {
    store::WriteSet changes;
    log_.add(changes, std::move(entry));
    ASSERT_TRUE(commit(std::move(changes)));
  }
  void put_chained(int count) {
    for (int i = 0; i < count; ++i) put(entry());
    ASSERT_TRUE(chain_.run_once());
  }
  api::Trace trace(std::string client = "192.0.2.7") const {
    api::Trace out;
    out.route = &route_;
    out.client = std::move(client);
    return out;
  }
  Result<VerifyReport> verified(std::string copy = "") {
    VerifyOptions options;
    options.key = signer_.public_key();
    options.copied = TRY(read_head_file(head_file()));
    options.copy_file = std::move(copy);
    return verify_chain(*store_, options);
  }
  std::string fault(std::string copy = "") {
    const auto report = verified(std::move(copy));
    return report ? report->fault.value_or("") : report.error().code;
  }
  std::string head_file() const { return folder_.path() + "/head"; }
  std::int64_t number(store::Sql sql) { return read()->number(sql).value(); }
  std::string text(store::Sql sql) {
    return read()
        ->one(sql, {}, [](const store::Row& row) { return row.string(0); })
        .value()
        .value_or("");
  }

  api::Route route_;
  Log log_{clock_, random_, ids_};
  journal::Signer signer_ = journal::Signer::make(keys_.sign.view()).value();
  Chain chain_{*store_, clock_, ids_, signer_, head_file()};
};

}  // namespace linli::audit

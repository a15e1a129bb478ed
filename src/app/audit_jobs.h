// app/audit_jobs.h – what the program does by itself about the audit: queued refusals, the chain,
// alarms, copies, and letting go of what is old.
//
// Thread safety: one thread at a time, not the store's writer thread. What fails is told to `log`
// and tried again at the next turn; what somebody must hear of becomes an alarm.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "app/house.h"
#include "audit/alarm.h"
#include "audit/chain.h"
#include "audit/copy.h"
#include "audit/verify.h"
#include "journal/head.h"

namespace linli::app {

// Where entries are copied out to; "" for nowhere.
struct AuditCopies {
  std::string file;
  std::string syslog;  // a local datagram socket: /dev/log
};

class AuditJobs {
 public:
  using Log = std::function<void(const char* job, const Error& error)>;
  // References must outlive it.
  AuditJobs(House& house, const journal::Signer& signer, AuditCopies copies, Log log);

  // Every node writes the refusals that it has seen.
  void flush();
  // Twice a second, on the node that leads.
  void turn();
  // Every few minutes, on the node that leads: old entries, addresses that are due, alarms, and a
  // stretch of the chain proved again.
  void sweep();

 private:
  void chain();
  void copy();
  void look_at_clock();
  void patrol();
  // At most once a minute each: what is broken stays so.
  void raise(audit::Rule rule, const Error& error);

  House& house_;
  const journal::PublicKey key_;
  const Log log_;
  audit::Chain chain_;
  audit::Watch watch_;
  std::unique_ptr<audit::FileCopy> file_;
  std::unique_ptr<audit::SyslogCopy> syslog_;
  std::chrono::steady_clock::time_point copied_;  // when copying out last worked
  std::chrono::steady_clock::time_point looked_;  // at the clock
  Instant looked_at_;                             // what it said
  audit::Walk walk_;                              // of the patrol
  std::map<audit::Rule, std::chrono::steady_clock::time_point> raised_;
};

}  // namespace linli::app

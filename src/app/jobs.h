// app/jobs.h – what the program does by itself: deadlines, the record's tree, messages, sweeping.
//
// One thread, and another for messages, which wait for other machines; a job that fails is logged
// and tried again at the next turn.
// Thread safety: start and stop from one thread.
#pragma once

#include <memory>
#include <string>

#include "access/access.h"
#include "app/audit_jobs.h"
#include "app/house.h"
#include "app/loop.h"
#include "delivery/courier.h"
#include "desk/scheduler.h"
#include "journal/head.h"
#include "record/integrator.h"

namespace linli::app {

class Jobs {
 public:
  // References must outlive the jobs. Starts the threads.
  Jobs(House& house, access::Access& access, delivery::Sender& sender, journal::Signer signer,
       AuditCopies copies);
  ~Jobs();
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

 private:
  void turn(std::int64_t count);
  void post(std::int64_t count);
  void log(const char* job, const Error& error);

  House& house_;
  access::Access& access_;
  journal::Signer signer_;
  AuditJobs audit_;
  record::Integrator integrator_;
  desk::Scheduler scheduler_;
  std::string scheduler_said_;  // what was logged last
  delivery::Courier courier_;
  std::unique_ptr<Loop> turns_;
  std::unique_ptr<Loop> posts_;
};

}  // namespace linli::app

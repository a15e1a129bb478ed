// app/jobs.h – what the program does by itself: deadlines, the record's tree, messages, sweeping.
//
// One thread; a job that fails is logged and tried again at the next turn.
// Thread safety: start and stop from one thread.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "access/access.h"
#include "app/house.h"
#include "delivery/courier.h"
#include "desk/record_integrator.h"
#include "desk/scheduler.h"
#include "journal/head.h"

namespace linli::app {

class Jobs {
 public:
  // References must outlive the jobs. Starts the thread.
  Jobs(House& house, access::Access& access, journal::Signer signer);
  ~Jobs();
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

 private:
  void run();
  void turn(std::int64_t count);
  void log(const char* job, const Error& error);

  House& house_;
  access::Access& access_;
  journal::Signer signer_;
  desk::Integrator integrator_;
  desk::Scheduler scheduler_;
  delivery::OutboxSender sender_;
  delivery::Courier courier_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace linli::app

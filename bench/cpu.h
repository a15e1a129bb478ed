// bench/cpu.h – what this process has cost. Thread safety: any thread.
#pragma once

#include <sys/resource.h>

namespace linli::bench {

// Seconds of processor time, of all threads, in the program and for it in the kernel.
inline double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace linli::bench

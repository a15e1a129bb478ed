#include "http/access_log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

namespace linli::http {
namespace {

constexpr off_t kWaitingMax = 64 * 1024;  // docs/security.md, "Buffers and limits"

TEST(AccessLog, KeepsNoMoreInMemoryThanItsLimitBeforeItWrites) {
  char path[] = "/tmp/linli-access-log-XXXXXX";
  const int file = ::mkstemp(path);
  ASSERT_GE(file, 0);
  AccessWriter writer(file);
  LogLine line;
  line.method = "GET";
  line.route = "/api/v1/units/{id}";
  off_t added = 0;
  for (int n = 0; n < 2000; ++n) {
    writer.add(line);
    added += 60;  // a line has more
    ASSERT_LE(added - ::lseek(file, 0, SEEK_END), kWaitingMax) << n;
  }
  EXPECT_GT(added, kWaitingMax);
  const off_t before = ::lseek(file, 0, SEEK_END);
  writer.flush();
  EXPECT_GT(::lseek(file, 0, SEEK_END), before);
  ::close(file);
  ::unlink(path);
}

}  // namespace
}  // namespace linli::http

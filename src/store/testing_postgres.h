// store/testing_postgres.h – a PostgreSQL server of the tests' own, on a socket in a scratch
// folder.
//
// It is started from Debian's package by the first test that asks, serves the whole test program
// and dies with it. PostgreSQL refuses to run as root, so root starts it as another user.
// Thread safety: one thread at a time.
#pragma once

#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace linli::store {

class TestingPostgres {
 public:
  static constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin/";
  static bool installed() { return std::filesystem::exists(std::string(kPrograms) + "initdb"); }

  TestingPostgres() {
    static int count = 0;
    folder_ = std::filesystem::temp_directory_path() /
              ("linli_pg_" + std::to_string(::getpid()) + "_" + std::to_string(count++));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    const auto* user = ::getuid() == 0 ? ::getpwnam("postgres") : nullptr;
    if (::getuid() == 0 && user == nullptr) user = ::getpwnam("nobody");
    if (user != nullptr) {
      uid_ = user->pw_uid;
      gid_ = user->pw_gid;
      if (::chown(folder_.c_str(), uid_, gid_) != 0) return;
    }
    wait(run(
        {"initdb", "-D", data(), "-U", "linli", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"}));
    start();
  }
  TestingPostgres(const TestingPostgres&) = delete;
  TestingPostgres& operator=(const TestingPostgres&) = delete;
  ~TestingPostgres() {
    stop(SIGQUIT);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  // Waits until it answers. `more` are settings ("synchronous_standby_names=nobody").
  void start(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"postgres", "-D", data(), "-k", folder_.string()};
    std::vector<std::string> settings = {"listen_addresses=", "fsync=off", "max_connections=60",
                                         "shared_buffers=32MB", "deadlock_timeout=100ms"};
    settings.insert(settings.end(), more.begin(), more.end());
    for (const auto& setting : settings) {
      words.push_back("-c");
      words.push_back(setting);
    }
    server_ = run(words);
    for (int tries = 0; tries < 200; ++tries) {
      if (wait(run({"pg_isready", "-q", "-h", folder_.string()})) == 0) return;
      // A killed server leaves children behind for a moment, and does not start beside them.
      if (::waitpid(server_, nullptr, WNOHANG) == server_) server_ = run(words);
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  // Of the server's main process; its others end with it.
  void stop(int signal) {
    if (server_ <= 0) return;
    ::kill(server_, signal);
    wait(server_);
    server_ = 0;
  }

  // As libpq takes it, also by way of another socket.
  std::string database() const { return database_at(folder()); }
  static std::string database_at(const std::string& host) {
    return "host=" + host + " user=linli dbname=postgres";
  }
  // Of its socket.
  std::string folder() const { return folder_.string(); }

 private:
  std::string data() const { return (folder_ / "data").string(); }

  // A child of ours that ends with us.
  pid_t run(std::vector<std::string> words) const {
    words[0] = kPrograms + words[0];
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const pid_t child = ::fork();
    if (child != 0) return child;
    if (uid_ != 0 && (::setgid(gid_) != 0 || ::setuid(uid_) != 0)) ::_exit(1);
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (::chdir("/") != 0 || ::freopen("/dev/null", "w", stdout) == nullptr) ::_exit(1);
    const std::string log = (folder_ / "log").string();
    if (::freopen(log.c_str(), "a", stderr) == nullptr) ::_exit(1);
    ::execv(pointers[0], pointers.data());
    ::_exit(1);
  }
  static int wait(pid_t child) {
    int status = -1;
    ::waitpid(child, &status, 0);
    return status;
  }

  std::filesystem::path folder_;
  uid_t uid_ = 0;
  gid_t gid_ = 0;
  pid_t server_ = 0;
};

}  // namespace linli::store

#include "outbound/program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "base/check.h"

namespace linli::outbound {
namespace {

constexpr int kFirstOther = 3;  // after standard input, output and errors

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }
  int get() const { return number_; }

 private:
  int number_;
};

// What its standard input is: a file without a name, so that nobody waits for it to be read.
int holding(std::string_view input) {
  const int file = ::memfd_create("linli-message", MFD_CLOEXEC);
  if (file < 0) return file;
  while (!input.empty()) {
    const ssize_t n = ::write(file, input.data(), input.size());
    if (n <= 0) return ::close(file), -1;
    input.remove_prefix(static_cast<std::size_t>(n));
  }
  ::lseek(file, 0, SEEK_SET);
  return file;
}

// How it is started: a group of its own, no signal blocked or ignored, no file of ours.
class Start {
 public:
  explicit Start(int input) {
    ::posix_spawn_file_actions_init(&files_);
    ::posix_spawn_file_actions_adddup2(&files_, input, STDIN_FILENO);
    ::posix_spawn_file_actions_addopen(&files_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&files_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(&files_, kFirstOther);
    ::posix_spawnattr_init(&how_);
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    ::posix_spawnattr_setsigmask(&how_, &none);
    ::posix_spawnattr_setsigdefault(&how_, &usual);
    ::posix_spawnattr_setpgroup(&how_, 0);
    ::posix_spawnattr_setflags(
        &how_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  Start(const Start&) = delete;
  Start& operator=(const Start&) = delete;
  ~Start() {
    ::posix_spawn_file_actions_destroy(&files_);
    ::posix_spawnattr_destroy(&how_);
  }

  Result<pid_t> run(const std::vector<std::string>& words) const {
    std::vector<char*> arguments;
    for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    char path[] = "PATH=/usr/local/bin:/usr/bin:/bin";
    std::array<char*, 2> environment{path, nullptr};
    pid_t child = 0;
    const int wrong = ::posix_spawn(&child, words.front().c_str(), &files_, &how_, arguments.data(),
                                    environment.data());
    if (wrong != 0) return invalid("outbound.no_program", words.front());
    return child;
  }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t how_{};
};

}  // namespace

Result<void> run_program(const std::vector<std::string>& words, std::string_view input,
                         int seconds) {
  CHECK(!words.empty() && words.front().starts_with('/'));
  if (input.size() > kProgramInputMax) return invalid("outbound.no_program", "too long a text");
  const Descriptor text(holding(input));
  if (text.get() < 0) return fail(ErrorKind::Overloaded, "outbound.slow", words.front());
  const pid_t child = TRY(Start(text.get()).run(words));
  // glibc 2.36 has the function, but not for C++.
  const Descriptor watch(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
  pollfd ended{watch.get(), POLLIN, 0};
  const bool in_time = watch.get() >= 0 && ::poll(&ended, 1, seconds * 1000) == 1;
  // Its group stays its own until it is waited for: nobody else is hit.
  ::kill(-child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!in_time) return fail(ErrorKind::Overloaded, "outbound.slow", words.front());
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  const int what = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return fail(ErrorKind::Overloaded, "outbound.program_failed",
              words.front() + ": " + std::to_string(what));
}

}  // namespace linli::outbound

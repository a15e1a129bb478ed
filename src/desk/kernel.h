// desk/kernel.h – what the kernel works with, made once in app/ and handed down.
//
// Thread safety: Kernel is a bundle of references that outlive it; RulesInForce and Workers any
// thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/embedded.h"
#include "base/random.h"
#include "delivery/outbox.h"
#include "model/calendar.h"
#include "model/ids.h"
#include "pack/install.h"
#include "store/store.h"
#include "vault/vault.h"

namespace linli::audit {
class Log;
}  // namespace linli::audit

namespace linli::desk {

// The pack in force with every installed procedure, and the calendar made from it.
struct Rules {
  pack::Installed installed;
  WorkCalendar calendar;
  procedure::Choices choices;
  std::set<std::string> overseeing;  // kinds of position that oversee what lies below them

  const pack::Pack& pack() const { return *installed.current; }
};

// The calendar as it was before the county put in its holidays of this number and later ones.
Result<WorkCalendar> calendar_before(store::Snapshot& read, const pack::County& county,
                                     std::int64_t number);

// Reads the installed packs and holidays, and those among the built-in `law`. Errors:
// pack.none_installed and those of pack::load_installed, desk.no_calendar (Corrupt).
Result<std::shared_ptr<const Rules>> load_rules(
    store::Snapshot& read, std::span<const EmbeddedFile> law = embedded_files());

// The rules that hold now; a pack installed while the server runs replaces them.
class RulesInForce {
 public:
  explicit RulesInForce(std::shared_ptr<const Rules> rules) : rules_(std::move(rules)) {}
  std::shared_ptr<const Rules> get() const;
  void put(std::shared_ptr<const Rules> rules);

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Rules> rules_;
};

// A few threads for what must not run on an I/O thread or on the writer: deciding again after a
// conflict, taking in files.
class Workers {
 public:
  static constexpr std::size_t kQueueMax = 1000;
  explicit Workers(int threads);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  // False when the queue is full; the job was not taken.
  bool post(std::move_only_function<void()> job);

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::move_only_function<void()>> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

class Kept;
class Serials;

enum class Folder { Real, Sample };

struct Kernel {
  store::Store& store;
  const vault::Vault& vault;
  const delivery::Outbox& outbox;
  const Clock& clock;
  IdSource& ids;
  Random& random;
  RulesInForce& rules;
  Workers& workers;
  Kept& kept;
  Serials& serials;
  audit::Log& audit;
  Folder folder = Folder::Real;
};

}  // namespace linli::desk

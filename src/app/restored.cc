#include "app/restored.h"

#include "access/restored.h"
#include "registry/phone_check.h"
#include "sso/binding.h"

namespace linli::app {

Result<void> end_what_came_back(store::Store& store, Instant now) {
  while (true) {
    store::WriteSet changes;
    {
      const auto read = TRY(store.read());
      changes = TRY(access::end_what_came_back(*read, now));
      TRY(registry::stop_time(*read, access::kEndedAtOnce, changes));
      TRY(sso::end_asks(*read, access::kEndedAtOnce, changes));
    }
    if (changes.changes.empty()) return {};
    TRY(store.commit_and_wait(std::move(changes)));
  }
}

}  // namespace linli::app

#include "store/store.h"

#include <future>

namespace linli::store {

Result<void> Store::commit_and_wait(WriteSet changes) {
  std::promise<Result<void>> outcome;
  auto waiting = outcome.get_future();
  commit(std::move(changes), [&outcome](Result<void> result) { outcome.set_value(result); });
  return waiting.get();
}

}  // namespace linli::store

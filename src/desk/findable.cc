#include "desk/findable.h"

#include <functional>
#include <optional>

#include "delivery/phone.h"
#include "desk/contact.h"
#include "desk/receipts.h"
#include "desk/setting.h"
#include "vault/text_phone.h"

namespace linli::desk {
namespace {

constexpr std::string_view kFindable = "erasable_findable";  // set when all is
constexpr std::string_view kContactKind = "request.contact";
constexpr int kFindableTriesMax = 10;

using Next = std::optional<std::int64_t>;
using PageOf = std::function<Result<Next>(store::Snapshot&, std::int64_t, store::WriteSet&)>;

// A disk that is slow once must not keep a county from being opened, nor a node that does the same.
bool try_again(const Error& error) {
  return error.code == "store.read_too_long" || error.code == "store.conflict";
}

Result<Next> turn(Kernel& kernel, const PageOf& page, std::int64_t after) {
  store::WriteSet changes;
  Next next;
  {
    const auto read = TRY(kernel.store.read());
    next = TRY(page(*read, after, changes));
  }
  if (!changes.changes.empty()) TRY(kernel.store.commit_and_wait(std::move(changes)));
  return next;
}

Result<void> walk(Kernel& kernel, const PageOf& page) {
  std::int64_t after = 0;
  for (int tries = 0; tries < kFindableTriesMax;) {
    const auto next = turn(kernel, page, after);
    if (next) {
      if (!*next) return {};
      after = **next;
      tries = 0;
    } else if (!try_again(next.error()) || ++tries == kFindableTriesMax) {
      return Failure(next.error());
    }
  }
  return {};
}

Result<Next> note_contacts(const Kernel& kernel, store::Snapshot& read, std::int64_t after,
                           store::WriteSet& changes) {
  std::vector<vault::UnnotedText> texts;
  const auto next = TRY(vault::unnoted_texts(read, kContactKind, after, texts));
  for (const auto& text : texts) {
    const auto contact = TRY(read_contact(kernel, read, text.id));
    const auto phone = kernel.vault.blind().phone(contact.phone);
    if (phone) changes.update("vault_text", text.id.value, text.version, {{"phone_blind", *phone}});
  }
  return next;
}

}  // namespace

Result<void> make_findable(Kernel& kernel) {
  if (!TRY(setting(*TRY(kernel.store.read()), kFindable)).empty()) return {};
  TRY(walk(kernel, [&](store::Snapshot& read, std::int64_t after, store::WriteSet& changes) {
    return note_contacts(kernel, read, after, changes);
  }));
  TRY(walk(kernel, [&](store::Snapshot& read, std::int64_t after, store::WriteSet& changes) {
    return delivery::note_phones(read, kernel.vault, after, changes);
  }));
  TRY(walk(kernel, note_matters));
  store::WriteSet changes;
  set_once(changes, kernel.ids.next(), kFindable, "1");
  const auto set = kernel.store.commit_and_wait(std::move(changes));
  // Another node that starts may have been done first.
  if (!set && set.error().code != "store.unique") return Failure(set.error());
  return {};
}

}  // namespace linli::desk

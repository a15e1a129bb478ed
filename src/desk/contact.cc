#include "desk/contact.h"

#include "base/json.h"

namespace linli::desk {

Result<Contact> read_contact(const Kernel& kernel, store::Snapshot& read, TextId text) {
  if (!text) return Contact{};
  const auto words = kernel.vault.text(read, text);
  if (!words) {
    if (words.error().code == "vault.erased") return Contact{};
    return Failure(words.error());
  }
  return read_json<Contact>(TRY(parse_json(*words)));
}

}  // namespace linli::desk

// desk/contact.h – the name and phone that somebody without an account left with her request.
//
// Kept as one text of the vault. Thread safety: values; functions of a snapshot.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "desk/kernel.h"

namespace linli::desk {

struct Contact {
  std::string name;
  std::string phone;  // 11 digits, "" when none was given
  // How else she is reached, as another platform wrote it: a landline, two numbers. Nothing is sent
  // there.
  std::optional<std::string> other = std::nullopt;
};
BOOST_DESCRIBE_STRUCT(Contact, (), (name, phone, other))

// Empty when it was erased. Errors: vault.damaged and those of the store.
Result<Contact> read_contact(const Kernel& kernel, store::Snapshot& read, TextId text);

}  // namespace linli::desk

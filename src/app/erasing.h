// app/erasing.h – erasing somebody everywhere, while the county is served or not.
//
// Every place where something personal can lie is in the list of personal.h, and each of its steps
// is taken here, in an order in which being interrupted does no harm: who is erased is signed out,
// then matters with their messages and kept answers one by one, each with its entry on the record,
// loose files, messages, and last her row in the register, by which all of it is found again. What
// was asked for is noted beside the data folder first and in it last, so that an erasure that was
// interrupted, or lost by restoring a backup, is done again before anybody is served
// (vault/erasures.h). Source: 个人信息保护法 Art. 47; issue #12; ADR 0018.
// Thread safety: one erasure at a time. Errors: those of the store and vault.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/house.h"
#include "model/ids.h"
#include "vault/erasures.h"

namespace linli::app {

// Who and what is erased. Phones are keyed hashes (vault::Blind::phone): what somebody filed, asked
// for or was sent without an account, known by her phone only.
struct Subject {
  std::vector<PersonId> persons;
  std::vector<std::int64_t> phones;
  std::vector<MatterId> matters;
};

struct Erased {
  std::int64_t texts = 0;
  std::int64_t files = 0;
  std::int64_t matters = 0;  // that had any
};

// Notes it and erases it. Who was erased before, or never was there, is no error. `reason` is a
// word for the record.
Result<Erased> erase_everywhere(House& house, const Subject& subject, const std::string& reason);

// Before anybody is served: does again what the file of erasures has and the database has not, and
// completes the file by what only the database has. Returns how many were done again. Errors
// besides: vault.erasures_malformed.
Result<int> erase_again(House& house);

// Where the erasures of a data folder are noted.
std::string erasures_of(const std::string& data);

}  // namespace linli::app

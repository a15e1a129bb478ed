// vault/upload.h – photos and voice notes between their upload and the matter they are for.
//
// An upload is named by a handle: 128 random bits that only its uploader is told; the table holds
// their hash. Who was signed in when it was made is the only one who can use it; an upload of
// nobody in particular is used by whoever has its handle. Everything else is answered as if there
// was no such upload. What nobody uses within a day is swept. Thread safety: any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "vault/file.h"

namespace linli::vault {

inline constexpr std::size_t kHandleBytes = 16;
inline constexpr std::int64_t kUploadMs = kMsPerDay;                   // so long it can be used
inline constexpr std::int64_t kSweepAfterMs = kMsPerDay + kMsPerHour;  // then nobody is using it
inline constexpr int kUploadsSweptMax = 200;                           // of one run

struct Upload {
  std::string handle;  // hexadecimal
  MediaType type;
  std::int64_t size = 0;  // bytes, without metadata
};

// As vault/file.h take_in, for no matter yet. `uploader`: 0 for nobody signed in. Errors: its.
Result<Upload> take_upload(const Vault& vault, store::Store& store, store::WriteSet& changes,
                           PersonId uploader, Instant now, std::string_view bytes);

struct Claim {
  MatterId matter;   // it is for
  PersonId claimer;  // who names it; 0: nobody signed in
  PersonId owner;    // whose it is from now on: erased with her
};

// The file of this handle, given to the matter; once. Errors: vault.absent.
Result<FileId> claim_upload(store::Snapshot& snapshot, store::WriteSet& changes,
                            std::string_view handle, const Claim& claim, Instant now);

// Removes uploads that nobody used, rows and bytes, the oldest first; returns how many.
// Errors: those of the store.
Result<int> sweep_uploads(store::Store& store, Instant now);

}  // namespace linli::vault

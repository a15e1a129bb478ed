// desk/setting.h – facts about the data folder itself.
// Thread safety: functions of a snapshot.
#pragma once

#include <string>
#include <string_view>

#include "store/snapshot.h"
#include "store/write_set.h"

namespace linli::desk {

inline constexpr std::string_view kFolderKind = "folder_kind";
inline constexpr std::string_view kSampleFolder = "sample";
// When the last backup was whole: ms UTC. Where it lies only whoever made it knows.
inline constexpr std::string_view kBackupMade = "backup_made";
// The number of the newest data key that was written into an escrow file.
inline constexpr std::string_view kKeyEscrowed = "key_escrowed";

// "" when it was never set.
Result<std::string> setting(store::Snapshot& read, std::string_view name);
// Sets it once; a second time is store.unique.
void set_once(store::WriteSet& changes, std::int64_t id, std::string_view name,
              std::string_view value);
// Sets it anew; `id` is of the row when there is none.
Result<void> put_setting(store::Snapshot& read, store::WriteSet& changes, std::int64_t id,
                         std::string_view name, std::string_view value);

}  // namespace linli::desk

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

// "" when it was never set.
Result<std::string> setting(store::Snapshot& read, std::string_view name);
// Sets it once; a second time is store.unique.
void set_once(store::WriteSet& changes, std::int64_t id, std::string_view name,
              std::string_view value);

}  // namespace linli::desk

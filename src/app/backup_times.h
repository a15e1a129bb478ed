// app/backup_times.h – how long a backup may be kept, written into it when it is made.
//
// What is erased stays in the backups made before: so they must go within a stated time. The file
// BACKUP in a backup says when it was made and until when it may be kept; `linli doctor` tells of
// those past their time. Source: 个人信息保护法 Art. 47; ADR 0018. Thread safety: pure but for the
// file.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace linli::app {

inline constexpr const char* kBackupTimesFile = "BACKUP";
inline constexpr const char* kBackupErasuresFile = "erasures";  // a copy of DATA-erasures
// Honest default: no source gives a number. Whoever keeps them longer says so.
inline constexpr std::int64_t kKeepDays = 30;
inline constexpr std::int64_t kKeepDaysMax = 3650;

struct BackupTimes {
  Instant made;
  Instant keep_until;
};

std::string to_text(const BackupTimes& times);
// Of the backup in a folder; of one without the file, by its manifest and kKeepDays. No backup is
// kept until 0.
BackupTimes backup_times(const std::string& folder);

}  // namespace linli::app

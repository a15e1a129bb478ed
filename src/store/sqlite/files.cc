#include "store/sqlite/files.h"

#include <cstdio>
#include <filesystem>

#include "base/clock.h"
#include "base/text.h"
#include "store/disk.h"

namespace linli::store::sqlite {
namespace {

constexpr std::int64_t kStagedMsMax = kMsPerDay;

}  // namespace

Files::Files(std::string folder) : folder_(std::move(folder)) {}

Result<void> Files::prepare() {
  TRY(disk::make_folder(folder_ + "/files/staged"));
  return disk::make_folder(folder_ + "/files/kept");
}

std::string Files::kept_name(std::int64_t id) {
  // The low bits of ids hardly vary; multiplying spreads them over the 256 folders.
  const auto spread = static_cast<std::uint64_t>(id) * 0x9E3779B97F4A7C15U >> 56;
  static constexpr char kHex[] = "0123456789abcdef";
  std::string name = "files/kept/";
  name += kHex[spread >> 4];
  name += kHex[spread & 15];
  return name + '/' + std::to_string(id);
}

std::string Files::staged_path(std::int64_t id) const {
  return folder_ + "/files/staged/" + std::to_string(id);
}

std::string Files::kept_path(std::int64_t id) const {
  return folder_ + '/' + kept_name(id);
}

Result<void> Files::stage(std::int64_t id, std::string_view bytes) {
  return disk::write_durably(staged_path(id), bytes);
}

bool Files::staged(std::int64_t id) const {
  return disk::exists(staged_path(id));
}

void Files::keep(std::int64_t id) {
  const std::string from = staged_path(id);
  const std::string to = kept_path(id);
  if (std::rename(from.c_str(), to.c_str()) == 0) return;
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(to).parent_path(), error);
  std::filesystem::rename(from, to, error);
}

Result<std::string> Files::read_kept(std::int64_t id) const {
  return disk::read_whole(kept_path(id));
}

Result<std::string> Files::read_staged(std::int64_t id) const {
  return disk::read_whole(staged_path(id));
}

Result<void> Files::erase(std::int64_t id) {
  // In this order a file that is being moved meanwhile is found in one place or the other.
  TRY(disk::erase(staged_path(id)));
  return disk::erase(kept_path(id));
}

Result<void> Files::settle(const std::function<bool(std::int64_t)>& has_row, std::int64_t now_ms) {
  for (const auto& name : disk::names_in(folder_ + "/files/staged")) {
    const auto id = parse_int64(name);
    if (!id) continue;
    if (has_row(*id)) {
      keep(*id);
    } else if (disk::changed_ms(staged_path(*id)) + kStagedMsMax < now_ms) {
      TRY(disk::erase(staged_path(*id)));
    }
  }
  return {};
}

Result<void> settle_files(sqlite3* connection, Files& files) {
  const Statement row = TRY(prepare(connection, "SELECT 1 FROM store_file WHERE id = ?1"));
  const auto now_s = TRY(number(connection, "SELECT unixepoch()"));
  const auto has_row = [&row](std::int64_t id) {
    bind(row.get(), 1, id);
    const ResetAtEnd reset(row.get());
    // When in doubt the file stays: only a certain "no" lets it be erased.
    return sqlite3_step(row.get()) != SQLITE_DONE;
  };
  return files.settle(has_row, now_s * kMsPerSecond);
}

}  // namespace linli::store::sqlite

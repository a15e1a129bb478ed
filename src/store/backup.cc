#include "store/backup.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <ranges>
#include <vector>

#include "base/hash.h"
#include "base/text.h"
#include "store/disk.h"

namespace linli::store {
namespace {

constexpr std::string_view kManifest = "MANIFEST";
constexpr std::string_view kFirstLine = "linli backup 1";

using Listed = std::map<std::string, std::string>;  // name → "hash  size"

Failure damaged(const std::string& what) {
  return fail(ErrorKind::Corrupt, "store.backup_damaged", what);
}

// Names of all files below a folder but MANIFEST, sorted.
std::vector<std::string> files_below(const std::string& folder) {
  namespace fs = std::filesystem;
  std::vector<std::string> names;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_directory()) continue;
    const auto name = at->path().lexically_relative(folder).generic_string();
    if (name != kManifest) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

Result<std::string> hash_and_size(const std::string& path) {
  return TRY(disk::sha256_of(path)) + "  " + std::to_string(disk::size(path));
}

Result<Listed> read_manifest(const std::string& folder) {
  const std::string text = TRY(disk::read_whole(folder + '/' + std::string(kManifest)));
  const auto end = text.rfind("end  ");
  if (end == std::string::npos || end == 0 || text[end - 1] != '\n' ||
      text.substr(end) != "end  " + to_hex(sha256(std::string_view(text).substr(0, end))) + "\n") {
    return damaged(std::string(kManifest));
  }
  Listed listed;
  auto lines = split(std::string_view(text).substr(0, end - 1), '\n');
  if (lines.front() != kFirstLine) return damaged(std::string(kManifest));
  for (const auto line : lines | std::views::drop(1)) {
    const auto name = line.find("  ", line.find("  ") + 2);
    if (name == std::string_view::npos) return damaged(std::string(kManifest));
    listed.emplace(line.substr(name + 2), line.substr(0, name));
  }
  return listed;
}

Result<void> write_listed(const std::string& folder, const Listed& listed) {
  std::string text = std::string(kFirstLine) + "\n";
  for (const auto& [name, hash] : listed) text += hash + "  " + name + "\n";
  text += "end  " + to_hex(sha256(text)) + "\n";
  return disk::write_durably(folder + '/' + std::string(kManifest), text);
}

Result<void> compare(const std::string& folder, const Listed& listed) {
  for (const auto& [name, expected] : listed) {
    const auto found = hash_and_size(folder + '/' + name);
    if (!found && found.error().code != "store.file_absent") return Failure(found.error());
    if (!found || *found != expected) return damaged(name);
  }
  return {};
}

}  // namespace

Result<void> require_empty(const std::string& folder) {
  if (disk::names_in(folder).empty()) return {};
  return fail(ErrorKind::Conflict, "store.not_empty", folder);
}

Result<void> write_manifest(const std::string& folder) {
  Listed listed;
  for (const auto& name : files_below(folder)) {
    listed.emplace(name, TRY(hash_and_size(folder + '/' + name)));
  }
  return write_listed(folder, listed);
}

Result<void> add_to_backup(const std::string& folder,
                           const std::map<std::string, std::string>& files) {
  Listed listed = TRY(read_manifest(folder));
  for (const auto& [name, bytes] : files) {
    TRY(disk::write_durably(folder + '/' + name, bytes));
    listed[name] = TRY(hash_and_size(folder + '/' + name));
  }
  return write_listed(folder, listed);
}

Result<void> verify_backup(const std::string& folder) {
  const auto listed = read_manifest(folder);
  if (!listed) return damaged(std::string(kManifest));
  for (const auto& name : files_below(folder)) {
    if (!listed->contains(name)) return damaged(name);
  }
  return compare(folder, *listed);
}

Result<void> restore_backup(const std::string& from, const std::string& to_folder) {
  TRY(require_empty(to_folder));
  TRY(verify_backup(from));
  const Listed listed = TRY(read_manifest(from));
  TRY(disk::make_folder(to_folder));
  for (const auto& [name, expected] : listed) {
    const std::string to = to_folder + '/' + name;
    const std::string parent = std::filesystem::path(to).parent_path().string();
    TRY(disk::make_folder(parent));
    TRY(disk::copy_durably(from + '/' + name, to));
    TRY(disk::sync_folder(parent));
  }
  return compare(to_folder, listed);
}

}  // namespace linli::store

#include "pack/install.h"

#include "base/json.h"
#include "pack/check.h"

namespace linli::pack {
namespace {

struct StoredPack {
  std::int64_t number = 0;
  std::string content;
};

Result<Pack> parse_stored(const std::string& content) {
  auto pack = load_pack(TRY(read_json<Files>(TRY(parse_json(content)))));
  if (!pack) return fail(ErrorKind::Corrupt, pack.error().code, pack.error().detail);
  return pack;
}

}  // namespace

const procedure::Definition* Installed::find(std::string_view key, int version) const {
  const auto found = definitions.find({std::string(key), version});
  return found == definitions.end() ? nullptr : &found->second;
}

Result<Installed> load_installed(store::Snapshot& snapshot) {
  const auto rows = TRY(snapshot.all("SELECT number, content FROM pack_version ORDER BY number", {},
                                     [](const store::Row& row) {
                                       return StoredPack{row.integer(0), row.string(1)};
                                     }));
  if (rows.empty()) return fail(ErrorKind::NotFound, "pack.none_installed");
  Installed out;
  for (const auto& row : rows) {
    auto pack = TRY(parse_stored(row.content));
    for (const auto& [key, definition] : pack.procedures) {
      out.definitions.insert_or_assign({key, definition.version}, definition);
    }
    out.number = row.number;
    out.current = std::make_shared<const Pack>(std::move(pack));
  }
  return out;
}

Result<void> install(store::WriteSet& changes, const Pack& pack, const Installed* before,
                     std::int64_t id, Instant now) {
  const auto report = check_pack(pack);
  if (!report.proven()) {
    std::string lines;
    for (const auto& line : report.lines()) lines += line + "\n";
    return invalid("pack.not_proven", lines);
  }
  if (before != nullptr) {
    if (before->current && before->current->hash == pack.hash) {
      return fail(ErrorKind::Conflict, "pack.unchanged", pack.hash);
    }
    // A matter stays with its version, so a version must mean the same for ever.
    for (const auto& [key, definition] : pack.procedures) {
      const auto* old = before->find(key, definition.version);
      if (old != nullptr && *old != definition) {
        return fail(ErrorKind::Conflict, "pack.version_reused",
                    key + " version " + std::to_string(definition.version));
      }
    }
  }
  const std::int64_t number = before == nullptr ? 1 : before->number + 1;
  changes.insert("pack_version", {{"id", id},
                                  {"number", number},
                                  {"pack", pack.key},
                                  {"hash", pack.hash},
                                  {"content", to_json(pack.files)},
                                  {"installed_at", now}});
  return {};
}

}  // namespace linli::pack

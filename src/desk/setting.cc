#include "desk/setting.h"

#include <utility>

namespace linli::desk {

Result<std::string> setting(store::Snapshot& read, std::string_view name) {
  auto found = TRY(read.one("SELECT content FROM folder_setting WHERE name = ?1", {name},
                            [](const store::Row& row) { return row.string(0); }));
  return found ? std::move(*found) : std::string();
}

void set_once(store::WriteSet& changes, std::int64_t id, std::string_view name,
              std::string_view value) {
  changes.insert("folder_setting",
                 {{"id", id}, {"version", 1}, {"name", name}, {"content", value}});
}

Result<void> put_setting(store::Snapshot& read, store::WriteSet& changes, std::int64_t id,
                         std::string_view name, std::string_view value) {
  const auto found = TRY(read.one("SELECT id, version FROM folder_setting WHERE name = ?1", {name},
                                  [](const store::Row& row) {
                                    return std::pair{row.integer(0), row.integer(1)};
                                  }));
  if (!found) {
    set_once(changes, id, name, value);
  } else {
    changes.update("folder_setting", found->first, found->second, {{"content", value}});
  }
  return {};
}

}  // namespace linli::desk

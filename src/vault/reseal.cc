#include "vault/reseal.h"

#include <string>
#include <utility>

#include "vault/seal.h"

namespace linli::vault {
namespace {

struct PageRow {
  std::int64_t id;
  std::int64_t version;
  std::vector<std::string> sealed;
};

}  // namespace

std::vector<SealedTable> sealed_tables() {
  return {{"vault_text",
           "SELECT id, version, sealed FROM vault_text WHERE id > ?1 ORDER BY id LIMIT ?2",
           {"sealed"}},
          {"vault_file",
           "SELECT id, version, sealed FROM vault_file WHERE id > ?1 ORDER BY id LIMIT ?2",
           {"sealed"}}};
}

Result<std::optional<std::int64_t>> reseal_batch(store::Snapshot& snapshot, const Vault& vault,
                                                 const SealedTable& table, std::int64_t after,
                                                 store::WriteSet& changes) {
  const auto rows = TRY(snapshot.all(table.page, {after, kResealBatch}, [&](const store::Row& row) {
    PageRow out{row.integer(0), row.integer(1), {}};
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      out.sealed.push_back(row.string(static_cast<int>(i) + 2));
    }
    return out;
  }));
  for (const auto& row : rows) {
    store::Columns columns;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const std::string& sealed = row.sealed[i];
      if (sealed.empty() || key_number(sealed) == vault.keys().current()) continue;
      const std::string context =
          std::string(table.table.text) + "." + std::string(table.columns[i].text);
      const auto plain = TRY(vault.open_field(context, row.id, sealed));
      columns.emplace_back(table.columns[i], store::Blob{vault.seal_field(context, row.id, plain)});
    }
    if (!columns.empty()) changes.update(table.table, row.id, row.version, std::move(columns));
  }
  if (rows.size() < static_cast<std::size_t>(kResealBatch)) return std::optional<std::int64_t>();
  return std::optional<std::int64_t>(rows.back().id);
}

}  // namespace linli::vault

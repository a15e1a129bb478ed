#include "exchange/table.h"

#include <algorithm>

#include "exchange/csv.h"
#include "exchange/xlsx.h"

namespace linli::exchange {

Result<void> read_table(std::string_view bytes, const TakeRow& take) {
  if (bytes.size() > kTableBytesMax) return invalid("exchange.too_large");
  // A workbook under a password is an OLE file around the encrypted ZIP.
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) return invalid("exchange.xlsx_encrypted");
  if (bytes.starts_with("PK\x03\x04")) return read_xlsx(bytes, take);
  return read_csv(bytes, take);
}

Result<Table> read_whole_table(std::string_view bytes) {
  Table table;
  TRY(read_table(bytes, [&](const TableRow& row) {
    if (table.header.empty()) {
      table.header = row.cells;
    } else {
      table.rows.push_back(row);
    }
    return true;
  }));
  if (table.header.empty()) return invalid("exchange.no_header");
  return table;
}

}  // namespace linli::exchange

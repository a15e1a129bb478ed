#include "exchange/table.h"

#include "base/clean_text.h"
#include "exchange/csv.h"
#include "exchange/xlsx.h"

namespace linli::exchange {

Result<void> read_table(std::string_view bytes, const TakeRow& take_clean) {
  const TakeRow take = [&](const TableRow& row) {
    TableRow clean = row;
    for (auto& cell : clean.cells) cell = clean_text(cell);
    return take_clean(clean);
  };
  if (bytes.size() > kTableBytesMax) return invalid("exchange.too_large");
  // A workbook under a password is an OLE file around the encrypted ZIP.
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) return invalid("exchange.xlsx_encrypted");
  if (bytes.starts_with("PK\x03\x04")) return read_xlsx(bytes, take);
  return read_csv(bytes, take);
}

}  // namespace linli::exchange

// exchange/template.h – an empty table of one kind of import, for people to fill in.
//
// Made of the columns that the import reads, so the two cannot differ. The first sheet has the
// Chinese headers and an example row, which an import leaves out (header.h, kExampleMark); the
// second says of each column what it is, in both languages; a third holds the words that a cell may
// have, which the first offers. Source: docs/import.md. Thread safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "exchange/header.h"
#include "pack/catalogue.h"

namespace linli::exchange {

// The header that a template gives a column: its first; "" for one that it does not have.
std::string template_heading(const Column& column);
// What is to be written into the column, from the catalogue: "column.KIND.KEY".
Words about_column(const pack::Catalogue& catalogue, const std::string& kind, const Column& column);
// How: "column.form.date" and so on.
Words form_of_column(const pack::Catalogue& catalogue, const Column& column);

// The bytes of an XLSX file.
std::string template_workbook(const pack::Catalogue& catalogue, const std::string& kind,
                              const std::vector<Column>& columns);

}  // namespace linli::exchange

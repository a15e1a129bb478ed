// store/sqlite/log_pieces.h – the write-ahead log of the writer is written in large pieces.
//
// SQLite hands a group's pages to the log one by one, each with its head: some six hundred calls of
// the system for a group, a fifth of what writing costs. This file system passes everything on to
// the default one of SQLite, but gathers what is appended to a log and writes it at once: with the
// last page of a transaction, before anything else is asked of the log, or when a piece is full. So
// the log holds what is committed when others are told of it.
//
// Source: https://www.sqlite.org/vfs.html, https://www.sqlite.org/fileformat2.html (section 4).
// Thread safety: any thread; a file as in SQLite.
#pragma once

namespace linli::store::sqlite {

// Registers it once and gives its name, for sqlite3_open_v2(); nullptr (the default one) if SQLite
// has no memory for it.
const char* log_in_pieces();

}  // namespace linli::store::sqlite

// store/postgres/answer_row.h – one row of an answer in binary format, as a Row.
//
// Integers may come as any of PostgreSQL's integer types, a truth value or a numeric without a
// fraction (a sum). Thread safety: one thread at a time.
#pragma once

#include <string>

#include "store/postgres/connection.h"
#include "store/snapshot.h"

namespace linli::store::postgres {

class AnswerRow final : public Row {
 public:
  explicit AnswerRow(const PGresult* answer) : answer_(answer) {}
  void go_to(int row) { row_ = row; }

  std::int64_t integer(int column) const override;
  std::string_view text(int column) const override;
  bool is_null(int column) const override;

 private:
  const PGresult* answer_;
  int row_ = 0;
  mutable std::string digits_;  // an integer asked for as text
};

}  // namespace linli::store::postgres

#include "county/stats.h"

namespace linli::county {
namespace {

using Counts = std::map<std::string, std::int64_t>;

Result<Counts> counts(store::Snapshot& read, store::Sql sql) {
  Counts out;
  TRY(read.visit(sql, {}, [&](const store::Row& row) {
    out[row.string(0)] = row.integer(1);
    return true;
  }));
  return out;
}

}  // namespace

Result<MatterStats> matter_stats(store::Snapshot& read) {
  MatterStats out;
  out.total = TRY(read.number("SELECT count(*) FROM matter"));
  out.open = TRY(read.number("SELECT count(*) FROM matter WHERE ended_at = 0"));
  out.by_procedure =
      TRY(counts(read, "SELECT procedure_key, count(*) FROM matter GROUP BY procedure_key"));
  out.by_grade = TRY(counts(read, "SELECT grade, count(*) FROM matter GROUP BY grade"));
  out.by_step = TRY(counts(read, "SELECT step, count(*) FROM matter GROUP BY step"));
  out.by_category = TRY(counts(read, "SELECT category, count(*) FROM matter GROUP BY category"));
  out.without_holder =
      TRY(read.number("SELECT count(*) FROM matter m WHERE m.ended_at = 0 AND NOT EXISTS "
                      "(SELECT 1 FROM term t WHERE t.position_id = m.holder_position)"));
  out.without_grade = TRY(read.number("SELECT count(*) FROM matter WHERE grade = ''"));
  out.without_category = TRY(read.number("SELECT count(*) FROM matter WHERE category = ''"));
  out.without_deadline = TRY(read.number(
      "SELECT count(*) FROM matter m WHERE m.ended_at = 0 AND m.due_at = 0 AND m.paused_at = 0 "
      "AND NOT EXISTS (SELECT 1 FROM timer t WHERE t.matter_id = m.id)"));
  return out;
}

}  // namespace linli::county

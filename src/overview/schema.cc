#include "overview/schema.h"

namespace linli::overview {
namespace {

constexpr std::string_view kPublished = R"sql(
-- derived: figures as they were made public, once for each quarter; never changed, never made again
CREATE TABLE published_figure (
  id {pk}, -- made by the program
  version BIGINT NOT NULL, -- always 1: a row is only added
  unit_id BIGINT NOT NULL, -- UnitId of a village or of what lies above it
  from_at BIGINT NOT NULL, -- the quarter's first instant, ms UTC
  to_at BIGINT NOT NULL, -- the next quarter's first instant, ms UTC
  made_at BIGINT NOT NULL, -- when it was made public: matters stood as they did then
  base BIGINT NOT NULL, -- what was rounded to (ADR 0034)
  open BIGINT NOT NULL, -- not ended, as told
  solved BIGINT NOT NULL, -- ended with the filer's word that it is solved, as told
  other_end BIGINT NOT NULL, -- ended otherwise, as told
  listed BIGINT NOT NULL -- matters among them that the public list showed, exactly
){end};
CREATE UNIQUE INDEX published_figure_of ON published_figure (unit_id, from_at);
CREATE INDEX published_figure_from ON published_figure (from_at);
)sql";

}  // namespace

std::vector<store::Migration> migrations() {
  return {{32, "overview: published figures", kPublished}};
}

}  // namespace linli::overview

#include "registry/positions.h"

namespace linli::registry {
namespace {

#define LINLI_POSITION_COLUMNS \
  "p.id, p.version, p.key, p.unit_id, p.organisation_id, p.name_zh, p.name_en, p.phone"
#define LINLI_TERM_COLUMNS                                                            \
  "t.id, t.version, t.position_id, t.person_id, t.valid_from, t.valid_to, t.deputy, " \
  "t.stands_in_for, t.employer_organisation_id, t.served_unit_id, t.handed_over_to"

Position position_of(const store::Row& row) {
  Position out;
  out.id = row.id<PositionId>(0);
  out.version = row.integer(1);
  out.key = row.string(2);
  out.unit = row.id<UnitId>(3);
  out.organisation = row.id<OrganisationId>(4);
  out.name = {row.string(5), row.string(6)};
  out.phone = row.string(7);
  return out;
}

Term term_of(const store::Row& row) {
  Term out;
  out.id = row.id<TermId>(0);
  out.version = row.integer(1);
  out.position = row.id<PositionId>(2);
  out.person = row.id<PersonId>(3);
  out.valid = {row.instant(4), row.instant(5)};
  out.deputy = row.flag(6);
  out.stands_in_for = row.id<TermId>(7);
  out.employer = row.id<OrganisationId>(8);
  out.served_unit = row.id<UnitId>(9);
  out.handed_over_to = row.id<TermId>(10);
  return out;
}

}  // namespace

store::Columns columns_of(const Position& position) {
  return {{"key", position.key},
          {"unit_id", position.unit},
          {"organisation_id", position.organisation},
          {"name_zh", position.name.zh},
          {"name_en", position.name.en},
          {"phone", position.phone}};
}

void add(store::WriteSet& out, const Position& position) {
  add_row(out, "position", position.id.value, columns_of(position));
}

int change(store::WriteSet& out, const Position& stored, const Position& wanted) {
  return change_row(out, "position", stored.id.value, stored.version, columns_of(stored),
                    columns_of(wanted));
}

store::Columns columns_of(const Term& term) {
  return {{"position_id", term.position},
          {"person_id", term.person},
          {"valid_from", term.valid.from},
          {"valid_to", open_end(term.valid.to)},
          {"deputy", term.deputy},
          {"stands_in_for", term.stands_in_for},
          {"employer_organisation_id", term.employer},
          {"served_unit_id", term.served_unit},
          {"handed_over_to", term.handed_over_to}};
}

void add(store::WriteSet& out, const Term& term) {
  add_row(out, "term", term.id.value, columns_of(term));
}

int change(store::WriteSet& out, const Term& stored, const Term& wanted) {
  return change_row(out, "term", stored.id.value, stored.version, columns_of(stored),
                    columns_of(wanted));
}

void end_term(store::WriteSet& out, const Term& term, Instant at, TermId successor) {
  out.update("term", term.id.value, term.version,
             {{"valid_to", at}, {"handed_over_to", successor}});
}

Result<Position> position(store::Snapshot& read, PositionId id) {
  auto found = TRY(read.one("SELECT " LINLI_POSITION_COLUMNS " FROM position p WHERE p.id = ?1",
                            {id}, position_of));
  if (!found) return fail(ErrorKind::NotFound, "registry.no_such_position");
  return std::move(*found);
}

Result<std::optional<Position>> find_position(store::Snapshot& read, std::string_view key,
                                              UnitId unit, OrganisationId organisation) {
  if (unit) {
    return read.one("SELECT " LINLI_POSITION_COLUMNS
                    " FROM position p WHERE p.unit_id = ?1 AND p.key = ?2",
                    {unit, key}, position_of);
  }
  return read.one("SELECT " LINLI_POSITION_COLUMNS
                  " FROM position p WHERE p.organisation_id = ?1 AND p.key = ?2",
                  {organisation, key}, position_of);
}

Result<std::vector<Position>> positions_at(store::Snapshot& read, UnitId unit,
                                           OrganisationId organisation) {
  if (unit) {
    return read.all("SELECT " LINLI_POSITION_COLUMNS
                    " FROM position p WHERE p.unit_id = ?1 ORDER BY p.key",
                    {unit}, position_of);
  }
  return read.all("SELECT " LINLI_POSITION_COLUMNS
                  " FROM position p WHERE p.organisation_id = ?1 ORDER BY p.key",
                  {organisation}, position_of);
}

Result<Term> term(store::Snapshot& read, TermId id) {
  auto found =
      TRY(read.one("SELECT " LINLI_TERM_COLUMNS " FROM term t WHERE t.id = ?1", {id}, term_of));
  if (!found) return fail(ErrorKind::NotFound, "registry.no_such_term");
  return std::move(*found);
}

Result<std::vector<Term>> terms_of_position(store::Snapshot& read, PositionId position) {
  return read.all("SELECT " LINLI_TERM_COLUMNS
                  " FROM term t WHERE t.position_id = ?1 ORDER BY t.valid_from DESC, t.id DESC",
                  {position}, term_of);
}

Result<std::vector<Term>> current_terms(store::Snapshot& read, PersonId person, Instant now) {
  return read.all("SELECT " LINLI_TERM_COLUMNS
                  " FROM term t WHERE t.person_id = ?1 AND t.valid_from <= ?2"
                  " AND (t.valid_to IS NULL OR t.valid_to > ?2) ORDER BY t.id",
                  {person, now}, term_of);
}

}  // namespace linli::registry

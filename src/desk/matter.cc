#include "desk/matter.h"

#include "base/json.h"

namespace linli::desk {
namespace {

// Every column with its member, in the order of MATTER_COLUMNS.
#define MATTER_COLUMNS                                                                            \
  "id, version, number, procedure_key, procedure_version, step, came_from, unit_id, village_id, " \
  "village_path, category, category_basis, kind, grade, grade_basis, outcome, fields, done, "     \
  "holder_position, holder_level, holder_path, holder_since, waits_for_filer, sender_position, "  \
  "offered_position, offer_until, filer_person, affected_person, opener_person, "                 \
  "opener_position, channel, for_whom, contact_text, title_text, detail_text, place_text, "       \
  "follow_hash, confidential, wish_public, filed_at, step_since, due_at, due_provisional, "       \
  "due_basis, due_assumed, paused_at, paused_workdays, kept_due_at, more_time, more_time_days, "  \
  "more_time_person, ended_at, rating, last_entry, source, source_row, "                          \
  "above_path"

template <class Visit>
void each_column(Visit visit) {
  visit("id", &Matter::id);
  visit("version", &Matter::version);
  visit("number", &Matter::number);
  visit("procedure_key", &Matter::procedure);
  visit("procedure_version", &Matter::procedure_version);
  visit("step", &Matter::step);
  visit("came_from", &Matter::came_from);
  visit("unit_id", &Matter::unit);
  visit("village_id", &Matter::village);
  visit("village_path", &Matter::village_path);
  visit("category", &Matter::category);
  visit("category_basis", &Matter::category_basis);
  visit("kind", &Matter::kind);
  visit("grade", &Matter::grade);
  visit("grade_basis", &Matter::grade_basis);
  visit("outcome", &Matter::outcome);
  visit("fields", &Matter::fields);
  visit("done", &Matter::done);
  visit("holder_position", &Matter::holder);
  visit("holder_level", &Matter::holder_level);
  visit("holder_path", &Matter::holder_path);
  visit("holder_since", &Matter::holder_since);
  visit("waits_for_filer", &Matter::waits_for_filer);
  visit("sender_position", &Matter::sender);
  visit("offered_position", &Matter::offered);
  visit("offer_until", &Matter::offer_until);
  visit("filer_person", &Matter::filer);
  visit("affected_person", &Matter::affected);
  visit("opener_person", &Matter::opener);
  visit("opener_position", &Matter::opener_position);
  visit("channel", &Matter::channel);
  visit("for_whom", &Matter::for_whom);
  visit("contact_text", &Matter::contact_text);
  visit("title_text", &Matter::title_text);
  visit("detail_text", &Matter::detail_text);
  visit("place_text", &Matter::place_text);
  visit("follow_hash", &Matter::follow_hash);
  visit("confidential", &Matter::confidential);
  visit("wish_public", &Matter::wish_public);
  visit("filed_at", &Matter::filed_at);
  visit("step_since", &Matter::step_since);
  visit("due_at", &Matter::due_at);
  visit("due_provisional", &Matter::due_provisional);
  visit("due_basis", &Matter::due_basis);
  visit("due_assumed", &Matter::due_assumed);
  visit("paused_at", &Matter::paused_at);
  visit("paused_workdays", &Matter::paused_workdays);
  visit("kept_due_at", &Matter::kept_due_at);
  visit("more_time", &Matter::more_time);
  visit("more_time_days", &Matter::more_time_days);
  visit("more_time_person", &Matter::more_time_person);
  visit("ended_at", &Matter::ended_at);
  visit("rating", &Matter::rating);
  visit("last_entry", &Matter::last_entry);
  visit("source", &Matter::source);
  visit("source_row", &Matter::source_row);
  visit("above_path", &Matter::above_path);
}

void read_into(const store::Row& row, int column, std::string& out) {
  out = row.text(column);
}
void read_into(const store::Row& row, int column, std::int64_t& out) {
  out = row.integer(column);
}
void read_into(const store::Row& row, int column, bool& out) {
  out = row.flag(column);
}
void read_into(const store::Row& row, int column, Instant& out) {
  out = row.instant(column);
}
void read_into(const store::Row& row, int column, MoreTime& out) {
  out = static_cast<MoreTime>(row.integer(column));
}
template <class Tag>
void read_into(const store::Row& row, int column, Id<Tag>& out) {
  out = Id<Tag>{row.integer(column)};
}

template <class T>
store::Value value_of(store::Name column, const T& member) {
  if constexpr (std::is_same_v<T, MoreTime>) {
    return static_cast<std::int64_t>(member);
  } else if constexpr (std::is_same_v<T, std::string>) {
    const bool nullable = column.text == "source" || column.text == "source_row";
    if (nullable && member.empty()) return store::Null{};
    if (column.text == "follow_hash") {
      return member.empty() ? store::Value(store::Null{}) : store::Value(store::Blob{member});
    }
    return member;
  } else {
    return member;
  }
}

Matter matter_in(const store::Row& row) {
  Matter out;
  int column = 0;
  each_column([&](store::Name, auto member) { read_into(row, column++, out.*member); });
  return out;
}

Participant read_participant(const store::Row& row) {
  return {row.integer(0),
          row.integer(1),
          MatterId{row.integer(2)},
          row.string(3),
          PositionId{row.integer(4)},
          row.instant(5),
          row.instant(6),
          row.instant(7)};
}

#define STAY_COLUMNS "id, version, matter_id, position_id, step, from_at, until_at"

Stay read_stay(const store::Row& row) {
  return {row.integer(0),
          row.integer(1),
          MatterId{row.integer(2)},
          PositionId{row.integer(3)},
          row.string(4),
          row.instant(5),
          row.instant(6)};
}

Timer read_timer(const store::Row& row) {
  return {row.integer(0), row.integer(1), MatterId{row.integer(2)},
          row.string(3),  row.instant(4), row.integer(5)};
}

}  // namespace

Result<std::optional<Matter>> find_matter(store::Snapshot& read, MatterId id) {
  return read.one("SELECT " MATTER_COLUMNS " FROM matter WHERE id = ?1", {id}, matter_in);
}

Result<std::optional<Matter>> find_matter_by_number(store::Snapshot& read,
                                                    std::string_view number) {
  return read.one("SELECT " MATTER_COLUMNS " FROM matter WHERE number = ?1", {number}, matter_in);
}

Result<Dossier> dossier(store::Snapshot& read, MatterId id) {
  Dossier out;
  auto matter = TRY(find_matter(read, id));
  if (!matter) return fail(ErrorKind::NotFound, "desk.no_such_matter");
  out.matter = std::move(*matter);
  out.participants = TRY(
      read.all("SELECT id, version, matter_id, role, position_id, since_at, ended_at, answer_until "
               "FROM participant WHERE matter_id = ?1 ORDER BY id",
               {id}, read_participant));
  out.timers = TRY(
      read.all("SELECT id, version, matter_id, kind, due_at, stage FROM timer WHERE matter_id = ?1 "
               "ORDER BY id",
               {id}, read_timer));
  out.open_stay = TRY(read.one("SELECT " STAY_COLUMNS
                               " FROM stay WHERE matter_id = ?1 AND until_at = 0 ORDER BY id DESC",
                               {id}, read_stay));
  const auto person = [](const store::Row& row) { return PersonId{row.integer(0)}; };
  out.named =
      TRY(read.all("SELECT id, version, position_id, person_id, asked FROM matter_about "
                   "WHERE matter_id = ?1 ORDER BY id",
                   {id}, [](const store::Row& row) {
                     return AboutRow{row.integer(0), row.integer(1), row.id<PositionId>(2),
                                     row.id<PersonId>(3), row.flag(4)};
                   }));
  for (const auto& row : out.named) out.about.push_back(row.person);
  out.hands = TRY(
      read.all("SELECT person_id FROM matter_hand WHERE matter_id = ?1 ORDER BY id", {id}, person));
  // Of what opened nothing nothing more is asked.
  if (out.matter.fields.find("\"children\"") == std::string::npos) return out;
  out.children =
      TRY(read.all("SELECT m.id, m.outcome, m.ended_at FROM matter_link l JOIN matter m "
                   "ON m.id = l.matter_id WHERE l.parent_id = ?1 ORDER BY l.id",
                   {id}, [](const store::Row& row) {
                     return Child{MatterId{row.integer(0)}, row.string(1), row.integer(2) != 0};
                   }));
  return out;
}

Result<std::vector<Matter>> children_of(store::Snapshot& read, MatterId id) {
  return read.all(
      "SELECT " MATTER_COLUMNS
      " FROM matter WHERE id IN (SELECT matter_id FROM matter_link WHERE parent_id = ?1)"
      " ORDER BY id",
      {id}, matter_in);
}

Result<std::vector<Stay>> stays(store::Snapshot& read, MatterId id) {
  return read.all("SELECT " STAY_COLUMNS " FROM stay WHERE matter_id = ?1 ORDER BY from_at, id",
                  {id}, read_stay);
}

store::Columns all_columns(const Matter& matter) {
  store::Columns out;
  out.reserve(64);
  each_column([&](store::Name column, auto member) {
    out.emplace_back(column, value_of(column, matter.*member));
  });
  return out;
}

store::Columns differing(const Matter& before, const Matter& after) {
  store::Columns out;
  each_column([&](store::Name column, auto member) {
    if (column.text == "version" || before.*member == after.*member) return;
    out.emplace_back(column, value_of(column, after.*member));
  });
  return out;
}

void add(store::WriteSet& out, const Participant& participant) {
  out.insert("participant", {{"id", participant.id},
                             {"version", participant.version},
                             {"matter_id", participant.matter},
                             {"role", participant.role},
                             {"position_id", participant.position},
                             {"since_at", participant.since},
                             {"ended_at", participant.ended},
                             {"answer_until", participant.answer_until}});
}

void add(store::WriteSet& out, const Stay& stay) {
  out.insert("stay", {{"id", stay.id},
                      {"version", stay.version},
                      {"matter_id", stay.matter},
                      {"position_id", stay.position},
                      {"step", stay.step},
                      {"from_at", stay.from},
                      {"until_at", stay.until}});
}

void add(store::WriteSet& out, const Timer& timer) {
  out.insert("timer", {{"id", timer.id},
                       {"version", timer.version},
                       {"matter_id", timer.matter},
                       {"kind", timer.kind},
                       {"due_at", timer.due},
                       {"stage", timer.stage}});
}

std::map<std::string, std::string> read_fields(const Matter& matter) {
  std::map<std::string, std::string> out;
  if (auto parsed = parse_json(matter.fields)) {
    if (auto fields = read_json<std::map<std::string, std::string>>(*parsed)) out = *fields;
  }
  // The hot fields have columns of their own.
  out["category"] = matter.category;
  out["kind"] = matter.kind;
  out["grade"] = matter.grade;
  out["outcome"] = matter.outcome;
  return out;
}

std::map<std::string, int> read_done(const Matter& matter) {
  if (auto parsed = parse_json(matter.done)) {
    if (auto done = read_json<std::map<std::string, int>>(*parsed)) return *done;
  }
  return {};
}

rights::MatterTies ties(const Dossier& dossier) {
  using procedure::Role;
  const Matter& matter = dossier.matter;
  rights::MatterTies out;
  out.filer = matter.filer;
  out.affected = matter.affected;
  out.opener = matter.opener;
  out.opener_position = matter.opener_position;
  out.about = dossier.about;
  out.hands = dossier.hands;
  out.holder_path = matter.holder_path;
  out.village_path = matter.village_path;
  out.confidential = matter.confidential;
  out.above_path = matter.above_path;
  out.ties.push_back({Role::holder, matter.holder});
  if (matter.offered) out.ties.push_back({Role::offered, matter.offered});
  if (matter.sender && !matter.ended()) out.ties.push_back({Role::sender, matter.sender});
  for (const auto& participant : dossier.participants) {
    if (participant.ended.ms != 0) continue;
    Role role{};
    if (boost::describe::enum_from_string(participant.role.c_str(), role)) {
      out.ties.push_back({role, participant.position});
    }
  }
  return out;
}

bool word_is_unconfirmed(const Matter& matter, const rights::Standing& standing) {
  if (!standing.by_code || !matter.opener) return false;
  const auto fields = read_fields(matter);
  const auto by = fields.find(kCodeBy);
  return by == fields.end() || by->second != kCodeByPhone;
}

}  // namespace linli::desk

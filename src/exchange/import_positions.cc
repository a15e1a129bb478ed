#include "exchange/import_positions.h"

#include <map>
#include <set>

#include "access/accounts.h"
#include "registry/organisations.h"
#include "registry/people.h"
#include "registry/positions.h"
#include "registry/public_phone.h"
#include "registry/units.h"

namespace linli::exchange {
namespace {

using registry::Position;
using registry::Term;

class PositionPlanner final : public RowPlanner {
 public:
  explicit PositionPlanner(const ImportContext& context) : context_(context) {}

  std::vector<Column> columns() const override { return position_columns(context_.pack); }

  Result<RowOutcome> plan(store::Snapshot& read, Fields& row, store::WriteSet& out,
                          std::string& what) override {
    TRY(fill_place(read, row));
    const auto key = TRY(position_key(row));
    what = "position " + key + " at " + place_code_;
    const auto person = TRY(find_person(read, row));
    const auto seat = key + "@" + place_code_;
    const auto day = TRY(first_day(row));
    const auto term = seat + "#" + std::to_string(person.value) + "#" + std::to_string(day);
    if (!seen_.insert(term).second) return row.bad("", "exchange.row_twice");
    const auto stored = TRY(find_position(read, key));
    auto wanted = stored.value_or(Position{});
    wanted.key = key;
    wanted.unit = unit_;
    wanted.organisation = organisation_;
    TRY(fill_name(row, wanted));
    TRY(fill_phone(read, row, wanted));
    if (!stored) wanted.id = context_.ids.make<PositionId>();
    if (!stored) registry::add(out, wanted);
    int changes = stored ? registry::change(out, *stored, wanted) : 1;
    if (stored && changes > 0) ++wanted.version;
    if (person) changes += TRY(plan_term(read, row, wanted, person, out));
    planned_[seat] = wanted;
    if (!stored) return RowOutcome::New;
    return changes == 0 ? RowOutcome::Unchanged : RowOutcome::Changed;
  }

  void settled() override {
    planned_.clear();
    asked_.clear();
  }

 private:
  Result<void> fill_place(store::Snapshot& read, Fields& row) {
    unit_ = {};
    organisation_ = {};
    if (row.has("unit_code") == row.has("organisation")) {
      return row.bad("unit_code", "exchange.row_missing");
    }
    if (row.has("unit_code")) {
      place_code_ = row.get("unit_code");
      const auto unit = TRY(registry::find_unit_by_code(read, place_code_));
      if (!unit) return row.bad("unit_code", "exchange.row_reference", place_code_);
      unit_ = unit->id;
      place_ = unit->name;
      return {};
    }
    place_code_ = row.get("organisation");
    const auto organisation = TRY(registry::find_organisation_by_key(read, place_code_));
    if (!organisation) return row.bad("organisation", "exchange.row_reference", place_code_);
    organisation_ = organisation->id;
    place_ = organisation->name;
    return {};
  }

  Result<std::string> position_key(Fields& row) {
    const auto word = TRY(row.needed("position"));
    title_ = {word, word};
    if (context_.pack == nullptr) return word;
    for (const auto& kind : context_.pack->positions) {
      if (word != kind.key && word != kind.title.zh) continue;
      title_ = kind.title;
      return kind.key;
    }
    return row.bad("position", "exchange.row_word");
  }

  Result<void> fill_name(Fields& row, Position& wanted) const {
    TRY(row.hold_no_personal_number({"name_zh", "name_en"}));
    row.put("name_zh", wanted.name.zh);
    row.put("name_en", wanted.name.en);
    if (wanted.name.zh.empty()) wanted.name.zh = place_.zh + " · " + title_.zh;
    if (wanted.name.en.empty()) wanted.name.en = place_.en + " · " + title_.en;
    return {};
  }

  // Of the desk: a telephone that a person in the registry has is hers alone.
  Result<void> fill_phone(store::Snapshot& read, Fields& row, Position& wanted) const {
    if (!row.has("public_phone")) return {};
    wanted.phone = TRY(row.at("public_phone", registry::public_phone_of_desk(
                                                  read, context_.vault, row.get("public_phone"))));
    return {};
  }

  Result<std::int64_t> first_day(Fields& row) {
    return TRY(row.date("from", context_.zone_minutes, Instant{})).ms;
  }

  Result<std::optional<Position>> find_position(store::Snapshot& read, const std::string& key) {
    if (const auto found = planned_.find(key + "@" + place_code_); found != planned_.end()) {
      return std::optional<Position>(found->second);
    }
    return registry::find_position(read, key, unit_, organisation_);
  }

  Result<PersonId> find_person(store::Snapshot& read, Fields& row) {
    std::optional<PersonId> found;
    const auto* column = row.has("identity_number") ? "identity_number" : "phone";
    if (!row.has(column)) return PersonId{};
    const auto& text = row.get(column);
    if (row.has("identity_number")) {
      found =
          TRY(row.at(column, registry::find_person_by_identity_number(read, context_.vault, text)));
    } else {
      found = TRY(row.at(column, registry::find_person_by_phone(read, context_.vault, text)));
    }
    if (!found) return row.bad(column, "exchange.row_reference");
    if (TRY(access::administers(read, *found)) != rights::AdministratorKind::None) {
      return row.bad(column, "exchange.row_administrator");
    }
    return *found;
  }

  Result<void> fill_term(store::Snapshot& read, Fields& row, Term& term) {
    term.deputy = TRY(row.yes_no("deputy", term.deputy));
    term.valid.to = TRY(row.date("to", context_.zone_minutes, term.valid.to));
    if (row.has("employer")) {
      const auto& key = row.get("employer");
      const auto employer = TRY(registry::find_organisation_by_key(read, key));
      if (!employer) return row.bad("employer", "exchange.row_reference", key);
      term.employer = employer->id;
    }
    if (row.has("served_unit")) {
      const auto& code = row.get("served_unit");
      const auto served = TRY(registry::find_unit_by_code(read, code));
      if (!served) return row.bad("served_unit", "exchange.row_reference", code);
      term.served_unit = served->id;
    }
    return {};
  }

  Result<int> plan_term(store::Snapshot& read, Fields& row, const Position& position,
                        PersonId person, store::WriteSet& out) {
    const auto from = TRY(first_day(row));
    std::optional<Term> stored;
    for (const auto& term : TRY(registry::terms_of_position(read, position.id))) {
      const bool open = term.valid.to.ms == 0 || term.valid.to > context_.now;
      const bool same = from == 0 ? open : term.valid.from.ms == from;
      if (term.person == person && same) stored = term;
    }
    Term wanted = stored.value_or(Term{});
    wanted.position = position.id;
    wanted.person = person;
    if (!stored) {
      wanted.id = context_.ids.make<TermId>();
      wanted.valid.from = from == 0 ? context_.now : Instant{from};
    }
    TRY(fill_term(read, row, wanted));
    if (stored) return registry::change(out, *stored, wanted);
    registry::add(out, wanted);
    TRY(plan_seat(read, position, person, out));
    return 1;
  }

  // A second seat of somebody holds only if the row that lets her first one wait does.
  Result<void> plan_seat(store::Snapshot& read, const Position& position, PersonId person,
                         store::WriteSet& out) {
    if (!context_.care.new_seat) return {};
    if (const auto asked = asked_.find(person); asked != asked_.end()) {
      out.add(store::Require{"phone_check", asked->second, 1});
      return {};
    }
    const auto id = TRY(context_.care.new_seat(read, out, person, position.key));
    if (id != 0) asked_[person] = id;
    return {};
  }

  const ImportContext& context_;
  UnitId unit_;  // of the row being planned
  OrganisationId organisation_;
  std::string place_code_;
  Words place_;
  Words title_;
  std::map<std::string, Position> planned_;
  std::set<std::string> seen_;
  std::map<PersonId, std::int64_t> asked_;  // rows in flight that let a seat wait
};

}  // namespace

std::vector<Column> position_columns(const pack::Pack* pack) {
  using enum CellForm;
  std::vector<std::string> titles;
  if (pack != nullptr) {
    for (const auto& kind : pack->positions) titles.push_back(kind.title.zh);
  }
  return {
      {"position", {"岗位", "岗位类型", "key"}, true, word, "受理分办", std::move(titles)},
      {"unit_code", {"单元编码"}, false, code, "420583001"},
      {"organisation", {"机构编码"}, false, code, ""},
      {"name_zh", {"岗位名称"}, false, text, ""},
      {"name_en", {"岗位英文名称"}, false, text, ""},
      {"public_phone", {"公开电话", "办公电话", "值班电话"}, false, text, "0717-4212345"},
      {"identity_number", {"身份证号", "身份证号码", "公民身份号码"}, false, identity, ""},
      {"phone", {"手机号", "手机", "手机号码"}, false, phone, "13800001234"},
      {"deputy", {"副职"}, false, yes_no, "否"},
      {"from", {"任期开始"}, false, date, "2026-01-01"},
      {"to", {"任期结束"}, false, date, ""},
      {"employer", {"派出单位"}, false, code, ""},
      {"served_unit", {"服务单元"}, false, code, ""},
  };
}

Result<ImportReport> import_positions(const ImportContext& context, std::string_view bytes) {
  PositionPlanner planner(context);
  return run_import(context, bytes, planner);
}

}  // namespace linli::exchange

#include "exchange/import_people.h"

#include <set>

#include "base/text.h"
#include "registry/people.h"

namespace linli::exchange {
namespace {

using registry::Person;
using registry::Tie;

class PeoplePlanner final : public RowPlanner {
 public:
  explicit PeoplePlanner(const ImportContext& context) : context_(context) {}

  std::vector<Column> columns() const override {
    return {{"name", {"姓名"}, true},
            {"phone", {"手机号", "手机", "手机号码", "联系电话"}, false},
            {"identity_number", {"身份证号", "身份证号码", "公民身份号码"}, false},
            {"household", {"户号", "户编号", "household_number"}, false},
            {"relation", {"与户主关系"}, false},
            {"living", {"常住"}, false},
            {"registered", {"户籍"}, false},
            {"since", {"起始日期"}, false},
            {"ref", {"人员编号"}, false}};
  }

  Result<RowOutcome> plan(store::Snapshot& read, Fields& row, store::WriteSet& out,
                          std::string& what) override {
    what = "person of row " + std::to_string(row.row());
    const auto stored = TRY(find_stored(read, row));
    const auto wanted = TRY(wanted_person(row, stored));
    TRY(once(row, wanted));
    int changes = 1;
    if (stored) {
      changes = TRY(registry::change(out, context_.vault, *stored, wanted));
    } else {
      TRY(registry::add(out, context_.vault, wanted));
    }
    changes += TRY(plan_ties(read, row, wanted.id, stored.has_value(), out));
    if (!stored) return RowOutcome::New;
    return changes == 0 ? RowOutcome::Unchanged : RowOutcome::Changed;
  }

  void settled() override {}

 private:
  std::string source_of(const Fields& row) const {
    const auto& ref = row.get("ref");
    return context_.source + "#" + (ref.empty() ? "row " + std::to_string(row.row()) : ref);
  }

  Result<std::optional<Person>> find_stored(store::Snapshot& read, Fields& row) {
    std::optional<PersonId> id;
    if (row.has("identity_number")) {
      id = TRY(row.at("identity_number", registry::find_person_by_identity_number(
                                             read, context_.vault, row.get("identity_number"))));
    } else {
      id = TRY(registry::find_person_by_source(read, source_of(row)));
    }
    if (!id) return std::optional<Person>();
    return std::optional<Person>(TRY(registry::person(read, context_.vault, *id)));
  }

  Result<Person> wanted_person(Fields& row, const std::optional<Person>& stored) {
    Person wanted = stored.value_or(Person{});
    row.put("name", wanted.details.name);
    row.put("phone", wanted.details.phone);
    row.put("identity_number", wanted.details.identity_number);
    TRY(row.needed("name"));
    wanted.details = TRY(normal(row, wanted.details));
    wanted.origin = registry::Origin::Register;
    if (!stored) {
      wanted.id = context_.ids.make<PersonId>();
      if (!row.has("identity_number")) wanted.source = source_of(row);
    }
    return wanted;
  }

  static Result<registry::PersonDetails> normal(Fields& row,
                                                const registry::PersonDetails& details) {
    auto out = registry::normal_details(details);
    if (out) return out;
    const auto& code = out.error().code;
    const auto* column = code == "vault.phone_invalid"      ? "phone"
                         : code == "vault.identity_invalid" ? "identity_number"
                                                            : "name";
    return row.at(column, std::move(out));
  }

  Result<void> once(Fields& row, const Person& wanted) {
    const auto& number = wanted.details.identity_number;
    const auto key = number.empty() ? context_.vault.blind().of("source", source_of(row))
                                    : TRY(context_.vault.blind().identity_number(number));
    if (!seen_.insert(key).second) {
      return row.bad(number.empty() ? "ref" : "identity_number", "exchange.row_twice");
    }
    return {};
  }

  Result<int> plan_ties(store::Snapshot& read, Fields& row, PersonId person, bool is_stored,
                        store::WriteSet& out) {
    const bool living = TRY(row.yes_no("living", true));
    const bool registered = TRY(row.yes_no("registered", true));
    const auto since = TRY(row.date("since", context_.zone_minutes, context_.now));
    if (!row.has("household")) return 0;
    const auto& number = row.get("household");
    const auto household = TRY(registry::find_household_by_number(read, number));
    if (!household) return row.bad("household", "exchange.row_reference", number);
    std::vector<Tie> ties;
    if (is_stored) ties = TRY(registry::ties_of(read, person));
    Tie wanted;
    wanted.person = person;
    wanted.household = household->id;
    wanted.head = row.get("relation") == "户主" || row.get("relation") == "本人" ||
                  row.get("relation") == "head";
    wanted.valid.from = since;
    int changes = 0;
    wanted.kind = registry::kLiving;
    changes += plan_tie(ties, wanted, living, out);
    wanted.kind = registry::kRegistered;
    changes += plan_tie(ties, wanted, registered, out);
    return changes;
  }

  // The tie of this kind that holds now becomes the wanted one: kept, ended or followed by it.
  int plan_tie(const std::vector<Tie>& ties, Tie wanted, bool holds, store::WriteSet& out) {
    int changes = 0;
    bool there = false;
    for (const auto& tie : ties) {
      if (tie.kind != wanted.kind || tie.valid.to.ms != 0) continue;
      auto next = tie;
      if (holds && tie.household == wanted.household) {
        there = true;
        next.head = wanted.head;
      } else {
        next.valid.to = context_.now;
      }
      changes += registry::change(out, tie, next);
    }
    if (holds && !there) {
      wanted.id = context_.ids.next();
      registry::add(out, wanted);
      ++changes;
    }
    return changes;
  }

  const ImportContext& context_;
  std::set<std::int64_t> seen_;  // blinds of natural keys
};

}  // namespace

Result<ImportReport> import_people(const ImportContext& context, std::string_view bytes) {
  PeoplePlanner planner(context);
  return run_import(context, bytes, planner);
}

}  // namespace linli::exchange

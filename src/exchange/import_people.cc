#include "exchange/import_people.h"

#include <set>

#include "registry/humans.h"
#include "registry/people.h"

namespace linli::exchange {
namespace {

using registry::Person;
using registry::Tie;

class PeoplePlanner final : public RowPlanner {
 public:
  explicit PeoplePlanner(const ImportContext& context) : context_(context) {}

  std::vector<Column> columns() const override { return people_columns(context_.pack); }

  Result<RowOutcome> plan(store::Snapshot& read, Fields& row, store::WriteSet& out,
                          std::string& what) override {
    what = "person of row " + std::to_string(row.row());
    TRY(hold_a_name(row));
    const auto household = TRY(household_of(read, row));
    const auto stored = TRY(find_stored(read, row, household));
    auto wanted = TRY(wanted_person(row, stored));
    TRY(once(row, wanted, stored.has_value()));
    int changes = 1;
    if (stored) {
      changes = TRY(plan_phone(read, row, *stored, wanted, out));
      changes += TRY(registry::change(out, context_.vault, *stored, wanted));
      if (changes > 0) what = "person " + words_of_change(stored->details, wanted.details);
    } else {
      TRY(registry::add(out, context_.vault, wanted));
    }
    changes += TRY(plan_ties(read, row, household, wanted.id, stored.has_value(), out));
    if (!stored) return RowOutcome::New;
    return changes == 0 ? RowOutcome::Unchanged : RowOutcome::Changed;
  }

  void settled() override {}

 private:
  static Result<void> hold_a_name(Fields& row) {
    const auto name = TRY(row.needed("name"));
    // What another system showed masked is nobody's name.
    if (name.find('*') == std::string::npos && name.find("＊") == std::string::npos) return {};
    return row.bad("name", "exchange.row_masked");
  }

  static Result<std::optional<registry::Household>> household_of(store::Snapshot& read,
                                                                 Fields& row) {
    if (!row.has("household")) return std::optional<registry::Household>();
    const auto& number = row.get("household");
    auto found = TRY(registry::find_household_by_number(read, number));
    if (!found) return row.bad("household", "exchange.row_reference", number);
    return found;
  }

  // Who she is to the file: the number it gives her, else what it says of her. Where the row
  // stands says nothing: rows move, and files are called alike.
  std::string source_of(const Fields& row) const {
    if (row.has("ref")) return "ref#" + row.get("ref");
    std::string said = row.get("name");
    for (const auto* key : {"household", "phone"}) {
      said += '\0';
      said += row.get(key);
      if (row.has(key)) break;
    }
    return "said#" + std::to_string(context_.vault.blind().of("person.said", said));
  }

  Result<std::optional<Person>> find_stored(store::Snapshot& read, Fields& row,
                                            const std::optional<registry::Household>& household) {
    const auto id = TRY(find_id(read, row, household));
    if (!id) return std::optional<Person>();
    return std::optional<Person>(TRY(registry::person(read, context_.vault, *id)));
  }

  Result<std::optional<PersonId>> find_id(store::Snapshot& read, Fields& row,
                                          const std::optional<registry::Household>& household) {
    if (row.has("identity_number")) {
      return row.at("identity_number", registry::find_person_by_identity_number(
                                           read, context_.vault, row.get("identity_number")));
    }
    if (row.has("ref")) return find_by_ref(read, row);
    if (const auto before = TRY(find_by_former_key(read, row))) return before;
    const auto& name = row.get("name");
    std::vector<PersonId> found;
    if (household) {
      found = TRY(registry::members_called(read, context_.vault, household->id, name));
    } else if (row.has("phone")) {
      found = TRY(
          row.at("phone", registry::owners_called(read, context_.vault, row.get("phone"), name)));
    }
    if (found.size() > 1) return row.bad("name", "exchange.row_unclear");
    if (found.size() == 1) return std::optional(found.front());
    return registry::find_person_by_source(read, source_of(row));
  }

  Result<bool> is_called(store::Snapshot& read, PersonId id, std::string_view name) const {
    return registry::names_agree(TRY(registry::name_of(read, context_.vault, id)), name);
  }

  // A number that is known with another name is not hers.
  Result<std::optional<PersonId>> find_by_ref(store::Snapshot& read, Fields& row) {
    auto id = TRY(registry::find_person_by_source(read, source_of(row)));
    if (!id) {
      id = TRY(registry::find_person_by_source(read, context_.source + "#" + row.get("ref")));
    }
    if (id && !TRY(is_called(read, *id, row.get("name")))) {
      return row.bad("ref", "exchange.row_other_name");
    }
    return id;
  }

  // Versions before knew people without any number by the file and the row.
  Result<std::optional<PersonId>> find_by_former_key(store::Snapshot& read, const Fields& row) {
    const auto id = TRY(registry::find_person_by_source(
        read, context_.source + "#row " + std::to_string(row.row())));
    if (!id || !TRY(is_called(read, *id, row.get("name")))) return std::optional<PersonId>();
    return id;
  }

  // The name that is there is shown masked: the file holds the new one, not that.
  static std::string words_of_change(const registry::PersonDetails& stored,
                                     const registry::PersonDetails& wanted) {
    std::string out = vault::mask_name(stored.name);
    if (stored.name != wanted.name) out += " → " + wanted.name;
    std::string columns;
    const auto note = [&](bool differs, const char* column) {
      if (differs) columns += (columns.empty() ? "" : ", ") + std::string(column);
    };
    note(stored.name != wanted.name, "name");
    note(stored.phone != wanted.phone, "phone");
    note(stored.email_on_file != wanted.email_on_file, "email");
    note(stored.identity_number != wanted.identity_number, "identity_number");
    return columns.empty() ? out : out + " (" + columns + ")";
  }

  Result<Person> wanted_person(Fields& row, const std::optional<Person>& stored) {
    Person wanted = stored.value_or(Person{});
    row.put("name", wanted.details.name);
    row.put("phone", wanted.details.phone);
    row.put("identity_number", wanted.details.identity_number);
    if (row.has("email")) wanted.details.email_on_file = row.get("email");
    wanted.details = TRY(normal(row, wanted.details));
    wanted.origin = registry::Origin::Register;
    if (!stored) {
      wanted.id = context_.ids.make<PersonId>();
      if (!row.has("identity_number")) wanted.source = source_of(row);
    }
    return wanted;
  }

  // Whoever has a phone signs in as her: a new one may have to wait.
  Result<int> plan_phone(store::Snapshot& read, Fields& row, const Person& stored, Person& wanted,
                         store::WriteSet& out) {
    if (!context_.care.new_phone || !row.has("phone")) return 0;
    const auto phone = TRY(context_.care.new_phone(read, out, stored, wanted.details.phone));
    if (!phone.at_once) wanted.details.phone = stored.details.phone;
    return phone.changes;
  }

  static Result<registry::PersonDetails> normal(Fields& row,
                                                const registry::PersonDetails& details) {
    auto out = registry::normal_details(details);
    if (out) return out;
    const auto& code = out.error().code;
    const auto* column = code == "vault.phone_invalid"      ? "phone"
                         : code == "vault.identity_invalid" ? "identity_number"
                         : code == "registry.email_invalid" ? "email"
                                                            : "name";
    return row.at(column, std::move(out));
  }

  // One row for one person; a person who is there may be meant by rows that say different things.
  Result<void> once(Fields& row, const Person& wanted, bool is_stored) {
    const auto& number = wanted.details.identity_number;
    const auto& blind = context_.vault.blind();
    auto key = blind.of("source", source_of(row));
    if (is_stored) {
      key = blind.of("person", std::to_string(wanted.id.value));
    } else if (!number.empty()) {
      key = TRY(blind.identity_number(number));
    }
    if (seen_.insert(key).second) return {};
    const auto* column = row.has("identity_number") ? "identity_number"
                         : row.has("ref")           ? "ref"
                                                    : "name";
    return row.bad(column, "exchange.row_twice");
  }

  Result<int> plan_ties(store::Snapshot& read, Fields& row,
                        const std::optional<registry::Household>& household, PersonId person,
                        bool is_stored, store::WriteSet& out) {
    const bool living = TRY(row.yes_no("living", true));
    const bool registered = TRY(row.yes_no("registered", true));
    const auto since = TRY(row.past("since", context_.zone_minutes, context_.now, context_.now));
    if (!household) return 0;
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

std::vector<Column> people_columns(const pack::Pack*) {
  using enum CellForm;
  return {
      {"name", {"姓名"}, true, text, "张小花"},
      {"phone",
       {"手机号", "手机", "手机号码", "联系电话", "电话"},
       false,
       CellForm::phone,
       "13800001234"},
      {"identity_number",
       {"身份证号", "身份证号码", "公民身份号码"},
       false,
       identity,
       "11010519491231002X"},
      {"email", {"邮箱", "电子邮箱", "电子邮件"}, false, text, "zhang@example.cn"},
      {"household", {"户号", "户编号", "household_number"}, false, code, "H-0001"},
      {"relation", {"与户主关系"}, false, text, "户主"},
      {"living", {"常住"}, false, yes_no, "是"},
      {"registered", {"户籍"}, false, yes_no, "是"},
      {"since", {"起始日期"}, false, date, "2020-01-01"},
      {"ref", {"人员编号"}, false, code, ""},
  };
}

Result<ImportReport> import_people(const ImportContext& context, std::string_view bytes) {
  PeoplePlanner planner(context);
  return run_import(context, bytes, planner);
}

}  // namespace linli::exchange

#include "exchange/import_organisations.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "pack/organisation_kinds.h"
#include "registry/areas.h"
#include "registry/organisations.h"
#include "registry/units.h"

namespace linli::exchange {
namespace {

using registry::Organisation;
using registry::OrganisationArea;

class OrganisationPlanner final : public RowPlanner {
 public:
  explicit OrganisationPlanner(const ImportContext& context) : context_(context) {}

  std::vector<Column> columns() const override { return organisation_columns(context_.pack); }

  Result<RowOutcome> plan(store::Snapshot& read, Fields& row, store::WriteSet& out,
                          std::string& what) override {
    const auto key = TRY(row.needed("key"));
    what = "organisation " + key;
    if (!seen_.insert(key).second) return row.bad("key", "exchange.row_twice");
    const auto stored = TRY(registry::find_organisation_by_key(read, key));
    Organisation wanted = stored.value_or(Organisation{});
    wanted.key = key;
    TRY(fill(row, wanted, stored.has_value()));
    TRY(fill_places(read, row, wanted, out));
    if (!stored) {
      wanted.id = context_.ids.make<OrganisationId>();
      registry::add(out, wanted);
    }
    int changes = stored ? registry::change(out, *stored, wanted) : 1;
    changes += TRY(plan_served(read, row, wanted.id, stored.has_value(), out));
    if (changes == 0) return RowOutcome::Unchanged;
    planned_[key] = wanted;
    if (stored && changes > 0) planned_[key].version = stored->version + 1;
    return stored ? RowOutcome::Changed : RowOutcome::New;
  }

  void settled() override { planned_.clear(); }

 private:
  Result<void> fill(Fields& row, Organisation& wanted, bool is_stored) {
    const std::map<std::string, std::string> lines{
        {"party", "party"},  {"self_governance", "self_governance"}, {"other", "other"},
        {"党组织", "party"}, {"自治组织", "self_governance"},        {"其他组织", "other"}};
    wanted.name.zh = TRY(row.needed("name_zh"));
    TRY(row.hold_no_personal_number({"name_zh", "name_en"}));
    row.put("name_en", wanted.name.en);
    if (wanted.name.en.empty()) wanted.name.en = wanted.name.zh;
    wanted.kind = TRY(kind_of(row));
    wanted.line = TRY(row.word("line", lines, is_stored ? wanted.line : "other"));
    const auto tier = TRY(row.number("tier", wanted.tier));
    if (tier < 0 || tier > 5) return row.bad("tier", "exchange.row_number");
    wanted.tier = static_cast<int>(tier);
    row.put("category", wanted.category);
    return {};
  }

  // A kind that no position, template or list of the pack knows would lead nowhere.
  Result<std::string> kind_of(Fields& row) const {
    const auto word = TRY(row.needed("kind"));
    if (context_.pack == nullptr) return word;
    const auto kinds = pack::organisation_kinds(*context_.pack);
    const auto found = kinds.find(word);
    if (found == kinds.end()) return row.bad("kind", "exchange.row_kind", word);
    return found->second;
  }

  Result<void> fill_places(store::Snapshot& read, Fields& row, Organisation& wanted,
                           store::WriteSet& out) {
    if (row.has("unit_code")) {
      const auto unit = TRY(registry::find_unit_by_code(read, row.get("unit_code")));
      if (!unit) return row.bad("unit_code", "exchange.row_reference", row.get("unit_code"));
      wanted.unit = unit->id;
    }
    if (!row.has("line_parent")) return {};
    const auto& key = row.get("line_parent");
    if (const auto found = planned_.find(key); found != planned_.end()) {
      wanted.line_parent = found->second.id;
      out.add(store::Require{"organisation", found->second.id.value, found->second.version});
      return {};
    }
    const auto parent = TRY(registry::find_organisation_by_key(read, key));
    if (!parent) return row.bad("line_parent", "exchange.row_reference", key);
    wanted.line_parent = parent->id;
    return {};
  }

  // Unit codes and area keys, separated by semicolons or spaces.
  Result<std::vector<OrganisationArea>> served(store::Snapshot& read, Fields& row,
                                               OrganisationId organisation) {
    auto text = row.get("serves");
    std::ranges::replace(text, ';', ' ');
    std::vector<OrganisationArea> out;
    for (const auto part : split(text, ' ')) {
      if (part.empty()) continue;
      OrganisationArea one;
      one.organisation = organisation;
      if (const auto unit = TRY(registry::find_unit_by_code(read, part))) {
        one.unit = unit->id;
      } else if (const auto area = TRY(registry::find_area_by_key(read, part))) {
        one.area = area->id;
      } else {
        return row.bad("serves", "exchange.row_reference", std::string(part));
      }
      out.push_back(one);
    }
    return out;
  }

  Result<int> plan_served(store::Snapshot& read, Fields& row, OrganisationId id, bool is_stored,
                          store::WriteSet& out) {
    if (!row.has("serves")) return 0;
    const auto wanted = TRY(served(read, row, id));
    std::vector<OrganisationArea> stored;
    if (is_stored) stored = TRY(registry::served_by(read, id));
    const auto same = [](const OrganisationArea& a) {
      return [&a](const OrganisationArea& b) { return a.unit == b.unit && a.area == b.area; };
    };
    int changes = 0;
    for (const auto& one : stored) {
      if (std::ranges::any_of(wanted, same(one))) continue;
      registry::remove(out, one);
      ++changes;
    }
    for (auto one : wanted) {
      if (std::ranges::any_of(stored, same(one))) continue;
      one.id = context_.ids.next();
      registry::add(out, one);
      ++changes;
    }
    return changes;
  }

  const ImportContext& context_;
  std::map<std::string, Organisation> planned_;
  std::set<std::string> seen_;
};

// In Chinese where the pack has words for it.
std::vector<std::string> kind_words(const pack::Pack* pack) {
  std::vector<std::string> out;
  if (pack == nullptr) return out;
  const auto list = pack->choices.find(pack::kOrganisationKinds);
  if (list == pack->choices.end()) return out;
  for (const auto& choice : list->second) out.push_back(choice.title.zh);
  return out;
}

}  // namespace

std::vector<Column> organisation_columns(const pack::Pack* pack) {
  using enum CellForm;
  return {
      {"key", {"编码", "机构编码"}, true, code, "zhsq-fwzx"},
      {"name_zh", {"名称", "机构名称", "name"}, true, text, "便民服务中心"},
      {"name_en", {"英文名称"}, false, text, "Service Centre"},
      {"kind", {"类别", "机构类别"}, true, word, "部门", kind_words(pack)},
      {"line", {"条线"}, false, word, "其他组织", {"党组织", "自治组织", "其他组织"}},
      {"tier", {"层级"}, false, number, "0"},
      {"line_parent", {"上级机构", "上级机构编码"}, false, code, ""},
      {"unit_code", {"单元编码", "所属单元"}, false, code, "420583001"},
      {"category", {"社会组织类别"}, false, text, ""},
      {"serves", {"服务范围"}, false, code, "420583001"},
  };
}

Result<ImportReport> import_organisations(const ImportContext& context, std::string_view bytes) {
  OrganisationPlanner planner(context);
  return run_import(context, bytes, planner);
}

}  // namespace linli::exchange

#include "exchange/import_households.h"

#include <set>

#include "base/text.h"
#include "registry/households.h"
#include "registry/units.h"

namespace linli::exchange {
namespace {

using registry::Dwelling;
using registry::Household;

// Square metres with up to four decimals as cm²; never through floating point.
std::optional<std::int64_t> area_cm2(std::string_view text) {
  const auto dot = text.find('.');
  const auto whole = parse_int64(text.substr(0, dot));
  if (!whole || *whole < 0 || *whole > 1'000'000) return std::nullopt;
  std::int64_t fraction = 0;
  if (dot != std::string_view::npos) {
    auto digits = std::string(text.substr(dot + 1));
    if (digits.empty() || digits.size() > 4) return std::nullopt;
    digits.resize(4, '0');
    const auto value = parse_int64(digits);
    if (!value || *value < 0) return std::nullopt;
    fraction = *value;
  }
  return *whole * 10'000 + fraction;
}

class HouseholdPlanner final : public RowPlanner {
 public:
  explicit HouseholdPlanner(const ImportContext& context) : context_(context) {}

  std::vector<Column> columns() const override { return household_columns(context_.pack); }

  Result<RowOutcome> plan(store::Snapshot& read, Fields& row, store::WriteSet& out,
                          std::string& what) override {
    const auto number = TRY(row.needed("number"));
    what = "household " + number;
    if (!seen_.insert(number).second) return row.bad("number", "exchange.row_twice");
    const auto code = TRY(row.needed("unit_code"));
    const auto unit = TRY(registry::find_unit_by_code(read, code));
    if (!unit) return row.bad("unit_code", "exchange.row_reference", code);
    const auto stored = TRY(registry::find_household_by_number(read, number));
    std::optional<Dwelling> dwelling;
    if (stored) dwelling = TRY(registry::find_dwelling(read, stored->dwelling));
    Dwelling home = dwelling.value_or(Dwelling{});
    home.unit = unit->id;
    row.put("door", home.door);
    TRY(fill_area(row, home));
    if (!dwelling) home.id = context_.ids.make<DwellingId>();
    Household wanted = stored.value_or(Household{});
    wanted.number = number;
    wanted.unit = unit->id;
    wanted.dwelling = home.id;
    const int dwelling_changes = put(out, dwelling, home);
    if (!stored) wanted.id = context_.ids.make<HouseholdId>();
    const int changes = put(out, stored, wanted) + dwelling_changes;
    if (!stored) return RowOutcome::New;
    return changes == 0 ? RowOutcome::Unchanged : RowOutcome::Changed;
  }

  void settled() override {}

 private:
  Result<void> fill_area(Fields& row, Dwelling& home) {
    if (!row.has("floor_area_m2")) return {};
    const auto area = area_cm2(row.get("floor_area_m2"));
    if (!area) return row.bad("floor_area_m2", "exchange.row_number");
    home.floor_area_cm2 = *area;
    return {};
  }

  template <class T>
  static int put(store::WriteSet& out, const std::optional<T>& stored, const T& wanted) {
    if (stored) return registry::change(out, *stored, wanted);
    registry::add(out, wanted);
    return 1;
  }

  const ImportContext& context_;
  std::set<std::string> seen_;
};

}  // namespace

std::vector<Column> household_columns(const pack::Pack*) {
  using enum CellForm;
  return {{"number", {"户号", "户编号", "household"}, true, code, "H-0001"},
          {"unit_code",
           {"单元编码", "联户编码", "湾落编码", "楼栋编码"},
           true,
           code,
           "420583001201-01"},
          {"door", {"门牌", "门牌号", "住址", "地址"}, false, text, "12号"},
          {"floor_area_m2", {"建筑面积", "面积"}, false, number, "98.5"}};
}

Result<ImportReport> import_households(const ImportContext& context, std::string_view bytes) {
  HouseholdPlanner planner(context);
  return run_import(context, bytes, planner);
}

}  // namespace linli::exchange

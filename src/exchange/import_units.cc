#include "exchange/import_units.h"

#include <map>
#include <set>

#include "registry/units.h"

namespace linli::exchange {
namespace {

using registry::Unit;

class UnitPlanner final : public RowPlanner {
 public:
  explicit UnitPlanner(const ImportContext& context) : context_(context) {}

  std::vector<Column> columns() const override {
    return {{"code", {"编码", "代码", "单元编码"}, true},
            {"parent_code", {"上级编码", "上级单元编码"}, false},
            {"level", {"层级", "级别"}, true},
            {"kind", {"城乡", "城乡类型"}, false},
            {"name_zh", {"name", "名称", "单元名称"}, true},
            {"name_en", {"英文名称"}, false},
            {"short_name", {"简称"}, false},
            {"official_name", {"全称"}, false},
            {"valid_from", {"起始日期"}, false},
            {"valid_to", {"终止日期"}, false}};
  }

  Result<RowOutcome> plan(store::Snapshot& read, Fields& row, store::WriteSet& out,
                          std::string& what) override {
    const auto code = TRY(row.needed("code"));
    what = "unit " + code;
    if (!seen_.insert(code).second) return row.bad("code", "exchange.row_twice");
    const auto stored = TRY(registry::find_unit_by_code(read, code));
    const auto parent = TRY(find_parent(read, row));
    Unit wanted = stored.value_or(Unit{});
    TRY(fill(row, wanted, stored.has_value()));
    if (stored) return plan_change(row, *stored, wanted, parent, out);
    if (!parent && !is_highest(wanted.level)) {
      return row.bad("parent_code", "exchange.row_missing");
    }
    wanted.id = context_.ids.make<UnitId>();
    wanted.code = code;
    if (parent) wanted.parent = parent->id;
    wanted.path = registry::child_path(parent ? parent->path : "", wanted.id);
    if (parent) out.add(store::Require{"unit", parent->id.value, parent->version});
    registry::add(out, wanted);
    planned_[code] = wanted;
    return RowOutcome::New;
  }

  void settled() override { planned_.clear(); }

 private:
  Result<std::optional<Unit>> find_parent(store::Snapshot& read, Fields& row) {
    const auto& code = row.get("parent_code");
    if (code.empty()) return std::optional<Unit>();
    if (const auto found = planned_.find(code); found != planned_.end()) {
      return std::optional<Unit>(found->second);
    }
    auto parent = TRY(registry::find_unit_by_code(read, code));
    if (!parent) return row.bad("parent_code", "exchange.row_reference", code);
    return parent;
  }

  Result<void> fill(Fields& row, Unit& unit, bool is_stored) {
    const std::map<std::string, std::string> kinds{{"rural", "rural"},
                                                   {"urban", "urban"},
                                                   {"农村", "rural"},
                                                   {"城市", "urban"},
                                                   {"城镇", "urban"}};
    unit.level = TRY(level(row));
    unit.kind = TRY(row.word("kind", kinds, is_stored ? unit.kind : "rural"));
    unit.name.zh = TRY(row.needed("name_zh"));
    row.put("name_en", unit.name.en);
    row.put("short_name", unit.short_name);
    row.put("official_name", unit.official_name);
    if (unit.name.en.empty()) unit.name.en = unit.name.zh;
    if (unit.short_name.empty()) unit.short_name = unit.name.zh;
    if (unit.official_name.empty()) unit.official_name = unit.name.zh;
    const auto start = is_stored ? unit.valid.from : context_.now;
    unit.valid.from = TRY(row.date("valid_from", context_.zone_minutes, start));
    unit.valid.to = TRY(row.date("valid_to", context_.zone_minutes, unit.valid.to));
    return {};
  }

  bool is_highest(const std::string& level) const {
    return context_.pack == nullptr || level == context_.pack->levels.front().key;
  }

  // Levels are the pack's; in Chinese by the name of either side.
  Result<std::string> level(Fields& row) {
    const auto word = TRY(row.needed("level"));
    if (context_.pack == nullptr) return word;
    for (const auto& one : context_.pack->levels) {
      if (word == one.key || word == one.rural.zh || word == one.urban.zh) return one.key;
    }
    return row.bad("level", "exchange.row_word");
  }

  Result<RowOutcome> plan_change(Fields& row, const Unit& stored, const Unit& wanted,
                                 const std::optional<Unit>& parent, store::WriteSet& out) {
    const auto above = parent ? parent->id : UnitId{};
    if (above != stored.parent) return row.bad("parent_code", "exchange.row_moved");
    auto now = wanted;
    if (registry::change(out, stored, wanted) == 0) return RowOutcome::Unchanged;
    ++now.version;
    planned_[stored.code] = now;
    return RowOutcome::Changed;
  }

  const ImportContext& context_;
  std::map<std::string, Unit> planned_;
  std::set<std::string> seen_;
};

}  // namespace

Result<ImportReport> import_units(const ImportContext& context, std::string_view bytes) {
  UnitPlanner planner(context);
  return run_import(context, bytes, planner);
}

}  // namespace linli::exchange

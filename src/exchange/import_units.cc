#include "exchange/import_units.h"

#include <algorithm>
#include <map>
#include <set>

#include "registry/units.h"

namespace linli::exchange {
namespace {

using registry::Unit;

std::map<std::string, std::string> unit_kinds() {
  return {{"rural", "rural"},
          {"urban", "urban"},
          {"农村", "rural"},
          {"城市", "urban"},
          {"城镇", "urban"}};
}

std::vector<std::string> level_words(const pack::Pack* pack) {
  std::vector<std::string> out;
  if (pack == nullptr) return out;
  for (const auto& level : pack->levels) {
    for (const auto& word : {level.rural.zh, level.urban.zh}) {
      if (std::ranges::find(out, word) == out.end()) out.push_back(word);
    }
  }
  return out;
}

class UnitPlanner final : public RowPlanner {
 public:
  explicit UnitPlanner(const ImportContext& context) : context_(context) {}

  std::vector<Column> columns() const override { return unit_columns(context_.pack); }

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
    unit.level = TRY(level(row));
    unit.kind = TRY(row.word("kind", unit_kinds(), is_stored ? unit.kind : "rural"));
    unit.name.zh = TRY(row.needed("name_zh"));
    TRY(row.hold_no_personal_number({"name_zh", "name_en", "short_name", "official_name"}));
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

std::vector<Column> unit_columns(const pack::Pack* pack) {
  using enum CellForm;
  return {
      {"code", {"编码", "代码", "单元编码"}, true, code, "420583001299"},
      {"parent_code", {"上级编码", "上级单元编码"}, false, code, "420583001"},
      {"level", {"层级", "级别"}, true, word, "村", level_words(pack)},
      {"kind", {"城乡", "城乡类型"}, false, word, "农村", {"农村", "城镇"}},
      {"name_zh", {"名称", "单元名称", "name"}, true, text, "向阳村"},
      {"name_en", {"英文名称"}, false, text, "Xiangyang Village"},
      {"short_name", {"简称"}, false, text, "向阳"},
      {"official_name", {"全称"}, false, text, "枝江市马家店街道向阳村"},
      {"valid_from", {"起始日期"}, false, date, "2026-01-01"},
      {"valid_to", {"终止日期"}, false, date, ""},
  };
}

Result<ImportReport> import_units(const ImportContext& context, std::string_view bytes) {
  UnitPlanner planner(context);
  return run_import(context, bytes, planner);
}

}  // namespace linli::exchange

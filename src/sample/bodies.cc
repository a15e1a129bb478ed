#include "sample/bodies.h"

#include <unordered_map>

#include "registry/organisations.h"
#include "sample/made_up.h"

namespace linli::sample {
namespace {

using registry::Organisation;
using registry::Unit;

std::string with_unit(std::string text, const std::string& name) {
  constexpr std::string_view kMark = "{unit}";
  const auto at = text.find(kMark);
  if (at != std::string::npos) text.replace(at, kMark.size(), name);
  return text;
}

class Founder {
 public:
  Founder(Filler& filler, IdSource& ids, const pack::Pack& pack)
      : filler_(filler), ids_(ids), pack_(pack) {}

  Result<void> at(const Unit& unit, UnitId parent) {
    for (const auto& form : pack_.templates) {
      if (form.level != unit.level || (!form.area.empty() && form.area != unit.kind)) continue;
      for (int nth = 1; nth <= form.count; ++nth) found(form, unit, parent, nth);
    }
    return filler_.pass();
  }

 private:
  static std::string place(const std::string& form, UnitId unit) {
    return form + '@' + std::to_string(unit.value);
  }

  void found(const pack::OrganisationTemplate& form, const Unit& unit, UnitId parent, int nth) {
    Organisation body;
    body.id = ids_.make<OrganisationId>();
    body.key = form.key + '@' + unit.code;
    body.name = {with_unit(form.name.zh, unit.short_name), with_unit(form.name.en, unit.name.en)};
    if (form.count > 1) {
      body.key += '-' + std::to_string(nth);
      body.name.zh += chinese_number(nth);
      body.name.en += " " + std::to_string(nth);
    }
    body.kind = form.kind;
    body.line = form.line;
    body.tier = form.tier;
    body.category = form.category;
    body.unit = unit.id;
    if (const auto above = founded_.find(place(form.parent, parent)); above != founded_.end()) {
      body.line_parent = above->second;
    }
    founded_.emplace(place(form.key, unit.id), body.id);
    registry::add(filler_.rows(), body);
    registry::OrganisationArea served;
    served.id = ids_.next();
    served.organisation = body.id;
    served.unit = unit.id;
    registry::add(filler_.rows(), served);
  }

  Filler& filler_;
  IdSource& ids_;
  const pack::Pack& pack_;
  std::unordered_map<std::string, OrganisationId> founded_;
};

}  // namespace

Result<void> found_bodies(Filler& filler, IdSource& ids, const pack::Pack& pack, const Tree& tree) {
  Founder founder(filler, ids, pack);
  for (const auto& village : tree.villages) TRY(founder.at(village, village.parent));
  for (const auto& group : tree.groups) TRY(founder.at(group.unit, group.unit.parent));
  for (const auto& hamlet : tree.hamlets) TRY(founder.at(hamlet.unit, hamlet.unit.parent));
  for (const auto& cluster : tree.clusters) TRY(founder.at(cluster.unit, cluster.unit.parent));
  return {};
}

}  // namespace linli::sample

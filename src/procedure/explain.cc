#include "procedure/explain.h"

#include <cstdlib>

namespace linli::procedure {
namespace {

Words both(const Words& a, const Words& b) {
  return {a.zh + b.zh, a.en + b.en};
}

Words place_words(Place place) {
  static const std::map<Place, Words> kPlaces = {
      {Place::responsible, {"责任单位", "responsible body"}},
      {Place::above, {"上一级", "level above"}},
      {Place::village, {"村(社区)", "village"}},
      {Place::town, {"镇(街道)", "town"}},
      {Place::county, {"市", "county"}},
      {Place::here, {"本级", "the place itself"}},
      {Place::first, {"首接单位", "first receiver"}},
      {Place::lead, {"主办", "lead"}},
      {Place::holder, {"承办岗位", "holder"}},
      {Place::sender, {"交办岗位", "sender"}},
      {Place::chosen, {"指定岗位", "chosen desk"}},
      {Place::opener, {"发起岗位", "desk that opened it"}},
  };
  const auto found = kPlaces.find(place);
  return found == kPlaces.end() ? Words{} : found->second;
}

// 到期前5个工作日 / 5 workdays before the time is over.
Words when_words(const Step& step, const Period& after) {
  if (after.amount == 0) {
    return step.within ? Words{"到期时", "when the time is over"} : Words{"一进入", "at once"};
  }
  const auto period = period_words({std::abs(after.amount), after.unit});
  if (!step.within) {
    return {"进入" + period.zh + "后", period.en + " after it came here"};
  }
  if (after.amount < 0) {
    return {"到期前" + period.zh, period.en + " before the time is over"};
  }
  return {"到期后" + period.zh, period.en + " after the time is over"};
}

Words target_words(const Definition& definition, const std::string& step) {
  if (step == "back") return {"原来的环节", "the step it came from"};
  const auto* found = definition.find_step(step);
  return found == nullptr ? Words{step, step}
                          : Words{"“" + found->title.zh + "”", "“" + found->title.en + "”"};
}

}  // namespace

Words desk_words(const std::optional<DeskRef>& desk, const PositionWords& positions) {
  if (!desk) return {"岗位不变", "same desk"};
  if (desk->place == Place::filer) return {"反映人", "the filer"};
  const auto where = place_words(desk->place);
  const auto name = positions.find(desk->position);
  const auto who = name == positions.end() ? Words{desk->position, desk->position} : name->second;
  if (who.zh.empty()) return where;
  return {where.zh + " " + who.zh, who.en + ", " + where.en};
}

Words period_words(const Period& period) {
  static const std::map<PeriodUnit, Words> kUnits = {
      {PeriodUnit::workday, {"个工作日", " workdays"}},
      {PeriodUnit::work_hour, {"个工作小时", " work hours"}},
      {PeriodUnit::day, {"天", " days"}},
      {PeriodUnit::hour, {"小时", " hours"}}};
  Words out =
      both({std::to_string(period.amount), std::to_string(period.amount)}, kUnits.at(period.unit));
  if (period.amount == 1) out.en.pop_back();
  return out;
}

Words late_words(const Definition& definition, const Step& step, const Late& late,
                 const PositionWords& positions) {
  const auto when = both(when_words(step, late.after), {":", ": "});
  const auto holder = Words{"承办岗位", "the holder"};
  const auto whom = late.desk ? desk_words(late.desk, positions) : holder;
  switch (late.kind) {
    case LateKind::remind:
      return both(when, {"提醒" + whom.zh, "reminds " + whom.en});
    case LateKind::supervise:
      return both(when, {"由" + whom.zh + "督办", "supervised by " + whom.en});
    case LateKind::move:
      break;
  }
  const auto target = target_words(definition, late.step);
  return both(when, {"转到" + target.zh, "goes on to " + target.en});
}

}  // namespace linli::procedure

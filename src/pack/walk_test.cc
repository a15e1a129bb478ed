// Random walks over the county's real request procedure.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>

#include "pack/load.h"
#include "procedure/draw.h"
#include "procedure/engine.h"

namespace linli::pack {
namespace {

using namespace linli::procedure;

const Pack& zhijiang() {
  static const Pack pack = load_pack(LINLI_SOURCE_DIR "/packs/zhijiang").value();
  return pack;
}

Form filled(const Act& act, const Choices& choices) {
  Form form;
  for (const auto& field : act.form) {
    switch (field.kind) {
      case FieldKind::choice:
        form[field.key] = *rc::gen::elementOf(choices.at(field.choices));
        break;
      case FieldKind::flag:
        form[field.key] = true;
        break;
      case FieldKind::number:
        form[field.key] = *rc::gen::inRange<std::int64_t>(*field.least, *field.most + 1);
        break;
      case FieldKind::files:
        break;
      case FieldKind::desk:
        form[field.key] = std::string("41");
        break;
      default:
        form[field.key] = std::string("字");
    }
  }
  return form;
}

// What the kernel does with a decision, as far as rules see it.
void follow(const Decision& decision, MatterFacts& matter) {
  const auto kind = decision.act->kind;
  if (kind == ActKind::offer) matter.offered = true;
  if (kind == ActKind::take_over || kind == ActKind::send_back) matter.offered = false;
  if (kind == ActKind::take_over || kind == ActKind::hand_back) matter.holder_level = "town";
  if (kind == ActKind::ask_more_time) matter.more_time_asked = true;
  if (kind == ActKind::grant_more_time || kind == ActKind::refuse_more_time) {
    matter.more_time_asked = false;
  }
  ++matter.done[decision.act->key];
  for (const auto& [key, value] : decision.set) matter.fields[key] = value;
  matter.on_village_list = zhijiang().on_village_list(matter.fields["category"]);
  if (decision.enters == nullptr) return;
  if (!decision.goes_back) matter.came_from = matter.step;
  matter.step = decision.enters->key;
  matter.offered = false;
  matter.more_time_asked = false;
  matter.ended_at = Instant{decision.enters->final ? 1 : 0};
  matter.reopen_until = Instant{100};
}

struct Possible {
  const Act* act;
  Role role;
  bool handled;
};

std::vector<Possible> all_possible(const Definition& definition, const MatterFacts& matter) {
  std::vector<Possible> out;
  for (const auto role :
       {Role::holder, Role::offered, Role::filer, Role::above, Role::assist, Role::supervisor}) {
    for (const bool handled : {false, true}) {
      for (const auto* act :
           possible_acts(definition, matter, {role}, matter.holder_level, handled, Instant{2})) {
        out.push_back({act, role, handled});
      }
    }
  }
  return out;
}

TEST(RequestProcedure, IsNeverStuckBeforeItsEndAndEndsWithAnOutcome) {
  const auto& definition = zhijiang().procedures.at("request");
  const auto choices = zhijiang().choice_keys();
  EXPECT_TRUE(rc::check([&] {
    MatterFacts matter;
    matter.step = definition.first_step;
    matter.holder_level = *rc::gen::element<std::string>("village", "town", "county", "department");
    matter.fields["word"] = *rc::gen::element<std::string>("", "unconfirmed");
    const int steps = *rc::gen::inRange(1, 60);
    for (int i = 0; i < steps; ++i) {
      const auto* step = definition.find_step(matter.step);
      RC_ASSERT(step != nullptr);
      const auto possible = all_possible(definition, matter);
      RC_ASSERT(step->final || !possible.empty());
      if (step->final) RC_ASSERT(!matter.fields["outcome"].empty());
      if (possible.empty()) return;
      const auto& chosen = possible[*rc::gen::inRange<std::size_t>(0, possible.size())];
      const Doing doing{chosen.act->key, filled(*chosen.act, choices),
                        {chosen.role},   matter.holder_level,
                        chosen.handled,  Instant{2}};
      const auto decision = decide(definition, choices, matter, doing);
      RC_ASSERT(decision.has_value());
      follow(*decision, matter);
    }
  }));
}

TEST(RequestProcedure, NothingEndsByAWordThatMayBeSomebodyElses) {
  const auto& definition = zhijiang().procedures.at("request");
  std::set<std::string> lead_to_call_back;
  for (const auto& step : definition.steps) {
    MatterFacts matter;
    matter.step = step.key;
    matter.fields["word"] = "unconfirmed";
    for (const auto* act :
         possible_acts(definition, matter, {Role::filer}, "", false, Instant{1})) {
      for (const auto& branch : act->to) {
        EXPECT_NE(branch.step, "closed") << step.key << "." << act->key;
        if (branch.step == "callback") lead_to_call_back.insert(act->key);
      }
    }
  }
  EXPECT_EQ(lead_to_call_back,
            (std::set<std::string>{"says_solved", "says_not_solved", "says_withdraw"}));
}

TEST(RequestProcedure, NoHandlerEverEndsAMatter) {
  const auto& definition = zhijiang().procedures.at("request");
  for (const auto& step : definition.steps) {
    for (const auto& act : step.acts) {
      for (const auto& branch : act.to) {
        if (branch.step != "closed") continue;
        MatterFacts matter;
        matter.step = step.key;
        for (const auto* one : possible_acts(definition, matter, {Role::holder, Role::lead}, "town",
                                             true, Instant{1})) {
          EXPECT_NE(one->key, act.key) << step.key;
        }
      }
    }
  }
}

TEST(RequestProcedure, IsDrawnWithEveryStepAndEscapesText) {
  auto definition = zhijiang().procedures.at("request");
  definition.steps.front().title.zh = "<受理>&";
  const auto svg = draw_svg(definition, {{"supervisor", {"督办", "Supervisor"}}}, Language::Zh);
  for (const auto& step : definition.steps) {
    if (&step == &definition.steps.front()) continue;
    EXPECT_NE(svg.find(step.title.zh), std::string::npos) << step.key;
  }
  EXPECT_NE(svg.find("&lt;受理&gt;&amp;"), std::string::npos);
  EXPECT_EQ(svg.find("<受理>"), std::string::npos);
  EXPECT_NE(svg.find("currentColor"), std::string::npos);
}

}  // namespace
}  // namespace linli::pack

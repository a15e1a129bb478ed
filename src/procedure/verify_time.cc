// Every step has its time, somebody above learns when it is over, and a stopped clock runs again.
#include <algorithm>

#include "procedure/proof.h"

namespace linli::procedure {
namespace {

bool moves_on(const Step& step) {
  return std::ranges::any_of(step.late, [](const Late& late) {
    return late.kind == LateKind::move && late.after.amount >= 0;
  });
}

bool moves_after_a_while(const Step& step) {
  return std::ranges::any_of(step.late, [](const Late& late) {
    return late.kind == LateKind::move && late.after.amount > 0;
  });
}

bool told_above(const Step& step) {
  return std::ranges::any_of(
      step.late, [](const Late& late) { return late.kind == LateKind::supervise && late.desk; });
}

bool is_zero(const std::optional<Within>& within) {
  return within && within->period && within->period->amount <= 0;
}

void check_running(Proof& proof, const Step& step) {
  if (!step.within || is_zero(step.within)) {
    proof.fault("F09", step.key, step.key, "this step has no deadline");
    return;
  }
  if (!told_above(step) && !moves_on(step)) {
    proof.fault("F10", step.key, step.key,
                "when its time is over nobody above is told and nothing moves");
  }
}

// F18: somebody can go on, and without anybody it goes on after a limit.
void check_paused(Proof& proof, const Step& step) {
  const bool resumed = std::ranges::any_of(
      proof.graph.edges(), [&](const Edge& edge) { return edge.from == step.key && edge.act; });
  if (!resumed) proof.fault("F18", step.key, step.key, "no act makes the paused clock run again");
  if (!moves_after_a_while(step)) {
    proof.fault("F18", step.key, step.key, "the clock is paused without a limit");
  }
}

}  // namespace

void verify_time(Proof& proof) {
  for (const auto& step : proof.definition.steps) {
    for (const auto& act : step.acts) {
      const bool asks = act.kind == ActKind::offer || act.kind == ActKind::invite ||
                        act.kind == ActKind::ask_more_time;
      if (asks && (!act.limit || act.limit->amount <= 0)) {
        proof.fault("F17", step.key, place_of(step, act), "it has no limit for the other side");
      }
    }
    if (step.final) continue;
    if (step.clock == ClockMode::runs) check_running(proof, step);
    if (step.clock == ClockMode::paused) check_paused(proof, step);
    if (step.clock == ClockMode::none && !moves_after_a_while(step)) {
      proof.fault("F09", step.key, step.key, "it has no clock and nothing follows it up");
    }
  }
}

}  // namespace linli::procedure

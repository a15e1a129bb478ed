#include "office/readiness.h"

#include <algorithm>

#include "access/accounts.h"
#include "base/text.h"
#include "delivery/way.h"
#include "desk/setting.h"
#include "desk/vacant.h"
#include "office/lacking.h"
#include "registry/stats.h"

namespace linli::office {
namespace {

struct Look {
  store::Snapshot& read;
  const pack::Pack& pack;
  const Surroundings& around;
  Instant now;
};

void lack(ReadyStep& step, Level level, ErrorKind kind, std::string code, std::string detail = "") {
  if (level != Level::Note) step.done = false;
  step.lacks.push_back({level, Error{kind, std::move(code), std::move(detail)}});
}

// Some of what should be there is not: a few are only noted.
void lack_some(ReadyStep& step, const std::string& code) {
  const auto missing = step.all - step.have;
  if (missing <= 0) return;
  lack(step, missing * kMissingShare > step.all ? Level::Warning : Level::Note, ErrorKind::Conflict,
       code, std::to_string(missing) + " / " + std::to_string(step.all));
}

// Whose act it is must be sayable (ADR 0019).
Result<ReadyStep> look_at_names(const Look& look) {
  ReadyStep out{"name"};
  for (const auto& one : TRY(access::administrators(look.read))) {
    if (one.person || !one.comes_in()) continue;
    lack(out, Level::Warning, ErrorKind::Conflict, "doctor.administrator_nameless", one.login);
  }
  return out;
}

Result<ReadyStep> look_at_administrators(const Look& look) {
  ReadyStep out{"administrators"};
  std::string missing;
  for (const auto kind : TRY(access::missing_kinds(look.read))) {
    missing += (missing.empty() ? "" : ", ") + std::string(rights::word_of(kind));
  }
  if (!missing.empty()) {
    lack(out, Level::Warning, ErrorKind::Conflict, "doctor.administrators_missing", missing);
  }
  return out;
}

// Where every empty line ends.
Result<ReadyStep> look_at_duty_desk(const Look& look) {
  ReadyStep out{"duty_officer"};
  const std::string& key = look.pack.county.dispatch;
  const auto held = TRY(look.read.number(
      "SELECT count(*) FROM position p WHERE p.key = ?1 AND EXISTS (SELECT 1 FROM term t"
      " WHERE t.position_id = p.id AND t.valid_from <= ?2"
      " AND (t.valid_to IS NULL OR t.valid_to > ?2))",
      {key, look.now}));
  const auto waiting = TRY(desk::matters_at_vacant(look.read, key, look.now));
  if (waiting > 0) {
    lack(out, Level::Fault, ErrorKind::Conflict, "doctor.matters_unheld", std::to_string(waiting));
  } else if (held == 0) {
    lack(out, Level::Warning, ErrorKind::Conflict, "doctor.duty_desk_empty");
  }
  return out;
}

// Without units at a level that has desks nobody would answer there; those below help to say where.
Result<ReadyStep> look_at_units(const Look& look, const registry::Stats& stats) {
  ReadyStep out{"units"};
  std::string below;
  const auto in_both = [](const Words& words) { return words.zh + " (" + words.en + ")"; };
  for (const auto& level : look.pack.levels) {
    const auto found = stats.units.find(level.key);
    const auto count = found == stats.units.end() ? 0 : found->second;
    out.have += count;
    if (count > 0 || level.optional) continue;
    if (level.institution) {
      lack(out, Level::Warning, ErrorKind::NotFound, "doctor.units_missing", in_both(level.rural));
    } else if (&level != &look.pack.levels.back()) {  // households come with their own list
      below += (below.empty() ? "" : ", ") + in_both(level.rural);
    }
  }
  if (!below.empty()) lack(out, Level::Note, ErrorKind::NotFound, "doctor.units_few", below);
  return out;
}

// A register; not only those who run the county.
Result<ReadyStep> look_at_people(const Look& look, const registry::Stats& stats) {
  ReadyStep out{"people"};
  out.have = stats.people;
  const auto someone = TRY(look.read.number(
      "SELECT count(*) FROM (SELECT p.id FROM person p WHERE p.self_declared = 0"
      " AND p.erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM access_account a"
      " WHERE a.person_id = p.id AND a.administrator > 0)"
      " AND NOT EXISTS (SELECT 1 FROM term t JOIN position q ON q.id = t.position_id"
      " WHERE t.person_id = p.id AND q.key = ?1) LIMIT 1) found",
      {look.pack.county.dispatch}));
  if (someone == 0) {
    lack(out, Level::Warning, ErrorKind::NotFound, "doctor.nobody_registered");
  }
  return out;
}

ReadyStep look_at_seats(const registry::Stats& stats) {
  ReadyStep out{"seats", true, stats.positions - stats.empty_positions, stats.positions};
  lack_some(out, "doctor.seats_empty");
  return out;
}

Result<ReadyStep> look_at_accounts(const Look& look) {
  ReadyStep out{"accounts"};
  const auto holders = TRY(count_holders(look.read, look.now));
  out.all = holders.all;
  out.have = holders.all - holders.lacking;
  if (out.all == 0) out.done = false;  // seats first
  lack_some(out, "doctor.accounts_lacking");
  return out;
}

Result<ReadyStep> look_at_sender(const Look& look) {
  ReadyStep out{"sender"};
  const auto state = TRY(delivery::way_state(look.read));
  if (state.took_at.ms == 0) {
    lack(out, Level::Warning, ErrorKind::Conflict, "doctor.no_sender");
  } else if (state.failing()) {
    lack(out, Level::Fault, ErrorKind::Overloaded, "doctor.sender_failing", state.error);
  }
  return out;
}

Result<std::int64_t> noted(store::Snapshot& read, std::string_view name) {
  return parse_int64(TRY(desk::setting(read, name))).value_or(0);
}

Result<ReadyStep> look_at_backup(const Look& look) {
  ReadyStep out{"backup"};
  const auto newest =
      std::max(TRY(noted(look.read, desk::kBackupMade)), look.around.backup_found.ms);
  if (newest == 0) {
    lack(out, Level::Warning, ErrorKind::NotFound, "doctor.no_backup");
  } else if (newest + kBackupAgeMs < look.now.ms) {
    lack(out, Level::Warning, ErrorKind::Invalid, "doctor.backup_old",
         std::to_string((look.now.ms - newest) / kMsPerHour) + " h");
  }
  return out;
}

Result<ReadyStep> look_at_escrow(const Look& look) {
  ReadyStep out{"escrow"};
  const auto escrowed = TRY(noted(look.read, desk::kKeyEscrowed));
  if (escrowed == 0) {
    lack(out, Level::Warning, ErrorKind::NotFound, "doctor.keys_not_escrowed");
  } else if (escrowed < look.around.newest_key) {
    lack(out, Level::Warning, ErrorKind::Conflict, "doctor.keys_newer",
         std::to_string(look.around.newest_key));
  }
  return out;
}

// Somebody has filed and somebody has ended it, by hand: the first request of all is the trial. It
// is a request like any other, in figures, too. What a desk opened for nobody else is none.
Result<ReadyStep> look_at_trial(const Look& look) {
  ReadyStep out{"trial"};
  const auto first = [&](bool ended) {
    return look.read.number(
        "SELECT count(*) FROM (SELECT id FROM matter WHERE channel NOT IN ('import', '')"
        " AND (opener_person IS NULL OR filer_person IS NOT NULL OR contact_text IS NOT NULL)"
        " AND (ended_at > 0 OR ?1 = 0) LIMIT 1) found",
        {ended ? 1 : 0});
  };
  out.all = 2;
  out.have = TRY(first(false)) + TRY(first(true));
  if (out.have == out.all) return out;
  out.done = false;
  lack(out, Level::Note, ErrorKind::NotFound,
       out.have == 0 ? "doctor.never_tried" : "doctor.trial_open");
  return out;
}

}  // namespace

std::string_view word_of(Level level) {
  return level == Level::Fault ? "fault" : level == Level::Warning ? "warning" : "note";
}

Result<std::vector<ReadyStep>> readiness(store::Snapshot& read, const pack::Pack& pack,
                                         const Surroundings& around, Instant now) {
  std::vector<ReadyStep> out;
  if (TRY(desk::setting(read, desk::kFolderKind)) == desk::kSampleFolder) return out;
  const Look look{read, pack, around, now};
  const auto stats = TRY(registry::stats(read, now));
  out.push_back(TRY(look_at_names(look)));
  out.push_back(TRY(look_at_administrators(look)));
  out.push_back(TRY(look_at_duty_desk(look)));
  out.push_back(TRY(look_at_units(look, stats)));
  out.push_back(TRY(look_at_people(look, stats)));
  out.push_back(look_at_seats(stats));
  out.push_back(TRY(look_at_accounts(look)));
  out.push_back(TRY(look_at_sender(look)));
  out.push_back(TRY(look_at_backup(look)));
  out.push_back(TRY(look_at_escrow(look)));
  out.push_back(TRY(look_at_trial(look)));
  return out;
}

std::int64_t steps_left(const std::vector<ReadyStep>& steps) {
  return std::ranges::count(steps, false, &ReadyStep::done);
}

}  // namespace linli::office

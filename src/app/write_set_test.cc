// What an act leaves in its write set: what it was decided on, whom it reaches and never reaches,
// and its time to the minute.
#include <algorithm>

#include "desk/draft.h"
#include "desk/follow_code.h"
#include "desk/place.h"
#include "desk/repin.h"
#include "desk/submit.h"
#include "inbox/related.h"
#include "journal/packed.h"
#include "model/calendar.h"
#include "model/code.h"
#include "registry/people.h"
#include "registry/units.h"
#include "testing/county.h"
#include "vault/blind.h"

namespace linli::app {
namespace {

using procedure::Place;

constexpr const char* kKind = "village.lighting";
constexpr const char* kAccept = R"({"grade":"small"})";
constexpr std::int64_t kHourMs = 3'600'000;

template <class Change>
std::vector<Change> of_table(const store::WriteSet& all, std::string_view table) {
  std::vector<Change> out;
  for (const auto& change : all.changes) {
    const auto* one = std::get_if<Change>(&change);
    if (one != nullptr && one->table.text == table) out.push_back(*one);
  }
  return out;
}

store::Value column(const store::Insert& row, std::string_view name) {
  const auto found = std::ranges::find_if(
      row.columns, [&](const store::Column& one) { return one.first.text == name; });
  return found == row.columns.end() ? store::Value{} : found->second;
}

// People whom queued messages go to.
std::vector<store::Value> addressees(const store::WriteSet& all) {
  std::vector<store::Value> out;
  for (const auto& row : of_table<store::Insert>(all, "delivery_message")) {
    out.push_back(column(row, "person_id"));
  }
  return out;
}

class WriteSetTest : public tests::CountyTest {
 protected:
  Result<store::WriteSet> prepared(const rights::Actor& actor, MatterId id, const std::string& act,
                                   const std::string& form) {
    const auto snapshot = read();
    auto out = desk::prepare_act(kernel(), {actor, id, act, parse_json(form).value()}, *snapshot);
    if (!out) return Failure(out.error());
    return std::move(out->changes);
  }
  static std::string refusal(const Result<store::WriteSet>& changes) {
    return changes ? "" : changes.error().code;
  }
  // The entry that the write set puts on the record.
  static journal::Entry entry_of(const store::WriteSet& changes) {
    const auto rows = of_table<store::Insert>(changes, "journal_entry");
    EXPECT_EQ(rows.size(), 1U);
    if (rows.empty()) return {};
    journal::EntryRow row;
    row.id = EntryId{std::get<std::int64_t>(column(rows.front(), "id").content)};
    row.act = std::get<std::string>(column(rows.front(), "act").content);
    row.body = std::get<store::Blob>(column(rows.front(), "body").content).bytes;
    return journal::entry_of(row).value();
  }
  MatterId led() {
    const auto id = filed(about(kKind));
    EXPECT_EQ(code(act(as("village_intake"), id, "accept", kAccept)), "");
    return id;
  }
  // Another row of the same human: she signed in by her phone before the register knew her.
  static PersonId double_of(PersonId id) {
    auto row = registry::person(*read(), kernel().vault, id).value();
    row.id = kernel().ids.make<PersonId>();
    row.origin = registry::Origin::SelfDeclared;
    row.details.identity_number = {};
    row.source.clear();
    store::WriteSet changes;
    EXPECT_TRUE(registry::add(changes, kernel().vault, row));
    EXPECT_TRUE(kernel().store.commit_and_wait(std::move(changes)));
    return row.id;
  }
  static desk::Dossier dossier(MatterId id) { return desk::dossier(*read(), id).value(); }
  static std::vector<desk::Timer> timers(MatterId id, const std::string& kind) {
    auto out = dossier(id).timers;
    std::erase_if(out, [&](const desk::Timer& timer) { return timer.kind != kind; });
    return out;
  }
  static void pass(std::int64_t ms) { county_->clock.set(Instant{now().ms + ms}); }
  // To the same hour of the working day `days` from now.
  static void pass_workdays(int days) {
    const auto minute = rules().calendar.minute_of_day(now());
    for (int i = 0; i < days; ++i) {
      do pass(24 * kHourMs);
      while (!rules().calendar.is_workday(rules().calendar.date_of(now())));
    }
    ASSERT_EQ(rules().calendar.minute_of_day(now()), minute);
  }
  static std::string form_to(const std::string& desk) {
    return R"({"to":")" + desk + R"(","question":"谁来换灯杆?"})";
  }
};

TEST_F(WriteSetTest, NamesTheTermThatSheActedUnder) {
  const auto id = filed(about(kKind));
  const auto intake = as("village_intake");
  const auto hat = intake.hats.front();
  const auto changes = prepared(intake, id, "accept", kAccept).value();
  const auto required = of_table<store::Require>(changes, "term");
  ASSERT_EQ(required.size(), 1U);
  EXPECT_EQ(required.front().id, hat.term.value);
  EXPECT_EQ(required.front().version, hat.term_version);
}

TEST_F(WriteSetTest, IsNotTakenOnceHerTermHasMovedOn) {
  const auto id = filed(about(kKind));
  const auto intake = as("village_intake");
  const auto hat = intake.hats.front();
  auto changes = prepared(intake, id, "accept", kAccept).value();
  store::WriteSet moved;
  moved.update("term", hat.term.value, hat.term_version, {});
  ASSERT_TRUE(kernel().store.commit_and_wait(std::move(moved)));
  const auto done = kernel().store.commit_and_wait(std::move(changes));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "store.conflict");
  EXPECT_EQ(dossier(id).matter.step, "intake");
}

TEST_F(WriteSetTest, SaysOnceOfEachPersonThatSheWorkedOnIt) {
  const auto id = filed(about(kKind));
  const auto intake = as("village_intake");
  const auto first = prepared(intake, id, "accept", kAccept).value();
  const auto hands = of_table<store::Insert>(first, "matter_hand");
  ASSERT_EQ(hands.size(), 1U);
  EXPECT_EQ(column(hands.front(), "person_id"), store::Value(intake.person));
  EXPECT_EQ(code(act(intake, id, "accept", kAccept)), "");
  const auto again = prepared(intake, id, "reply", R"({"reply":"已修好。"})").value();
  EXPECT_TRUE(of_table<store::Insert>(again, "matter_hand").empty());
  EXPECT_EQ(dossier(id).hands, std::vector<PersonId>{intake.person});
}

TEST_F(WriteSetTest, OfWhoeverWorkedOnItDecidesNothingThatAnotherMustDecide) {
  const auto id = led();
  const auto above = as("town_supervisor");
  const std::string form = R"({"reason":"同意"})";
  EXPECT_EQ(code(act(as("village_intake"), id, "ask_more_time",
                     R"({"more_time_reason":"several","reason":"要等灯杆"})")),
            "");
  EXPECT_TRUE(prepared(above, id, "grant_more_time", form));
  store::WriteSet hand;
  hand.insert("matter_hand",
              {{"id", kernel().ids.next()}, {"matter_id", id}, {"person_id", above.person}});
  force(id, {}, std::move(hand));
  EXPECT_EQ(refusal(prepared(above, id, "grant_more_time", form)), "procedure.not_your_act");
}

// Whom a matter is of, for or about, and in which way the kernel could reach her.
struct Tie {
  const char* name;
  void (*tie)(desk::Dossier&, PersonId);
};
const std::vector<Tie> kTies = {
    {"filer", [](desk::Dossier& of, PersonId who) { of.matter.filer = who; }},
    {"affected", [](desk::Dossier& of, PersonId who) { of.matter.affected = who; }},
    {"about", [](desk::Dossier& of, PersonId who) { of.about.push_back(who); }},
};

TEST_F(WriteSetTest, SeatsNobodyAtADeskWhoseOwnMatterItIs) {
  const auto id = led();
  const auto snapshot = read();
  const auto whole = dossier(id);
  const auto seat = seat_of(id);
  const std::vector<procedure::DeskRef> refs = {
      {"", Place::responsible},   {"", Place::holder},
      {"intake", Place::village}, {"", Place::first},
      {"", Place::lead},          {"", Place::sender},
      {"", Place::chosen},        {seat.key, Place::responsible}};
  for (const auto& tie : kTies) {
    for (const auto& ref : refs) {
      const desk::Whereabouts as_it_is{whole, seat.position, now()};
      const auto usual = desk::find_seat(kernel(), *snapshot, rules(), ref, as_it_is);
      ASSERT_TRUE(usual) << tie.name;
      for (const auto& holder : usual->holders) {
        auto tied = whole;
        tie.tie(tied, holder.person);
        const auto found =
            desk::find_seat(kernel(), *snapshot, rules(), ref, {tied, seat.position, now()});
        if (!found) continue;  // nobody is better than she
        EXPECT_EQ(std::ranges::count(found->holders, holder.person, &registry::Holder::person), 0)
            << tie.name << " at " << boost::describe::enum_to_string(ref.place, "");
      }
    }
  }
}

TEST_F(WriteSetTest, SharesNothingAtHomeWithWhomItIsAbout) {
  const auto id = filed(about(kKind));
  const auto liaison = as("liaison").person;
  const std::vector<PersonId> rows{liaison, double_of(liaison)};
  const auto snapshot = read();
  const auto* definition = desk::definition_of(rules(), dossier(id).matter).value();
  const auto& acts = definition->find_step("intake")->acts;
  const std::string position =
      std::ranges::find(acts, "share", &procedure::Act::key)->desk->position;
  desk::Draft usual(kernel(), *snapshot, rules(), *definition, dossier(id), now());
  const auto at_home = usual.seat_at_home(position).value().holders;
  ASSERT_EQ(std::ranges::count(at_home, liaison, &registry::Holder::person), 1);
  for (const auto& tie : {kTies[1], kTies[2]}) {  // her home is the filer's
    for (const auto row : rows) {
      auto tied = dossier(id);
      tie.tie(tied, row);
      desk::Draft draft(kernel(), *snapshot, rules(), *definition, tied, now());
      const auto found = draft.seat_at_home(position);
      const auto still = found ? found->holders : std::vector<registry::Holder>{};
      EXPECT_EQ(std::ranges::count(still, liaison, &registry::Holder::person), 0) << tie.name;
      EXPECT_TRUE(found || found.error().code == "desk.nobody_at_home") << tie.name;
    }
  }
}

TEST_F(WriteSetTest, TellsNobodyWhoseOwnMatterItIsWhatADeskIsTold) {
  const auto id = led();
  const auto holder = as("village_intake").person;
  const std::vector<PersonId> rows{holder, double_of(holder)};
  const auto snapshot = read();
  const auto* definition = desk::definition_of(rules(), dossier(id).matter).value();
  const auto told = [&](const desk::Dossier& of) {
    desk::Draft draft(kernel(), *snapshot, rules(), *definition, of, now());
    EXPECT_TRUE(draft.tell_desk(of.matter.holder, "message.new"));
    return addressees(draft.changes());
  };
  EXPECT_EQ(told(dossier(id)), std::vector{store::Value(holder)});
  for (const auto& tie : kTies) {
    for (const auto row : rows) {
      auto tied = dossier(id);
      tie.tie(tied, row);
      EXPECT_EQ(std::ranges::count(told(tied), store::Value(holder)), 0) << tie.name;
    }
  }
}

TEST_F(WriteSetTest, GivesNoStandingOfADeskToWhoeverItIsForOrAbout) {
  const auto id = led();
  const auto snapshot = read();
  const auto holder = as("village_intake");
  const auto standing = [&](const desk::Dossier& of) {
    return desk::standing_of(kernel(), *snapshot, holder, of).value();
  };
  EXPECT_TRUE(standing(dossier(id)).roles.contains(procedure::Role::holder));
  for (const auto& tie : kTies) {
    auto tied = dossier(id);
    tie.tie(tied, holder.person);
    EXPECT_FALSE(standing(tied).roles.contains(procedure::Role::holder)) << tie.name;
  }
  auto tied = dossier(id);
  tied.about.push_back(holder.person);
  EXPECT_FALSE(standing(tied).sees);
}

TEST_F(WriteSetTest, EndsTheHelpOfTheDeskThatAnsweredAndOfNoOther) {
  const auto id = led();
  const auto helper = as("department_handler");
  const auto other = read()
                         ->number(
                             "SELECT min(p.id) FROM position p WHERE p.key = 'handler' AND "
                             "p.organisation_id IS NOT NULL AND p.id <> ?1",
                             {helper.hats.front().position})
                         .value();
  const auto intake = as("village_intake");
  EXPECT_EQ(code(act(intake, id, "invite", form_to(desk_of("department_handler")))), "");
  EXPECT_EQ(code(act(intake, id, "invite", form_to(std::to_string(other)))), "");
  EXPECT_EQ(code(act(helper, id, "contribute", R"({"text":"灯杆由供电所换"})")), "");
  std::vector<std::int64_t> still;
  for (const auto& one : dossier(id).participants) {
    if (one.role == "assist" && one.ended.ms == 0) still.push_back(one.position.value);
  }
  ASSERT_EQ(still.size(), 1U);
  EXPECT_NE(still.front(), helper.hats.front().position.value);
}

// What is said, and to whom.

TEST_F(WriteSetTest, RecusesTheFilerWhomItIsForAndWhomItIsAboutAndNobodyElse) {
  desk::Dossier of;
  EXPECT_TRUE(desk::recused(of).empty());
  of.matter.filer = PersonId{1};
  of.matter.affected = PersonId{2};
  of.about = {PersonId{3}, PersonId{4}};
  of.hands = {PersonId{5}};
  EXPECT_EQ(desk::recused(of),
            (std::set<PersonId>{PersonId{1}, PersonId{2}, PersonId{3}, PersonId{4}}));
}

TEST_F(WriteSetTest, TellsTheFilerOfWhatChangesForHerAndTheNextDeskOfWhatComesToIt) {
  const auto resident = store::Value(as("resident").person);
  const auto id = filed(about(kKind));
  const auto intake = as("village_intake");
  EXPECT_EQ(addressees(prepared(intake, id, "accept", kAccept).value()), std::vector{resident});
  const auto up = prepared(intake, id, "hand_up", R"({"reason":"要镇里协调"})").value();
  EXPECT_EQ(addressees(up), std::vector{store::Value(as("town_intake").person)});
  EXPECT_TRUE(addressees(prepared(intake, id, "note", R"({"text":"看过了"})").value()).empty());
}

TEST_F(WriteSetTest, PutsChoicesOnTheRecordAndOfWordsTheirHashOnly) {
  const auto id = led();
  const auto intake = as("village_intake");
  const auto form = form_to(desk_of("department_handler"));
  const auto entry = entry_of(prepared(intake, id, "invite", form).value());
  EXPECT_EQ(entry.act, "request.invite");
  EXPECT_EQ(entry.actor, intake.person);
  EXPECT_EQ(entry.term, intake.hats.front().term);
  EXPECT_EQ(entry.facts.at("to"), desk_of("department_handler"));
  EXPECT_EQ(entry.facts.at("assist"), desk_of("department_handler"));
  EXPECT_FALSE(entry.facts.contains("question"));
  ASSERT_EQ(entry.texts.size(), 1U);
  EXPECT_TRUE(entry.texts.front().name.starts_with("question/"));
}

TEST_F(WriteSetTest, KeepsARatingOffTheRecord) {
  const auto id = led();
  const auto resident = as("resident");
  EXPECT_EQ(code(act(as("village_intake"), id, "reply", R"({"reply":"已修好。"})")), "");
  EXPECT_EQ(code(act(resident, id, "solved")), "");
  const auto entry = entry_of(prepared(resident, id, "rate", R"({"rating":2})").value());
  EXPECT_FALSE(entry.facts.contains("rating"));
  ASSERT_EQ(entry.texts.size(), 1U);
  EXPECT_TRUE(entry.texts.front().name.starts_with("rating/"));
}

TEST_F(WriteSetTest, ShowsADeskTheEndsOnlyOfWhatAFilerWithoutAnAccountLeft) {
  auto what = about(kKind);
  what.name = "王小花";
  what.phone = "13812345678";
  const auto number = receipt_of(file({}, what)).number;
  const auto id = desk::find_matter_by_number(*read(), number).value()->id;
  const auto seen = view(as("village_intake"), id).filer.value();
  EXPECT_EQ(seen.name, vault::mask_name("王小花"));
  EXPECT_EQ(seen.phone, vault::mask_phone("13812345678"));
  EXPECT_NE(seen.phone, "13812345678");
}

TEST_F(WriteSetTest, TellsThatTwoMattersAreOnePersonsOnlyToWhoKnowsHerAnyway) {
  const auto id = filed(about(kKind));
  pass(1);  // the newest are told
  const auto other = filed(about("rural.homes"));
  const auto related = [&](const rights::Actor& reader) {
    const auto snapshot = read();
    const auto of = dossier(id);
    const auto standing = desk::standing_of(kernel(), *snapshot, reader, of).value();
    const auto found = inbox::related(kernel(), *snapshot, of.matter, reader, standing).value();
    std::vector<std::string> why;
    for (const auto& item : found.items) {
      if (item.id == other) why.push_back(item.why);
    }
    return why;
  };
  EXPECT_EQ(related(as("resident")), std::vector<std::string>{"filer"});
  const auto above = as("town_supervisor");
  ASSERT_TRUE(sees(above, id) && sees(above, other));
  EXPECT_TRUE(related(above).empty());
}

TEST_F(WriteSetTest, LeadsATownsDutyWhereThereIsNoTownToTheCounty) {
  const auto snapshot = read();
  const std::vector<registry::Unit> line{registry::county(*snapshot).value(),
                                         registry::unit(*snapshot, village()).value()};
  const desk::Dossier nobodys;
  std::string rule;
  const auto seat = desk::responsible_seat(kernel(), *snapshot, rules(), line, "other", "intake",
                                           {nobodys, {}, now()}, rule);
  ASSERT_TRUE(seat) << seat.error().code;
  EXPECT_EQ(seat->level, "county");
}

TEST_F(WriteSetTest, GivesWhoeverIsInvitedADateAndATimerThatEndWithHerPart) {
  const auto id = led();
  const auto form = form_to(desk_of("department_handler"));
  EXPECT_EQ(code(act(as("village_intake"), id, "invite", form)), "");
  const auto invited = dossier(id).participants.back();
  EXPECT_EQ(invited.role, "assist");
  const auto* definition = desk::definition_of(rules(), dossier(id).matter).value();
  const auto& acts = definition->find_step("handling")->acts;
  const auto invite = std::ranges::find(acts, "invite", &procedure::Act::key);
  EXPECT_EQ(invited.answer_until, rules().calendar.due(now(), *invite->limit).at);
  ASSERT_EQ(timers(id, desk::answer_timer(invited)).size(), 1U);
  EXPECT_EQ(timers(id, desk::answer_timer(invited)).front().due,
            rules().calendar.offset(invited.answer_until, invite->late.front().after));
  EXPECT_EQ(code(act(as("department_handler"), id, "contribute", R"({"text":"供电所换"})")), "");
  EXPECT_TRUE(timers(id, desk::answer_timer(invited)).empty());
}

TEST_F(WriteSetTest, KeepsTheAnswerToARepeatForThirtyDays) {
  constexpr std::int64_t kHours[] = {29 * 24, 30 * 24 - 1, 30 * 24 + 1};
  store::WriteSet receipts;
  for (const auto hours : kHours) {
    const auto at = plus_ms(made_at(kernel().ids.next()), -hours * kHourMs);
    receipts.insert("receipt", {{"id", first_id_at(at)},
                                {"version", 1},
                                {"scope", "kept"},
                                {"idempotency_key", std::to_string(hours)},
                                {"body_hash", store::Blob{}},
                                {"sealed", store::Blob{}}});
  }
  ASSERT_TRUE(kernel().store.commit_and_wait(std::move(receipts)));
  EXPECT_EQ(desk::sweep_receipts(kernel(), 1000).value_or(0), 1);
  EXPECT_EQ(read()->number("SELECT count(*) FROM receipt WHERE scope = 'kept'").value(), 2);
}

TEST_F(WriteSetTest, TakesWhatIsSaidByACodeForHersOnlyWhereNobodyElseHadTheCode) {
  desk::Matter entered;
  entered.opener = PersonId{3};
  rights::Standing by_code;
  by_code.by_code = true;
  EXPECT_TRUE(desk::word_is_unconfirmed(entered, by_code));
  EXPECT_FALSE(desk::word_is_unconfirmed(entered, {})) << "she signed in herself";
  EXPECT_FALSE(desk::word_is_unconfirmed({}, by_code)) << "nobody entered it for her";
  entered.fields = R"({"code_by":"slip"})";
  EXPECT_TRUE(desk::word_is_unconfirmed(entered, by_code));
  entered.fields = R"({"code_by":"phone"})";
  EXPECT_FALSE(desk::word_is_unconfirmed(entered, by_code));
}

TEST_F(WriteSetTest, LetsNobodyTryCodesOfOneNumberForEver) {
  auto what = about(kKind);
  what.name = "王小花";
  const auto receipt = receipt_of(file({}, what));
  desk::Follower follower(kernel().vault);
  const auto tried = [&](const std::string& number) {
    const auto found =
        follower.find(*read(), number, make_follow_up_code(kernel().random), "198.51.100.9", now());
    return found ? std::string() : found.error().code;
  };
  int answered = 0;
  while (answered < 100 && tried(receipt.number) == "request.not_found") ++answered;
  EXPECT_LT(answered, 100);
  EXPECT_EQ(tried(receipt.number), "access.wait");
}

// Time.

TEST_F(WriteSetTest, ReturnsWhatWasLeftOfTheDeadlineAfterAPause) {
  const auto id = led();
  const auto intake = as("village_intake");
  const auto promised = dossier(id).matter.due_at;
  ASSERT_GT(promised, now());
  pass_workdays(2);
  EXPECT_EQ(code(act(intake, id, "ask_filer", R"({"question":"哪一盏?"})")), "");
  const auto paused = dossier(id).matter;
  EXPECT_EQ(paused.paused_at, now());
  EXPECT_EQ(paused.kept_due_at, promised);
  EXPECT_EQ(timers(id, "late").size(), 1U) << "of the question, not of the work";
  pass_workdays(3);
  EXPECT_EQ(code(act(intake, id, "resume", R"({"reason":"已看现场"})")), "");
  const auto resumed = dossier(id).matter;
  const auto three_more = rules().calendar.extend({promised, false}, {3, PeriodUnit::workday});
  EXPECT_EQ(resumed.due_at, three_more.at);
  EXPECT_EQ(resumed.paused_at.ms, 0);
  EXPECT_EQ(resumed.kept_due_at.ms, 0);
  EXPECT_EQ(resumed.paused_workdays, 3);
  const auto late = timers(id, "late");
  ASSERT_EQ(late.size(), 1U);
  EXPECT_EQ(late.front().stage, 0);
  EXPECT_EQ(late.front().due, rules().calendar.offset(resumed.due_at, {-1, PeriodUnit::workday}));
}

TEST_F(WriteSetTest, MovesDeadlineAndItsOneReminderWithAnExtension) {
  const auto id = led();
  const auto promised = dossier(id).matter.due_at;
  EXPECT_EQ(code(act(as("village_intake"), id, "ask_more_time",
                     R"({"more_time_reason":"several","reason":"要等灯杆"})")),
            "");
  EXPECT_EQ(dossier(id).matter.due_at, promised) << "asking gives nothing yet";
  EXPECT_EQ(code(act(as("town_supervisor"), id, "grant_more_time", R"({"reason":"同意"})")), "");
  const auto after = dossier(id).matter;
  EXPECT_EQ(after.due_at, rules().calendar.extend({promised, false}, {10, PeriodUnit::workday}).at);
  const auto late = timers(id, "late");
  ASSERT_EQ(late.size(), 1U);
  EXPECT_EQ(late.front().due, rules().calendar.offset(after.due_at, {-1, PeriodUnit::workday}));
}

TEST_F(WriteSetTest, GivesWhoeverTakesItOverTheStepsOwnTimeFromThen) {
  const auto id = filed(about(kKind));
  pass(3 * kHourMs);
  EXPECT_EQ(code(act(as("village_intake"), id, "hand_up", R"({"reason":"要镇里协调"})")), "");
  const auto before = dossier(id).matter.due_at;
  pass_workdays(1);
  EXPECT_EQ(code(act(as("town_intake"), id, "take_over")), "");
  const auto after = dossier(id).matter.due_at;
  EXPECT_EQ(after, rules().calendar.due(now(), {1, PeriodUnit::workday}).at);
  EXPECT_GT(after, before);
  const auto late = timers(id, "late");
  ASSERT_EQ(late.size(), 1U);
  EXPECT_EQ(late.front().due, after) << "at once";
  EXPECT_TRUE(timers(id, "offer").empty());
}

TEST_F(WriteSetTest, KeepsThePromisedDateAndOneReminderUnderAnotherVersion) {
  const auto id = led();
  const auto before = dossier(id).matter;
  const auto old = timers(id, "late");
  ASSERT_EQ(old.size(), 1U);
  const auto version = static_cast<int>(before.procedure_version);
  const auto done = desk::repin(kernel(), "request", version, version, "test");
  ASSERT_TRUE(done) << done.error().code;
  EXPECT_EQ(dossier(id).matter.due_at, before.due_at);
  const auto late = timers(id, "late");
  ASSERT_EQ(late.size(), 1U);
  EXPECT_NE(late.front().id, old.front().id) << "the other version's own";
  EXPECT_EQ(late.front().due, old.front().due);
}

}  // namespace
}  // namespace linli::app

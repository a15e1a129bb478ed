#include "procedure/engine.h"
#include "model/public_number.h"
#include "procedure/field_kinds.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

namespace linli::procedure {
namespace {

const Choices kChoices{{"grades", {"micro", "small"}}};

Field field(const std::string& key, FieldKind kind, int length = 0) {
  Field out;
  out.key = key;
  out.kind = kind;
  out.length_max = length;
  return out;
}

Field bounded(const std::string& key, FieldKind kind, std::int64_t least, std::int64_t most) {
  Field out = field(key, kind);
  out.least = least;
  out.most = most;
  return out;
}

Act act(const std::string& key, ActKind kind, std::vector<Role> who, std::vector<Branch> to = {}) {
  Act out;
  out.key = key;
  out.kind = kind;
  out.who = std::move(who);
  out.to = std::move(to);
  return out;
}

Condition condition(ConditionKind kind, std::vector<std::string> values = {}) {
  Condition out;
  out.kind = kind;
  out.values = std::move(values);
  return out;
}

Branch to(const std::string& step) {
  return {"", "", step, {}, 0};
}

Step intake() {
  Step step;
  step.key = "intake";
  step.desk = DeskRef{"intake", Place::responsible};
  auto accept = act("accept", ActKind::move, {Role::holder},
                    {{"grade", "micro", "self_help", {}, 0}, to("handling")});
  auto grade = field("grade", FieldKind::choice);
  grade.choices = "grades";
  grade.required = true;
  auto consent = field("consent", FieldKind::flag);
  consent.when_field = "grade";
  consent.when_value = "micro";
  accept.form = {grade, consent};
  accept.sets = {"grade"};
  accept.only_if = {condition(ConditionKind::may_lead)};
  auto back = act("return_off_list", ActKind::hand_back, {Role::holder});
  back.only_if = {condition(ConditionKind::off_list)};
  auto decline = act("decline", ActKind::move, {Role::holder}, {to("closed")});
  decline.only_if = {condition(ConditionKind::level, {"town", "county"})};
  decline.set = {{"outcome", "declined"}};
  auto pass_on = act("pass_on", ActKind::offer, {Role::holder});
  pass_on.desk = DeskRef{"intake", Place::chosen};
  pass_on.form = {field("to", FieldKind::desk)};
  step.acts = {accept,
               back,
               decline,
               pass_on,
               act("take_over", ActKind::take_over, {Role::offered}),
               act("ask", ActKind::move, {Role::holder}, {to("waiting")})};
  return step;
}

Definition sample() {
  Definition out;
  out.key = "sample";
  out.first_step = "intake";
  out.open = act("file", ActKind::open, {Role::resident});
  out.open.form = {field("title", FieldKind::text, 5)};
  out.open.form[0].required = true;
  Step self_help, handling, waiting, answered, third, closed;
  self_help.key = "self_help";
  handling.key = "handling";
  handling.acts = {act("reply", ActKind::move, {Role::holder}, {to("answered")}),
                   act("ask_more_time", ActKind::ask_more_time, {Role::holder}),
                   act("grant_more_time", ActKind::grant_more_time, {Role::above})};
  waiting.key = "waiting";
  waiting.desk = DeskRef{"", Place::filer};
  waiting.acts = {act("add", ActKind::add, {Role::filer}, {to("back")})};
  answered.key = "answered";
  answered.desk = DeskRef{"", Place::filer};
  answered.acts = {
      act("not_solved", ActKind::word, {Role::filer},
          {{"", "", "third", {"not_solved", "record_not_solved"}, 1}, to("handling")})};
  answered.acts[0].desk = DeskRef{"", Place::lead};
  third.key = "third";
  third.acts = {act("redo", ActKind::move, {Role::holder}, {to("handling")})};
  third.acts[0].never_handler = true;
  third.acts[0].form = {field("to", FieldKind::desk)};
  third.acts[0].desk = DeskRef{"handler", Place::chosen};
  closed.key = "closed";
  closed.final = true;
  closed.acts = {act("reopen", ActKind::move, {Role::filer}, {to("handling")})};
  closed.acts[0].only_if = {condition(ConditionKind::within)};
  out.steps = {intake(), self_help, handling, waiting, answered, third, closed};
  return out;
}

MatterFacts at(const std::string& step, const std::string& level = "village", bool on_list = true) {
  MatterFacts out;
  out.step = step;
  out.holder_level = level;
  out.on_village_list = on_list;
  return out;
}

Doing doing(const std::string& act_key, std::set<Role> roles, Form form = {},
            const std::string& level = "village") {
  return {act_key, std::move(form), std::move(roles), level, false, Instant{1000}};
}

std::string code(const Result<Decision>& result) {
  return result ? "" : result.error().code;
}

Form graded(const char* grade) {
  return {{"grade", std::string(grade)}};
}

TEST(Engine, FilingEntersTheFirstStepAtItsDesk) {
  const auto definition = sample();
  const auto filed = decide(definition, kChoices, {},
                            doing("file", {Role::resident}, {{"title", std::string("路灯")}}));
  ASSERT_TRUE(filed);
  EXPECT_EQ(filed->enters->key, "intake");
  EXPECT_EQ(filed->desk, (DeskRef{"intake", Place::responsible}));
}

TEST(Engine, AcceptingLeadsByGradeAndKeepsTheGrade) {
  const auto definition = sample();
  auto form = graded("micro");
  form["consent"] = true;
  const auto micro =
      decide(definition, kChoices, at("intake"), doing("accept", {Role::holder}, form));
  ASSERT_TRUE(micro);
  EXPECT_EQ(micro->enters->key, "self_help");
  EXPECT_EQ(micro->set.at("grade"), "micro");
  EXPECT_FALSE(micro->desk);  // the holder stays
  const auto small =
      decide(definition, kChoices, at("intake"), doing("accept", {Role::holder}, graded("small")));
  ASSERT_TRUE(small);
  EXPECT_EQ(small->enters->key, "handling");
}

TEST(Engine, MicroWithoutTheFilersConsentIsRefused) {
  const auto definition = sample();
  auto form = graded("micro");
  const auto refused =
      decide(definition, kChoices, at("intake"), doing("accept", {Role::holder}, form));
  EXPECT_EQ(code(refused), "procedure.form_missing");
  form["consent"] = false;
  EXPECT_EQ(code(decide(definition, kChoices, at("intake"), doing("accept", {Role::holder}, form))),
            "procedure.form_missing");
}

TEST(Engine, AVillageNeitherAcceptsOffListNorDeclinesButReturnsWithoutAForm) {
  const auto definition = sample();
  const auto off_list = at("intake", "village", false);
  EXPECT_EQ(code(decide(definition, kChoices, off_list,
                        doing("accept", {Role::holder}, graded("small")))),
            "procedure.not_now");
  EXPECT_EQ(code(decide(definition, kChoices, off_list, doing("decline", {Role::holder}))),
            "procedure.not_now");
  const auto returned =
      decide(definition, kChoices, off_list, doing("return_off_list", {Role::holder}));
  ASSERT_TRUE(returned);
  EXPECT_FALSE(returned->desk);  // the sender, read off the kind
  EXPECT_TRUE(decide(definition, kChoices, at("intake", "town", false),
                     doing("decline", {Role::holder}, {}, "town")));
}

TEST(Engine, AnOfferIsTakenOverOnlyWhileItIsOpenAndOnlyByTheOffered) {
  const auto definition = sample();
  auto matter = at("intake");
  EXPECT_EQ(code(decide(definition, kChoices, matter, doing("take_over", {Role::offered}))),
            "procedure.not_now");
  matter.offered = true;
  EXPECT_EQ(code(decide(definition, kChoices, matter, doing("take_over", {Role::holder}))),
            "procedure.not_your_act");
  const auto taken = decide(definition, kChoices, matter, doing("take_over", {Role::offered}));
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->enters, nullptr);
  EXPECT_EQ(code(decide(definition, kChoices, matter, doing("pass_on", {Role::holder}))),
            "procedure.not_now");
}

TEST(Engine, BackReturnsToWhereItCameFromAndLeavesTheHolder) {
  const auto definition = sample();
  auto matter = at("waiting");
  matter.came_from = "intake";
  const auto added = decide(definition, kChoices, matter, doing("add", {Role::filer}));
  ASSERT_TRUE(added);
  EXPECT_TRUE(added->goes_back);
  EXPECT_EQ(added->enters->key, "intake");
  EXPECT_FALSE(added->desk);
  matter.came_from.clear();
  EXPECT_EQ(code(decide(definition, kChoices, matter, doing("add", {Role::filer}))),
            "procedure.not_now");
}

TEST(Engine, TheSecondNotSolvedGoesToAThirdPerson) {
  const auto definition = sample();
  auto matter = at("answered");
  const auto first = decide(definition, kChoices, matter, doing("not_solved", {Role::filer}));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->enters->key, "handling");
  EXPECT_EQ(first->desk, (DeskRef{"", Place::lead}));
  matter.done["record_not_solved"] = 1;
  const auto second = decide(definition, kChoices, matter, doing("not_solved", {Role::filer}));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->enters->key, "third");
}

TEST(Engine, WhoHandledItNeverReviewsItAndNoChosenDeskMeansTheLead) {
  const auto definition = sample();
  auto redo = doing("redo", {Role::holder});
  redo.handled = true;
  EXPECT_EQ(code(decide(definition, kChoices, at("third"), redo)), "procedure.not_your_act");
  redo.handled = false;
  EXPECT_EQ(decide(definition, kChoices, at("third"), redo)->desk, (DeskRef{"", Place::lead}));
  redo.form["to"] = std::string("41");
  EXPECT_EQ(decide(definition, kChoices, at("third"), redo)->desk,
            (DeskRef{"handler", Place::chosen}));
}

TEST(Engine, ReopeningEndsWithTheWindow) {
  const auto definition = sample();
  auto matter = at("closed");
  EXPECT_FALSE(decide(definition, kChoices, matter, doing("reopen", {Role::filer})));
  matter.ended_at = Instant{10};
  matter.reopen_until = Instant{1000};
  EXPECT_TRUE(decide(definition, kChoices, matter, doing("reopen", {Role::filer})));
  matter.reopen_until = Instant{999};
  EXPECT_FALSE(decide(definition, kChoices, matter, doing("reopen", {Role::filer})));
}

TEST(Engine, MoreTimeIsGrantedOnlyWhereItWasAsked) {
  const auto definition = sample();
  auto matter = at("handling");
  EXPECT_FALSE(decide(definition, kChoices, matter, doing("grant_more_time", {Role::above})));
  matter.more_time_asked = true;
  EXPECT_TRUE(decide(definition, kChoices, matter, doing("grant_more_time", {Role::above})));
  EXPECT_FALSE(decide(definition, kChoices, matter, doing("ask_more_time", {Role::holder})));
}

TEST(Engine, TellsAnUnknownActFromOneThatBelongsElsewhere) {
  const auto definition = sample();
  EXPECT_EQ(code(decide(definition, kChoices, at("intake"), doing("fly", {Role::holder}))),
            "procedure.no_such_act");
  EXPECT_EQ(code(decide(definition, kChoices, at("intake"), doing("reply", {Role::holder}))),
            "procedure.not_now");
}

TEST(Form, IsRefusedWithTheNameOfTheField) {
  auto grade = field("grade", FieldKind::choice);
  grade.choices = "grades";
  const std::vector<Field> fields{field("title", FieldKind::text, 3), grade,
                                  bounded("rating", FieldKind::number, 1, 5),
                                  field("files", FieldKind::files, 1)};
  const auto refusal = [&](const Form& form) {
    const auto checked = check_form(fields, kChoices, form, {2026, 3, 2});
    return checked ? std::string() : checked.error().code + " " + checked.error().detail;
  };
  EXPECT_EQ(refusal({{"title", std::string("路灯坏")}}), "");
  EXPECT_EQ(refusal({{"title", std::string("路灯坏了")}}), "procedure.form_too_long title");
  EXPECT_EQ(refusal({{"title", std::string("\xff")}}), "procedure.form_type title");
  EXPECT_EQ(refusal({{"title", true}}), "procedure.form_type title");
  EXPECT_EQ(refusal({{"grade", std::string("huge")}}), "procedure.form_choice grade");
  EXPECT_EQ(refusal({{"rating", std::int64_t{6}}}), "procedure.form_bounds rating");
  EXPECT_EQ(refusal({{"rating", std::int64_t{0}}}), "procedure.form_bounds rating");
  EXPECT_EQ(refusal({{"files", std::vector<std::string>{"a", "b"}}}),
            "procedure.form_too_long files");
  EXPECT_EQ(refusal({{"colour", std::string("red")}}), "procedure.form_unknown colour");
}

struct Filled {
  Field field;
  FormValue good;
  std::vector<FormValue> wrong;
  std::string code;
};

TEST(Form, TakesOfEachKindWhatItHoldsAndNothingElse) {
  using Keys = std::vector<std::string>;
  const auto text = [](const char* words) { return FormValue(std::string(words)); };
  auto grades = field("x", FieldKind::choices, 2);
  grades.choices = "grades";
  auto future = field("x", FieldKind::date);
  future.span = DateSpan::future;
  future.days_max = 365;
  auto past = field("x", FieldKind::date);
  past.span = DateSpan::past;
  auto rows = field("x", FieldKind::rows, 2);
  rows.columns = {field("what", FieldKind::text, 3), bounded("fen", FieldKind::money, 0, 500)};
  rows.columns[0].required = true;
  const FormRow row{{"what", std::string("水泥")}, {"fen", std::int64_t{500}}};
  const std::vector<Filled> all{
      {grades, Keys{"small", "micro"}, {Keys{"huge"}, Keys{"small", "small"}}, "form_choice"},
      {grades, Keys{"small"}, {Keys{"small", "micro", "large"}}, "form_too_long"},
      {bounded("x", FieldKind::money, 0, 500),
       std::int64_t{500},
       {std::int64_t{501}},
       "form_bounds"},
      {bounded("x", FieldKind::quantity, -5, 5),
       std::int64_t{-5},
       {std::int64_t{-6}},
       "form_bounds"},
      {bounded("x", FieldKind::money, 0, 500), std::int64_t{0}, {text("0"), true}, "form_type"},
      {future, text("2026-03-02"), {text("2026-03-01"), text("2027-03-03")}, "form_date"},
      {past, text("2026-03-02"), {text("2026-03-03")}, "form_date"},
      {past,
       text("2026-02-28"),
       {text("2026-02-30"), text("2026-2-28"), text("28.2.")},
       "form_type"},
      {field("x", FieldKind::time),
       text("09:30"),
       {text("24:00"), text("9:30"), text("09:60"), text("+9:30")},
       "form_type"},
      {field("x", FieldKind::place),
       text("12"),
       {text("012"), text("-1"), text("x")},
       "form_choice"},
      {field("x", FieldKind::matter),
       to_text(PublicNumber{2026, 1}),
       {text("2026 0000 001"), text("x")},
       "form_choice"},
      {rows, FormRows{row, row}, {FormRows{row, row, row}}, "form_too_long"},
      {rows, FormRows{row}, {FormRows{{{"fen", std::int64_t{1}}}}}, "form_missing"},
      {rows,
       FormRows{row},
       {FormRows{{{"what", std::string("水")}, {"why", true}}}},
       "form_unknown"},
      {rows, FormRows{row}, {FormRows{{{"what", std::string("一二三四")}}}}, "form_too_long"},
  };
  for (const auto& one : all) {
    const auto code_of = [&](const FormValue& value) {
      const auto checked = check_form({one.field}, kChoices, {{"x", value}}, {2026, 3, 2});
      return checked ? std::string() : checked.error().code;
    };
    EXPECT_EQ(code_of(one.good), "") << boost::describe::enum_to_string(one.field.kind, "");
    for (const auto& wrong : one.wrong) EXPECT_EQ(code_of(wrong), "procedure." + one.code);
  }
}

TEST(Form, KeepsWhatIsAboutAPersonOffTheRecord) {
  EXPECT_EQ(keep_of(field("x", FieldKind::money)), Keep::Word);
  EXPECT_EQ(keep_of(field("x", FieldKind::person)), Keep::Text);
  auto debt = field("x", FieldKind::money);
  debt.owner = FieldOwner::party;
  EXPECT_EQ(keep_of(debt), Keep::Text);
  auto income = field("x", FieldKind::money);
  income.owner = FieldOwner::filer;
  EXPECT_EQ(keep_of(income), Keep::Text) << "it is about her";
  auto grade = field("x", FieldKind::choice);
  grade.owner = FieldOwner::filer;
  EXPECT_EQ(keep_of(grade), Keep::Word) << "she chose how it is dealt with";
  auto rows = field("x", FieldKind::rows, 2);
  EXPECT_FALSE(is_personal(rows));
  rows.columns = {debt};
  EXPECT_TRUE(is_personal(rows));
}

TEST(Engine, APossibleActIsNeverRefusedForWhoOrWhen) {
  EXPECT_TRUE(rc::check([] {
    const auto definition = sample();
    const auto& step = definition.steps[*rc::gen::inRange<std::size_t>(0, definition.steps.size())];
    auto matter = at(step.key, *rc::gen::element<std::string>("village", "town", "department"),
                     *rc::gen::arbitrary<bool>());
    matter.offered = *rc::gen::arbitrary<bool>();
    matter.more_time_asked = *rc::gen::arbitrary<bool>();
    matter.came_from = "intake";
    const auto roles = *rc::gen::container<std::set<Role>>(
        rc::gen::element(Role::holder, Role::offered, Role::filer, Role::above, Role::assist));
    const bool handled = *rc::gen::arbitrary<bool>();
    const auto possible =
        possible_acts(definition, matter, roles, matter.holder_level, handled, Instant{1});
    for (const auto& one : step.acts) {
      const Doing trial{one.key, {}, roles, matter.holder_level, handled, Instant{1}};
      const auto got = code(decide(definition, kChoices, matter, trial));
      const bool offered = std::ranges::find(possible, &one) != possible.end();
      const bool refused = got == "procedure.not_now" || got == "procedure.not_your_act";
      RC_ASSERT(offered != refused);
    }
  }));
}

}  // namespace
}  // namespace linli::procedure

#include "pack/procedure_yaml.h"

#include <algorithm>

#include "base/text.h"
#include "pack/field_yaml.h"

namespace linli::pack {
namespace {

using namespace linli::procedure;

class ProcedureReader {
 public:
  ProcedureReader(const std::string& file, std::vector<Problem>& problems)
      : read_(file, problems) {}

  Definition read(std::string_view content) {
    const auto root = read_.parse(content);
    Definition out;
    if (root.kind != YamlKind::Map) return out;
    read_.only(root, {"procedure", "version", "title", "source", "rhythm", "opening", "opens_with",
                      "starts", "public", "steps", "fields", "acts"});
    out.key = read_.need_text(root, "procedure");
    out.version = read_.number(read_.need(root, "version"));
    out.title = read_.words(read_.need(root, "title"));
    out.source = read_.texts(root, "source");
    out.first_step = read_.need_text(root, "starts");
    out.public_fields = read_.texts(root, "public");
    fields_ = &read_.need(root, "fields");
    acts_ = &read_.need(root, "acts");
    if (const auto* rhythm = root.find("rhythm")) out.rhythm = read_rhythm(*rhythm);
    const auto* before = root.find("opens_with");
    if (before == nullptr) opening(read_.need(root, "opening"), out);
    for (const auto& [key, step] : read_.need(root, "steps").members) {
      out.steps.push_back(read_step(key, step));
    }
    if (before != nullptr) opening_of_old(*before, out);
    for (const auto& [key, node] : acts_->members) {
      if (std::ranges::find(used_, key) == used_.end()) {
        read_.problem(node, "pack.unused", "no step has the act '" + key + "'");
      }
    }
    return out;
  }

 private:
  template <class E>
  E word(const Yaml& at, const std::string& name, std::string_view what) {
    E out{};
    if (!boost::describe::enum_from_string(name.c_str(), out)) {
      read_.problem(at, "pack.unknown_word", "'" + name + "' is no " + std::string(what));
    }
    return out;
  }

  // "intake @ responsible", or one of holder, first, lead, sender, chosen, filer alone.
  DeskRef desk(const Yaml& node) {
    const auto words = read_.text(node);
    const auto at = words.find('@');
    DeskRef out;
    std::string place = words;
    if (at != std::string::npos) {
      out.position = std::string(trim(std::string_view(words).substr(0, at)));
      place = std::string(trim(std::string_view(words).substr(at + 1)));
    }
    out.place = word<Place>(node, place, "place of a desk");
    const bool whole = out.place == Place::responsible || out.place == Place::above ||
                       out.place == Place::village || out.place == Place::town ||
                       out.place == Place::county || out.place == Place::here ||
                       out.place == Place::home;
    if (out.position.empty() && whole) {
      read_.problem(node, "pack.desk", "a desk is written 'position @ place'");
    }
    return out;
  }

  // A period, or {limit: table, by: field}; with source or assumed.
  Within within(const Yaml& node) {
    Within out;
    if (node.kind == YamlKind::Scalar) {
      out.period = read_.period(node);
      return out;
    }
    read_.only(node, {"period", "limit", "by", "until", "source", "assumed"});
    out.until = read_.text(node, "until", "");
    if (const auto* period = node.find("period")) out.period = read_.period(*period);
    out.limit_table = read_.text(node, "limit", "");
    out.by_field = read_.text(node, "by", "");
    out.source = read_.text(node, "source", read_.text(node, "assumed", ""));
    out.assumed = node.find("source") == nullptr;
    if (out.period.has_value() == !out.limit_table.empty()) {
      read_.problem(node, "pack.missing", "either a period or a limit is needed");
    }
    return out;
  }

  // "at once", "1 workday before", "10 workdays after".
  Period moment(const Yaml& at, std::string_view words) {
    if (words == "at once") return {};
    const auto space = words.rfind(' ');
    const auto last = space == std::string_view::npos ? "" : words.substr(space + 1);
    if (last != "before" && last != "after") {
      read_.problem(at, "pack.type", "'at once', '… before' or '… after' is expected");
      return {};
    }
    auto out = read_.period_of(at, words.substr(0, space));
    if (last == "before") out.amount = -out.amount;
    return out;
  }

  Late late(const Yaml& item) {
    Late out;
    if (item.kind != YamlKind::Map || item.members.size() != 1) {
      read_.problem(item, "pack.type", "a moment with what happens then is expected");
      return out;
    }
    const auto& [words, what] = item.members.front();
    out.after = moment(item, words);
    read_.only(what, {"remind", "supervise", "move", "text", "set"});
    if (const auto* whom = what.find("remind")) {
      out.kind = LateKind::remind;
      if (whom->text != "holder") out.desk = desk(*whom);
    } else if (const auto* who = what.find("supervise")) {
      out.kind = LateKind::supervise;
      out.desk = desk(*who);
    } else {
      out.kind = LateKind::move;
      out.step = read_.need_text(what, "move");
    }
    out.text = read_.text(what, "text", "");
    if (const auto* set = what.find("set")) {
      for (const auto& [field, value] : set->members) out.set[field] = read_.text(value);
    }
    return out;
  }

  // An invitation's time ends in a word to somebody; it never moves the matter.
  void read_act_late(const Yaml& lates, Act& out) {
    for (const auto& item : lates.items) {
      out.late.push_back(late(item));
      const bool told = out.late.back().kind != LateKind::move;
      if (told && out.kind == ActKind::invite && out.limit) continue;
      read_.problem(item, "pack.type", "an invitation with a limit is reminded of or supervised");
    }
  }

  Field field(const Yaml& at, const std::string& key) {
    const auto* node = fields_->find(key);
    if (node == nullptr) {
      read_.problem(at, "pack.reference", "there is no field '" + key + "'");
      Field out;
      out.key = key;
      return out;
    }
    return read_field(read_, key, *node);
  }

  // "required", "optional" or "required when field is value".
  Field form_field(const std::string& key, const Yaml& node) {
    auto out = field(node, key);
    const auto words = split(node.text, ' ');
    if (node.text == "required") {
      out.required = true;
    } else if (words.size() == 5 && words[0] == "required" && words[1] == "when" &&
               words[3] == "is") {
      out.when_field = std::string(words[2]);
      out.when_value = std::string(words[4]);
    } else if (node.text != "optional") {
      read_.problem(node, "pack.unknown_word",
                    "'required', 'optional' or 'required when … is …' is expected");
    }
    return out;
  }

  Condition condition(const Yaml& item) {
    Condition out;
    if (item.kind == YamlKind::Scalar) {
      out.kind = word<ConditionKind>(item, item.text, "condition");
      return out;
    }
    if (item.kind != YamlKind::Map || item.members.size() != 1) {
      read_.problem(item, "pack.type", "one condition is expected");
      return out;
    }
    const auto& [name, value] = item.members.front();
    if (name == "field") {
      out.kind = ConditionKind::field_is;
      if (value.members.size() != 1) read_.problem(value, "pack.type", "one field is expected");
      for (const auto& [key, values] : value.members) {
        out.name = key;
        out.values = read_.texts(values);
      }
      return out;
    }
    out.kind = word<ConditionKind>(item, name, "condition");
    if (out.kind == ConditionKind::level) out.values = read_.texts(value);
    if (out.kind == ConditionKind::within) out.period = read_.period(value);
    if (out.kind == ConditionKind::fewer_than || out.kind == ConditionKind::at_least) {
      read_.only(value, {"act", "times"});
      out.name = read_.need_text(value, "act");
      out.count = read_.number(read_.need(value, "times"));
    }
    return out;
  }

  Branch branch(const Yaml& item) {
    Branch out;
    if (item.kind == YamlKind::Scalar) {
      out.step = item.text;
      return out;
    }
    read_.only(item, {"to", "when", "when_done", "times"});
    out.step = read_.need_text(item, "to");
    if (const auto* when = item.find("when")) {
      if (when->members.size() != 1) read_.problem(*when, "pack.type", "one field is expected");
      for (const auto& [key, value] : when->members) {
        out.field = key;
        out.value = read_.text(value);
      }
    }
    out.done = read_.texts(item, "when_done");
    out.times = read_.number(item, "times", out.done.empty() ? 0 : 1);
    return out;
  }

  void branches(const Yaml& node, std::vector<Branch>& out) {
    out.clear();
    if (node.kind == YamlKind::Scalar) {
      out.push_back(branch(node));
    } else {
      for (const auto& item : node.items) out.push_back(branch(item));
    }
  }

  // {procedure: arrival, at: here, copy: [title]}; at may be {each: field} or {every: level}, and
  // copy {field there: field here}.
  Opens opens(const Yaml& node) {
    Opens out;
    read_.only(node, {"procedure", "at", "copy"});
    out.procedure = read_.need_text(node, "procedure");
    const auto& at = read_.need(node, "at");
    if (at.kind == YamlKind::Map && at.members.size() == 1) {
      const auto& [how, name] = at.members.front();
      out.at = how == "each" ? OpensAt::each : OpensAt::every;
      out.name = read_.text(name);
      if (how != "each" && how != "every") read_.problem(at, "pack.unknown_word", "each or every");
    } else if (read_.text(at) != "here") {
      read_.problem(at, "pack.unknown_word", "'here', {each: field} or {every: level} is expected");
    }
    if (const auto* copy = node.find("copy")) {
      for (const auto& item : copy->items) out.copy[read_.text(item)] = read_.text(item);
      for (const auto& [there, here] : copy->members) out.copy[there] = read_.text(here);
    }
    return out;
  }

  EndsChildren ends_children(const Yaml& node) {
    EndsChildren out;
    read_.only(node, {"text", "set"});
    out.text = read_.text(node, "text", "");
    for (const auto& [field, value] : read_.need(node, "set").members) {
      out.set[field] = read_.text(value);
    }
    return out;
  }

  // {all: ended, to: step} or {any: [done], to: step}.
  Join join(const Yaml& node) {
    Join out;
    read_.only(node, {"all", "any", "to", "text", "set"});
    const auto* all = node.find("all");
    const auto* any = node.find("any");
    if ((all == nullptr) == (any == nullptr)) {
      read_.problem(node, "pack.missing", "either 'all' or 'any' is needed");
    }
    out.all = all != nullptr;
    const auto* which = all != nullptr ? all : any;
    if (which != nullptr && which->text != "ended") out.outcomes = read_.texts(*which);
    out.step = read_.need_text(node, "to");
    out.text = read_.text(node, "text", "");
    if (const auto* set = node.find("set")) {
      for (const auto& [field, value] : set->members) out.set[field] = read_.text(value);
    }
    return out;
  }

  Act act(const Yaml& at, const std::string& key) {
    Act out;
    out.key = key;
    used_.push_back(key);
    const auto* node = acts_->find(key);
    if (node == nullptr) {
      read_.problem(at, "pack.reference", "there is no act '" + key + "'");
      return out;
    }
    read_.only(*node,
               {"kind", "title", "who", "only_if", "form", "to", "desk", "limit", "late", "gives",
                "sets", "set", "tell", "opens", "ends_children", "never_handler", "source"});
    out.kind = word<ActKind>(*node, read_.text(*node, "kind", "move"), "kind of act");
    out.title = read_.words(read_.need(*node, "title"));
    for (const auto& role : read_.texts(read_.need(*node, "who"))) {
      out.who.push_back(word<Role>(*node, role, "role"));
    }
    fill(*node, out);
    return out;
  }

  void fill(const Yaml& node, Act& out) {
    if (const auto* form = node.find("form")) {
      for (const auto& [name, mark] : form->members) out.form.push_back(form_field(name, mark));
    }
    if (const auto* conditions = node.find("only_if")) {
      for (const auto& item : conditions->items) out.only_if.push_back(condition(item));
    }
    if (const auto* to = node.find("to")) branches(*to, out.to);
    if (const auto* to_desk = node.find("desk")) out.desk = desk(*to_desk);
    if (const auto* limit = node.find("limit")) out.limit = read_.period(*limit);
    if (const auto* lates = node.find("late")) read_act_late(*lates, out);
    if (const auto* gives = node.find("gives")) out.gives = within(*gives);
    out.sets = read_.texts(node, "sets");
    if (const auto* set = node.find("set")) {
      for (const auto& [name, value] : set->members) out.set[name] = read_.text(value);
    }
    if (const auto* tell = node.find("tell")) {
      for (const auto& [whom, text] : tell->members) {
        out.tells.push_back({word<Audience>(text, whom, "audience"), read_.text(text)});
      }
    }
    if (const auto* more = node.find("opens")) out.opens = opens(*more);
    if (const auto* ends = node.find("ends_children")) out.ends_children = ends_children(*ends);
    out.never_handler = read_.flag(node, "never_handler", false);
    out.source = read_.texts(node, "source");
  }

  void opening(const Yaml& node, Definition& out) {
    read_.only(node, {"act", "title", "by", "at", "on_behalf", "without_account", "about",
                      "suggests", "begins_at", "form", "sets", "set", "tell", "opens", "source"});
    out.open.key = read_.need_text(node, "act");
    out.open.kind = ActKind::open;
    out.open.title = read_.words(read_.need(node, "title"));
    for (const auto& who : read_.texts(read_.need(node, "by"))) opened_by(node, who, out);
    fill(node, out.open);
    out.opening.at = read_.texts(node, "at");
    out.opening.begins_at = read_.texts(node, "begins_at");
    out.opening.on_behalf = read_.flag(node, "on_behalf", false);
    out.opening.without_account = read_.flag(node, "without_account", false);
    out.opening.about = read_.flag(node, "about", false);
    out.opening.suggests = read_.texts(node, "suggests");
    for (const auto& field : out.opening.suggests) {
      if (field == "category" || field == "kind" || field == "grade") continue;
      read_.problem(node, "pack.unknown_word", "the rules of a pack suggest no '" + field + "'");
    }
  }

  // {every: week, on: 1, time: "09:00", from: 2027-01-04}
  Rhythm read_rhythm(const Yaml& node) {
    Rhythm out;
    read_.only(node, {"every", "on", "time", "from"});
    const auto& every = read_.need(node, "every");
    out.every = word<Every>(every, read_.text(every), "turn of a rhythm");
    out.workday = read_.number(node, "on", 1);
    const auto& time = read_.need(node, "time");
    out.minute = minute_of(read_.text(time));
    if (out.minute < 0 || out.minute >= 24 * 60) {
      read_.problem(time, "pack.type", "a time of day such as \"09:00\" is expected");
    }
    const auto& from = read_.need(node, "from");
    const auto day = parse_date(read_.text(from));
    if (!day) read_.problem(from, "pack.type", "a date such as 2027-01-04 is expected");
    out.from = day.value_or(CivilDate{});
    return out;
  }

  // "resident", "importer", "matter", "rhythm", "staff", "staff @ village" or "intake @ town".
  void opened_by(const Yaml& at, const std::string& who, Definition& out) {
    if (who == "resident" || who == "importer" || who == "matter" || who == "rhythm") {
      out.open.who.push_back(word<Role>(at, who, "role"));
      return;
    }
    OpenedBy by;
    by.position = who;
    if (const auto sign = who.find('@'); sign != std::string::npos) {
      by.position = std::string(trim(std::string_view(who).substr(0, sign)));
      by.level = std::string(trim(std::string_view(who).substr(sign + 1)));
    }
    if (by.position == "staff") by.position.clear();
    out.opening.desks.push_back(std::move(by));
    const bool known = std::ranges::find(out.open.who, Role::staff) != out.open.who.end();
    if (!known) out.open.who.push_back(Role::staff);
  }

  // As it was written before openings were: an act of kind open. Matters run under such versions.
  void opening_of_old(const Yaml& node, Definition& out) {
    out.open = act(node, node.text);
    const bool residents = std::ranges::find(out.open.who, Role::resident) != out.open.who.end();
    Opening& opening = out.opening;
    opening.on_behalf = opening.without_account = opening.about = residents;
    if (residents) opening.suggests = {"category", "kind", "grade"};
    for (const auto& condition : out.open.only_if) {
      for (const auto& level : condition.values) opening.desks.push_back({"", level});
    }
    if (opening.desks.empty()) opening.desks.push_back({});
    out.open.only_if.clear();
    ask_what_was_asked(residents, out);
  }

  // What the program itself asked for before a form could say it: of a request the place in words
  // and for whom it is, and a village or below; of a notice the day until which it is shown.
  static void ask_what_was_asked(bool residents, Definition& out) {
    const auto ask = [&](Field field) {
      const auto& form = out.open.form;
      if (std::ranges::find(form, field.key, &Field::key) == form.end()) {
        out.open.form.push_back(std::move(field));
      }
    };
    Field field;
    if (!residents) {
      field.key = "until";
      field.kind = FieldKind::date;
      field.title = {"公示到哪天", "Shown until"};
      field.required = true;
      field.span = DateSpan::future;
      ask(std::move(field));
      out.open.sets.push_back("until");
      for (auto& step : out.steps) {
        if (step.key == out.first_step && step.within && step.within->period) {
          step.within->until = "until";
        }
      }
      return;
    }
    out.opening.at = {"village", "group", "hamlet", "cluster"};
    field.key = "place";
    field.title = {"具体位置", "Where exactly"};
    field.length_max = 200;
    ask(field);
    Field whom;
    whom.key = whom.choices = "for_whom";
    whom.kind = FieldKind::choice;
    whom.title = {"替谁反映", "For whom"};
    ask(std::move(whom));
  }

  // "accept", or "return: {to: intake}" where it leads elsewhere from this step.
  Act step_act(const Yaml& item) {
    if (item.kind == YamlKind::Scalar) return act(item, item.text);
    if (item.kind != YamlKind::Map || item.members.size() != 1) {
      read_.problem(item, "pack.type", "the name of an act is expected");
      return {};
    }
    const auto& [key, changes] = item.members.front();
    auto out = act(item, key);
    read_.only(changes, {"to", "desk"});
    if (const auto* to = changes.find("to")) branches(*to, out.to);
    if (const auto* to_desk = changes.find("desk")) out.desk = desk(*to_desk);
    return out;
  }

  Step read_step(const std::string& key, const Yaml& node) {
    Step out;
    out.key = key;
    read_.only(node, {"title", "public_title", "desk", "clock", "within", "late", "joins", "acts",
                      "final", "lead"});
    out.title = read_.words(read_.need(node, "title"));
    out.public_title = read_.words(node, "public_title");
    if (const auto* at = node.find("desk")) out.desk = desk(*at);
    out.final = read_.flag(node, "final", false);
    out.lead = read_.flag(node, "lead", false);
    if (const auto* clock = node.find("clock")) {
      out.clock = word<ClockMode>(*clock, clock->text, "clock: runs, paused or none");
    } else if (out.final) {
      out.clock = ClockMode::none;
    }
    if (const auto* time = node.find("within")) out.within = within(*time);
    if (const auto* lates = node.find("late")) {
      for (const auto& item : lates->items) out.late.push_back(late(item));
    }
    if (const auto* wait = node.find("joins")) out.joins = join(*wait);
    if (const auto* acts = node.find("acts")) {
      for (const auto& item : acts->items) out.acts.push_back(step_act(item));
    }
    return out;
  }

  Reader read_;
  const Yaml* fields_ = nullptr;
  const Yaml* acts_ = nullptr;
  std::vector<std::string> used_;
};

}  // namespace

procedure::Definition read_procedure(const std::string& file, std::string_view content,
                                     std::vector<Problem>& problems) {
  return ProcedureReader(file, problems).read(content);
}

}  // namespace linli::pack

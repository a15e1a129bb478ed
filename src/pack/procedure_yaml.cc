#include "pack/procedure_yaml.h"

#include <algorithm>

#include "base/text.h"

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
    read_.only(root, {"procedure", "version", "title", "source", "opens_with", "starts", "public",
                      "steps", "fields", "acts"});
    out.key = read_.need_text(root, "procedure");
    out.version = read_.number(read_.need(root, "version"));
    out.title = read_.words(read_.need(root, "title"));
    out.source = read_.texts(root, "source");
    out.first_step = read_.need_text(root, "starts");
    out.public_fields = read_.texts(root, "public");
    fields_ = &read_.need(root, "fields");
    acts_ = &read_.need(root, "acts");
    const auto& opens_with = read_.need(root, "opens_with");
    out.open = act(opens_with, opens_with.text);
    for (const auto& [key, step] : read_.need(root, "steps").members) {
      out.steps.push_back(read_step(key, step));
    }
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
                       out.place == Place::county || out.place == Place::home;
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
    read_.only(node, {"period", "limit", "by", "source", "assumed"});
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

  Field field(const Yaml& at, const std::string& key) {
    Field out;
    out.key = key;
    const auto* node = fields_->find(key);
    if (node == nullptr) {
      read_.problem(at, "pack.reference", "there is no field '" + key + "'");
      return out;
    }
    read_.only(*node,
               {"text", "long_text", "choice", "flag", "number", "desk", "files", "zh", "en"});
    out.title = {read_.text(*node, "zh", ""), read_.text(*node, "en", "")};
    for (const auto& [name, value] : node->members) {
      if (name == "zh" || name == "en") continue;
      if (!boost::describe::enum_from_string(name.c_str(), out.kind)) continue;
      if (out.kind == FieldKind::choice) {
        out.choices = read_.text(value);
      } else if (out.kind != FieldKind::flag && out.kind != FieldKind::desk) {
        out.length_max = read_.number(value);
      }
    }
    return out;
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

  Act act(const Yaml& at, const std::string& key) {
    Act out;
    out.key = key;
    used_.push_back(key);
    const auto* node = acts_->find(key);
    if (node == nullptr) {
      read_.problem(at, "pack.reference", "there is no act '" + key + "'");
      return out;
    }
    read_.only(*node, {"kind", "title", "who", "only_if", "form", "to", "desk", "limit", "gives",
                       "sets", "set", "tell", "never_handler", "source"});
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
    out.never_handler = read_.flag(node, "never_handler", false);
    out.source = read_.texts(node, "source");
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
    read_.only(node, {"title", "public_title", "desk", "clock", "within", "late", "acts", "final",
                      "lead"});
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

#include "desk/about_whom.h"

#include <set>

#include "base/text.h"
#include "desk/above.h"
#include "desk/kept.h"
#include "registry/seats.h"

namespace linli::desk {
namespace {

constexpr const char* kReviewDesk = "intake";

std::string words_of(const procedure::Form& form) {
  return form_text(form, "title") + "\n" + form_text(form, "detail") + "\n" +
         form_text(form, "place");
}

struct Reading {
  Kernel& kernel;
  store::Snapshot& read;
  const Line& line;
  const Around& around;

  Result<std::string> above(const std::vector<Draft::Named>& named,
                            const std::vector<std::string>& levels) const {
    return path_above_all(kernel, read, line, town_path(*line), named, levels);
  }
};

// The people in office at a desk, and whoever the text names who sat there until lately.
Result<void> add_desk(const Reading& in, const AboutFound& found, PositionId position,
                      std::vector<Draft::Named>& out) {
  const auto seat = registry::seat_by_position(in.read, position, in.kernel.clock.now());
  if (!seat) return invalid("desk.about_unknown");
  for (const auto& holder : seat->holders) out.push_back({position, holder.person});
  for (const auto& one : found.candidates) {
    if (one.by_name && one.officer->position == position) {
      out.push_back({position, one.officer->person});
    }
  }
  if (seat->holders.empty()) out.push_back({position, PersonId{}});
  return {};
}

// Whoever the row's column means: a desk's number, a desk's words or a name.
Result<std::vector<Draft::Named>> named_by_row(const Reading& in, const std::string& words) {
  std::vector<Draft::Named> out;
  if (const auto id = parse_int64(words)) {
    if (add_desk(in, {}, PositionId{*id}, out)) return out;
  }
  const std::string_view name = trim(words);
  for (const auto* officer : in.around.officers) {
    if (!officer->served_lately(in.kernel.clock.now())) continue;
    const auto post = TRY(in.kernel.kept.post(in.read, officer->position));
    const bool meant =
        officer->name == name || post->name.zh == name || seat_words(*post).zh == name;
    if (meant) out.push_back({officer->position, officer->person});
  }
  return out;
}

void add_found(const AboutFound& found, std::vector<Draft::Named>& out) {
  for (const auto& one : named_in(found)) out.push_back(one);
}

// Whom the text of a row names beside its column is kept out of it, too.
Result<AboutWhom> about_of_row(const Reading& in, const AboutFound& found,
                               const std::string& words) {
  AboutWhom out;
  out.named = TRY(named_by_row(in, words));
  out.asked = out.named.empty();
  add_found(found, out.named);
  out.above_path = TRY(in.above(out.named, found.levels));
  if (!out.asked) {
    std::erase_if(out.named, [](const auto& one) { return !one.person; });
    return out;
  }
  // Nobody knows how high she sits whom nobody knows.
  out.above_path = kDisciplineOnly;
  std::set<PersonId> people;
  for (const auto& one : out.named) people.insert(one.person);
  const auto seat = seat_above_named(in.read, *in.kernel.rules.get(), out.above_path, kReviewDesk,
                                     people, in.kernel.clock.now());
  if (!seat) out.above_path = in.line->front().path;
  return out;
}

Result<AboutWhom> as_found(const Reading& in, const AboutFound& found) {
  AboutWhom out;
  if (!found.any()) return out;
  add_found(found, out.named);
  out.asked = true;
  out.above_path = TRY(in.above(out.named, found.levels));
  return out;
}

// Who wrote to another system cannot be told where to go instead: what is about everybody above is
// looked at first by the county, and by none of those named.
Result<AboutWhom> as_found_in_row(const Reading& in, const AboutFound& found) {
  auto out = as_found(in, found);
  if (out || out.error().code != "desk.nobody_above") return out;
  AboutWhom above;
  add_found(found, above.named);
  above.asked = true;
  above.above_path = in.line->front().path;
  return above;
}

}  // namespace

Result<AboutQuestion> ask_about(Kernel& kernel, store::Snapshot& read, const std::string& procedure,
                                const AboutAsk& body, PersonId filer) {
  const auto rules = kernel.rules.get();
  procedure::Form form{{"title", body.title}, {"detail", body.detail}};
  if (const auto found = rules->pack().procedures.find(procedure);
      found != rules->pack().procedures.end()) {
    // Of what the form asks for only these are typed yet.
    auto fields = found->second.open.form;
    std::erase_if(fields, [&](const auto& field) { return !form.contains(field.key); });
    for (auto& field : fields) field.required = false;
    const CivilDate today = rules->calendar.date_of(kernel.clock.now());
    TRY(procedure::check_form(fields, rules->choices, form, today));
  }
  form["place"] = body.place_words.value_or("");
  auto line = kernel.kept.line(read, body.unit);
  if (!line) return fail(ErrorKind::NotFound, "desk.no_such_place");
  const auto near = TRY(around(kernel, read, *line, filer));
  const Reading in{kernel, read, *line, near};
  const auto& words = rules->pack().complaints;
  const auto found = find_about(words, words_of(form), near.officers, kernel.clock.now());
  AboutQuestion out;
  out.ask = found.any();
  if (!out.ask) return out;
  std::set<PersonId> people;
  for (const auto& one : found.candidates) {
    const auto post = TRY(kernel.kept.post(read, one.officer->position));
    people.insert(one.officer->person);
    out.candidates.push_back({std::to_string(one.officer->position.value), seat_words(*post),
                              one.by_name ? one.officer->name : std::string()});
  }
  const auto whom = as_found(in, found);
  const auto seat = whom ? seat_above_named(read, *rules, whom->above_path, kReviewDesk, people,
                                            kernel.clock.now())
                         : Failure(whom.error());
  out.outside = !seat && seat.error().code == "desk.nobody_above";
  if (out.outside) out.outside_words = words.outside;
  return out;
}

Result<AboutWhom> about_whom(Kernel& kernel, store::Snapshot& read, const OpenCommand& command,
                             const Line& line, const std::string& said) {
  const OpenRequest& request = command.request;
  const bool for_somebody = request.on_behalf.has_value();
  // Whoever enters it for somebody may be the one it is about.
  const auto near =
      TRY(around(kernel, read, line, for_somebody ? PersonId{} : command.actor.person));
  const Reading in{kernel, read, line, near};
  const auto rules = kernel.rules.get();
  const auto& words = rules->pack().complaints;
  const bool said_none = request.about_none.value_or(false) && !for_somebody;
  const auto about = request.about.value_or(std::vector<std::string>{});
  const auto found = find_about(words, said, near.officers, kernel.clock.now());
  if (!command.about.empty()) return about_of_row(in, found, command.about);
  AboutWhom out;
  if (about.empty() && said_none) {
    for (const auto& one : found.candidates) out.mentioned.insert(one.officer->person);
    return out;
  }
  if (about.empty()) {
    return command.imported() ? as_found_in_row(in, found) : as_found(in, found);
  }
  for (const auto& desk : about) {
    TRY(add_desk(in, found, PositionId{parse_int64(desk).value_or(0)}, out.named));
  }
  // Whoever else the text names counts as well: too high rather than too low.
  add_found(found, out.named);
  out.above_path = TRY(in.above(out.named, found.levels));
  std::erase_if(out.named, [](const auto& one) { return !one.person; });
  return out;
}

}  // namespace linli::desk

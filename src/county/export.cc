#include "county/export.h"

#include <memory>
#include <string_view>

#include "base/check.h"
#include "base/json.h"
#include "delivery/reader.h"
#include "desk/kept.h"
#include "desk/looks.h"
#include "desk/matter.h"
#include "desk/read_matter.h"
#include "desk/routes.h"
#include "inbox/list.h"
#include "registry/households.h"
#include "registry/people.h"

namespace linli::county {
namespace {

Result<TieView> view_of(const desk::Kernel& kernel, store::Snapshot& read,
                        const registry::Tie& tie) {
  TieView out;
  out.kind = tie.kind;
  out.head = tie.head;
  out.floor_area_cm2 = tie.floor_area_cm2;
  out.from_at = tie.valid.from.ms;
  out.to_at = tie.valid.to.ms;
  UnitId unit = tie.unit;
  DwellingId dwelling = tie.dwelling;
  if (tie.household) {
    if (const auto household = TRY(registry::find_household(read, tie.household))) {
      unit = household->unit;
      dwelling = household->dwelling;
    }
  }
  if (dwelling) {
    if (const auto found = TRY(registry::find_dwelling(read, dwelling))) {
      out.door = found->door;
      if (!unit) unit = found->unit;
    }
  }
  if (!unit) return out;
  const auto rules = kernel.rules.get();
  const auto line = TRY(kernel.kept.line(read, unit));
  for (const auto& above : *line) out.place.push_back(desk::unit_view(*rules, above));
  return out;
}

// The members of Export from here on are lists that are made piece by piece.
constexpr std::string_view kListsOfNothing = R"("messages":[],"matters":[],"looks":[]})";
constexpr std::string_view kThenMatters = R"(],"matters":[)";

class Copy : public std::enable_shared_from_this<Copy> {
 public:
  Copy(desk::Kernel& kernel, rights::Actor actor) : kernel_(kernel), herself_(std::move(actor)) {
    herself_.hats.clear();  // as herself, whatever hats she wears elsewhere
    query_.scope = inbox::Scope::filer;
    query_.limit = kMattersAtOnce;
  }
  void next(api::TakePiece take);

 private:
  enum class Next { Herself, Messages, Matters, Looks, Nothing };
  Result<std::string> make();
  Result<std::string> piece();
  Result<std::string> herself(store::Snapshot& read) const;
  Result<std::string> messages(store::Snapshot& read);
  Result<std::string> matters(store::Snapshot& read);

  desk::Kernel& kernel_;
  rights::Actor herself_;
  inbox::Query query_;
  Next next_ = Next::Herself;
  delivery::MessageId messages_before_;
  bool first_message_ = true;
  bool first_matter_ = true;
};

void Copy::next(api::TakePiece take) {
  desk::hand_piece(kernel_, std::move(take), [self = shared_from_this()] { return self->make(); });
}

Result<std::string> Copy::make() {
  constexpr int kTriesMax = 3;
  auto made = piece();
  for (int tries = 1; tries < kTriesMax && !made; ++tries) {
    if (made.error().kind != ErrorKind::Overloaded) break;
    made = piece();
  }
  return made;
}

// What was made is gone on from only when all of it was.
Result<std::string> Copy::piece() {
  if (next_ == Next::Nothing) return std::string();
  const auto read = TRY(kernel_.store.read());
  if (next_ == Next::Herself) {
    auto out = TRY(herself(*read));
    // An administrator's account is nobody's file.
    next_ = herself_.person ? Next::Messages : Next::Looks;
    if (!herself_.person) out += kThenMatters;
    return out;
  }
  // Whoever was erased meanwhile has no copy any more.
  if (herself_.person) TRY(registry::person(*read, kernel_.vault, herself_.person));
  if (next_ == Next::Messages) return messages(*read);
  if (next_ == Next::Matters) return matters(*read);
  std::vector<desk::LookupView> looks;
  if (herself_.person) looks = TRY(desk::looks_at(kernel_, *read, herself_.person)).items;
  next_ = Next::Nothing;
  return R"(],"looks":)" + to_json(looks) + '}';
}

Result<std::string> Copy::herself(store::Snapshot& read) const {
  Export out;
  out.made_at = kernel_.clock.now().ms;
  if (herself_.person) {
    const auto person = TRY(registry::person(read, kernel_.vault, herself_.person));
    out.name = person.details.name;
    out.phone = person.details.phone;
    out.identity_number = person.details.identity_number;
    out.email = person.details.email.value_or("");
    out.email_on_file = person.details.email_on_file.value_or("");
    out.origin = person.origin == registry::Origin::Register ? "register" : "self_declared";
    for (const auto& tie : TRY(registry::ties_of(read, herself_.person))) {
      out.ties.push_back(TRY(view_of(kernel_, read, tie)));
    }
  }
  std::string json = to_json(out);
  CHECK(json.ends_with(kListsOfNothing));
  json.resize(json.size() - kListsOfNothing.size());
  return json + R"("messages":[)";
}

Result<std::string> Copy::messages(store::Snapshot& read) {
  const auto page = TRY(delivery::page_of(read, kernel_.vault, herself_.person,
                                          delivery::scope_of(herself_), messages_before_));
  std::string out;
  for (const auto& one : page.messages) {
    if (!first_message_) out += ',';
    first_message_ = false;
    out += to_json(SentView{one.at.ms, delivery::words_of(one.message)});
  }
  messages_before_ = page.next;
  if (page.next) return out.empty() ? " " : out;
  next_ = Next::Matters;
  return out + std::string(kThenMatters);
}

Result<std::string> Copy::matters(store::Snapshot& read) {
  const auto rules = kernel_.rules.get();
  const auto page = TRY(inbox::list(kernel_, read, herself_, query_));
  std::string out;
  for (const auto& item : page.items) {
    const auto dossier = TRY(desk::dossier(read, item.id));
    const auto standing = rights::standing(herself_, desk::ties(dossier), rules->overseeing);
    if (!standing.sees) continue;
    if (!first_matter_ || !out.empty()) out += ',';
    out += to_json(TRY(desk::read_matter(kernel_, read, dossier, herself_, standing)));
  }
  if (!out.empty()) first_matter_ = false;
  query_.cursor = page.next;
  if (page.next.empty()) next_ = Next::Looks;
  // "" would be the end of the whole.
  return out.empty() ? " " : out;
}

}  // namespace

api::Pieces export_of(desk::Kernel& kernel, rights::Actor actor) {
  auto copy = std::make_shared<Copy>(kernel, std::move(actor));
  return [copy](api::TakePiece take) { copy->next(std::move(take)); };
}

}  // namespace linli::county

#include "desk/read_record.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "desk/field_views.h"
#include "desk/kept.h"
#include "desk/place.h"
#include "procedure/field_kinds.h"
#include "record/entry.h"
#include "registry/seats.h"

namespace linli::desk {
namespace {

using journal::Entry;
using procedure::Act;
using procedure::Role;

// "reply/123" is the text 123 in the field reply.
struct NamedText {
  std::string field;
  TextId id;
};

NamedText named(const journal::HashedText& text) {
  const auto slash = text.name.rfind('/');
  if (slash == std::string::npos) return {text.name, {}};
  return {text.name.substr(0, slash), TextId{parse_int64(text.name.substr(slash + 1)).value_or(0)}};
}

const Act* find_act(const procedure::Definition& definition, std::string_view key) {
  if (definition.open.key == key) return &definition.open;
  for (const auto& step : definition.steps) {
    const auto found = std::ranges::find(step.acts, key, &Act::key);
    if (found != step.acts.end()) return &*found;
  }
  return nullptr;
}

std::string fact(const Entry& entry, const std::string& key) {
  const auto found = entry.facts.find(key);
  return found == entry.facts.end() ? "" : found->second;
}

struct Page {
  const Kernel& kernel;
  store::Snapshot& read;
  const Rules& rules;
  const procedure::Definition& definition;
  const rights::Standing& standing;
  std::map<TextId, std::string> texts;
  std::map<EntryId, std::int64_t> indices;
  std::map<std::int64_t, Words> desks;

  bool files() const {
    return standing.roles.contains(Role::filer) || standing.roles.contains(Role::affected);
  }
};

// Whether the reader sits at the desk that opened it, wherever it went.
bool opened_it(const Page& page, const Act* act) {
  const bool opens = act != nullptr && act->kind == procedure::ActKind::open;
  return opens && page.standing.roles.contains(Role::opener);
}

// Whether the reader may read the texts of this act: what she wrote or what it tells her.
bool reads_texts(const Page& page, const Entry& entry, const Act* act) {
  const bool rating = act != nullptr && act->kind == procedure::ActKind::rate;
  if (rating) return page.files();
  if (page.standing.is_staff() || opened_it(page, act)) return true;
  const auto by = fact(entry, "by");
  if (!by.empty() && by != "system") return true;
  if (act == nullptr) return false;
  return std::ranges::any_of(act->tells, [](const procedure::Tell& tell) {
    return tell.to == procedure::Audience::filer;
  });
}

Result<Words> words_of_desk(Page& page, const std::string& position) {
  const std::int64_t id = parse_int64(position).value_or(0);
  if (const auto found = page.desks.find(id); found != page.desks.end()) return found->second;
  const auto post = TRY(page.kernel.kept.post(page.read, PositionId{id}));
  return page.desks[id] = seat_words(*post);
}

Words title_of(const Page& page, const std::string& key, const Act* act) {
  if (act != nullptr) return act->title;
  const auto& catalogue = page.rules.pack().catalogue;
  const std::string code = "act." + key;
  return {catalogue.sentence(code, Language::Zh), catalogue.sentence(code, Language::En)};
}

// A field that only staff read is not there for anybody else; one that parties read is there
// whatever its act tells.
bool reads_field(const Page& page, const Act* act, const procedure::Field& field, bool by_act) {
  if (page.standing.is_staff() || opened_it(page, act)) return true;
  return parties_read(field).value_or(by_act);
}

Result<void> add_facts(Page& page, const Entry& entry, const Act* act, ActDoneView& out) {
  if (act == nullptr) return {};
  const bool by_act = reads_texts(page, entry, act);
  for (const auto& field : act->form) {
    const std::string value = fact(entry, field.key);
    const bool chosen =
        field.kind == procedure::FieldKind::choice || field.kind == procedure::FieldKind::desk;
    if (value.empty() || !reads_field(page, act, field, chosen || by_act)) continue;
    const bool said_below =
        field.kind == procedure::FieldKind::desk && !fact(entry, "offered").empty();
    if (said_below || procedure::keep_of(field) != procedure::Keep::Word) continue;
    auto held = TRY(fact_view(page.kernel, page.read, page.rules, field, value));
    if (chosen) {
      out.facts.push_back({field.key, held.words.value_or(Words{})});
    } else {
      out.fields.push_back(std::move(held));
    }
  }
  const std::string offered = fact(entry, "offered");
  if (!offered.empty() && act->kind == procedure::ActKind::offer) {
    const Words words = TRY(words_of_desk(page, offered));
    out.facts.push_back({"offered", words});
  }
  return {};
}

void add_texts(const Page& page, const Entry& entry, const Act* act, ActDoneView& out) {
  const bool by_act = reads_texts(page, entry, act);
  for (const auto& hashed : entry.texts) {
    const auto text = named(hashed);
    if (text.field == "file" || text.field == "contact" || !text.id) continue;
    TextView view;
    view.field = text.field;
    const procedure::Field* field = nullptr;
    if (act != nullptr) {
      const auto asked = std::ranges::find(act->form, text.field, &procedure::Field::key);
      if (asked != act->form.end()) field = &*asked;
    }
    if (field != nullptr ? !reads_field(page, act, *field, by_act) : !by_act) continue;
    if (field != nullptr) {
      view.title = field->title;
      view.kind = boost::describe::enum_to_string(field->kind, "");
    }
    const auto found = page.texts.find(text.id);
    view.erased = found == page.texts.end();
    if (!view.erased) view.text = found->second;
    if (field != nullptr && field->kind == procedure::FieldKind::rows && !view.erased) {
      out.fields.push_back(rows_view(page.rules, *field, view.text));
      continue;
    }
    out.texts.push_back(std::move(view));
  }
}

Result<std::optional<ActDoneView>> view_of(Page& page, const Entry& entry) {
  const auto dot = entry.act.find('.');
  const std::string key = entry.act.substr(dot + 1);
  const Act* act = find_act(page.definition, key);
  const bool rating = act != nullptr && act->kind == procedure::ActKind::rate;
  if (rating && !page.files()) return std::nullopt;  // RISK-8
  ActDoneView out;
  out.at = entry.at.ms;
  out.act = key;
  out.title = title_of(page, key, act);
  const std::string by = fact(entry, "by");
  const std::string desk = fact(entry, "desk");
  out.by =
      desk.empty() ? page.rules.pack().choice_words("actors", by) : TRY(words_of_desk(page, desk));
  out.unconfirmed = fact(entry, "word") == "unconfirmed";
  add_texts(page, entry, act, out);
  TRY(add_facts(page, entry, act, out));
  if (act != nullptr) {
    // As the form asks for them.
    std::ranges::stable_sort(out.fields, {}, [act](const FactView& held) {
      return std::ranges::find(act->form, held.key, &procedure::Field::key);
    });
  }
  if (const auto* step = page.definition.find_step(fact(entry, "to_step"))) {
    out.step_title = page.standing.is_staff() ? step->title : step->public_title;
  }
  if (const auto index = page.indices.find(entry.id); index != page.indices.end()) {
    out.index = index->second;
  }
  return out;
}

Result<void> look_up(Page& page, const std::vector<Entry>& entries) {
  std::vector<TextId> texts;
  store::IntList ids;
  for (const auto& entry : entries) {
    ids.push_back(entry.id.value);
    for (const auto& hashed : entry.texts) {
      const auto text = named(hashed);
      if (text.id && text.field != "file") texts.push_back(text.id);
    }
  }
  page.texts = TRY(page.kernel.vault.texts(page.read, texts));
  return page.read.visit("SELECT entry_id, idx FROM journal_leaf WHERE entry_id IN (?*)", {ids},
                         [&](const store::Row& row) {
                           page.indices[EntryId{row.integer(0)}] = row.integer(1);
                           return true;
                         });
}

}  // namespace

Result<std::vector<ActDoneView>> read_record(const Kernel& kernel, store::Snapshot& read,
                                             const Rules& rules,
                                             const procedure::Definition& definition,
                                             const Matter& matter,
                                             const rights::Standing& standing) {
  const auto entries = TRY(record::read_entries(read, matter.id, EntryId{}, kRecordMax));
  Page page{kernel, read, rules, definition, standing, {}, {}, {}};
  TRY(look_up(page, entries));
  std::vector<ActDoneView> out;
  for (const auto& entry : entries) {
    if (auto view = TRY(view_of(page, entry))) out.push_back(std::move(*view));
  }
  return out;
}

}  // namespace linli::desk

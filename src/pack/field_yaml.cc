#include "pack/field_yaml.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace linli::pack {
namespace {

using procedure::Field;
using procedure::FieldKind;

constexpr int kFen = 100;           // of a yuan
constexpr int kThousandths = 1000;  // of a unit
constexpr int kChoicesMax = 20;

// How many of the smallest unit are one of what is written.
std::int64_t scale_of(FieldKind kind) {
  if (kind == FieldKind::money) return kFen;
  return kind == FieldKind::quantity ? kThousandths : 1;
}

template <class E>
std::optional<E> one_of(Reader& read, const Yaml& map, std::string_view key) {
  const auto* node = map.find(key);
  if (node == nullptr) return std::nullopt;
  E out{};
  if (!boost::describe::enum_from_string(node->text.c_str(), out)) {
    read.problem(*node, "pack.unknown_word", "'" + node->text + "' is no " + std::string(key));
  }
  return out;
}

// "12", or a map with least, most and unit.
void amount(Reader& read, const Yaml& value, Field& out) {
  const std::int64_t scale = scale_of(out.kind);
  // A number was always counted from one: so many people, so many stars.
  out.least = out.kind == FieldKind::number ? 1 : 0;
  if (value.kind == YamlKind::Scalar) {
    out.most = read.number(value) * scale;
    return;
  }
  read.only(value, {"least", "most", "unit"});
  if (const auto* least = value.find("least")) out.least = read.number(*least) * scale;
  out.most = read.number(read.need(value, "most")) * scale;
  out.unit = read.words(value, "unit");
}

// "any", "past", "future", or {span: future, days: 365}.
void date(Reader& read, const Yaml& value, Field& out) {
  const Yaml* span = &value;
  if (value.kind == YamlKind::Map) {
    read.only(value, {"span", "days"});
    span = &read.need(value, "span");
    out.days_max = read.number(value, "days", 0);
  }
  if (!boost::describe::enum_from_string(read.text(*span).c_str(), out.span)) {
    read.problem(*span, "pack.unknown_word", "'any', 'past' or 'future' is expected");
  }
}

void rows(Reader& read, const Yaml& value, Field& out) {
  read.only(value, {"most", "columns"});
  out.length_max = read.number(read.need(value, "most"));
  for (const auto& [key, column] : read.need(value, "columns").members) {
    const auto* mark = column.find("required");
    out.columns.push_back(read_field(read, key, column, true));
    out.columns.back().required = mark != nullptr && mark->text == "true";
  }
}

void several(Reader& read, const Yaml& value, Field& out) {
  out.length_max = kChoicesMax;
  if (value.kind == YamlKind::Scalar) {
    out.choices = read.text(value);
    return;
  }
  read.only(value, {"of", "most"});
  out.choices = read.need_text(value, "of");
  out.length_max = read.number(value, "most", kChoicesMax);
}

void read_kind(Reader& read, const Yaml& value, Field& out) {
  switch (out.kind) {
    case FieldKind::text:
    case FieldKind::long_text:
    case FieldKind::files:
      out.length_max = read.number(value);
      return;
    case FieldKind::choice:
      out.choices = read.text(value);
      return;
    case FieldKind::choices:
      return several(read, value, out);
    case FieldKind::number:
    case FieldKind::money:
    case FieldKind::quantity:
      return amount(read, value, out);
    case FieldKind::date:
      return date(read, value, out);
    case FieldKind::place:
      if (value.text != "any") out.levels = read.texts(value);
      return;
    case FieldKind::rows:
      return rows(read, value, out);
    case FieldKind::places:
      read.only(value, {"of", "most"});
      out.levels = read.texts(value, "of");
      out.length_max = read.number(read.need(value, "most"));
      return;
    case FieldKind::desks:
      out.length_max = read.number(value);
      return;
    default:
      return;  // flag, time, desk, person, household, organisation, matter: only "true"
  }
}

}  // namespace

procedure::Field read_field(Reader& read, const std::string& key, const Yaml& node, bool in_row) {
  Field out;
  out.key = key;
  out.title = {read.text(node, "zh", ""), read.text(node, "en", "")};
  int kinds = 0;
  for (const auto& [name, value] : node.members) {
    constexpr std::string_view kOthers[] = {"zh", "en", "owner", "seen_by", "purpose"};
    if (std::ranges::find(kOthers, name) != std::end(kOthers)) continue;
    if (in_row && name == "required") continue;
    FieldKind kind{};
    if (!boost::describe::enum_from_string(name.c_str(), kind)) {
      read.problem(value, "pack.unknown_member", "'" + name + "' is no kind of field");
      continue;
    }
    ++kinds;
    out.kind = kind;
    read_kind(read, value, out);
  }
  if (kinds != 1) read.problem(node, "pack.missing", "a field is of one kind");
  out.owner = one_of<procedure::FieldOwner>(read, node, "owner");
  out.seen_by = one_of<procedure::SeenBy>(read, node, "seen_by");
  out.purpose = read.words(node, "purpose");
  return out;
}

}  // namespace linli::pack

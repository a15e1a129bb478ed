#include "pack/yaml.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "base/text.h"

namespace linli::pack {
namespace {

const Yaml kNothing;

// Makes a Yaml of yaml-cpp's nodes; stops at depth and size, which aliases could blow up.
class Converter {
 public:
  Converter(Reader& reader) : reader_(reader) {}

  Yaml convert(const YAML::Node& node, int depth) {
    Yaml out;
    out.line = node.Mark().line + 1;
    out.column = node.Mark().column + 1;
    if (depth > kYamlDepthMax || ++nodes_ > kYamlNodesMax) {
      if (!refused_) reader_.problem(out, "pack.too_large", "too deep or too many values");
      refused_ = true;
      return out;
    }
    if (node.IsScalar()) {
      out.kind = YamlKind::Scalar;
      out.text = node.Scalar();
    } else if (node.IsSequence()) {
      out.kind = YamlKind::List;
      for (const auto& item : node) out.items.push_back(convert(item, depth + 1));
    } else if (node.IsMap()) {
      out.kind = YamlKind::Map;
      for (const auto& member : node) add(out, member.first, member.second, depth);
    }
    return out;
  }

 private:
  void add(Yaml& map, const YAML::Node& key, const YAML::Node& value, int depth) {
    auto name = convert(key, depth + 1);
    if (name.kind != YamlKind::Scalar) {
      reader_.problem(name, "pack.type", "a name is expected");
      return;
    }
    if (map.find(name.text) != nullptr) {
      reader_.problem(name, "pack.duplicate", "'" + name.text + "' stands here twice");
      return;
    }
    map.members.push_back({std::move(name.text), convert(value, depth + 1)});
    auto& added = map.members.back().value;
    if (added.kind == YamlKind::Null) {
      added.line = name.line;
      added.column = name.column;
    }
  }

  Reader& reader_;
  int nodes_ = 0;
  bool refused_ = false;
};

}  // namespace

std::string to_line(const Problem& problem) {
  return problem.file + ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column) +
         ": " + problem.what + " (" + problem.code + ")";
}

const Yaml* Yaml::find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name == key) return &value;
  }
  return nullptr;
}

Yaml Reader::parse(std::string_view content) {
  Yaml nothing;
  nothing.line = nothing.column = 1;
  if (!is_utf8(content)) {
    problem(nothing, "pack.yaml", "the file is not UTF-8");
    return nothing;
  }
  // yaml-cpp reports by exception; this is the boundary that turns it into a value.
  try {
    return Converter(*this).convert(YAML::Load(std::string(content)), 0);
  } catch (const YAML::Exception& error) {
    nothing.line = error.mark.line + 1;
    nothing.column = error.mark.column + 1;
    problem(nothing, "pack.yaml", error.msg);
    return nothing;
  }
}

void Reader::problem(const Yaml& at, std::string_view code, std::string what) {
  problems_.push_back({std::string(code), file_, at.line, at.column, std::move(what)});
}

void Reader::only(const Yaml& map, std::initializer_list<std::string_view> members) {
  if (map.kind != YamlKind::Map) {
    problem(map, "pack.type", "members are expected here");
    return;
  }
  for (const auto& [name, value] : map.members) {
    if (std::ranges::find(members, name) != members.end()) continue;
    problem(value, "pack.unknown_member", "'" + name + "' is not known here");
  }
}

const Yaml& Reader::need(const Yaml& map, std::string_view key) {
  const auto* found = map.find(key);
  if (found != nullptr && found->kind != YamlKind::Null) return *found;
  problem(map, "pack.missing", "'" + std::string(key) + "' is missing");
  return kNothing;
}

std::string Reader::text(const Yaml& node) {
  if (node.kind == YamlKind::Scalar) return node.text;
  if (&node != &kNothing) problem(node, "pack.type", "a text is expected");
  return {};
}

std::string Reader::text(const Yaml& map, std::string_view key, std::string_view otherwise) {
  const auto* found = map.find(key);
  return found == nullptr ? std::string(otherwise) : text(*found);
}

std::string Reader::need_text(const Yaml& map, std::string_view key) {
  return text(need(map, key));
}

int Reader::number(const Yaml& node) {
  const auto value = parse_int64(node.text);
  if (node.kind == YamlKind::Scalar && value && std::in_range<int>(*value)) {
    return static_cast<int>(*value);
  }
  if (&node != &kNothing) problem(node, "pack.type", "a whole number is expected");
  return 0;
}

int Reader::number(const Yaml& map, std::string_view key, int otherwise) {
  const auto* found = map.find(key);
  return found == nullptr ? otherwise : number(*found);
}

bool Reader::flag(const Yaml& map, std::string_view key, bool otherwise) {
  const auto* found = map.find(key);
  if (found == nullptr) return otherwise;
  if (found->text == "true") return true;
  if (found->text != "false") problem(*found, "pack.type", "true or false is expected");
  return false;
}

std::vector<std::string> Reader::texts(const Yaml& node) {
  if (node.kind == YamlKind::Scalar) return {node.text};
  std::vector<std::string> out;
  if (node.kind != YamlKind::List) problem(node, "pack.type", "a list is expected");
  for (const auto& item : node.items) out.push_back(text(item));
  return out;
}

std::vector<std::string> Reader::texts(const Yaml& map, std::string_view key) {
  const auto* found = map.find(key);
  return found == nullptr ? std::vector<std::string>() : texts(*found);
}

Words Reader::words(const Yaml& node) {
  if (&node == &kNothing) return {};
  only(node, {"zh", "en"});
  return {text(node, "zh", ""), text(node, "en", "")};
}

Words Reader::words(const Yaml& map, std::string_view key) {
  const auto* found = map.find(key);
  return found == nullptr ? Words() : words(*found);
}

Period Reader::period(const Yaml& node) {
  return period_of(node, text(node));
}

Period Reader::period_of(const Yaml& at, std::string_view words) {
  static constexpr std::pair<std::string_view, PeriodUnit> kUnits[] = {
      {"workday", PeriodUnit::workday},
      {"workdays", PeriodUnit::workday},
      {"work hour", PeriodUnit::work_hour},
      {"work hours", PeriodUnit::work_hour},
      {"day", PeriodUnit::day},
      {"days", PeriodUnit::day},
      {"hour", PeriodUnit::hour},
      {"hours", PeriodUnit::hour},
  };
  const auto space = words.find(' ');
  if (space != std::string_view::npos) {
    const auto amount = parse_int64(words.substr(0, space));
    for (const auto& [name, unit] : kUnits) {
      if (name != trim(words.substr(space)) || !amount || *amount < 0 || *amount > 10'000) continue;
      return {static_cast<int>(*amount), unit};
    }
  }
  problem(at, "pack.type",
          "a period such as '1 workday' is expected, not '" + std::string(words) + "'");
  return {};
}

int minute_of(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return -1;
  const auto hours = parse_int64(text.substr(0, 2));
  const auto minutes = parse_int64(text.substr(3));
  if (!hours || !minutes || *hours < 0 || *hours > 24 || *minutes < 0 || *minutes > 59) return -1;
  return static_cast<int>(*hours * 60 + *minutes);
}

}  // namespace linli::pack

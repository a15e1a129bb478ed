// pack/yaml.h – one YAML document as a plain tree with places, and reading values out of it.
//
// Aliases are resolved; keys keep their order; a key twice is a problem. Every problem is collected
// with its file, line and column, so that a county corrects a file in one go. Thread safety:
// values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/period.h"
#include "model/words.h"

namespace linli::pack {

inline constexpr int kYamlDepthMax = 24;
inline constexpr int kYamlNodesMax = 400'000;

struct Problem {
  std::string code;
  std::string file;
  int line = 0;    // from 1
  int column = 0;  // from 1
  std::string what;
  bool operator==(const Problem&) const = default;
};
// "categories.yaml:12:3: …".
std::string to_line(const Problem& problem);
// "08:30" in minutes of the day, -1 when it is none.
int minute_of(std::string_view text);

enum class YamlKind { Null, Scalar, List, Map };

struct YamlMember;
struct Yaml {
  YamlKind kind = YamlKind::Null;
  std::string text;  // of a scalar
  std::vector<YamlMember> members;
  std::vector<Yaml> items;
  int line = 0;
  int column = 0;

  // nullptr when this is no map or has no such member.
  const Yaml* find(std::string_view key) const;
};
struct YamlMember {
  std::string key;
  Yaml value;
};

// Reads the YAML of one file. Functions answer a default and note a problem when something is
// wrong.
class Reader {
 public:
  Reader(std::string file, std::vector<Problem>& problems)
      : file_(std::move(file)), problems_(problems) {}

  // The document; a Null when it cannot be read.
  Yaml parse(std::string_view content);

  void problem(const Yaml& at, std::string_view code, std::string what);

  // `map` must be a map that has only these members.
  void only(const Yaml& map, std::initializer_list<std::string_view> members);
  // A required member; a Null node (and a problem) when absent.
  const Yaml& need(const Yaml& map, std::string_view key);

  std::string text(const Yaml& node);
  std::string text(const Yaml& map, std::string_view key, std::string_view otherwise);
  std::string need_text(const Yaml& map, std::string_view key);
  int number(const Yaml& node);
  int number(const Yaml& map, std::string_view key, int otherwise);
  bool flag(const Yaml& map, std::string_view key, bool otherwise);
  // A list of scalars; one scalar is a list of one.
  std::vector<std::string> texts(const Yaml& map, std::string_view key);
  std::vector<std::string> texts(const Yaml& node);
  // {zh: …, en: …}; a language that is absent stays empty for check.h to find.
  Words words(const Yaml& node);
  Words words(const Yaml& map, std::string_view key);
  // "1 workday", "2 work hours", "10 days".
  Period period(const Yaml& node);
  Period period_of(const Yaml& at, std::string_view words);

 private:
  std::string file_;
  std::vector<Problem>& problems_;
};

}  // namespace linli::pack

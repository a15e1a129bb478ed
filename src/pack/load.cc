#include "pack/load.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/hash.h"
#include "base/text.h"
#include "pack/csv.h"
#include "pack/parts.h"
#include "pack/procedure_yaml.h"

namespace linli::pack {
namespace {

namespace fs = std::filesystem;

// The parts of a pack, each in its own file; a part that may be absent is marked so.
struct Part {
  std::string_view file;
  void (*read)(Reader&, const Yaml&, Pack&);
  bool required;
};
constexpr Part kParts[] = {
    {"pack.yaml", read_county, true},
    {"levels.yaml", read_levels, true},
    {"categories.yaml", read_categories, true},
    {"choices.yaml", read_choices, true},
    {"limits.yaml", read_limits, true},
    {"directory.yaml", read_directory, true},
    {"village_list.yaml", read_village_list, true},
    {"positions.yaml", read_positions, true},
    {"rules.yaml", read_rules, false},
    {"templates.yaml", read_templates, false},
    {"complaints.yaml", read_complaints, false},
    {"replies.yaml", read_replies, false},
};

void read_procedures(const Files& files, Loaded& out) {
  for (const auto& [path, content] : files) {
    if (!path.starts_with("procedures/") || !path.ends_with(".yaml")) continue;
    auto definition = read_procedure(path, content, out.problems);
    const auto key = definition.key;
    if (path != "procedures/" + key + ".yaml") {
      out.problems.push_back(
          {"pack.reference", path, 1, 1, "the procedure '" + key + "' belongs in another file"});
    }
    out.pack.procedures.insert_or_assign(key, std::move(definition));
  }
}

void read_texts(const Files& files, Loaded& out) {
  auto built_in = Catalogue::built_in();
  if (!built_in) {
    out.problems.push_back({built_in.error().code, "", 1, 1, built_in.error().detail});
    return;
  }
  out.pack.catalogue = std::move(*built_in);
  const auto texts = files.find("texts.yaml");
  if (texts == files.end()) return;
  const auto added = out.pack.catalogue.add(texts->first, texts->second);
  if (!added) {
    out.problems.push_back({added.error().code, texts->first, 1, 1, added.error().detail});
  }
}

void refuse_unknown_files(const Files& files, Loaded& out) {
  static constexpr std::string_view kOthers[] = {"texts.yaml", "organisations.csv", "units.csv"};
  for (const auto& [path, content] : files) {
    if (path.starts_with("procedures/")) continue;
    if (std::ranges::find(kParts, path, &Part::file) != std::end(kParts)) continue;
    if (std::ranges::find(kOthers, path) != std::end(kOthers)) continue;
    out.problems.push_back({"pack.unknown_file", path, 1, 1, "no part of a pack has this name"});
  }
}

Result<std::string> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  if (!in) return fail(ErrorKind::NotFound, "pack.absent", path.string());
  return std::move(content).str();
}

Result<Pack> only_whole(Loaded loaded) {
  if (loaded.problems.empty()) return std::move(loaded.pack);
  std::string lines;
  for (const auto& problem : loaded.problems) lines += to_line(problem) + "\n";
  return invalid(loaded.problems.front().code, lines);
}

}  // namespace

std::string hash_of(const Files& files) {
  std::string all;
  for (const auto& [path, content] : files) {
    all += path + '\0' + std::to_string(content.size()) + '\0' + content;
  }
  return to_hex(sha256(all));
}

Result<Files> read_files(const std::string& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) return fail(ErrorKind::NotFound, "pack.absent", folder);
  Files files;
  std::size_t total = 0;
  for (auto at = fs::recursive_directory_iterator(folder, error);
       !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    const auto extension = at->path().extension();
    if (!at->is_regular_file(error) || (extension != ".yaml" && extension != ".csv")) continue;
    const auto name = at->path().lexically_relative(folder).generic_string();
    const auto size = at->file_size(error);
    total += size;
    if (error || size > kFileBytesMax || total > kPackBytesMax) {
      return invalid("pack.too_large", name);
    }
    files[name] = TRY(read_file(at->path()));
  }
  if (error) return fail(ErrorKind::NotFound, "pack.absent", folder);
  return files;
}

Loaded load_files(Files files) {
  Loaded out;
  for (const auto& part : kParts) {
    const auto file = files.find(std::string(part.file));
    if (file == files.end()) {
      if (part.required) {
        out.problems.push_back(
            {"pack.missing", std::string(part.file), 1, 1, "this file is missing"});
      }
      continue;
    }
    Reader reader(file->first, out.problems);
    const auto root = reader.parse(file->second);
    if (root.kind != YamlKind::Null) part.read(reader, root, out.pack);
  }
  if (const auto rows = files.find("organisations.csv"); rows != files.end()) {
    read_organisations(rows->second, out.pack, out.problems);
  }
  read_procedures(files, out);
  read_texts(files, out);
  refuse_unknown_files(files, out);
  out.pack.hash = hash_of(files);
  out.pack.files = std::move(files);
  return out;
}

Result<Pack> load_pack(const std::string& folder) {
  return only_whole(load_files(TRY(read_files(folder))));
}

Result<Pack> load_pack(Files files) {
  return only_whole(load_files(std::move(files)));
}

}  // namespace linli::pack

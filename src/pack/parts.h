// pack/parts.h – how each file of a pack becomes a part of it (docs/packs.md); used by load.cc.
// Thread safety: pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "pack/pack.h"
#include "pack/yaml.h"

namespace linli::pack {

void read_county(Reader& reader, const Yaml& root, Pack& pack);
void read_levels(Reader& reader, const Yaml& root, Pack& pack);
void read_categories(Reader& reader, const Yaml& root, Pack& pack);
void read_choices(Reader& reader, const Yaml& root, Pack& pack);
void read_limits(Reader& reader, const Yaml& root, Pack& pack);
void read_directory(Reader& reader, const Yaml& root, Pack& pack);
void read_village_list(Reader& reader, const Yaml& root, Pack& pack);
void read_positions(Reader& reader, const Yaml& root, Pack& pack);
void read_rules(Reader& reader, const Yaml& root, Pack& pack);
void read_templates(Reader& reader, const Yaml& root, Pack& pack);
void read_complaints(Reader& reader, const Yaml& root, Pack& pack);
void read_replies(Reader& reader, const Yaml& root, Pack& pack);
void read_organisations(std::string_view csv, Pack& pack, std::vector<Problem>& problems);

}  // namespace linli::pack

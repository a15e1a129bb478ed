// exchange/testing_workbook.h – XLSX files for tests, part by part.
// Thread safety: pure functions.
#pragma once

#include <minizip/zip.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace linli::exchange {

using Parts = std::vector<std::pair<std::string, std::string>>;

// The bytes of a ZIP file with these parts.
inline std::string zip_of(const Parts& parts) {
  const auto path = (std::filesystem::temp_directory_path() /
                     ("linli_workbook_" + std::to_string(::getpid()) + ".xlsx"))
                        .string();
  auto* zip = zipOpen64(path.c_str(), APPEND_STATUS_CREATE);
  for (const auto& [name, content] : parts) {
    zipOpenNewFileInZip64(zip, name.c_str(), nullptr, nullptr, 0, nullptr, 0, nullptr, Z_DEFLATED,
                          6, 0);
    zipWriteInFileInZip(zip, content.data(), static_cast<unsigned>(content.size()));
    zipCloseFileInZip(zip);
  }
  zipClose(zip, nullptr);
  std::ifstream in(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  std::filesystem::remove(path);
  return bytes;
}

inline Parts workbook_parts(const std::string& sheet_data, const std::string& strings) {
  return {{"xl/workbook.xml",
           R"(<workbook xmlns:r="x"><sheets><sheet name="居民" sheetId="1" r:id="rId7"/>)"
           R"(<sheet name="other" sheetId="2" r:id="rId8"/></sheets></workbook>)"},
          {"xl/_rels/workbook.xml.rels",
           R"(<Relationships><Relationship Id="rId8" Target="worksheets/other.xml"/>)"
           R"(<Relationship Id="rId7" Target="worksheets/people.xml"/></Relationships>)"},
          {"xl/sharedStrings.xml", "<sst>" + strings + "</sst>"},
          {"xl/worksheets/people.xml",
           "<worksheet><sheetData>" + sheet_data + "</sheetData></worksheet>"}};
}

}  // namespace linli::exchange

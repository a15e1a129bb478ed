#include <iostream>

#include "app/commands.h"
#include "app/doctor.h"
#include "pack/catalogue.h"

namespace linli::app {
namespace {

constexpr std::string_view kDoctorCommandUsage =
    "usage: linli doctor --data DIR [--keys DIR] [--backups DIR] [--lang zh|en]\n"
    "  Says what is wrong with the folder, its keys, the disk, the clock, the backups (in "
    "DIR-backups\n"
    "  unless told otherwise) and the work that waits, and what to do. It only reads and may run "
    "beside\n"
    "  the server. Exits with 1 when something has to be done. The whole record is proven by "
    "`verify`.\n";

struct Heading {
  linli::Words fault{"故障", "FAULT"};
  linli::Words warning{"注意", "WARNING"};
  linli::Words note{"说明", "note"};
  const linli::Words& of(Level level) const {
    return level == Level::Fault ? fault : level == Level::Warning ? warning : note;
  }
};

Result<int> doctor(const Arguments& arguments) {
  const std::string lang = arguments.value("lang").value_or("zh");
  if (lang != "zh" && lang != "en") return invalid("app.option_value", "--lang");
  const Language language = lang == "zh" ? Language::Zh : Language::En;
  const Patient patient{TRY(arguments.needed("data")), arguments.value("keys").value_or(""),
                        arguments.value("backups").value_or("")};
  const SystemClock clock;
  const auto catalogue = TRY(pack::Catalogue::built_in());
  bool well = true;
  for (const auto& [level, error] : examine(patient, clock)) {
    well = well && level == Level::Note;
    std::cout << Heading().of(level).in(language) << "  "
              << catalogue.sentence(error.code, language) << " [" << error.code << "]";
    if (!error.detail.empty()) std::cout << "  " << error.detail;
    std::cout << "\n    " << catalogue.remedy(error.code, language) << '\n';
  }
  if (well) std::cout << (language == Language::Zh ? "一切正常。\n" : "All is well.\n");
  return well ? kDone : kRefused;
}

}  // namespace

int doctor_command(const Words& words) {
  return run_command(words, {{"data", "keys", "backups", "lang"}, {}, 0, 0}, kDoctorCommandUsage,
                     doctor);
}

}  // namespace linli::app

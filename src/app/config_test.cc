#include "app/config.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "app/serve_options.h"

namespace linli::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<Words> words(std::string_view text) {
  return words_of_config("linli.toml", text, serve_accepts());
}
std::string detail(std::string_view text) {
  const auto read = words(text);
  return read ? "read" : read.error().code + " " + read.error().detail;
}

TEST(Config, SaysWhatTheCommandLineWouldSay) {
  EXPECT_THAT(words("port = 8421\nlog = true\ndata = \"/srv/县\"\n").value(),
              ElementsAre("--data", "/srv/县", "--log", "--port", "8421"));
  EXPECT_THAT(words("proxy = [\"10.0.0.5\", \"10.0.0.6\"] # two\n").value(),
              ElementsAre("--proxy", "10.0.0.5,10.0.0.6"));
  EXPECT_THAT(words("log = false\n").value(), ElementsAre());
  EXPECT_THAT(words("").value(), ElementsAre());
}

TEST(Config, NamesTheLineOfWhatIsWrong) {
  EXPECT_THAT(detail("port = 1\nprot = 2\n"),
              testing::StartsWith("app.config_unknown linli.toml:2"));
  EXPECT_THAT(detail("\nport = \n"), HasSubstr("app.config_malformed linli.toml:2"));
  EXPECT_THAT(detail("log = \"yes\"\n"), HasSubstr("log is true or false"));
  EXPECT_THAT(detail("port = 84.2\n"), HasSubstr("port is a text"));
  EXPECT_THAT(detail("proxy = [1]\n"), HasSubstr("proxy is a text"));
  EXPECT_THAT(detail("[data]\nx = 1\n"), HasSubstr("data is a text"));
  EXPECT_THAT(detail("port = 1\nport = 2\n"), HasSubstr("linli.toml:2"));
  EXPECT_THAT(detail("config = \"other.toml\"\n"), HasSubstr("app.config_unknown"));
  EXPECT_THAT(detail(std::string(kConfigBytesMax + 1, '#')), HasSubstr("64 KiB"));
}

TEST(Config, IsListedWholeInTheDocumentsAndInTheFileOfThePackage) {
  const auto text_of = [](const char* path) {
    std::ifstream file(path);
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
  };
  const auto table = text_of(LINLI_SOURCE_DIR "/docs/configuration.md");
  const auto sample = text_of(LINLI_SOURCE_DIR "/packaging/linli.toml");
  auto names = serve_accepts().values;
  names.insert(serve_accepts().flags.begin(), serve_accepts().flags.end());
  ASSERT_GT(names.size(), 15u);
  for (const auto& name : names) {
    EXPECT_THAT(table, HasSubstr('`' + name + '`'));
    if (name == "config" || name == "clock" || name == "keys") continue;
    EXPECT_THAT(sample, HasSubstr(name + " = ")) << name;
  }
  EXPECT_TRUE(words(sample)) << detail(sample);
}

}  // namespace
}  // namespace linli::app

// model/words.h – a text in the county's languages. Thread safety: value.
#pragma once

#include <boost/describe.hpp>
#include <string>

namespace linli {

enum class Language { Zh, En };

// The same text in Simplified Chinese and English.
struct Words {
  std::string zh;
  std::string en;
  bool operator==(const Words&) const = default;
  const std::string& in(Language language) const { return language == Language::Zh ? zh : en; }
};
BOOST_DESCRIBE_STRUCT(Words, (), (zh, en))

}  // namespace linli

// app/personal.h – every place where something personal can lie, and what erasing does with it.
//
// The one list. `linli erase` takes each of its steps; its --help prints the list, and a test
// compares it with the schema: every column of a vault table, every text or bytes of any other, and
// every keyed hash stands here, or the build fails. Who adds a table says here what it may hold.
// Source: 个人信息保护法 Art. 47; issue #12; ADR 0018. Thread safety: constants.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace linli::app {

// The steps of an erasure in their order (erasing.cc), and what is not erased.
enum class Step { SignIn, Matters, Files, Messages, Register, Kept };
inline constexpr std::array kSteps{Step::SignIn, Step::Matters, Step::Files, Step::Messages,
                                   Step::Register};

struct Place {
  std::string_view table;    // or another place, in capitals
  std::string_view columns;  // separated by spaces
  Step step;                 // which erases it; Kept: it stays
  std::string_view what;     // what it holds and what becomes of it; of what is kept, why
};

std::span<const Place> personal_places();

// The list for people, a line each, without what is kept because it never is personal.
std::string places_in_words();

}  // namespace linli::app

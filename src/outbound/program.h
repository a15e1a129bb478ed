// outbound/program.h – runs one program of the county's, without a shell.
//
// It gets the words as they are, the text on its standard input, no other open file, nothing of our
// environment but a PATH, and as long as is said; then it and what it has started are ended.
// Blocks: never on an I/O thread. Thread safety: any thread.
//
// Errors: outbound.no_program (Invalid: it cannot be started, or not with an input of more than
// kProgramInputMax), outbound.program_failed (Overloaded: the exit code or signal is in the
// detail), outbound.slow (Overloaded).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace linli::outbound {

inline constexpr std::size_t kProgramInputMax = 64 * 1024;

// `words`: the program, by its whole path, and its arguments.
Result<void> run_program(const std::vector<std::string>& words, std::string_view input,
                         int seconds);

}  // namespace linli::outbound

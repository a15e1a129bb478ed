// app/commands.h – the commands of the program, one function each.
//
// Each takes the words after its name and returns the exit code: 0 done, 1 refused with its reason
// on standard error, 2 wrong usage. Thread safety: one at a time, from main.
#pragma once

#include <string>
#include <vector>

#include "app/arguments.h"
#include "base/clock.h"
#include "base/result.h"
#include "model/words.h"

namespace linli::app {

using Words = std::vector<std::string>;

int init_command(const Words& words);
int serve_command(const Words& words);
int check_command(const Words& words);
int import_command(const Words& words);
int verify_command(const Words& words);
int rebuild_command(const Words& words);
int stats_command(const Words& words);
int backup_command(const Words& words);
int restore_command(const Words& words);
int move_command(const Words& words);
int pack_command(const Words& words);
int holidays_command(const Words& words);
int keys_command(const Words& words);
int erase_command(const Words& words);
int sample_command(const Words& words);
int doctor_command(const Words& words);
int admin_command(const Words& words);
int audit_command(const Words& words);
int config_command(const Words& words);

inline constexpr int kDone = 0;
inline constexpr int kRefused = 1;
inline constexpr int kWrongUsage = 2;

// LC_ALL, LC_MESSAGES or LANG=zh… is Chinese.
Language terminal_language();
// Prints the sentence of an error in the language of the terminal (LANG=zh… is Chinese), its code
// and detail, and what to do. Returns the exit code for it.
int refuse(const Error& error);
// Whether the command was called wrongly: exit code 2.
bool wrong_usage(const Error& error);
// Runs a command: its options are parsed and what it answers is printed or refused. `usage` is
// shown for --help and after wrong usage.
int run_command(const Words& words, const Accepts& accepts, std::string_view usage,
                Result<int> (*command)(const Arguments&));
// The whole file. Errors: app.no_such_file.
Result<std::string> read_file(const std::string& path);
// "2026-03-05T09:00" or with seconds, in the county's zone +08:00, or with Z. Errors:
// app.option_value.
Result<Instant> parse_time(const std::string& text);

}  // namespace linli::app

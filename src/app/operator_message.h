// app/operator_message.h – words over a connected socket, each message whole or not at all.
//
// A message is the line "linli-operator-1", the number of words as uint32, and of each word its
// length as uint32 and its bytes; integers are big-endian. Source: docs/formats.md, "Operator's
// socket". Thread safety: one thread at a time. Errors: app.operator_gone (Unknown: the other end
// closed, stalled or took too long), app.operator_garbled (Invalid: not this message, or longer
// than its limit).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace linli::app {

// How long to wait for the other end, and for whom else.
struct Patience {
  std::int64_t stalled_ms;  // without a byte; negative: for ever
  std::int64_t whole_ms;    // for the whole message; negative: for ever
  int wake = -1;            // a descriptor that ends the wait when it becomes readable; -1: none
};

using MessageWords = std::vector<std::string>;

// At most `words_max` words of `bytes_max` bytes together.
Result<MessageWords> receive_message(int socket, std::size_t words_max, std::size_t bytes_max,
                                     const Patience& patience);
Result<void> send_message(int socket, const MessageWords& words, const Patience& patience);

}  // namespace linli::app

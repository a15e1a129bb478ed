// store/postgres/text_index.h – text indexes: one table for all, its tokens in an inverted index.
//
// Thread safety: any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace linli::store::postgres {

// Whether an index may be named so: 1 to 40 of a–z and _.
bool is_index_name(std::string_view name);

// $1 index, $2 id, $3 tokens separated by spaces.
inline constexpr std::string_view kPutText =
    "INSERT INTO store_text (name, id, tokens)"
    " VALUES ($1, $2, array_remove(string_to_array($3, ' '), ''))"
    " ON CONFLICT (name, id) DO UPDATE SET tokens = excluded.tokens";
// $1 index, $2 id.
inline constexpr std::string_view kRemoveText =
    "DELETE FROM store_text WHERE name = $1 AND id = $2";
// Two ways to the newest ids with all tokens. Each looks at what the other need not: the walk at
// every text from the newest on, the inverted index, which knows no order, at every one that ever
// had the tokens. $1 index, $2 tokens, $3 limit, $4 how many texts to look at.
inline constexpr const char* kWalkTexts =
    "SELECT id FROM (SELECT id, tokens FROM store_text WHERE name = $1 ORDER BY id DESC LIMIT $4)"
    " AS newest WHERE tokens @> (SELECT array_remove(string_to_array($2, ' '), ''))"
    " ORDER BY id DESC LIMIT $3";
// $1 index, $2 tokens, $3 limit. The first part is planned by itself: walking all ids from the
// newest until enough have the words is the wrong way for rare ones.
inline constexpr const char* kFindText =
    "WITH found AS MATERIALIZED (SELECT id FROM store_text WHERE name = $1"
    " AND tokens @> array_remove(string_to_array($2, ' '), ''))"
    " SELECT id FROM found ORDER BY id DESC LIMIT $3";
// The first walk only looks at how frequent the tokens are. Where one text of so many has them,
// walking until enough were found costs less than finding and sorting every one (as measured:
// 1.1 µs a text walked, 0.4 µs a text found, at a million).
inline constexpr std::int64_t kLookedAtFirst = 200;
inline constexpr std::int64_t kOneOf = 27;

}  // namespace linli::store::postgres

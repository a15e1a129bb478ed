// store/postgres/text_index.h – text indexes: one table for all, its tokens in an inverted index.
//
// Thread safety: any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "store/value.h"

namespace linli::store::postgres {

// Whether an index may be named so: 1 to 40 of a–z and _.
bool is_index_name(std::string_view name);
// Tokens, as IndexText has them, as the table has them: 32 bits with a sign. Nothing if one is no
// token.
std::optional<IntList> integers_of(std::string_view tokens);

// $1 index, $2 id, $3 tokens as numbers.
inline constexpr std::string_view kPutText =
    "INSERT INTO store_text (name, id, tokens) VALUES ($1, $2, $3::bigint[]::integer[])"
    " ON CONFLICT (name, id) DO UPDATE SET tokens = excluded.tokens";
// $1 index, $2 id.
inline constexpr std::string_view kRemoveText =
    "DELETE FROM store_text WHERE name = $1 AND id = $2";

// The inverted index holds each text's tokens, and its stretch: which thousand of texts it came
// with. It knows no order; so frequent tokens are asked for together with the newest stretches, and
// what is older is not looked at. Places are given in the order of writing; that of ids differs
// from it where texts are written at the same time, or by nodes whose clocks differ.
#define LINLI_INDEXED "(tokens || (place >> 10)::integer)"
#define LINLI_HAS_TOKENS LINLI_INDEXED " @> $2::bigint[]::integer[] AND name = $1 AND place < $4"
// The newest that have the tokens. $1 index, $2 tokens, $3 limit, $4 a place above all.
inline constexpr const char* kFindText =
    "SELECT id, place FROM store_text WHERE " LINLI_HAS_TOKENS " ORDER BY place DESC LIMIT $3";
// The same among $6 stretches, leaving out the $5 newest below $4. They are counted from that of
// the newest id; what others wrote after it, up to 64 stretches, comes with the first. A token may
// look like a stretch, so what comes by that alone is left out again.
inline constexpr const char* kFindTextInStretches =
    "WITH newest AS (SELECT least(($4 - 1) >> 10, coalesce((SELECT place >> 10 FROM store_text"
    " WHERE name = $1 ORDER BY id DESC LIMIT 1), 0)) AS by_id,"
    " least(($4 - 1) >> 10, (SELECT last_value >> 10 FROM store_text_place_seq)) AS written),"
    " span AS MATERIALIZED (SELECT greatest(by_id - $5 - $6 + 1, 0) AS first,"
    " CASE WHEN $5 > 0 THEN by_id - $5 ELSE least(written, by_id + 64) END AS last FROM newest)"
    " SELECT id, place FROM store_text WHERE " LINLI_HAS_TOKENS " AND " LINLI_INDEXED
    " && (SELECT array_agg(stretch::integer) FROM span,"
    " generate_series(first, last) AS stretch) AND place >> 10 BETWEEN (SELECT first FROM span)"
    " AND (SELECT last FROM span) ORDER BY place DESC LIMIT $3";
// The first stretches say how frequent the tokens are, and so how many more are to be asked for.
inline constexpr std::int64_t kStretchesFirst = 2;
inline constexpr int kTimesAsked = 3;
// Tokens that stand in so few texts that more stretches would be needed are found whole, as are
// those of which fewer texts are expected in all than are read in the time the stretches take.
inline constexpr std::int64_t kStretchesMax = 256;
inline constexpr std::int64_t kTextsInTheTimeOfAStretch = 8;

}  // namespace linli::store::postgres

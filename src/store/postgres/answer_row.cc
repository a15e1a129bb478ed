#include "store/postgres/answer_row.h"

#include <cstdio>
#include <type_traits>

#include "base/check.h"
#include "base/text.h"

namespace linli::store::postgres {
namespace {

// Numbers of PostgreSQL's own types (catalog/pg_type.dat).
constexpr Oid kBool = 16;
constexpr Oid kBytea = 17;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kText = 25;
constexpr Oid kVarchar = 1043;
constexpr Oid kNumeric = 1700;

template <class Integer>
Integer big_endian(const char* bytes) {
  std::make_unsigned_t<Integer> out = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    out =
        static_cast<std::make_unsigned_t<Integer>>(out << 8 | static_cast<unsigned char>(bytes[i]));
  }
  return static_cast<Integer>(out);
}

// Four int16: number of digits, weight of the first, sign, scale; then digits to base 10,000.
std::int64_t numeric(const char* bytes) {
  constexpr std::int64_t kBase = 10'000;
  constexpr std::int16_t kNegative = 0x4000;
  const auto at = [bytes](int place) { return big_endian<std::int16_t>(bytes + 2 * place); };
  const int digits = at(0);
  const int weight = at(1);
  std::int64_t value = 0;
  for (int i = 0; i <= weight; ++i) value = value * kBase + (i < digits ? at(4 + i) : 0);
  return at(2) == kNegative ? -value : value;
}

bool is_text(Oid type) {
  return type == kText || type == kBytea || type == kVarchar;
}

}  // namespace

std::int64_t AnswerRow::integer(int column) const {
  if (is_null(column)) return 0;
  const char* bytes = PQgetvalue(answer_, row_, column);
  const Oid type = PQftype(answer_, column);
  switch (type) {
    case kInt8:
      return big_endian<std::int64_t>(bytes);
    case kInt4:
      return big_endian<std::int32_t>(bytes);
    case kInt2:
      return big_endian<std::int16_t>(bytes);
    case kBool:
      return bytes[0] != 0 ? 1 : 0;
    case kNumeric:
      return numeric(bytes);
    default:
      CHECK(is_text(type));
      return parse_int64({bytes, static_cast<std::size_t>(PQgetlength(answer_, row_, column))})
          .value_or(0);
  }
}

std::string_view AnswerRow::text(int column) const {
  if (is_null(column)) return {};
  if (is_text(PQftype(answer_, column))) {
    return {PQgetvalue(answer_, row_, column),
            static_cast<std::size_t>(PQgetlength(answer_, row_, column))};
  }
  digits_ = std::to_string(integer(column));
  return digits_;
}

bool AnswerRow::is_null(int column) const {
  return PQgetisnull(answer_, row_, column) != 0;
}

}  // namespace linli::store::postgres

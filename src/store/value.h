// store/value.h – values, names and statements as the store takes them.
//
// Names of tables and columns and all SQL are literals fixed when the program is compiled, so no
// input can become SQL; everything else is bound. SQL keeps to the subset that SQLite and
// PostgreSQL share (docs/adr/0003-store.md). Thread safety: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "model/ids.h"

namespace linli::store {

struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};

struct Null {
  bool operator==(const Null&) const = default;
};

// A list is only for a statement's (?*) – see Sql.
using IntList = std::vector<std::int64_t>;
using Content = std::variant<Null, std::int64_t, std::string, Blob, IntList>;

// What a column holds or a parameter is bound to.
struct Value {
  Content content;

  Value() = default;
  Value(Null) {}
  Value(std::int64_t v) : content(v) {}
  Value(int v) : content(std::int64_t{v}) {}
  Value(bool v) : content(std::int64_t{v ? 1 : 0}) {}
  Value(Instant v) : content(v.ms) {}
  Value(std::string v) : content(std::move(v)) {}
  Value(std::string_view v) : content(std::string(v)) {}
  Value(const char* v) : content(std::string(v)) {}
  Value(Blob v) : content(std::move(v)) {}
  Value(IntList v) : content(std::move(v)) {}
  // The zero id is NULL. (One expression: g++ 12 takes an assignment here for uninitialised use.)
  template <class Tag>
  Value(Id<Tag> id) : content(id ? Content(id.value) : Content(Null{})) {}
  bool operator==(const Value&) const = default;
};

// The name of a table or column: a literal.
struct Name {
  consteval Name(const char* literal) : text(literal) {}
  std::string_view text;
};

// One statement: a literal with parameters ?1, ?2 …. The token (?*) stands for a list of integers,
// bound as one IntList after the numbered parameters.
struct Sql {
  consteval Sql(const char* literal) : text(literal) {}
  const char* text;
};

}  // namespace linli::store

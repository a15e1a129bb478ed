#include "store/postgres/connection.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/check.h"
#include "base/text.h"

namespace linli::store::postgres {
namespace {

constexpr std::size_t kSchemaNameMax = 40;

// Nothing is said on standard error; what a warning may mean for a commit the writer asks itself.
void hear_nothing(void*, const PGresult*) {}

// libpq's messages end with a line break.
std::string message_of(const char* text) {
  std::string message(text);
  while (!message.empty() && message.back() == '\n') message.pop_back();
  return message;
}

std::string_view field(const PGresult* answer, int code) {
  const char* text = PQresultErrorField(answer, code);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

// "Key (a, b)=(1, 2) already exists." in any language becomes "a,b"; the values are left out.
std::string key_columns(std::string_view detail) {
  const auto from = detail.find('(');
  const auto to = detail.find(")=(");
  std::string columns;
  if (from == std::string_view::npos || to == std::string_view::npos || to < from) return columns;
  for (const char c : detail.substr(from + 1, to - from - 1)) {
    if (c != ' ') columns += c;
  }
  return columns;
}

Error unique_error(const PGresult* answer) {
  std::string detail(field(answer, PG_DIAG_TABLE_NAME));
  const std::string columns = key_columns(field(answer, PG_DIAG_MESSAGE_DETAIL));
  for (const auto column : split(columns, ',')) {
    if (detail.find('.') == std::string::npos) {
      detail.append(".").append(column);
    } else {
      detail.append(",").append(field(answer, PG_DIAG_TABLE_NAME)).append(".").append(column);
    }
  }
  return {ErrorKind::Conflict, "store.unique", std::move(detail)};
}

// Names and codes only: the message itself holds the value that was refused.
Error constraint_error(const PGresult* answer, std::string_view state) {
  std::string detail(state);
  for (const char code : {PG_DIAG_TABLE_NAME, PG_DIAG_COLUMN_NAME, PG_DIAG_CONSTRAINT_NAME}) {
    const auto name = field(answer, static_cast<unsigned char>(code));
    if (!name.empty()) detail.append(" ").append(name);
  }
  return {ErrorKind::Invalid, "store.constraint", std::move(detail)};
}

[[noreturn]] void does_not_compile(const PGresult* answer) {
  std::fprintf(stderr, "SQL does not compile: %s\n", PQresultErrorMessage(answer));
  check_failed("SQL compiles", __FILE__, __LINE__);
}

// What the class of a SQLSTATE says (PostgreSQL 15, appendix A).
Error error_of_class(const PGresult* answer, std::string_view state) {
  std::string message = message_of(PQresultErrorMessage(answer));
  const auto of_class = [&state](std::string_view name) { return state.starts_with(name); };
  // 08P01: bytes that are none of the column's type.
  if (of_class("22") || of_class("23") || state == "08P01") return constraint_error(answer, state);
  if (of_class("40") || of_class("55")) {
    return {ErrorKind::Overloaded, "store.overloaded", std::move(message)};
  }
  if (state == "53100" || of_class("58")) {
    return {ErrorKind::Overloaded, "store.disk", std::move(message)};
  }
  if (of_class("53") || of_class("54")) {
    return {ErrorKind::Overloaded, "store.overloaded", std::move(message)};
  }
  if (of_class("XX")) return {ErrorKind::Corrupt, "store.corrupt", std::move(message)};
  return {ErrorKind::Overloaded, "store.unreachable", std::move(message)};
}

// Class 42 is text that the database does not understand, except for these: what another program
// did to the schema or to our rights in it, and a value that does not fit its column. Rights that
// are missing are no damage: whoever looks after the database can give them.
constexpr std::string_view kWrongType = "42804";
constexpr std::string_view kNoRights = "42501";
constexpr std::array<std::string_view, 2> kNotOurText = {"42P01", "42P06"};

Result<void> set_up(PGconn* connection, const Place& place, Access access) {
  if (std::string_view(PQparameterStatus(connection, "server_encoding")) != "UTF8") {
    return fail(ErrorKind::Corrupt, "store.corrupt", "the database is not in UTF-8");
  }
  // A commit waits at least for the disk; a stronger setting of the server (remote_apply) stays.
  std::string settings =
      "SELECT set_config('synchronous_commit', 'on', false)"
      " WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write');"
      "SET jit = off; SET bytea_output = hex; SET search_path TO " +
      quoted_name(place.schema) + ';';
  // A statement that is planned while its table is empty would read it whole, or join it so, until
  // the database looks at it anew. Every statement has its index and is a walk along indexes, as on
  // SQLite; none is to depend on when that happens. And each is planned once, not each time.
  settings +=
      "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;"
      "SET enable_material = off; SET plan_cache_mode = force_generic_plan;";
  settings += access == Access::read
                  ? "SET default_transaction_isolation = 'repeatable read';"
                    "SET default_transaction_read_only = on; SET statement_timeout = 1000;"
                    "SET idle_in_transaction_session_timeout = 5000"
                  : "SET default_transaction_isolation = 'read committed';"
                    "SET default_transaction_read_only = off; SET statement_timeout = 0;"
                    "SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 10000";
  TRY(run(connection, settings.c_str()));
  return {};
}

}  // namespace

bool is_schema_name(std::string_view name) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !name.empty() && name.size() <= kSchemaNameMax && letter(name.front()) &&
         std::ranges::all_of(
             name, [&](char c) { return letter(c) || c == '_' || (c >= '0' && c <= '9'); });
}

std::string quoted_name(std::string_view name) {
  CHECK(is_schema_name(name));
  return '"' + std::string(name) + '"';
}

Result<Connection> connect(const Place& place, Access access) {
  // What stands before the database yields to its words, what stands behind it does not.
  const std::array<const char*, 7> names = {"connect_timeout",
                                            "tcp_user_timeout",
                                            "keepalives_idle",
                                            "fallback_application_name",
                                            "dbname",
                                            "client_encoding",
                                            nullptr};
  const std::array<const char*, 7> values = {"5",    "15000", "10", "linli", place.database.c_str(),
                                             "UTF8", nullptr};
  Connection connection(PQconnectdbParams(names.data(), values.data(), 1));
  if (!connection) return fail(ErrorKind::Overloaded, "store.unreachable", "out of memory");
  PQsetNoticeReceiver(connection.get(), hear_nothing, nullptr);
  if (is_lost(connection.get())) return Failure(unreachable(connection.get()));
  TRY(set_up(connection.get(), place, access));
  return connection;
}

Error error_of(const PGresult* answer) {
  const auto state = field(answer, PG_DIAG_SQLSTATE);
  if (state == "23505") return unique_error(answer);
  if (state == kWrongType) return constraint_error(answer, state);
  if (state == "57014") return {ErrorKind::Overloaded, "store.read_too_long", {}};
  if (!state.starts_with("42") || state == kNoRights) return error_of_class(answer, state);
  if (std::ranges::find(kNotOurText, state) == kNotOurText.end()) does_not_compile(answer);
  return {ErrorKind::Corrupt, "store.corrupt", message_of(PQresultErrorMessage(answer))};
}

Error unreachable(const PGconn* connection) {
  return {ErrorKind::Overloaded, "store.unreachable", message_of(PQerrorMessage(connection))};
}

bool is_lost(const PGconn* connection) {
  return PQstatus(connection) != CONNECTION_OK;
}

bool may_repeat(const PGresult* answer) {
  return field(answer, PG_DIAG_SQLSTATE).starts_with("40");
}

Result<Answer> run(PGconn* connection, const char* sql) {
  Answer answer(PQexec(connection, sql));
  const auto status = PQresultStatus(answer.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN ||
      status == PGRES_COPY_OUT) {
    return answer;
  }
  if (is_lost(connection)) return Failure(unreachable(connection));
  return Failure(error_of(answer.get()));
}

Result<std::int64_t> number(PGconn* connection, const char* sql) {
  const auto answer = TRY(run(connection, sql));
  if (PQntuples(answer.get()) == 0) return 0;
  return parse_int64(PQgetvalue(answer.get(), 0, 0)).value_or(0);
}

}  // namespace linli::store::postgres

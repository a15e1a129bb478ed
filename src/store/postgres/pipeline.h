// store/postgres/pipeline.h – commands sent together, their answers in order: one round trip.
//
// After a command that fails the database skips all that follow up to the end of the pipeline.
// Source: libpq, "Pipeline Mode". Thread safety: one thread at a time.
#pragma once

#include <string>
#include <vector>

#include "store/postgres/connection.h"
#include "store/value.h"

namespace linli::store::postgres {

// A parameter as libpq takes it: integers as text, bytes as they are.
class Parameters {
 public:
  void clear();
  // The value must live until the command is queued.
  void add(std::int64_t value);
  void add(std::string_view text);
  void add(const Value& value);
  // An array or other text that the database reads by itself; it must end with NUL.
  void add_text(const std::string& text);
  int size() const { return static_cast<int>(places_.size()); }

 private:
  friend class Pipeline;
  struct Place {
    const char* text;  // nullptr: NULL, or `own`
    std::string own;   // text made here
    int length;
    int format;  // 1: binary
  };
  void point(std::vector<const char*>& values, std::vector<int>& lengths,
             std::vector<int>& formats) const;
  std::vector<Place> places_;
};

class Pipeline {
 public:
  explicit Pipeline(PGconn* connection) : connection_(connection) {}

  // Queues one command each; what they answer stands at the next place of finish().
  void prepare(const std::string& name, const std::string& sql, const std::vector<Oid>& types);
  void execute(const std::string& name, const Parameters& parameters);
  void query(const char* sql);
  // How many commands are queued, which is the place of the next one's answer.
  std::size_t size() const { return commands_; }

  // Sends what is queued and the end of the pipeline; the answers are read by finish().
  void send();
  // Waits for the answers, one for each command; those after a failure are PGRES_PIPELINE_ABORTED.
  // Nothing that is not heard within wait_ms_max (-1: waits as long as the connection stands) will
  // be. Errors: store.unreachable – what the database did with the commands is not known then, and
  // the connection is of no more use.
  Result<std::vector<Answer>> finish(int wait_ms_max);

 private:
  void note(int queued);
  // Waits until an answer is whole. False: the connection is lost or the time is over.
  bool wait(int wait_ms_max);
  void end();

  PGconn* connection_;
  std::size_t commands_ = 0;
  bool sent_ = false;
  bool failed_ = false;
  // Reused, so that a command allocates little.
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

// Whether a command did what it should.
inline bool went_well(const Answer& answer) {
  const auto status = PQresultStatus(answer.get());
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}
// How many rows it changed or found.
std::int64_t rows_of(const Answer& answer);

}  // namespace linli::store::postgres

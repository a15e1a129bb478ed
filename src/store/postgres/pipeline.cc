#include "store/postgres/pipeline.h"

#include <poll.h>

#include <cerrno>
#include <utility>

#include "base/check.h"
#include "base/text.h"

namespace linli::store::postgres {
namespace {

constexpr int kAsText = 0;
constexpr int kBinary = 1;

std::string array_text(const IntList& list) {
  std::string text = "{";
  for (const auto value : list) {
    if (text.size() > 1) text += ',';
    text += std::to_string(value);
  }
  return text + '}';
}

Failure lost(const PGconn* connection) {
  return Failure(unreachable(connection));
}

}  // namespace

void Parameters::clear() {
  places_.clear();
}

void Parameters::add(std::int64_t value) {
  std::string text = std::to_string(value);
  const int length = static_cast<int>(text.size());
  places_.push_back({nullptr, std::move(text), length, kAsText});
}

// libpq reads text up to its NUL, which a view need not have; bytes are counted.
void Parameters::add(std::string_view text) {
  places_.push_back(
      {text.data() == nullptr ? "" : text.data(), {}, static_cast<int>(text.size()), kBinary});
}

void Parameters::add(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value.content)) return add(*number);
  if (const auto* text = std::get_if<std::string>(&value.content)) {
    // As text, so that words meant for a number are refused as such. With a NUL inside the database
    // refuses it, where libpq would cut it off.
    const bool whole = text->find('\0') == std::string::npos;
    return whole ? add_text(*text) : add(std::string_view(*text));
  }
  if (const auto* blob = std::get_if<Blob>(&value.content)) {
    return add(std::string_view(blob->bytes));
  }
  if (const auto* list = std::get_if<IntList>(&value.content)) {
    std::string text = array_text(*list);
    const int length = static_cast<int>(text.size());
    places_.push_back({nullptr, std::move(text), length, kAsText});
    return;
  }
  places_.push_back({nullptr, {}, 0, kAsText});
}

void Parameters::add_text(const std::string& text) {
  places_.push_back({text.c_str(), {}, static_cast<int>(text.size()), kAsText});
}

void Parameters::point(std::vector<const char*>& values, std::vector<int>& lengths,
                       std::vector<int>& formats) const {
  values.clear();
  lengths.clear();
  formats.clear();
  for (const auto& place : places_) {
    values.push_back(place.own.empty() ? place.text : place.own.c_str());
    lengths.push_back(place.length);
    formats.push_back(place.format);
  }
}

void Pipeline::note(int queued) {
  if (queued != 1) failed_ = true;
  ++commands_;
}

void Pipeline::prepare(const std::string& name, const std::string& sql,
                       const std::vector<Oid>& types) {
  note(PQsendPrepare(connection_, name.c_str(), sql.c_str(), static_cast<int>(types.size()),
                     types.data()));
}

void Pipeline::execute(const std::string& name, const Parameters& parameters) {
  parameters.point(values_, lengths_, formats_);
  note(PQsendQueryPrepared(connection_, name.c_str(), parameters.size(), values_.data(),
                           lengths_.data(), formats_.data(), kBinary));
}

void Pipeline::query(const char* sql) {
  note(PQsendQueryParams(connection_, sql, 0, nullptr, nullptr, nullptr, nullptr, kBinary));
}

void Pipeline::send() {
  if (PQpipelineSync(connection_) != 1) failed_ = true;
  if (PQflush(connection_) < 0) failed_ = true;
  sent_ = true;
}

bool Pipeline::wait(int wait_ms_max) {
  while (PQisBusy(connection_) != 0) {
    const int left = PQflush(connection_);
    if (left < 0) return false;
    pollfd socket{PQsocket(connection_), static_cast<short>(left > 0 ? POLLIN | POLLOUT : POLLIN),
                  0};
    const int ready = ::poll(&socket, 1, wait_ms_max);
    if (ready == 0) return false;
    if (ready < 0 && errno != EINTR) return false;
    if (PQconsumeInput(connection_) != 1) return false;
  }
  return true;
}

void Pipeline::end() {
  commands_ = 0;
  sent_ = false;
  failed_ = false;
}

Result<std::vector<Answer>> Pipeline::finish(int wait_ms_max) {
  if (!sent_) send();
  const std::size_t commands = commands_;
  const bool failed = failed_;
  end();
  if (failed) return lost(connection_);
  std::vector<Answer> answers;
  answers.reserve(commands);
  while (true) {
    if (!wait(wait_ms_max)) return lost(connection_);
    Answer answer(PQgetResult(connection_));
    if (is_lost(connection_)) return lost(connection_);
    if (!answer) continue;  // the end of one command's answer
    if (PQresultStatus(answer.get()) == PGRES_PIPELINE_SYNC) break;
    answers.push_back(std::move(answer));
  }
  CHECK(answers.size() == commands);
  return answers;
}

std::int64_t rows_of(const Answer& answer) {
  const std::string_view text = PQcmdTuples(answer.get());
  return parse_int64(text).value_or(0);
}

}  // namespace linli::store::postgres

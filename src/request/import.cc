#include "request/import.h"

#include <zlib.h>

#include <condition_variable>
#include <cstdio>
#include <map>
#include <mutex>
#include <new>

#include "base/json.h"
#include "base/text.h"
#include "desk/submit.h"
#include "exchange/table.h"
#include "registry/units.h"
#include "request/file.h"

namespace linli::request {
namespace {

constexpr std::size_t kInFlightMax = 256;
constexpr std::size_t kUnpackedMax = std::size_t{512} << 20;
constexpr std::size_t kTitleMax = 60;

using Cells = std::map<std::string, std::string>;

Result<std::string> unpack(std::string_view bytes) {
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return invalid("request.not_gzip");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  std::string chunk(1 << 16, '\0');
  int status = Z_OK;
  while (status == Z_OK && out.size() <= kUnpackedMax) {
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    status = inflate(&stream, Z_NO_FLUSH);
    out.append(chunk, 0, chunk.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (status != Z_STREAM_END) return invalid("request.not_gzip");
  return out;
}

Result<Cells> json_cells(std::string_view line) {
  const auto value = TRY(parse_json(line));
  if (!value.is_object()) return invalid("json.type");
  Cells out;
  for (const auto& [key, cell] : value.get_object()) {
    if (cell.is_string()) out[key] = std::string(cell.get_string());
    if (cell.is_int64()) out[key] = std::to_string(cell.get_int64());
  }
  return out;
}

// Chinese headers that other platforms write.
const std::map<std::string, std::string>& column_names() {
  static const std::map<std::string, std::string> names = {
      {"编号", "row"},      {"标题", "title"},    {"内容", "detail"}, {"时间", "time"},
      {"单元代码", "unit"}, {"类别", "category"}, {"类型", "kind"},   {"姓名", "name"},
      {"手机号", "phone"},  {"渠道", "channel"}};
  return names;
}

// "2020-01-06 12:09:38" in the county, 0 when it is no such time.
Instant local_instant(const WorkCalendar& calendar, const std::string& text) {
  if (text.size() < 10) return {};
  const auto date = parse_date(text.substr(0, 10));
  if (!date) return {};
  std::int64_t ms = calendar.start_of(*date).ms;
  if (text.size() >= 16) {
    ms += parse_int64(text.substr(11, 2)).value_or(0) * kMsPerHour;
    ms += parse_int64(text.substr(14, 2)).value_or(0) * kMsPerMinute;
  }
  return Instant{ms};
}

class RequestImport {
 public:
  RequestImport(desk::Kernel& kernel, Serials& serials, const ImportOptions& options)
      : kernel_(kernel), serials_(serials), options_(options), rules_(kernel.rules.get()) {}

  Result<void> begin() {
    const auto read = TRY(kernel_.store.read());
    county_ = TRY(registry::county(*read)).id;
    if (kernel_.folder != desk::Folder::Sample) return {};
    for (const auto& unit : TRY(registry::units_of_level(*read, "village"))) {
      villages_.push_back(unit.id);
    }
    return {};
  }

  void take(std::int64_t number, const Cells& cells) {
    const auto found = cells.find("row");
    const std::string row = found == cells.end() ? std::to_string(number) : found->second;
    auto command = plan(number, row, cells);
    if (!command) return refuse(number, command.error());
    if (known(row)) {
      ++report_.unchanged;
    } else if (options_.mode == exchange::Mode::DryRun) {
      ++report_.imported;
      if (report_.would_change.size() < exchange::kListedMax) {
        report_.would_change.push_back("row " + row + ": new request");
      }
    } else {
      commit(number, std::move(*command));
    }
  }

  void refuse(std::int64_t number, const Error& error) {
    const std::lock_guard lock(mutex_);
    ++report_.refused;
    if (report_.bad.size() >= exchange::kListedMax) return;
    try {
      report_.bad.push_back({number, "", "", error.code, error.detail});
    } catch (const std::bad_alloc& exhaustion) {
      // It is counted all the same; thrown on, it would keep finish() waiting for ever.
      std::fprintf(stderr, "linli: a refused row is not listed: %s\n", exhaustion.what());
    }
  }

  exchange::ImportReport finish() {
    std::unique_lock lock(mutex_);
    landed_.wait(lock, [this] { return in_flight_ == 0; });
    return report_;
  }

 private:
  bool known(const std::string& row) {
    const auto read = kernel_.store.read();
    if (!read) return false;
    const auto found =
        (*read)->number("SELECT count(*) FROM matter WHERE source = ?1 AND source_row = ?2",
                        {options_.source, row});
    return found.value_or(0) > 0;
  }

  Result<UnitId> place(std::int64_t number, const Cells& cells) {
    if (const auto code = cells.find("unit"); code != cells.end() && !code->second.empty()) {
      const auto read = TRY(kernel_.store.read());
      const auto unit = TRY(registry::find_unit_by_code(*read, code->second));
      if (!unit) return invalid("exchange.row_reference", "unit");
      return unit->id;
    }
    if (villages_.empty()) return county_;
    return villages_[static_cast<std::size_t>(number) % villages_.size()];
  }

  Result<FileCommand> plan(std::int64_t number, const std::string& row, const Cells& cells) {
    const auto cell = [&](const char* key) {
      const auto found = cells.find(key);
      return found == cells.end() ? std::string() : std::string(trim(found->second));
    };
    FileCommand out;
    FileRequest& request = out.request;
    request.title = cell("title");
    request.detail = cell("detail");
    if (request.title.empty() && request.detail.empty()) request.detail = cell("seg");
    if (request.title.empty()) request.title = first_code_points(request.detail, kTitleMax);
    if (request.title.empty()) return invalid("exchange.row_missing", "title");
    // Nothing is cut off: a title that is too long stands whole at the head of the text.
    if (code_points(request.title) > kTitleMax) {
      request.detail = request.title + "\n" + request.detail;
      request.title = first_code_points(request.title, kTitleMax);
    }
    request.unit = TRY(place(number, cells));
    if (!cell("category").empty()) request.category = cell("category");
    if (!cell("kind").empty()) request.kind = cell("kind");
    if (!cell("name").empty()) request.name = cell("name");
    if (!cell("phone").empty()) request.phone = cell("phone");
    out.actor.kind = rights::ActorKind::System;
    out.source = options_.source;
    out.source_row = row;
    const bool named = !cell("unit").empty();
    if (!named) out.place_basis = villages_.empty() ? "county" : "sample_row";
    out.filed_at = local_instant(rules_->calendar, cell("time"));
    return out;
  }

  void commit(std::int64_t number, FileCommand command) {
    {
      std::unique_lock lock(mutex_);
      landed_.wait(lock, [this] { return in_flight_ < kInFlightMax; });
      ++in_flight_;
    }
    file(kernel_, serials_, std::move(command), {}, [this, number](Result<std::string> answer) {
      const bool known = !answer && answer.error().code == "request.row_known";
      if (!answer && !known) refuse(number, answer.error());
      const std::lock_guard lock(mutex_);
      if (answer) ++report_.imported;
      if (known) ++report_.unchanged;
      --in_flight_;
      landed_.notify_all();
    });
  }

  desk::Kernel& kernel_;
  Serials& serials_;
  const ImportOptions& options_;
  const std::shared_ptr<const desk::Rules> rules_;
  UnitId county_;
  std::vector<UnitId> villages_;
  std::mutex mutex_;
  std::condition_variable landed_;
  std::size_t in_flight_ = 0;
  exchange::ImportReport report_;
};

void take_json_lines(RequestImport& run, std::string_view text) {
  std::int64_t number = 0;
  for (const auto line : split(text, '\n')) {
    ++number;
    if (trim(line).empty()) continue;
    const auto cells = json_cells(trim(line));
    if (cells) {
      run.take(number, *cells);
    } else {
      run.refuse(number, cells.error());
    }
  }
}

Result<void> take_table(RequestImport& run, std::string_view bytes) {
  std::vector<std::string> header;
  return exchange::read_table(bytes, [&](const exchange::TableRow& row) {
    if (header.empty()) {
      for (const auto& cell : row.cells) {
        const auto alias = column_names().find(std::string(trim(cell)));
        header.push_back(alias == column_names().end() ? std::string(trim(cell)) : alias->second);
      }
      return true;
    }
    Cells cells;
    for (std::size_t i = 0; i < row.cells.size() && i < header.size(); ++i) {
      cells[header[i]] = row.cells[i];
    }
    run.take(row.number, cells);
    return true;
  });
}

}  // namespace

Result<exchange::ImportReport> import_requests(desk::Kernel& kernel, Serials& serials,
                                               const ImportOptions& options,
                                               std::string_view bytes) {
  RequestImport run(kernel, serials, options);
  TRY(run.begin());
  std::string unpacked;
  if (bytes.starts_with("\x1f\x8b")) {
    unpacked = TRY(unpack(bytes));
    bytes = unpacked;
  }
  if (trim(bytes.substr(0, 100)).starts_with("{")) {
    take_json_lines(run, bytes);
    return run.finish();
  }
  const auto taken = take_table(run, bytes);
  auto report = run.finish();
  if (!taken) return Failure(taken.error());
  return report;
}

}  // namespace linli::request

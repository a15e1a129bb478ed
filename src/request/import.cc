#include "request/import.h"

#include <zlib.h>

#include <condition_variable>
#include <cstdio>
#include <map>
#include <mutex>
#include <new>
#include <unordered_map>

#include "base/clean_text.h"
#include "base/fold.h"
#include "base/json.h"
#include "base/text.h"
#include "desk/submit.h"
#include "exchange/header.h"
#include "exchange/table.h"
#include "model/time_text.h"
#include "registry/people.h"
#include "registry/place_words.h"
#include "registry/units.h"
#include "request/file.h"

namespace linli::request {
namespace {

constexpr std::size_t kInFlightMax = 256;
constexpr std::size_t kUnpackedMax = std::size_t{512} << 20;
constexpr std::size_t kTitleMax = 60;       // code points, as the form has it
constexpr std::size_t kTitleReadMax = 120;  // what is longer is no title
constexpr std::size_t kDetailMax = 20'000;
constexpr std::size_t kContactMax = 60;

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

// Words of a choice list, in Chinese.
std::vector<std::string> words_of_list(const pack::Pack& pack, const char* list) {
  std::vector<std::string> out;
  const auto found = pack.choices.find(list);
  if (found == pack.choices.end()) return out;
  for (const auto& choice : found->second) out.push_back(choice.title.zh);
  return out;
}

std::vector<std::string> category_words(const pack::Pack& pack) {
  std::vector<std::string> out;
  for (const auto& category : pack.categories) {
    if (!category.parent.empty()) out.push_back(category.title.zh);
  }
  return out;
}

Result<Cells> json_cells(std::string_view line, const exchange::Header& names) {
  const auto value = TRY(parse_json(line));
  if (!value.is_object()) return invalid("json.type");
  Cells out;
  for (const auto& [name, cell] : value.get_object()) {
    const auto key = names.key_of(std::string_view(name.data(), name.size()));
    if (key.empty()) continue;
    if (cell.is_string()) out[key] = clean_text(std::string_view(cell.get_string()));
    if (cell.is_int64()) out[key] = std::to_string(cell.get_int64());
  }
  return out;
}

// What a row is known by, and what it says.
struct RowKey {
  std::string source, row;
};

class RequestImport {
 public:
  RequestImport(desk::Kernel& kernel, const ImportOptions& options)
      : kernel_(kernel), options_(options), rules_(kernel.rules.get()) {}

  Result<void> begin() {
    const auto read = TRY(kernel_.store.read());
    county_ = TRY(registry::county(*read)).id;
    if (kernel_.folder != desk::Folder::Sample) return {};
    for (const auto& unit : TRY(registry::units_of_level(*read, "village"))) {
      villages_.push_back(unit.id);
    }
    return {};
  }

  void take(std::int64_t number, const Cells& cells, FirstDay first_day) {
    blamed_.clear();
    auto command = plan(number, cells, first_day);
    if (!command) return refuse(number, blamed_, command.error());
    const auto known = known_before(number, cells, *command);
    if (!known) return refuse(number, "row", known.error());
    if (*known) {
      const std::lock_guard lock(mutex_);
      ++report_.unchanged;
    } else if (options_.mode == exchange::Mode::DryRun) {
      ++report_.imported;
      if (report_.would_change.size() < exchange::kListedMax) {
        report_.would_change.push_back("row " + std::to_string(number) + ": new request");
      }
    } else {
      commit(number, std::move(*command));
    }
  }

  // Before the first row. Errors: those of what is to be done before.
  Result<void> start() {
    began_ = true;
    return options_.before_rows ? options_.before_rows() : Result<void>{};
  }
  bool began() const { return began_; }
  void call_columns(std::function<std::string(const std::string&)> heading) {
    heading_ = std::move(heading);
  }

  void refuse(std::int64_t number, const std::string& column, const Error& error) {
    const std::lock_guard lock(mutex_);
    ++report_.refused;
    if (report_.bad.size() >= exchange::kListedMax) return;
    try {
      const auto heading = heading_ ? heading_(column) : column;
      report_.bad.push_back({number, column, heading, error.code, error.detail});
    } catch (const std::bad_alloc& exhaustion) {
      // It is counted all the same; thrown on, it would keep finish() waiting for ever.
      std::fprintf(stderr, "linli: a refused row is not listed: %s\n", exhaustion.what());
    }
  }

  void leave_out_example() {
    const std::lock_guard lock(mutex_);
    ++report_.examples;
  }
  // Errors: those of whoever watches the import.
  Result<void> end_of_row() {
    ++rows_;
    return options_.after_row ? options_.after_row(rows_) : Result<void>{};
  }
  const pack::Pack& pack() const { return rules_->pack(); }

  // Until what has departed has arrived.
  void wait() {
    std::unique_lock lock(mutex_);
    landed_.wait(lock, [this] { return in_flight_ == 0; });
  }

  exchange::ImportReport finish(const Result<void>& outcome) {
    wait();
    if (!outcome) {
      report_.broke_off = outcome.error().code;
      report_.broke_off_at = outcome.error().detail;
    }
    return report_;
  }

 private:
  Failure bad(const char* column, std::string_view code, std::string detail = {}) {
    blamed_ = column;
    return invalid(code, std::move(detail));
  }

  static std::string cell(const Cells& cells, const char* key) {
    const auto found = cells.find(key);
    if (found == cells.end() || !has_visible(found->second)) return {};
    return std::string(trim(found->second));
  }

  // Whether a row was filed before, in this file or an earlier one. A number that stands for
  // another text is no row of its own and no repetition either.
  Result<bool> known_before(std::int64_t number, const Cells& cells, const FileCommand& command) {
    const auto& blind = kernel_.vault.blind();
    const bool numbered = !cell(cells, "row").empty();
    const auto text = blind.of("request.text", clean_line(command.request.title) + '\0' +
                                                   std::string(trim(command.request.detail)));
    const auto [seen, first] = seen_.emplace(blind.of("request.row", command.source_row), text);
    if (!first) return seen->second == text ? Result<bool>(true) : invalid("request.row_other");
    const auto read = TRY(kernel_.store.read());
    if (const auto same =
            TRY(says_the_same(*read, {command.source, command.source_row}, command))) {
      return *same ? Result<bool>(true) : invalid("request.row_other");
    }
    // As versions before kept it.
    if (options_.former_source.empty()) return false;
    const auto row = numbered ? cell(cells, "row") : std::to_string(number);
    const auto same = TRY(says_the_same(*read, {options_.former_source, row}, command));
    if (same && !*same && numbered) return invalid("request.row_other");
    return same.value_or(false);
  }

  // Nothing when no such row is filed. What was erased is not filed again.
  Result<std::optional<bool>> says_the_same(store::Snapshot& read, const RowKey& key,
                                            const FileCommand& command) {
    const auto texts = TRY(read.one(
        "SELECT title_text, detail_text FROM matter WHERE source = ?1 AND source_row = ?2",
        {key.source, key.row},
        [](const store::Row& row) { return std::pair(row.id<TextId>(0), row.id<TextId>(1)); }));
    if (!texts) return std::optional<bool>();
    std::vector<TextId> ids{texts->first};
    if (texts->second) ids.push_back(texts->second);
    auto found = TRY(kernel_.vault.texts(read, ids));
    if (found.size() < ids.size()) return std::optional(true);
    const bool same = found[texts->first] == clean_line(command.request.title) &&
                      (texts->second ? found[texts->second] : "") == trim(command.request.detail);
    return std::optional(same);
  }

  // By its code or by its name, if that is one unit's alone.
  Result<UnitId> place(std::int64_t number, const Cells& cells) {
    const auto words = fold_width(cell(cells, "unit"));
    if (words.empty()) {
      if (villages_.empty()) return county_;
      return villages_[static_cast<std::size_t>(number) % villages_.size()];
    }
    const auto read = TRY(kernel_.store.read());
    if (const auto unit = TRY(registry::find_unit_by_code(*read, words))) return unit->id;
    const auto called = TRY(registry::find_units_called(*read, words, 2));
    if (called.size() != 1) return bad("unit", "exchange.row_reference", words);
    return called.front().id;
  }

  // By key or by its Chinese words; "" for a word nobody knows, which would stand in the record for
  // ever: the pack's rules suggest one instead.
  std::string word_of(const char* list, const std::string& word) const {
    const auto& choices = rules_->pack().choices;
    const auto found = choices.find(list);
    if (found == choices.end()) return {};
    for (const auto& choice : found->second) {
      if (word == choice.key || word == choice.title.zh) return choice.key;
    }
    return {};
  }

  // Also by the end of a key that no other has.
  std::string category_of(const std::string& word) const {
    std::string ending;
    int endings = 0;
    for (const auto& category : rules_->pack().categories) {
      if (word == category.key || word == category.title.zh) return category.key;
      if (word != category.key.substr(category.key.rfind('.') + 1)) continue;
      ending = category.key;
      ++endings;
    }
    return endings == 1 ? ending : "";
  }

  void fill_words(const Cells& cells, FileCommand& out) const {
    const auto some = [](std::string word) {
      return word.empty() ? std::optional<std::string>() : std::optional(std::move(word));
    };
    out.request.category = some(category_of(fold_width(cell(cells, "category"))));
    out.request.kind = some(word_of("request_kinds", fold_width(cell(cells, "kind"))));
    out.request.channel = some(word_of("channels", fold_width(cell(cells, "channel"))));
    out.grade = word_of("grades", fold_width(cell(cells, "grade")));
  }

  Result<void> fill_text(const Cells& cells, FileRequest& request) {
    request.title = cell(cells, "title");
    request.detail = cell(cells, "detail");
    if (request.title.empty() && request.detail.empty()) request.detail = cell(cells, "seg");
    if (request.title.empty()) request.title = first_code_points(request.detail, kTitleMax);
    if (request.title.empty()) return bad("title", "exchange.row_missing");
    if (code_points(request.title) > kTitleReadMax) return bad("title", "exchange.cell_too_long");
    if (code_points(request.detail) > kDetailMax) return bad("detail", "exchange.cell_too_long");
    // Nothing is cut off: a title that is too long stands whole at the head of the text.
    if (code_points(request.title) > kTitleMax) {
      request.detail = request.title + "\n" + request.detail;
      request.title = first_code_points(request.title, kTitleMax);
    }
    return {};
  }

  Result<void> fill_contact(const Cells& cells, FileCommand& out) {
    const auto name = cell(cells, "name");
    const auto phone = cell(cells, "phone");
    if (code_points(name) > registry::kPersonNameMax) return bad("name", "exchange.cell_too_long");
    if (code_points(phone) > kContactMax) return bad("phone", "exchange.cell_too_long");
    if (!name.empty()) out.request.name = name;
    if (const auto mobile = vault::normal_phone(phone)) {
      out.request.phone = *mobile;
    } else {
      out.other_contact = phone;
    }
    return {};
  }

  // Empty: when it is filed here.
  Result<Instant> filed_at(const Cells& cells, FirstDay first_day) {
    const auto text = cell(cells, "time");
    if (text.empty()) return Instant{};
    const auto at = read_time(text, rules_->pack().county.zone_minutes, first_day);
    if (!at) return bad("time", "exchange.row_date");
    if (*at > kernel_.clock.now()) return bad("time", "exchange.row_future");
    return *at;
  }

  // The number that the file gives, else what the row says.
  std::string row_of(const Cells& cells) const {
    if (const auto number = fold_width(cell(cells, "row")); !number.empty()) return number;
    std::string said;
    for (const auto* key : {"title", "detail", "seg", "unit", "time", "name", "phone"}) {
      said += cell(cells, key) + '\0';
    }
    return "said " + std::to_string(kernel_.vault.blind().of("request.said", said));
  }

  Result<FileCommand> plan(std::int64_t number, const Cells& cells, FirstDay first_day) {
    FileCommand out;
    TRY(fill_text(cells, out.request));
    out.request.unit = TRY(place(number, cells));
    fill_words(cells, out);
    TRY(fill_contact(cells, out));
    out.about = cell(cells, "about");
    out.actor.kind = rights::ActorKind::System;
    out.source = options_.platform;
    out.source_row = row_of(cells);
    const bool named = !cell(cells, "unit").empty();
    if (!named) out.place_basis = villages_.empty() ? "county" : "sample_row";
    out.filed_at = TRY(filed_at(cells, first_day));
    return out;
  }

  void commit(std::int64_t number, FileCommand command) {
    {
      std::unique_lock lock(mutex_);
      landed_.wait(lock, [this] { return in_flight_ < kInFlightMax; });
      ++in_flight_;
    }
    file(kernel_, std::move(command), {}, [this, number](Result<std::string> answer) {
      const bool known = !answer && answer.error().code == "desk.row_known";
      if (!answer && !known) refuse(number, "", answer.error());
      const std::lock_guard lock(mutex_);
      if (answer) ++report_.imported;
      if (known) ++report_.unchanged;
      --in_flight_;
      landed_.notify_all();
    });
  }

  desk::Kernel& kernel_;
  const ImportOptions& options_;
  const std::shared_ptr<const desk::Rules> rules_;
  UnitId county_;
  std::vector<UnitId> villages_;
  std::unordered_map<std::int64_t, std::int64_t> seen_;  // blind of the key, of the text
  std::string blamed_;                                   // column of the row being planned
  std::function<std::string(const std::string&)> heading_;
  bool began_ = false;
  std::int64_t rows_ = 0;
  std::mutex mutex_;
  std::condition_variable landed_;
  std::size_t in_flight_ = 0;
  exchange::ImportReport report_;
};

Result<void> take_json_lines(RequestImport& run, std::string_view text) {
  const exchange::Header names(request_columns(run.pack()));
  TRY(run.start());
  std::int64_t number = 0;
  for (const auto line : split(text, '\n')) {
    ++number;
    if (trim(line).empty()) continue;
    const auto cells = json_cells(trim(line), names);
    if (cells) {
      run.take(number, *cells, FirstDay::in_1900);
    } else {
      run.refuse(number, "", cells.error());
    }
    TRY(run.end_of_row());
  }
  return {};
}

Result<void> take_row(RequestImport& run, const exchange::Header& header,
                      const exchange::TableRow& row) {
  if (exchange::Header::is_example(row)) {
    run.leave_out_example();
  } else if (const auto unfit = header.unfit(row)) {
    run.refuse(row.number, unfit->column, unfit->error);
  } else {
    Cells cells;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (!header.key_at(i).empty()) cells[header.key_at(i)] = row.cells[i];
    }
    run.take(row.number, cells, row.first_day);
  }
  return run.end_of_row();
}

Result<void> take_table(RequestImport& run, std::string_view bytes) {
  exchange::Header header(request_columns(run.pack()), {"title", "detail", "seg"});
  run.call_columns([&](const std::string& column) { return header.heading(column); });
  Result<void> outcome;
  const auto read = exchange::read_table(bytes, [&](const exchange::TableRow& row) {
    if (!header.found()) {
      outcome = header.offer(row);
      if (outcome && header.found()) outcome = run.start();
      return outcome.has_value();
    }
    outcome = take_row(run, header, row);
    return outcome.has_value();
  });
  run.wait();
  if (!outcome) return outcome;
  if (!read) return read;
  return header.end();
}

}  // namespace

std::vector<exchange::Column> request_columns(const pack::Pack& pack) {
  using enum exchange::CellForm;
  return {{"row",
           {"编号", "工单编号", "工单号", "受理编号", "诉求编号", "事项编号"},
           false,
           code,
           "GD-2026-0001"},
          {"title", {"标题", "诉求标题", "工单标题", "主题"}, false, text, "路灯不亮"},
          {"detail",
           {"内容", "诉求内容", "反映内容", "工单内容", "详细情况"},
           false,
           text,
           "村口的路灯三天没亮了。"},
          {"seg", {}},
          {"time",
           {"时间", "受理时间", "登记时间", "反映时间", "来电时间", "提交时间"},
           false,
           date,
           "2026-01-06 12:09"},
          {"unit",
           {"单元代码", "单元编码", "单元", "所属单元", "所属村", "发生地"},
           false,
           text,
           "仙女镇向巷村"},
          {"category", {"类别", "诉求类别", "事项类别"}, false, word, "", category_words(pack)},
          {"kind", {"类型", "诉求类型"}, false, word, "", words_of_list(pack, "request_kinds")},
          {"grade", {"等级", "事项等级"}, false, word, "", words_of_list(pack, "grades")},
          {"channel",
           {"渠道", "来源渠道", "诉求渠道"},
           false,
           word,
           "",
           words_of_list(pack, "channels")},
          {"name", {"姓名", "反映人", "诉求人", "联系人"}, false, text, "张小花"},
          {"phone",
           {"手机号", "手机", "电话", "联系电话", "联系方式"},
           false,
           exchange::CellForm::phone,
           "13800001234"},
          {"about", {"被反映人", "反映对象"}, false, text, ""}};
}

Result<exchange::ImportReport> import_requests(desk::Kernel& kernel, const ImportOptions& options,
                                               std::string_view bytes) {
  RequestImport run(kernel, options);
  TRY(run.begin());
  std::string unpacked;
  if (bytes.starts_with("\x1f\x8b")) {
    unpacked = TRY(unpack(bytes));
    bytes = unpacked;
  }
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  const auto plain = bytes.starts_with(kMark) ? bytes.substr(kMark.size()) : bytes;
  const bool lines = trim(plain.substr(0, 100)).starts_with("{");
  const auto outcome = lines ? take_json_lines(run, plain) : take_table(run, bytes);
  if (!outcome && !run.began()) return Failure(outcome.error());
  return run.finish(outcome);
}

}  // namespace linli::request

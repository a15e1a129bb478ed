#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <limits>
#include <thread>

#include "app/house.h"
#include "app/operator.h"
#include "app/operator_audit.h"
#include "audit/chain.h"
#include "audit/copy.h"
#include "exchange/csv.h"
#include "journal/head.h"
#include "store/open.h"

namespace linli::app {
namespace {

constexpr std::string_view kAuditExportUsage =
    "usage: linli audit export --data DIR [--from TIME] [--to TIME] [--format json|csv] [FILE]\n"
    "                          [--keys DIR]\n"
    "  Writes the audit's entries of a span to a new file, or to standard output: one line each, "
    "in\n"
    "  the order of the chain, with its hash and the one before (docs/formats.md, \"Audit\"). "
    "Lines\n"
    "  of JSON, the default, are what `linli verify --audit-file FILE` checks; CSV is for a\n"
    "  spreadsheet. TIME is 2026-03-05T09:00, or a day, which counts whole. That it was written "
    "out\n"
    "  is an entry itself, made first; also while the server runs.\n";

constexpr OperatorAct kExport{audit::Kind::look, "audit_export"};
constexpr std::size_t kDateLength = 10;
constexpr std::int64_t kChainedWithinMs = 5'000;
constexpr std::chrono::milliseconds kLookAgain(100);

struct Span {
  Instant from{std::numeric_limits<std::int64_t>::min()};
  Instant to{std::numeric_limits<std::int64_t>::max()};  // not included
};

enum class Format { Json, Csv };

Result<Instant> instant_of(const std::string& option, const std::string& text) {
  const bool date = text.size() == kDateLength;
  const auto at = parse_time(date ? text + "T00:00" : text);
  if (!at) return invalid("app.option_value", "--" + option + " " + text);
  return date && option == "to" ? plus_ms(*at, kMsPerDay) : *at;
}

Result<Span> span_of(const Arguments& arguments) {
  Span out;
  if (const auto text = arguments.value("from")) out.from = TRY(instant_of("from", *text));
  if (const auto text = arguments.value("to")) out.to = TRY(instant_of("to", *text));
  if (out.to <= out.from) return invalid("app.option_value", "--to");
  return out;
}

Result<Format> format_of(const Arguments& arguments) {
  const auto text = arguments.value("format").value_or("json");
  if (text == "json") return Format::Json;
  if (text == "csv") return Format::Csv;
  return invalid("app.option_value", "--format " + text);
}

OperatorAct export_act(const Arguments&) {
  return kExport;
}

// So that the newest entries, that of this export too, have their links. A server chains by itself;
// when none runs nobody else does.
Result<void> chain_what_waits(House& house, DoneBy by) {
  const auto waiting = [&]() -> Result<std::int64_t> {
    return TRY(house.store().read())->number("SELECT count(*) FROM audit_queue");
  };
  if (by == DoneBy::Server) {
    for (std::int64_t ms = 0; ms < kChainedWithinMs; ms += kLookAgain.count()) {
      if (TRY(waiting()) == 0) return {};
      std::this_thread::sleep_for(kLookAgain);
    }
    return {};
  }
  const auto signer = TRY(journal::Signer::make(house.vault().keys().sign.view()));
  audit::Chain chain(house.store(), house.clock(), house.ids(), signer, house.audit_head_file());
  while (TRY(chain.run_once()).more) {
  }
  return {};
}

// What a server does of it: the lines do not cross the socket, there may be a year of them.
Result<int> note_export(Parts& parts, const OperatorCall& call, std::ostream&) {
  if (call.arguments.words()[0] != "export") return invalid("app.unknown_word");
  const auto span = TRY(span_of(call.arguments));
  const auto format = TRY(format_of(call.arguments));
  std::string detail = format == Format::Csv ? "format=csv" : "format=json";
  if (call.arguments.value("from")) detail += " from=" + std::to_string(span.from.ms);
  if (call.arguments.value("to")) detail += " to=" + std::to_string(span.to.ms);
  House& house = *parts.house;
  TRY(house.audit().flush(house.store()));
  TRY(note_act(house, kExport, detail));
  TRY(chain_what_waits(house, call.by));
  return kDone;
}

// The members of an audit line, and the time for whoever reads it in a spreadsheet.
constexpr std::string_view kColumns =
    "number,hash,previous,id,at,time,kind,recorded,route,result,code,times,person,account,detail,"
    "address_hash,address\r\n";

void append_csv(std::string& out, const audit::Link& link) {
  const auto& entry = link.kept.entry;
  const auto id = [](std::int64_t value) { return value == 0 ? "" : std::to_string(value); };
  exchange::write_csv_row(
      out, {std::to_string(link.number), to_hex(link.hash), to_hex(link.previous),
            std::to_string(link.kept.id.value), std::to_string(entry.at.ms),
            audit::timestamp(entry.at), link.kept.kind, link.kept.recorded ? "1" : "0", entry.route,
            link.kept.refused ? "refused" : "done", entry.code, std::to_string(entry.times),
            id(entry.person.value), id(entry.account.value), entry.detail,
            to_hex(link.kept.address_hash), link.where});
}

struct Written {
  std::int64_t entries = 0;
  std::int64_t first = 0, last = 0;  // their links
  std::int64_t waiting = 0;          // entries without a link, which are left out
};

Result<Written> write(store::Store& store, const Span& span, Format format, std::ostream& out) {
  Written done;
  if (format == Format::Csv) out << kColumns;
  std::int64_t after = 0;
  while (true) {
    std::vector<audit::Link> links;
    {
      const auto read = TRY(store.read());
      links = TRY(audit::links_after(*read, after, audit::kCopiedAtOnce));
      if (links.empty()) {
        done.waiting = TRY(read->number("SELECT count(*) FROM audit_queue"));
        return done;
      }
    }
    std::string text;
    for (const auto& link : links) {
      after = link.number;
      const auto at = link.kept.entry.at;
      if (at < span.from || at >= span.to) continue;
      if (format == Format::Csv) {
        append_csv(text, link);
      } else {
        text += audit::to_line(link.number, link.hash, link.previous, link.kept, link.where) + '\n';
      }
      if (done.entries++ == 0) done.first = link.number;
      done.last = link.number;
    }
    out << text;
    if (!out) return invalid("app.not_written");
  }
}

void say(const Written& written, std::ostream& out) {
  out << "exported " << written.entries << " entries";
  if (written.entries > 0) out << ", links " << written.first << " to " << written.last;
  out << "; " << written.waiting << " not yet chained\n";
}

// The words that the note is asked for by: the server opens no path of the caller.
Words words_of(const Arguments& arguments) {
  Words out{"export"};
  for (const auto* name : {"data", "keys", "from", "to", "format"}) {
    if (const auto value = arguments.value(name)) {
      out.insert(out.end(), {std::string("--") + name, *value});
    }
  }
  return out;
}

Result<int> export_audit(const Arguments& arguments) {
  if (arguments.words()[0] != "export") return invalid("app.unknown_word", arguments.words()[0]);
  const auto data = TRY(arguments.needed("data"));
  const auto span = TRY(span_of(arguments));
  const auto format = TRY(format_of(arguments));
  const std::string path = arguments.words().size() > 1 ? arguments.words()[1] : "";
  // Nothing that is there is written over: it may be an earlier export.
  if (!path.empty() && std::filesystem::exists(path)) return invalid("app.not_written", path);
  const int noted = TRY(ask_operator(audit_operator(), words_of(arguments)));
  if (noted != kDone) return noted;
  const auto store = TRY(store::open_store_readonly(data));
  std::ofstream file;
  if (!path.empty()) file.open(path, std::ios::binary);
  std::ostream& out = path.empty() ? std::cout : file;
  const auto written = TRY(write(*store, span, format, out));
  out.flush();
  if (!out) return invalid("app.not_written", path);
  // The lines alone go to standard output.
  say(written, path.empty() ? std::cerr : std::cout);
  return kDone;
}

}  // namespace

OperatorCommand audit_operator() {
  return {"audit",           {{"data", "keys", "from", "to", "format"}, {}, 1, 1},
          kAuditExportUsage, export_act,
          nullptr,           note_export};
}

int audit_command(const Words& words) {
  return run_command(words, {{"data", "keys", "from", "to", "format"}, {}, 1, 2}, kAuditExportUsage,
                     export_audit);
}

}  // namespace linli::app

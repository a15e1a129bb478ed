#include "delivery/reader.h"

#include <limits>

#include "delivery/rows.h"

namespace linli::delivery {
namespace {

std::int64_t bit(Kind kind) {
  return std::int64_t{1} << static_cast<int>(kind);
}

// The kind that is left out; Code is left out anyway.
Kind but(Scope scope) {
  return scope == Scope::WithoutWork ? Kind::Work : Kind::Code;
}

}  // namespace

Scope scope_of(const rights::Actor& actor) {
  return actor.hats.empty() ? Scope::WithoutWork : Scope::Everything;
}

bool goes_by(Channel channel, Kind kind) {
  if (kind == Kind::Code) return channel == Channel::Sms;
  return channel == Channel::Mail || (channel == Channel::Sms && kind != Kind::Work);
}

bool may_refuse(Channel channel, Kind kind) {
  return goes_by(channel, kind) && kind != Kind::Code &&
         (channel == Channel::Mail || kind != Kind::Account);
}

bool Choices::wants(Channel channel, Kind kind) const {
  if (!may_refuse(channel, kind)) return true;
  return ((channel == Channel::Mail ? mail_off : sms_off) & bit(kind)) == 0;
}

void Choices::set(Channel channel, Kind kind, bool wanted) {
  if (!may_refuse(channel, kind)) return;
  auto& off = channel == Channel::Mail ? mail_off : sms_off;
  off = wanted ? off & ~bit(kind) : off | bit(kind);
}

Result<Page> page_of(store::Snapshot& read, const vault::Vault& vault, PersonId person, Scope scope,
                     MessageId before) {
  Page out;
  if (!person) return out;
  const auto rows = TRY(read.all(
      "SELECT id, version, at, person_id, phone, channel, urgency, code, body, matter_id, tries,"
      " sent_at, given_up_at, ends_at, kind, declined_at, copied_at FROM delivery_message"
      " WHERE person_id = ?1 AND id < ?2 AND kind > 0 AND kind <> ?3 AND channel < 3"
      " ORDER BY id DESC LIMIT ?4",
      {person, before ? before.value : std::numeric_limits<std::int64_t>::max(),
       static_cast<int>(but(scope)), kPageMax + 1},
      message_row));
  for (const auto& row : rows) {
    if (std::ssize(out.messages) == kPageMax) {
      out.next = out.messages.back().id;
      break;
    }
    out.messages.push_back(TRY(open_message(vault, row)));
  }
  // Those of an erased matter say nothing any more.
  std::erase_if(out.messages, [](const QueuedMessage& one) { return one.message.body.empty(); });
  return out;
}

Words words_of(const Message& message) {
  return {message.body, message.body_en.empty() ? message.body : message.body_en};
}

Result<Reader> reader_of(store::Snapshot& read, PersonId person) {
  Reader out;
  TRY(read.visit("SELECT version, read_to, sms_off, mail_off FROM delivery_reader WHERE id = ?1",
                 {person}, [&](const store::Row& row) {
                   out.version = row.integer(0);
                   out.read_to = MessageId{row.integer(1)};
                   out.choices.sms_off = row.integer(2);
                   out.choices.mail_off = row.integer(3);
                   return true;
                 }));
  return out;
}

void put_reader(store::WriteSet& changes, PersonId person, const Reader& reader) {
  store::Columns columns{{"read_to", reader.read_to.value},
                         {"sms_off", reader.choices.sms_off},
                         {"mail_off", reader.choices.mail_off}};
  if (reader.version != 0) {
    changes.update("delivery_reader", person.value, reader.version, std::move(columns));
    return;
  }
  columns.insert(columns.begin(), {{"id", person}, {"version", 1}});
  changes.insert("delivery_reader", std::move(columns));
}

Result<std::int64_t> unread(store::Snapshot& read, PersonId person, Scope scope) {
  if (!person) return 0;
  const auto reader = TRY(reader_of(read, person));
  return read.number(
      "SELECT count(*) FROM (SELECT id FROM delivery_message WHERE person_id = ?1 AND id > ?2"
      " AND kind > 0 AND kind <> ?3 AND channel < 3 ORDER BY id LIMIT ?4) AS fresh",
      {person, reader.read_to.value, static_cast<int>(but(scope)), kUnreadMax});
}

Result<void> forget_reader(store::Snapshot& read, PersonId person, store::WriteSet& changes) {
  const auto reader = TRY(reader_of(read, person));
  if (reader.version != 0) {
    changes.add(store::Remove{"delivery_reader", person.value, reader.version});
  }
  return {};
}

}  // namespace linli::delivery

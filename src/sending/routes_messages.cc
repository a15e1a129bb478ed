// sending/routes_messages.cc – my messages, and by which channels I want them (delivery/reader.h).

#include <boost/describe.hpp>

#include "base/text.h"
#include "delivery/reader.h"
#include "desk/routes.h"
#include "sending/routes.h"

namespace linli::sending {
namespace {

using api::In;
using api::Request;
using api::Respond;
using api::Response;
using api::Route;
using delivery::Channel;
using MessageKind = delivery::Kind;

struct MessageView {
  std::string id;
  std::int64_t at = 0;  // when it was written, ms UTC
  std::string kind;     // progress, word, work, account
  std::string code;     // which of the texts
  Words text;
  MatterId matter;  // what it speaks of
  bool unread = false;
};
BOOST_DESCRIBE_STRUCT(MessageView, (), (id, at, kind, code, text, matter, unread))

struct MessagePage {
  std::int64_t unread = 0;  // of all, up to 100
  std::vector<MessageView> items;
  std::string next;  // for `before` of the next page, "" at the end
};
BOOST_DESCRIBE_STRUCT(MessagePage, (), (unread, items, next))

struct ReadTo {
  std::string to;  // id of the newest that was seen
};
BOOST_DESCRIBE_STRUCT(ReadTo, (), (to))

struct ReadDone {
  std::int64_t unread = 0;
};
BOOST_DESCRIBE_STRUCT(ReadDone, (), (unread))

struct ChoiceState {
  std::string channel;  // sms, mail
  std::string kind;     // progress, word, work, account
  bool wanted = true;
  bool fixed = false;  // not to be switched off
};
BOOST_DESCRIBE_STRUCT(ChoiceState, (), (channel, kind, wanted, fixed))

struct ChoicesView {
  std::vector<ChoiceState> items;
};
BOOST_DESCRIBE_STRUCT(ChoicesView, (), (items))

struct ChoiceBody {
  std::string channel, kind;
  bool wanted = true;
};
BOOST_DESCRIBE_STRUCT(ChoiceBody, (), (channel, kind, wanted))

template <class T>
struct WordFor {
  const char* word;
  T value;
};
constexpr WordFor<MessageKind> kKinds[] = {{"progress", MessageKind::Progress},
                                           {"word", MessageKind::Word},
                                           {"work", MessageKind::Work},
                                           {"account", MessageKind::Account}};
constexpr WordFor<Channel> kChannels[] = {{"sms", Channel::Sms}, {"mail", Channel::Mail}};

std::string word_of(MessageKind kind) {
  for (const auto& one : kKinds) {
    if (one.value == kind) return one.word;
  }
  return "";
}

template <class T, std::size_t n>
Result<T> named(const WordFor<T> (&list)[n], const std::string& word) {
  for (const auto& one : list) {
    if (word == one.word) return one.value;
  }
  return invalid("sending.no_such_choice");
}

// The id, 0 for what is none.
delivery::MessageId id_of(const std::string& text) {
  return delivery::MessageId{parse_int64(text).value_or(0)};
}

Result<MessagePage> page(desk::Kernel& kernel, store::Snapshot& read, const rights::Actor& actor,
                         const std::string& before) {
  const auto scope = delivery::scope_of(actor);
  const auto found = TRY(delivery::page_of(read, kernel.vault, actor.person, scope, id_of(before)));
  const auto read_to = TRY(delivery::reader_of(read, actor.person)).read_to;
  MessagePage out;
  out.unread = TRY(delivery::unread(read, actor.person, scope));
  for (const auto& one : found.messages) {
    const auto& message = one.message;
    out.items.push_back({std::to_string(one.id.value), one.at.ms, word_of(message.kind),
                         message.code, delivery::words_of(message), message.matter,
                         one.id > read_to});
  }
  if (found.next) out.next = std::to_string(found.next.value);
  return out;
}

Route own_route(std::string path, std::string name, std::string summary) {
  Route route;
  route.who = api::Who::SignedIn;
  route.audit = api::Audit::Nothing;
  route.path = std::move(path);
  route.name = std::move(name);
  route.summary = std::move(summary);
  return route;
}

Route messages_route(desk::Kernel& kernel) {
  Route route = own_route("/api/v1/me/messages", "my_messages",
                          "What was sent to me within a month, newest first; never a code.");
  route.parameters = {{"before", In::Query, "string", "`next` of the page before", false}};
  route.result_schema = schema_of<MessagePage>();
  route.handle = [&kernel](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      return api::json(TRY(page(kernel, read, request.actor, request.get("before"))));
    });
  };
  return route;
}

// Not beyond what lies there: else what comes later would count as read.
Result<desk::Prepared> prepare_read(const rights::Actor& actor, delivery::MessageId to,
                                    store::Snapshot& read) {
  auto reader = TRY(delivery::reader_of(read, actor.person));
  const delivery::MessageId newest{TRY(
      read.number("SELECT max(id) FROM delivery_message WHERE person_id = ?1", {actor.person}))};
  const auto until = std::min(to, newest);
  desk::Prepared out;
  if (until > reader.read_to) {
    reader.read_to = until;
    delivery::put_reader(out.changes, actor.person, reader);
  }
  out.answer = to_json(ReadDone{});
  return out;
}

Route read_route(desk::Kernel& kernel) {
  Route route = own_route("/api/v1/me/messages/read", "my_messages_read",
                          "Notes up to where I have read my messages.");
  route.method = api::Method::Post;
  route.body_schema = schema_of<ReadTo>();
  route.result_schema = schema_of<ReadDone>();
  route.example = R"({"unread":0})";
  route.errors = {"desk.key_reused", "desk.busy"};
  route.writes = true;
  route.handle = [&kernel](const Request& request, Respond respond) {
    const auto body = api::body<ReadTo>(request);
    if (!body) return respond(Failure(body.error()));
    if (!request.actor.person) return respond(api::json(ReadDone{}));
    desk::submit(
        kernel, desk::idempotency_of(request, "my_messages_read"),
        [actor = request.actor, to = id_of(body->to)](store::Snapshot& read) {
          return prepare_read(actor, to, read);
        },
        desk::answer_to(std::move(respond)));
  };
  return route;
}

ChoicesView view_of(const delivery::Choices& choices) {
  ChoicesView out;
  for (const auto& channel : kChannels) {
    for (const auto& kind : kKinds) {
      if (!delivery::goes_by(channel.value, kind.value)) continue;
      out.items.push_back({channel.word, kind.word, choices.wants(channel.value, kind.value),
                           !delivery::may_refuse(channel.value, kind.value)});
    }
  }
  return out;
}

Route choices_route(desk::Kernel& kernel) {
  Route route = own_route("/api/v1/me/message-choices", "my_message_choices",
                          "By which channels I want which messages besides my page.");
  route.result_schema = schema_of<ChoicesView>();
  route.handle = [&kernel](const Request& request, Respond respond) {
    desk::respond_with(kernel, std::move(respond), [&](store::Snapshot& read) -> Result<Response> {
      return api::json(view_of(TRY(delivery::reader_of(read, request.actor.person)).choices));
    });
  };
  return route;
}

struct Choice {
  Channel channel;
  MessageKind kind;
  bool wanted;
};

Result<Choice> choice_of(const ChoiceBody& body, const rights::Actor& actor) {
  const Choice out{TRY(named(kChannels, body.channel)), TRY(named(kKinds, body.kind)), body.wanted};
  if (!actor.person || !delivery::goes_by(out.channel, out.kind)) {
    return invalid("sending.no_such_choice");
  }
  if (!out.wanted && !delivery::may_refuse(out.channel, out.kind)) {
    return fail(ErrorKind::Conflict, "sending.always_sent");
  }
  return out;
}

Route choose_route(desk::Kernel& kernel) {
  Route route = own_route("/api/v1/me/message-choices", "my_message_choose",
                          "Switches one kind of message on or off for one channel.");
  route.method = api::Method::Post;
  route.audit = api::Audit::Own;
  route.body_schema = schema_of<ChoiceBody>();
  route.result_schema = schema_of<ChoicesView>();
  route.example = R"({"items":[{"channel":"sms","kind":"progress","wanted":false,"fixed":false}]})";
  route.errors = {"sending.no_such_choice", "sending.always_sent", "desk.key_reused", "desk.busy"};
  route.writes = true;
  route.handle = [&kernel](const Request& request, Respond respond) {
    const auto body = api::body<ChoiceBody>(request);
    if (!body) return respond(Failure(body.error()));
    const auto choice = choice_of(*body, request.actor);
    if (!choice) return respond(Failure(choice.error()));
    if (request.trace) {
      request.trace->detail =
          body->channel + "=" + body->kind + (choice->wanted ? " wanted" : " refused");
    }
    desk::submit(
        kernel, desk::idempotency_of(request, "my_message_choose"),
        [choice = *choice,
         person = request.actor.person](store::Snapshot& read) -> Result<desk::Prepared> {
          auto reader = TRY(delivery::reader_of(read, person));
          reader.choices.set(choice.channel, choice.kind, choice.wanted);
          desk::Prepared out;
          delivery::put_reader(out.changes, person, reader);
          out.answer = to_json(view_of(reader.choices));
          return out;
        },
        desk::answer_to(std::move(respond)));
  };
  return route;
}

}  // namespace

std::vector<Route> own_routes(desk::Kernel& kernel) {
  return {messages_route(kernel), read_route(kernel), choices_route(kernel), choose_route(kernel)};
}

}  // namespace linli::sending

// request/filing.h – the JSON of filing, following and publishing a request.
//
// Source: REQ-1, REQ-6, REQ-13; RISK-3, RISK-13. Thread safety: values.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "desk/views.h"
#include "model/ids.h"

namespace linli::request {

enum class ForWhom { self, household, shop, firm, somebody };
BOOST_DESCRIBE_ENUM(ForWhom, self, household, shop, firm, somebody)

// The person for whom a liaison, grid worker or clerk enters a request (代录).
struct Somebody {
  std::string name;
  std::optional<std::string> phone;
  bool read_back = false;  // what was written was read to her
  bool consent = false;    // she agreed; without both it is refused (request.no_consent)
};
BOOST_DESCRIBE_STRUCT(Somebody, (), (name, phone, read_back, consent))

struct FileRequest {
  std::string title;
  std::string detail;
  UnitId unit;                             // where it happens: a village or below
  std::optional<std::string> place_words;  // "村口小桥旁边"
  std::optional<std::string> category;
  std::optional<std::string> kind;
  std::optional<ForWhom> for_whom;  // default self
  std::optional<Somebody> somebody;
  std::optional<std::string> name;     // without an account
  std::optional<std::string> phone;    // without an account
  std::optional<std::string> channel;  // staff only: phone, letter, visit, hall …
  std::optional<bool> wish_public;     // default no
  std::optional<std::vector<std::string>> files;
  std::optional<std::vector<std::string>> about;  // desks (position ids) of cadres it is about
};
BOOST_DESCRIBE_STRUCT(FileRequest, (),
                      (title, detail, unit, place_words, category, kind, for_whom, somebody, name,
                       phone, channel, wish_public, files, about))

// The receipt slip (回执单).
struct FilingReceipt {
  std::optional<MatterId> matter;  // for a signed-in filer
  std::string number;
  std::optional<std::string> follow_up_code;  // shown once; only its hash is kept
  Words holder;                               // who has it now
  std::string holder_phone;
  std::int64_t filed_at = 0;
  std::int64_t until_at = 0;
  bool provisional = false;
};
BOOST_DESCRIBE_STRUCT(FilingReceipt, (),
                      (matter, number, follow_up_code, holder, holder_phone, filed_at, until_at,
                       provisional))

struct Follow {
  std::string number;
  std::string code;
};
BOOST_DESCRIBE_STRUCT(Follow, (), (number, code))

struct FollowAct {
  std::string number;
  std::string code;
  boost::json::value form;
};
BOOST_DESCRIBE_STRUCT(FollowAct, (), (number, code, form))

struct PublicMatter {
  std::string number;
  Words category;
  std::string title;  // edited; the category's words when nobody edited one yet
  Words village;
  Words state;  // 正在办理
  std::string outcome;
  std::int64_t filed_at = 0;
  std::int64_t ended_at = 0;
};
BOOST_DESCRIBE_STRUCT(PublicMatter, (),
                      (number, category, title, village, state, outcome, filed_at, ended_at))

struct PublicList {
  std::vector<PublicMatter> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(PublicList, (), (items, next))

struct SimilarList {
  std::vector<PublicMatter> items;
};
BOOST_DESCRIBE_STRUCT(SimilarList, (), (items))

struct PublicStep {
  std::int64_t at = 0;
  Words title;
};
BOOST_DESCRIBE_STRUCT(PublicStep, (), (at, title))

struct PublicDetail {
  PublicMatter matter;
  std::vector<PublicStep> steps;
};
BOOST_DESCRIBE_STRUCT(PublicDetail, (), (matter, steps))

struct Reveal {
  std::string what;    // "name" or "phone"
  std::string reason;  // a key of the list look_reasons; the filer reads its words
};
BOOST_DESCRIBE_STRUCT(Reveal, (), (what, reason))

struct Revealed {
  std::string value;
};
BOOST_DESCRIBE_STRUCT(Revealed, (), (value))

struct LookupView {
  std::int64_t at = 0;
  Words who;  // the desk that looked
  Words what;
  Words reason;
  std::string number;
};
BOOST_DESCRIBE_STRUCT(LookupView, (), (at, who, what, reason, number))

struct LookupList {
  std::vector<LookupView> items;
};
BOOST_DESCRIBE_STRUCT(LookupList, (), (items))

}  // namespace linli::request

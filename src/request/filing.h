// request/filing.h – the JSON of filing and publishing a request.
//
// Source: REQ-1, REQ-6, REQ-13; RISK-3, RISK-13. Thread safety: values.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "desk/opening.h"
#include "model/ids.h"

namespace linli::request {

enum class ForWhom { self, household, shop, firm, somebody };
BOOST_DESCRIBE_ENUM(ForWhom, self, household, shop, firm, somebody)

struct FileRequest {
  std::string title;
  std::string detail;
  UnitId unit;                             // where it happens: a village or below
  std::optional<std::string> place_words;  // "村口小桥旁边"
  std::optional<std::string> category;
  std::optional<std::string> kind;
  std::optional<ForWhom> for_whom;  // default self
  std::optional<desk::OnBehalf> somebody;
  std::optional<std::string> name;     // without an account
  std::optional<std::string> phone;    // without an account
  std::optional<std::string> channel;  // staff only: phone, letter, visit, hall …
  std::optional<bool> wish_public;     // default no
  std::optional<std::vector<std::string>> files;
  std::optional<std::vector<std::string>> about;  // desks (position ids) of cadres it is about
  std::optional<bool> about_none;                 // she was asked, and it is about nobody in office
  // Random, made by the browser for this request and kept nowhere else: with it a repeat under the
  // same Idempotency-Key is answered with the follow-up code again, without it only the first is.
  std::optional<std::string> secret;
};
BOOST_DESCRIBE_STRUCT(FileRequest, (),
                      (title, detail, unit, place_words, category, kind, for_whom, somebody, name,
                       phone, channel, wish_public, files, about, about_none, secret))

using FilingReceipt = desk::OpenReceipt;

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

}  // namespace linli::request

// desk/opening.h – the JSON of opening a matter, of any procedure.
//
// Source: REQ-1, REQ-6, REQ-13; RISK-3, RISK-4. Thread safety: values.
#pragma once

#include <boost/describe.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "desk/views.h"
#include "model/ids.h"

namespace linli::desk {

// The person for whom a liaison, grid worker or clerk opens a matter (代录).
struct OnBehalf {
  std::string name;
  std::optional<std::string> phone;
  bool read_back = false;  // what was written was read to her
  bool consent = false;    // she agreed; without both it is refused (desk.no_consent)
  // Without a phone: the number outside the slip that she is handed; the code lies inside.
  std::optional<std::string> slip;
};
BOOST_DESCRIBE_STRUCT(OnBehalf, (), (name, phone, read_back, consent, slip))

// A secret shorter than this proves nothing.
inline constexpr std::size_t kSecretMin = 22;  // characters: 128 bits in base64

struct OpenRequest {
  UnitId unit;                             // where it happens
  std::optional<boost::json::value> form;  // as the procedure's opening asks for it, files, too
  std::optional<OnBehalf> on_behalf;
  std::optional<std::string> desk;     // which of her desks opens it, when she has several
  std::optional<std::string> name;     // without an account
  std::optional<std::string> phone;    // without an account
  std::optional<std::string> channel;  // staff only: phone, letter, visit, hall …
  std::optional<std::vector<std::string>> about;  // desks (position ids) of cadres it is about
  std::optional<bool> about_none;                 // she was asked, and it is about nobody in office
  // Random, made by the browser for this opening and kept nowhere else: with it a repeat under the
  // same Idempotency-Key is answered with the follow-up code again, without it only the first is.
  std::optional<std::string> secret;
};
BOOST_DESCRIBE_STRUCT(OpenRequest, (),
                      (unit, form, on_behalf, desk, name, phone, channel, about, about_none,
                       secret))

// Where the code of a matter opened for somebody went: never to who opened it.
enum class CodeGoes { phone, slip, nowhere };
BOOST_DESCRIBE_ENUM(CodeGoes, phone, slip, nowhere)

// The receipt slip (回执单).
struct OpenReceipt {
  std::optional<MatterId> matter;  // for a signed-in filer, and for a desk that opened it
  std::string number;
  std::optional<std::string> follow_up_code;  // to the filer's own browser; only its hash is kept
  std::optional<CodeGoes> code_goes;          // opened for somebody
  std::optional<std::string> slip;            // the number of the slip that she was handed
  Words holder;                               // who has it now
  std::string holder_phone;
  std::int64_t filed_at = 0;
  std::int64_t until_at = 0;
  bool provisional = false;
  bool about_asked = false;  // a desk above says first whether it is about somebody in office
};
BOOST_DESCRIBE_STRUCT(OpenReceipt, (),
                      (matter, number, follow_up_code, code_goes, slip, holder, holder_phone,
                       filed_at, until_at, provisional, about_asked))

// What a page needs to draw the form of an opening.
struct OpeningForm {
  std::string procedure;
  int version = 1;
  Words title;                   // of the procedure
  Words act;                     // the verb on the button
  std::vector<std::string> at;   // levels of units where it may happen; none: any
  std::optional<UnitView> unit;  // the place that was asked for, or where the reader's desk stands
  std::vector<FieldView> form;
  bool on_behalf = false;        // the reader may open it for somebody
  bool residents = false;        // whoever is no desk may open it
  bool code = false;             // who has no account follows it by a code
  bool about = false;            // asks whether it is about somebody in office
  std::optional<DeskView> desk;  // as which it is opened there unless she names another
  std::vector<DeskView> desks;   // of the reader, as which it may be opened there
};
BOOST_DESCRIBE_STRUCT(OpeningForm, (),
                      (procedure, version, title, act, at, unit, form, on_behalf, residents, code,
                       about, desk, desks))

// What stands in the navigation of the reader: the procedures that she may open.
struct SectionView {
  std::string key;    // "open:request"
  Words title;        // of the procedure
  std::string path;   // of its page
  std::string group;  // "start": something new
};
BOOST_DESCRIBE_STRUCT(SectionView, (), (key, title, path, group))

struct SectionList {
  std::vector<SectionView> sections;
};
BOOST_DESCRIBE_STRUCT(SectionList, (), (sections))

}  // namespace linli::desk

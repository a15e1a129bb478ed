#include "base/clean_text.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

#include "base/text.h"

namespace linli {
namespace {

struct Range {
  char32_t first, last;
};

// Control characters but tab and line feed, direction marks, invisible and ignorable characters,
// noncharacters. 200D has a rule of its own; 2028 and 2029 become line feeds.
constexpr std::array<Range, 26> kLeftOut = {{
    {0x00, 0x08},       {0x0B, 0x1F},         {0x7F, 0x9F},       {0xAD, 0xAD},
    {0x034F, 0x034F},   {0x061C, 0x061C},     {0x115F, 0x1160},   {0x17B4, 0x17B5},
    {0x180B, 0x180F},   {0x200B, 0x200C},     {0x200E, 0x200F},   {0x202A, 0x202E},
    {0x2060, 0x206F},   {0x3164, 0x3164},     {0xFDD0, 0xFDEF},   {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},     {0xFFFE, 0xFFFF},   {0x13430, 0x13455},
    {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},   {0x1FFFE, 0x1FFFF}, {0xE0000, 0xE00FF},
    {0xE01F0, 0xE0FFF}, {0x10FFFE, 0x10FFFF},
}};
constexpr std::array<Range, 19> kMarks = {{
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A},   {0x064B, 0x065F},
    {0x0670, 0x0670}, {0x06D6, 0x06ED}, {0x0E31, 0x0E3A}, {0x0E47, 0x0E4E},   {0x0F71, 0x0F87},
    {0x135D, 0x135F}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF},   {0x302A, 0x302F},
    {0x3099, 0x309A}, {0xA66F, 0xA67D}, {0xFE20, 0xFE2F}, {0x1E8D0, 0x1E8D6},
}};
constexpr std::array<Range, 5> kEmoji = {{
    {0x20E3, 0x20E3},
    {0x2190, 0x2BFF},
    {0x3030, 0x3030},
    {0xFE0F, 0xFE0F},
    {0x1F000, 0x1FAFF},
}};
constexpr char32_t kJoiner = 0x200D;

template <std::size_t N>
bool in(const std::array<Range, N>& ranges, char32_t c) {
  const auto after = std::ranges::upper_bound(ranges, c, {}, &Range::first);
  return after != ranges.begin() && c <= std::prev(after)->last;
}

std::size_t size_of(unsigned char lead) {
  return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

char32_t decode(std::string_view sequence) {
  const auto lead = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return lead;
  char32_t out = lead & (0x7Fu >> sequence.size());
  for (const char next : sequence.substr(1))
    out = out << 6 | (static_cast<unsigned char>(next) & 0x3Fu);
  return out;
}

class Cleaner {
 public:
  explicit Cleaner(std::string_view text) : text_(text) { out_.reserve(text.size()); }

  std::string run() {
    while (at_ < text_.size()) step();
    return std::move(out_);
  }

 private:
  std::string_view sequence(std::size_t at) const {
    return text_.substr(at, size_of(static_cast<unsigned char>(text_[at])));
  }

  void step() {
    const auto bytes = sequence(at_);
    at_ += bytes.size();
    const char32_t c = decode(bytes);
    if (c == 0x2028 || c == 0x2029) return keep("\n", '\n');
    if (c == '\r') {
      if (at_ == text_.size() || text_[at_] != '\n') keep("\n", '\n');
      return;
    }
    if (in(kLeftOut, c) || (c == kJoiner && !between_emoji())) return;
    marks_ = in(kMarks, c) ? marks_ + 1 : 0;
    if (marks_ <= kMarksMax) keep(bytes, c);
  }

  bool between_emoji() const {
    return in(kEmoji, last_) && at_ < text_.size() && in(kEmoji, decode(sequence(at_)));
  }
  void keep(std::string_view bytes, char32_t c) {
    out_ += bytes;
    last_ = c;
  }

  const std::string_view text_;
  std::string out_;
  std::size_t at_ = 0;
  int marks_ = 0;
  char32_t last_ = 0;
};

}  // namespace

std::string clean_text(std::string_view utf8) {
  return Cleaner(utf8).run();
}

std::string clean_line(std::string_view utf8) {
  auto out = clean_text(utf8);
  std::ranges::replace_if(
      out, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return std::string(trim(out));
}

void clean_texts(boost::json::value& value) {
  if (auto* text = value.if_string()) {
    const std::string_view given(text->data(), text->size());
    auto clean = clean_text(given);
    if (clean != given) *text = clean;
  } else if (auto* list = value.if_array()) {
    for (auto& one : *list) clean_texts(one);
  } else if (auto* object = value.if_object()) {
    for (auto& member : *object) clean_texts(member.value());
  }
}

}  // namespace linli

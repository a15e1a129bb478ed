#include "procedure/draw.h"

#include <algorithm>

#include "procedure/graph.h"

namespace linli::procedure {
namespace {

constexpr int kBoxWidth = 250;
constexpr int kBoxHeight = 74;
constexpr int kRow = 148;     // from one row of boxes to the next
constexpr int kColumn = 320;  // from one column to the next
constexpr int kMargin = 40;
constexpr int kLane = 15;  // between arrows that run beside the boxes

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string number(int value) {
  return std::to_string(value);
}

struct Box {
  const Step* step = nullptr;
  int row = 0;
  int column = 0;
  int x() const { return kMargin + column * kColumn; }
  int y() const { return kMargin + row * kRow; }
};

// All acts that lead from one step to another are one arrow with their titles.
struct Arrow {
  std::string from;
  std::string to;
  std::vector<std::string> labels;
  bool late = false;  // only time leads there
};

class Drawing {
 public:
  Drawing(const Definition& definition, const std::map<std::string, std::string>& positions,
          Language language)
      : definition_(definition), positions_(positions), language_(language) {}

  std::string draw() {
    place_boxes();
    collect_arrows();
    std::string arrows;
    for (const auto& arrow : arrows_) arrows += draw_arrow(arrow);
    std::string boxes;
    for (const auto& [key, box] : boxes_) boxes += draw_box(box);
    const int height = kMargin * 2 + rows_ * kRow;
    const int width = right_ + kMargin + lane_ * kLane + 140;
    return head(width, height) + arrows + boxes + "</svg>\n";
  }

 private:
  std::string head(int width, int height) const {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 " + number(width) +
           " " + number(height) + "\" width=\"" + number(width) + "\" height=\"" + number(height) +
           "\" font-family=\"'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',"
           "sans-serif\" fill=\"currentColor\" stroke=\"none\">\n<title>" +
           escape(definition_.title.in(language_)) +
           "</title>\n<defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" "
           "markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\" "
           "fill=\"currentColor\"/></marker></defs>\n";
  }

  // Rows by distance from the first step; final steps and what is never reached come last.
  void place_boxes() {
    const Graph graph(definition_);
    int last = 0;
    for (const auto& step : definition_.steps) {
      if (!step.final) last = std::max(last, row_of(graph, step));
    }
    std::map<int, int> columns;
    for (const auto& step : definition_.steps) {
      const int row = step.final || !graph.reached(step.key) ? last + 1 : row_of(graph, step);
      const Box box{&step, row, columns[row]++};
      rows_ = std::max(rows_, row + 1);
      right_ = std::max(right_, box.x() + kBoxWidth);
      boxes_[step.key] = box;
    }
  }

  static int row_of(const Graph& graph, const Step& step) {
    return static_cast<int>(graph.path(step.key).size() / 2);
  }

  void collect_arrows() {
    const Graph graph(definition_);
    for (const auto& edge : graph.edges()) {
      auto found = std::ranges::find_if(arrows_, [&](const Arrow& arrow) {
        return arrow.from == edge.from && arrow.to == edge.to;
      });
      if (found == arrows_.end()) {
        found = arrows_.insert(found, Arrow{edge.from, edge.to, {}, true});
      }
      const auto label = edge.act == nullptr
                             ? std::string(language_ == Language::Zh ? "到期" : "in time")
                             : edge.act->title.in(language_);
      found->late = found->late && edge.act == nullptr;
      if (std::ranges::find(found->labels, label) == found->labels.end()) {
        found->labels.push_back(label);
      }
    }
  }

  std::string path(const std::string& d, bool late) const {
    return "<path d=\"" + d + "\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".55\"" +
           (late ? " stroke-dasharray=\"5 4\"" : "") + " marker-end=\"url(#tip)\"/>\n";
  }

  std::string label(const Arrow& arrow, int x, int y, const char* anchor) const {
    std::string text;
    for (const auto& one : arrow.labels) text += (text.empty() ? "" : " · ") + one;
    return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" font-size=\"12\" text-anchor=\"" +
           anchor + "\" opacity=\".85\">" + escape(text) + "</text>\n";
  }

  // One row down: a curve between the boxes. Else along a lane of its own at the right.
  std::string draw_arrow(const Arrow& arrow) {
    const auto& from = boxes_.at(arrow.from);
    const auto& to = boxes_.at(arrow.to);
    if (to.row == from.row + 1) {
      const int x1 = from.x() + kBoxWidth / 2 + out_[arrow.from]++ * 16 - 24;
      const int x2 = to.x() + kBoxWidth / 2 + in_[arrow.to]++ * 16 - 24;
      const int y1 = from.y() + kBoxHeight;
      const int y2 = to.y();
      const int middle = (y1 + y2) / 2;
      return path("M" + number(x1) + " " + number(y1) + "C" + number(x1) + " " + number(middle) +
                      " " + number(x2) + " " + number(middle) + " " + number(x2) + " " + number(y2),
                  arrow.late) +
             label(arrow, x2 + 6, y2 - 8 - (in_[arrow.to] - 1) % 3 * 15, "start");
    }
    const int x = right_ + kMargin + lane_++ * kLane;
    const int y1 = from.y() + 14 + side_[arrow.from]++ % 5 * 11;
    const int y2 = to.y() + 14 + side_[arrow.to]++ % 5 * 11;
    const int x1 = from.x() + kBoxWidth;
    const int x2 = to.x() + kBoxWidth;
    return path("M" + number(x1) + " " + number(y1) + "H" + number(x) + "V" + number(y2) + "H" +
                    number(x2),
                arrow.late) +
           label(arrow, x1 + 6, y1 - 3, "start");
  }

  std::string desk_words(const Step& step) const {
    const bool zh = language_ == Language::Zh;
    if (!step.desk) return zh ? "岗位不变" : "same desk";
    if (step.desk->place == Place::filer) return zh ? "反映人" : "the filer";
    static const std::map<Place, Words> kPlaces = {
        {Place::responsible, {"责任单位", "responsible body"}},
        {Place::above, {"上一级", "level above"}},
        {Place::village, {"村(社区)", "village"}},
        {Place::town, {"镇(街道)", "town"}},
        {Place::county, {"市", "county"}},
        {Place::first, {"首接单位", "first receiver"}},
        {Place::lead, {"主办", "lead"}},
        {Place::holder, {"承办岗位", "holder"}},
        {Place::sender, {"交办岗位", "sender"}},
        {Place::chosen, {"指定岗位", "chosen desk"}},
    };
    const auto place = kPlaces.find(step.desk->place);
    const auto where = place == kPlaces.end() ? "" : place->second.in(language_);
    const auto name = positions_.find(step.desk->position);
    const auto who = name == positions_.end() ? step.desk->position : name->second;
    return who.empty() ? where : zh ? where + " " + who : who + ", " + where;
  }

  std::string period_words(const Period& period) const {
    static const std::map<PeriodUnit, Words> kUnits = {
        {PeriodUnit::workday, {"个工作日", " workdays"}},
        {PeriodUnit::work_hour, {"个工作小时", " work hours"}},
        {PeriodUnit::day, {"天", " days"}},
        {PeriodUnit::hour, {"小时", " hours"}}};
    return number(period.amount) + kUnits.at(period.unit).in(language_);
  }

  std::string time_words(const Step& step) const {
    const bool zh = language_ == Language::Zh;
    if (step.final) return "";
    if (step.within && step.within->period) return period_words(*step.within->period);
    if (step.within) return zh ? "按诉求类型定时限" : "time by kind";
    const std::string clock = step.clock == ClockMode::paused ? (zh ? "暂停计时" : "clock paused")
                                                              : (zh ? "不计时" : "no clock");
    for (const auto& late : step.late) {
      if (late.kind == LateKind::move) {
        return clock + (zh ? ",最长" : ", at most ") + period_words(late.after);
      }
    }
    return clock;
  }

  std::string draw_box(const Box& box) const {
    const auto at = [&](int dy, int size, const std::string& weight, const std::string& text) {
      return "<text x=\"" + number(box.x() + kBoxWidth / 2) + "\" y=\"" + number(box.y() + dy) +
             "\" text-anchor=\"middle\" font-size=\"" + number(size) + "\"" + weight + ">" +
             escape(text) + "</text>\n";
    };
    return "<rect x=\"" + number(box.x()) + "\" y=\"" + number(box.y()) + "\" width=\"" +
           number(kBoxWidth) + "\" height=\"" + number(kBoxHeight) +
           "\" rx=\"10\" fill=\"currentColor\" fill-opacity=\".06\" stroke=\"currentColor\"" +
           (box.step->final ? " stroke-width=\"2.5\"" : "") + "/>\n" +
           at(27, 16, " font-weight=\"600\"", box.step->title.in(language_)) +
           (box.step->final ? std::string() : at(47, 12, "", desk_words(*box.step))) +
           at(64, 12, " opacity=\".75\"", time_words(*box.step));
  }

  const Definition& definition_;
  const std::map<std::string, std::string>& positions_;
  const Language language_;
  std::map<std::string, Box> boxes_;
  std::vector<Arrow> arrows_;
  std::map<std::string, int> out_, in_, side_;
  int rows_ = 0;
  int right_ = 0;
  int lane_ = 0;
};

}  // namespace

std::string draw_svg(const Definition& definition,
                     const std::map<std::string, std::string>& positions, Language language) {
  return Drawing(definition, positions, language).draw();
}

}  // namespace linli::procedure

#include "procedure/draw.h"

#include <algorithm>

#include "base/text.h"
#include "procedure/graph.h"

namespace linli::procedure {
namespace {

constexpr int kBoxWidth = 250;
constexpr int kBoxHeight = 78;
constexpr int kGap = 30;   // between steps
constexpr int kLine = 28;  // between the arrows of a step
constexpr int kMargin = 24;
constexpr int kLane = 16;   // between the rails at the left
constexpr int kGlyph = 12;  // width of a Chinese character of a label
constexpr int kPillWidth = 200;

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
  int y = 0;
  int height = 0;
};

// All acts that lead from one step to another are one arrow with their titles.
struct Arrow {
  std::string from;
  std::string to;
  std::string label;
  bool late = false;  // only time leads there
};

class Drawing {
 public:
  Drawing(const Definition& definition, const PositionWords& positions, Language language)
      : definition_(definition), positions_(positions), language_(language) {}

  // Steps stand one under the other in the order of the definition. Rails at the left show how each
  // is first reached; arrows at the right show all that leads away, each with the step it leads to,
  // so that no line crosses another one's words.
  std::string draw() {
    collect_arrows();
    const Graph graph(definition_);
    const auto rails = rails_of(graph);
    left_ = kMargin + (static_cast<int>(rails.size()) + 1) * kLane;
    int y = place_boxes();
    std::string body;
    int lane = 0;
    for (const auto& [parent, children] : rails) body += draw_rail(parent, children, lane++);
    for (const auto& box : boxes_) body += draw_box(box) + draw_arrows(box);
    const int width = left_ + kBoxWidth + reach_ + kPillWidth + kMargin;
    return head(width, y) + body + "</svg>\n";
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

  // Which step first leads to which others, in the order of the definition.
  std::vector<std::pair<std::string, std::vector<std::string>>> rails_of(const Graph& graph) const {
    std::vector<std::pair<std::string, std::vector<std::string>>> out;
    for (const auto& parent : definition_.steps) {
      std::vector<std::string> children;
      for (const auto& step : definition_.steps) {
        const auto path = graph.path(step.key);
        if (path.size() >= 3 && path[path.size() - 3] == parent.key) children.push_back(step.key);
      }
      if (!children.empty()) out.emplace_back(parent.key, std::move(children));
    }
    return out;
  }

  // Answers the height of all.
  int place_boxes() {
    int y = kMargin;
    for (const auto& step : definition_.steps) {
      const auto count = std::ranges::count(arrows_, step.key, &Arrow::from);
      const int height = std::max(kBoxHeight, static_cast<int>(count) * kLine + 12);
      boxes_.push_back({&step, y, height});
      y += height + kGap;
    }
    return y - kGap + kMargin;
  }

  const Box& box_of(const std::string& key) const {
    return *std::ranges::find_if(boxes_, [&](const Box& box) { return box.step->key == key; });
  }

  void collect_arrows() {
    const Graph graph(definition_);
    for (const auto& edge : graph.edges()) {
      auto found = std::ranges::find_if(arrows_, [&](const Arrow& arrow) {
        return arrow.from == edge.from && arrow.to == edge.to;
      });
      if (found == arrows_.end()) {
        found = arrows_.insert(found, Arrow{edge.from, edge.to, "", true});
      }
      const std::string in_time = language_ == Language::Zh ? "到期" : "when time is over";
      const std::string joined =
          language_ == Language::Zh ? "分出的事办结" : "what was opened ends";
      const auto label = edge.act != nullptr    ? edge.act->title.in(language_)
                         : edge.join != nullptr ? joined
                                                : in_time;
      found->late = found->late && edge.act == nullptr;
      if (("·" + found->label + "·").find("·" + label + "·") != std::string::npos) continue;
      found->label += (found->label.empty() ? "" : "·") + label;
    }
    for (const auto& arrow : arrows_) {
      const int wide = static_cast<int>(code_points(arrow.label));
      const int glyph = language_ == Language::Zh ? kGlyph : kGlyph * 3 / 5;
      reach_ = std::max(reach_, wide * glyph + 34);
    }
  }

  std::string path(const std::string& d, bool late, bool tip) const {
    return "<path d=\"" + d + "\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".5\"" +
           (late ? " stroke-dasharray=\"5 4\"" : "") + (tip ? " marker-end=\"url(#tip)\"" : "") +
           "/>\n";
  }

  std::string text(int x, int y, int size, const std::string& words,
                   const std::string& more) const {
    return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" font-size=\"" + number(size) +
           "\"" + more + ">" + escape(words) + "</text>\n";
  }

  // From the parent's left side down or up a lane to the left side of each child.
  std::string draw_rail(const std::string& parent, const std::vector<std::string>& children,
                        int lane) const {
    const int x = left_ - (lane + 1) * kLane;
    const int from = box_of(parent).y + 50;
    std::string out;
    for (const auto& child : children) {
      const int to = box_of(child).y + 24;
      out += path("M" + number(left_) + " " + number(from) + "H" + number(x) + "V" + number(to) +
                      "H" + number(left_ - 1),
                  false, true);
    }
    return out;
  }

  std::string draw_arrows(const Box& box) const {
    const int from = left_ + kBoxWidth;
    const int to = from + reach_;
    int y = box.y + 24;
    std::string out;
    for (const auto& arrow : arrows_) {
      if (arrow.from != box.step->key) continue;
      const auto& target = *definition_.find_step(arrow.to);
      out += path("M" + number(from) + " " + number(y) + "H" + number(to - 2), arrow.late, true) +
             text(from + 10, y - 5, 12, arrow.label, "") + "<rect x=\"" + number(to) + "\" y=\"" +
             number(y - 11) + "\" width=\"" + number(kPillWidth) +
             "\" height=\"22\" rx=\"11\" fill=\"none\" "
             "stroke=\"currentColor\" stroke-opacity=\".4\"/>\n" +
             text(to + kPillWidth / 2, y + 4, 12, target.title.in(language_),
                  " text-anchor=\"middle\"");
      y += kLine;
    }
    return out;
  }

  std::string time_words(const Step& step) const {
    const bool zh = language_ == Language::Zh;
    if (step.final) return "";
    if (step.within && step.within->period) return period_words(*step.within->period).in(language_);
    if (step.within) return zh ? "按诉求类型定时限" : "time by kind";
    const std::string clock = step.clock == ClockMode::paused ? (zh ? "暂停计时" : "clock paused")
                                                              : (zh ? "不计时" : "no clock");
    for (const auto& late : step.late) {
      if (late.kind == LateKind::move) {
        return clock + (zh ? ",最长" : ", at most ") + period_words(late.after).in(language_);
      }
    }
    return clock;
  }

  std::string draw_box(const Box& box) const {
    const int middle = left_ + kBoxWidth / 2;
    const std::string centred = " text-anchor=\"middle\"";
    return "<rect x=\"" + number(left_) + "\" y=\"" + number(box.y) + "\" width=\"" +
           number(kBoxWidth) + "\" height=\"" + number(box.height) +
           "\" rx=\"10\" fill=\"currentColor\" fill-opacity=\".06\" stroke=\"currentColor\"" +
           (box.step->final ? " stroke-width=\"2.5\"" : "") + "/>\n" +
           text(middle, box.y + 28, 16, box.step->title.in(language_),
                centred + " font-weight=\"600\"") +
           (box.step->final ? std::string()
                            : text(middle, box.y + 48, 12,
                                   desk_words(box.step->desk, positions_).in(language_), centred)) +
           text(middle, box.y + 66, 12, time_words(*box.step), centred + " opacity=\".75\"");
  }

  const Definition& definition_;
  const PositionWords& positions_;
  const Language language_;
  std::vector<Box> boxes_;
  std::vector<Arrow> arrows_;
  int left_ = 0;
  int reach_ = 160;  // length of the arrows at the right
};

}  // namespace

std::string draw_svg(const Definition& definition, const PositionWords& positions,
                     Language language) {
  return Drawing(definition, positions, language).draw();
}

}  // namespace linli::procedure

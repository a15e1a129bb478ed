#include "sample/stories.h"

#include <array>
#include <string_view>

#include "sample/made_up.h"

namespace linli::sample {
namespace {

struct Theme {
  const char* category;
  int weight;
  const char* thing;  // what it is about
  std::array<const char*, 3> happens;
  std::array<const char*, 3> hurts;
};

constexpr Theme kThemes[] = {
    {"village.lighting",
     12,
     "路灯",
     {"不亮了", "一闪一闪的", "灯杆歪了"},
     {"晚上看不见路,老人走路容易摔倒", "孩子放学回来要打手电", "路口转弯处看不清来车"}},
    {"village.rubbish",
     12,
     "垃圾池",
     {"好几天没人清运", "满出来了", "被人乱倒建筑垃圾"},
     {"天一热味道很大", "野狗把垃圾扒得到处都是", "下雨污水流到沟里"}},
    {"village.ditches",
     11,
     "水沟",
     {"被淤泥堵住了", "塌了一段", "盖板断了"},
     {"一下雨水就漫到堂屋门口", "田里的水排不出去", "小孩子踩空过一次"}},
    {"village.paths",
     10,
     "入户路",
     {"坑坑洼洼", "被大车压坏了", "还有一截没有硬化"},
     {"下雨天全是泥", "骑电动车摔过两个人", "救护车开不进来"}},
    {"village.facilities",
     5,
     "健身器材",
     {"坏了没人修", "螺丝松了", "生锈断了一根"},
     {"老人们没有地方活动", "怕伤到孩子", "已经围起来很久了"}},
    {"village.neighbours",
     4,
     "滴水和地界",
     {"和隔壁说不清楚", "又起了争执", "想请人来量一量"},
     {"两家好久不说话了", "墙根泡坏了一块", "想请村里帮忙调解"}},
    {"village.dogs",
     4,
     "流浪狗",
     {"越来越多", "晚上一直叫", "追着人咬"},
     {"孩子上学不敢走那条路", "一夜一夜睡不好", "已经咬伤一个人"}},
    {"village.errands",
     3,
     "高龄津贴",
     {"不会用手机申请", "材料交了没有回音", "想请人代办"},
     {"老人行动不便,跑一趟不容易", "儿女都在外地", "不知道还差什么材料"}},
    {"urban.property",
     6,
     "物业",
     {"电话没人接", "收了钱不做事", "要涨物业费"},
     {"楼道半个月没有打扫", "大门的锁坏了也不换", "业主都有意见"}},
    {"urban.parking",
     4,
     "停车位",
     {"被人占了", "划线以后更少了", "收费没有公示"},
     {"消防通道也停满了车", "晚上回来要转几圈", "为这事吵过好几次"}},
    {"urban.drainage",
     4,
     "下水道",
     {"又堵了", "往外冒水", "井盖不见了"},
     {"一楼的住户没法做饭", "整条巷子都是臭味", "晚上走路很危险"}},
    {"environment.noise",
     4,
     "加工厂的噪音",
     {"从早响到晚", "半夜还在响", "比以前更大了"},
     {"家里有人要参加高考", "老人有心脏病,受不了", "关着窗子也听得见"}},
    {"rural.irrigation",
     5,
     "泵站",
     {"抽不上水", "电机烧了", "没有人管"},
     {"秧苗已经发黄了", "上面几个组的田都干着", "再等几天就要减产"}},
    {"rural.homes",
     3,
     "农房建设手续",
     {"不知道找谁办", "交上去一直没有批", "要补什么材料"},
     {"老房子已经漏雨", "想在冬天以前动工", "问了几个地方说法不一样"}},
    {"labour.pension",
     4,
     "养老保险",
     {"断缴了怎么补", "待遇什么时候调整", "转回来要哪些材料"},
     {"在外面打工多年,年底要退休", "想少跑几趟路", "网上查不到自己的记录"}},
    {"health.hospitals",
     3,
     "卫生室",
     {"经常没有人", "拿不到慢病的药", "周末不开门"},
     {"老人每个月都要拿药", "到镇里要转两趟车", "希望把时间贴出来"}},
    {"education.enrolment",
     3,
     "入学",
     {"学区怎么划的", "要什么材料", "名额什么时候公布"},
     {"九月就要报名了", "户口和住的地方不在一起", "问学校说等通知"}},
    {"transport.bus",
     3,
     "班车",
     {"一天只有两趟", "经常不进站", "改了时间没有通知"},
     {"老人赶集要等半天", "学生周五回家没有车", "希望增加一趟"}},
    {"safety.hazard",
     2,
     "电线",
     {"垂下来很低", "搭在树枝上", "接头处冒火花"},
     {"大风天很危险", "下面是孩子上学的路", "收割机过不去"}},
    {"civil.relief",
     2,
     "临时救助",
     {"想问条件", "申请了没有消息", "不知道怎么写申请"},
     {"家里有人住院花了不少钱", "主要劳力受了伤", "怕错过时间"}},
};

constexpr std::array kWhere{"村口",     "小桥旁边", "老祠堂前面", "堰塘边上", "小卖部门口",
                            "文化广场", "学校后面", "卫生室门口", "三岔路口", "河堤下面"};
constexpr std::array kSince{"昨天起",   "三天前开始", "上个星期起",     "半个月了",
                            "一个多月", "从入夏以来", "上次修过以后又", "去年冬天起"};
constexpr std::array kWish{
    "希望尽快派人来看一看。", "麻烦给个说法,什么时候能办。", "之前打过电话,说会来,一直没有等到。",
    "附近十几户都盼着解决。", "谢谢你们,辛苦了。",           "如果不归你们管,也请告诉我们找谁。"};
constexpr std::array kDone{"已到现场查看,", "已联系相关人员,", "当天派人去看过,",
                           "和村民一起核实后,"};
constexpr std::array kOutcome{
    "故障已经修好,请您再看一看。",           "已列入本周计划,完成后会再告诉您。",
    "清理完毕,以后每周三、周六各清运一次。", "换上了新的配件,费用由集体承担。",
    "所需材料已经当面说明,可以随时来办。",   "双方已经坐下来谈好,写了纸条为据。"};
constexpr std::array kCloses{"有问题请随时联系我们。", "如果再出现,请直接打这里的电话。",
                             "感谢您的反映。"};
constexpr std::array kAdditions{"就在从南边数第二个,旁边有一棵樟树。",
                                "今天又严重了一些,拍了照片。", "上午有人来看过,还没有动手。",
                                "白天家里都有人,可以随时来。"};

template <std::size_t size>
std::string pick(const std::array<const char*, size>& from, Random& random) {
  return from[random.below(size)];
}

const Theme& theme(Random& random) {
  static const int sum = [] {
    int total = 0;
    for (const auto& one : kThemes) total += one.weight;
    return total;
  }();
  int left = static_cast<int>(random.below(static_cast<std::uint64_t>(sum)));
  for (const auto& one : kThemes) {
    left -= one.weight;
    if (left < 0) return one;
  }
  return kThemes[0];
}

}  // namespace

Story made_up_story(Random& random) {
  const Theme& about = theme(random);
  const std::string where = made_up_hamlet(random) + pick(kWhere, random);
  const std::string what = about.thing + pick(about.happens, random);
  Story out;
  out.title = where + what;
  out.detail = pick(kSince, random) + "," + where + "的" + what + "。" + pick(about.hurts, random);
  if (random.below(2) == 0) out.detail += "," + pick(about.hurts, random);
  out.detail += "。";
  const auto sentences = random.below(4);
  for (std::uint64_t i = 0; i < sentences; ++i) out.detail += pick(kWish, random);
  if (random.below(3) > 0) out.category = about.category;
  return out;
}

std::string made_up_reply(Random& random) {
  return pick(kDone, random) + pick(kOutcome, random) + pick(kCloses, random);
}

std::string made_up_addition(Random& random) {
  return pick(kAdditions, random);
}

}  // namespace linli::sample

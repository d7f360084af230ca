#include "clients/drill/stories.hpp"

#include <cmath>
#include <map>

namespace shao::drill {

namespace {

using Stories = std::map<std::string_view, std::vector<Story>>;

const Stories& stories() {
  static const Stories all = {
      {"ILLEGAL_BUILD",
       {{"楼顶私搭彩钢房", "顶层住户在楼顶私搭乱建，昨夜仍在施工"},
        {"一楼加盖阳光房", "占用公共绿地加盖房屋，邻居多次劝阻无效"}}},
      {"STREET_VENDING",
       {{"路口占道摆摊", "早高峰十余个摊位占道经营，行人只能走机动车道"},
        {"学校门口游商聚集", "放学时段无照游商堵住校门，存在安全隐患"}}},
      {"GROUP_RENT", {{"三居室打隔断群租", "两居室打隔断住了十二人，夜间吵闹，电线私拉"}}},
      {"FUMES",
       {{"餐馆油烟直排楼上", "楼下餐馆净化器停用，油烟直排居民窗户"},
        {"夏夜露天烧烤扰民", "烧烤摊营业到凌晨，浓烟进屋"}}},
      {"SITE_NOISE",
       {{"工地夜间施工", "凌晨一点仍在浇筑，噪声很大"},
        {"土方作业扬尘", "土堆没有苫盖，大风天扬尘严重"}}},
      {"MUCK",
       {{"渣土车沿途遗撒", "渣土车未苫盖，路面遗撒近百米"},
        {"夜间偷倒建筑垃圾", "空地上连续两晚有人偷倒建筑垃圾"}}},
      {"GARBAGE",
       {{"垃圾桶满冒三天", "小区东门垃圾桶满冒，清运不及时"},
        {"背街垃圾堆积", "背街小巷生活垃圾暴露，异味明显"}}},
      {"ROAD_DAMAGE",
       {{"路面塌陷", "路口塌陷约两平方米，已有车辆被困"},
        {"主路路面坑洼", "连续坑洼，夜间骑行者摔倒"}}},
      {"MANHOLE",
       {{"井盖缺失", "人行道井盖缺失，深约两米，临时用木板遮挡"},
        {"井盖破损翘起", "车辆经过时井盖翘起，险些伤人"}}},
      {"FLOOD",
       {{"桥下积水", "桥下积水约四十厘米，两辆车熄火"},
        {"小区内涝", "雨水倒灌地下室，水位仍在上涨"}}},
      {"WATER_OUT",
       {{"水管爆裂", "主管爆管，路面大量跑水，三栋楼停水"},
        {"整栋楼停水", "早晨起整栋楼停水，没有通知"}}},
      {"POWER_OUT",
       {{"小区停电", "六栋楼突然停电，电梯停运"}, {"配电箱反复跳闸", "配电箱跳闸三次，有焦糊味"}}},
      {"GAS_LEAK", {{"楼道燃气泄漏", "楼道内有明显燃气味，疑似漏气，已疏散部分居民"}}},
      {"HEATING",
       {{"室温不足十六度", "暖气不热，室温十五度，家有老人"},
        {"整单元停暖", "昨晚起整单元供暖中断"}}},
      {"PROPERTY",
       {{"电梯停运物业不修", "3号楼电梯停运两天，物业未安排维修"},
        {"物业收费不公示", "停车费与公共收益多年未公示，居民要求说明"}}},
      {"OLD_ESTATE",
       {{"申请加装电梯", "六层老楼三分之二业主同意加装电梯，请协调管线迁改"},
        {"老旧小区改造", "老旧小区上下水老化，希望纳入改造计划"}}},
      {"LIFT_TRAP", {{"电梯困人", "两名居民被困电梯，其中一名老人身体不适"}}},
      {"FIRE_LANE",
       {{"消防通道被堵", "私家车长期占用消防通道，消防车无法通行"},
        {"楼道飞线充电", "多户飞线给电动车充电，电线裸露"}}},
      {"PARKING",
       {{"医院周边违停", "双向两车道两侧违停，公交车无法通过"},
        {"小区停车难", "车位不足，夜间停车占用绿地"}}},
      {"ILLEGAL_TAXI", {{"地铁口黑车聚集", "晚高峰黑车揽客，堵塞出口"}}},
      {"RIVER",
       {{"河水黑臭", "河道黑臭，有管道直接排污水"}, {"夜间偷排", "企业后墙夜间偷排，水面有泡沫"}}},
      {"SAND_MINING", {{"河滩盗采砂石", "夜间有挖掘机在河滩挖沙"}}},
      {"FOOD",
       {{"学校周边食品变质", "小卖部售卖变质食品，学生腹泻"},
        {"无证餐饮", "地下室加工盒饭，没有许可证"}}},
      {"WAGES", {{"工地拖欠工资", "二十六名工人被拖欠三个月工资"}}},
      {"OPEN_BURN", {{"田间焚烧秸秆", "村东大片秸秆焚烧，烟雾飘向公路"}}},
      {"AIR_NOISE", {{"飞机噪声扰民", "航线下夜间飞机噪声频繁，居民无法入睡"}}},
      {"TREE_DOWN",
       {{"大树倒伏", "大风致倒树压住两辆车，道路中断"}, {"枯枝悬空", "枯树枝悬在校门口上方"}}},
      {"PREPAID", {{"健身房跑路", "健身房关门跑路，预付卡无法退费"}}},
      {"BURDEN",
       {{"要求社区报台账", "科室要求社区三天内补报二十本台账"},
        {"要求社区开证明", "窗口要求居民到社区盖章开具证明"}}},
  };
  return all;
}

const std::vector<Story>& unknown_stories() {
  static const std::vector<Story> all = {
      {"希望增设座椅", "广场周边老人较多，希望增设几张休息座椅"},
      {"路名牌信息有误", "路名牌拼音拼写错误，希望更正"},
      {"咨询活动室开放时间", "居民询问社区活动室周末能否开放"},
      {"公园晨练音量协调", "两支晨练队伍相互影响，请帮助协调时段"},
      {"候车亭没有遮阳", "公交候车亭朝西，夏天没有遮阳设施"},
      {"流浪猫救助", "地下室有一窝流浪猫需要救助"},
  };
  return all;
}

}  // namespace

Story story_of(const core::Category& category, Dice& dice) {
  if (const auto own = stories().find(category.id.view()); own != stories().end())
    return dice.one_of(own->second);
  return {category.name, category.name + "，请派人处理"};
}

Story story_in_words_of(const core::Category& category, Dice& dice) {
  if (category.keywords.empty()) return story_of(category, dice);
  const std::string& word = dice.one_of(category.keywords);
  static const std::vector<std::string> tails = {"，请尽快处理", "，居民反映强烈", "，已持续两天",
                                                 "，影响出行"};
  return {"反映" + word + "问题", "居民来电反映附近有" + word + "情况" + dice.one_of(tails)};
}

Story story_of_nothing_known(Dice& dice) {
  return dice.one_of(unknown_stories());
}

codec::Place place_in(std::string_view street, Dice& dice) {
  static const std::vector<std::string> roads = {"府前街", "光明街", "站前路", "幸福路",
                                                 "建新街", "裕龙路", "顺平路", "右堤路"};
  codec::Place place;
  place.address =
      std::string(street) + dice.one_of(roads) + std::to_string(1 + dice.below(120)) + "号";
  place.lon = std::round(dice.between(116.48, 116.97) * 1e5) / 1e5;
  place.lat = std::round(dice.between(40.0, 40.3) * 1e5) / 1e5;
  return place;
}

codec::Reporter reporter(Dice& dice) {
  static const std::vector<std::string> names = {"赵", "钱", "孙", "李", "周", "吴", "郑", "王"};
  static const std::vector<std::string> given = {"建国", "秀英", "志强", "桂兰", "晓东", "丽华"};
  // A range that is not given to subscribers.
  return {dice.one_of(names) + dice.one_of(given),
          "1000000" + std::to_string(1000 + dice.below(9000))};
}

}  // namespace shao::drill

#include "tests/config/support.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

namespace shao::config {

namespace {

constexpr const char* offices = R"([[office]]
id = "S1"
name = "甲街道"
pinyin = "Jiǎ Jiēdào"
type = "subdistrict"

[[office]]
id = "T1"
name = "乙镇"
type = "town"

[[office]]
id = "C1"
name = "甲社区"
type = "community"
parent = "S1"

[[office]]
id = "D1"
name = "甲局"
name_en = "First Bureau"
type = "department"
form = "bureau"
can_lead = true

[[office]]
id = "D2"
name = "乙局"
type = "department"
can_lead = true

[[office]]
id = "DUCHA"
name = "督查室"
type = "department"
roles = ["supervision_office"]

[[office]]
id = "CENTRE"
name = "指挥中心"
type = "department"
can_lead = true
roles = ["dept_liaison", "command_centre", "dispatcher"]
)";

constexpr const char* kinds = R"([[kind]]
id = "NOW"
name = "应急哨"
name_en = "Emergency"
raisers = ["community", "street", "command_centre"]
needs_review = false
clock = "wall_24x7"
on_site = true
release_before_resolve = true
acknowledge = "5 m"
contact = "10 m"
report_in = "30 m"
first_report = "120 m"
resolve = "1440 m"
resolve_before_urgency = true
ladder = { acknowledge = "emergency", contact = "emergency", report_in = "emergency", first_report = "emergency", resolve = "emergency" }

[[kind]]
id = "DESK"
name = "诉求哨"
name_en = "Demand"
raisers = ["community", "street"]
needs_review = true
approver = "street_top_leader"
clock = "working"
on_site = false
acknowledge = "60 wm"
contact = "1440 m"
report_in = "3 wd"
resolve_before_urgency = false
ladder = { acknowledge = "normal", contact = "normal", report_in = "normal", first_report = "emergency", resolve = "normal" }

[[urgency]]
id = "U1"
name = "特急"
name_en = "Critical"
resolve = "1440 m"
first_report = "120 m"

[[urgency]]
id = "U3"
name = "一般"
name_en = "Normal"
resolve = "7 d"
)";

constexpr const char* categories = R"([[category]]
id = "ROAD"
name = "道路"
name_en = "Road"
default_kind = "NOW"
default_urgency = "U1"
keywords = ["塌陷", "路面"]

[[category]]
id = "WASTE"
name = "垃圾"
name_en = "Waste"
default_kind = "DESK"
default_urgency = "U3"
resolve_override = "240 wm"
keywords = ["垃圾"]
)";

constexpr const char* rules = R"([[rule]]
id = "ROAD_AT_NIGHT"
category = "ROAD"
hours = "closed"
place = ["S1"]
lead = "D2"

[[rule]]
id = "ROAD"
category = "ROAD"
lead = "D1"
assist = ["D2"]

[[rule]]
id = "WASTE"
category = ["WASTE"]
kind = "DESK"
urgency = ["U3", "U1"]
origin = ["community", "subdistrict", "town"]
keyword = ["垃圾"]
lead = "D2"
assist = ["D1", "C1"]

[[rule]]
id = "REST"
category = "WASTE"
lead = "D1"
)";

constexpr const char* levels = R"([[level]]
level = 0
name = "预警"
name_en = "Warning"
notify = ["assignee"]
percent = 80

[[level]]
level = 1
name = "催办"
name_en = "Reminder"
notify = ["dept_liaison"]
after_emergency = "0 m"
after_normal = "0 m"

[[level]]
level = 2
name = "一级"
name_en = "First"
notify = ["dept_head"]
after_emergency = "10 m"
after_normal = "1 wd"

[[level]]
level = 3
name = "二级"
name_en = "Second"
notify = ["supervision_office"]
after_emergency = "20 m"
after_normal = "3 wd"

[[level]]
level = 4
name = "三级"
name_en = "Third"
notify = ["supervision_office", "command_centre"]
after_emergency = "60 m"
after_normal = "5 wd"
)";

constexpr const char* jurisdiction = R"(name = "small"
title = "小区"
timezone = "Asia/Shanghai"

[backstop]
office = "CENTRE"
kind = "DESK"
urgency = "U3"

[whistle_clocks]
review = "240 wm"
name_lead = "30 m"
ruling = "240 wm"
ruling_emergency = "10 m"
meeting = "2 wd"
meeting_emergency = "60 m"
verify = "3 wd"
evaluate = "3 wd"

[periods]
dispute = "1 wd"
reopen = "30 d"
suspension = "30 d"

[round_clock]
acknowledge = "60 m"
contact = "120 m"

[role_offices]
assignee = "assigned office"
dept_liaison = "assigned office"
dept_head = "assigned office"
supervision_office = "DUCHA"
command_centre = "CENTRE"
dispatcher = "CENTRE"
deputy_district_head = "DUCHA"
street_leader = "raising street"
)";

constexpr const char* calendar = R"(windows = [["09:00", "12:00"], ["13:30", "18:00"]]

[[year]]
year = 2026
holidays = [
  { from = 2026-01-01, to = 2026-01-03, name = "元旦" },
  { from = 2026-02-15, to = 2026-02-23, name = "春节" },
]
extra_workdays = [2026-01-04, 2026-02-14, 2026-02-28]
)";

constexpr const char* keys = R"([[key]]
office = "D1"
public = "Ra]8Hb}#}Kz4!FS!*2I]/=Av#aiLKw7ETIsnJ-LG"
label = "值班室"

[[key]]
office = "D2"
public = "g*[3LarCm@*mW($XTv}LD)$GZUJp@]jL0Gnp5rDQ"
roles = ["dept_liaison"]
status = "active"

[[key]]
office = "CENTRE"
public = "c.NSG@]>TXIT?]jP5=3MU)Y{arY*j2z<9Ip+GfVi"
)";

}  // namespace

Files shunyi_files() {
  auto files = read_directory(SHAO_SOURCE_DIR "/config/shunyi");
  BOOST_REQUIRE_MESSAGE(files, "config/shunyi can be read");
  return *files;
}

Files small_files() {
  return {{"offices.toml", offices},   {"kinds.toml", kinds},   {"categories.toml", categories},
          {"rules.toml", rules},       {"levels.toml", levels}, {"jurisdiction.toml", jurisdiction},
          {"calendar.toml", calendar}, {"keys.toml", keys}};
}

Files with(Files files, const std::string& file, const std::string& from, const std::string& to) {
  std::string& text = files.at(file);
  const auto found = text.find(from);
  BOOST_REQUIRE_MESSAGE(found != std::string::npos, file + " has " + from);
  text.replace(found, from.size(), to);
  return files;
}

Configuration loaded(const Files& files) {
  Loaded result = load(files);
  for (const Problem& problem : result.problems)
    BOOST_CHECK_MESSAGE(problem.severity == Problem::Severity::warning, problem.str());
  BOOST_REQUIRE(result.configuration);
  return std::move(*result.configuration);
}

core::Instant instant(std::string_view text) {
  const auto result = parse_instant(text);
  BOOST_REQUIRE(result);
  return *result;
}

int line_of(const Files& files, const std::string& file, const std::string& text) {
  const auto found = files.find(file);
  if (found == files.end()) return 0;
  const auto at = found->second.find(text);
  if (at == std::string::npos) return 0;
  return 1 +
         static_cast<int>(std::count(
             found->second.begin(), found->second.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

}  // namespace shao::config

// The configuration that is shipped: whether it loads, and whether the policy is what it says.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "dispatcher/core/plan.hpp"
#include "tests/config/support.hpp"

namespace {

using namespace shao;
using core::Limit;
using core::Unit;

const config::Configuration& shunyi() {
  static const config::Configuration configuration = config::loaded(config::shunyi_files());
  return configuration;
}
const core::Policy& policy() {
  return shunyi().policy;
}

std::ptrdiff_t offices_of(core::OfficeType type) {
  return std::count_if(policy().offices.begin(), policy().offices.end(),
                       [&](const auto& entry) { return entry.second.type == type; });
}

const core::Kind& kind(std::string_view id) {
  const core::Kind* found = policy().kind(core::KindId(id));
  BOOST_REQUIRE(found != nullptr);
  return *found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shunyi_configuration)

BOOST_AUTO_TEST_CASE(it_loads_and_nothing_about_it_is_to_be_said) {
  const config::Files files = config::shunyi_files();
  const config::Loaded loaded = config::load(files);
  for (const config::Problem& problem : loaded.problems) BOOST_ERROR(problem.str());
  BOOST_REQUIRE(loaded.configuration);
  for (const config::Problem& problem : config::lint(*loaded.configuration, files))
    BOOST_ERROR(problem.str());
}

BOOST_AUTO_TEST_CASE(everything_of_the_data_sheet_is_there) {
  BOOST_TEST(offices_of(core::OfficeType::subdistrict) == 6);
  BOOST_TEST(offices_of(core::OfficeType::town) == 19);
  BOOST_TEST(offices_of(core::OfficeType::community) == 50);
  BOOST_TEST(offices_of(core::OfficeType::department) == 43);
  BOOST_TEST(policy().categories.size() == 29u);
  BOOST_TEST(policy().rules.size() == 29u);
  BOOST_TEST(policy().kinds.size() == 5u);
  BOOST_TEST(policy().urgencies.size() == 4u);
  BOOST_TEST(policy().jurisdiction == "shunyi");
  BOOST_TEST(shunyi().timezone == "Asia/Shanghai");
  BOOST_TEST(policy().version == config::version_of(config::shunyi_files()));
  BOOST_TEST(shunyi().keys.empty());
}

BOOST_AUTO_TEST_CASE(each_street_has_two_communities_and_no_community_leads) {
  std::map<core::OfficeId, int> communities;
  for (const auto& [id, office] : policy().offices) {
    if (office.type != core::OfficeType::community) continue;
    BOOST_TEST(!office.can_lead);
    ++communities[office.parent];
  }
  BOOST_TEST(communities.size() == 25u);
  for (const auto& [street, count] : communities) BOOST_TEST(count == 2, street.str());
}

BOOST_AUTO_TEST_CASE(offices_have_the_names_people_use) {
  const core::Office* street = policy().office(core::OfficeId("110113001"));
  BOOST_REQUIRE(street != nullptr);
  BOOST_TEST(street->name == "胜利街道");
  BOOST_TEST(street->name_en == "Shènglì Jiēdào");
  BOOST_TEST(policy().office(core::OfficeId("ZJW"))->name_en ==
             "Housing & Construction Commission");
  BOOST_TEST(!policy().office(core::OfficeId("ZZB"))->can_lead);
  BOOST_TEST(policy().office(core::OfficeId("ZHZX"))->can_lead);
}

BOOST_AUTO_TEST_CASE(kinds_have_their_limits_and_guards) {
  const core::Kind& emergency = kind("EMERGENCY");
  BOOST_TEST(emergency.round_clock);
  BOOST_TEST(emergency.on_site);
  BOOST_TEST(emergency.release_before_resolve);
  BOOST_TEST(!emergency.needs_review);
  BOOST_TEST(emergency.resolve_before_urgency);
  BOOST_TEST((emergency.acknowledge == Limit{5, Unit::minutes}));
  BOOST_TEST((emergency.first_report == Limit{120, Unit::minutes}));
  BOOST_TEST(
      (emergency.raisers == core::Roles{core::Role::community, core::Role::street,
                                        core::Role::command_centre, core::Role::dept_liaison}));

  const core::Kind& now = kind("ENFORCE_NOW");
  BOOST_TEST(now.on_site);
  BOOST_TEST(!now.release_before_resolve);
  BOOST_TEST(!now.resolve_before_urgency);
  BOOST_TEST((now.resolve == Limit{7, Unit::days}));
  BOOST_TEST((now.ladder[4] == core::Ladder::normal));
  BOOST_TEST((now.ladder[0] == core::Ladder::emergency));

  const core::Kind& demand = kind("DEMAND");
  BOOST_TEST(!demand.round_clock);
  BOOST_TEST(!demand.on_site);
  BOOST_TEST(demand.needs_review);
  BOOST_TEST((demand.approver == core::Role::street_leader));
  BOOST_TEST((demand.acknowledge == Limit{60, Unit::working_minutes}));
  BOOST_TEST((demand.report_in == Limit{3, Unit::working_days}));

  const core::Kind& key_work = kind("KEY_WORK");
  BOOST_TEST((key_work.approver == core::Role::street_top_leader));
  BOOST_TEST(key_work.resolve_before_urgency);
  BOOST_TEST((key_work.resolve == Limit{30, Unit::working_days}));
  BOOST_TEST(kind("ENFORCE_PLAN").on_site);
  BOOST_TEST(kind("ENFORCE_PLAN").resolve_before_urgency);
}

BOOST_AUTO_TEST_CASE(rules_stand_in_the_order_of_the_categories) {
  for (std::size_t i = 0; i < policy().rules.size(); ++i) {
    const core::Rule& rule = policy().rules[i];
    BOOST_TEST(rule.id.str() == policy().categories[i].id.str());
    BOOST_REQUIRE(rule.categories.size() == 1u);
    BOOST_TEST((rule.categories[0] == policy().categories[i].id));
  }
  BOOST_TEST(policy().rules.front().id.str() == "ILLEGAL_BUILD");
  BOOST_TEST(policy().rules.front().lead.str() == "CGZF");
  BOOST_TEST(policy().rules.front().assist.size() == 3u);
  BOOST_TEST(policy().rules.back().id.str() == "BURDEN");
}

BOOST_AUTO_TEST_CASE(the_ladder_and_who_is_told) {
  BOOST_TEST(policy().levels[0].percent == 80);
  BOOST_TEST((policy().levels[1].after_normal == Limit{0, Unit::minutes}));
  BOOST_TEST((policy().levels[4].after_normal == Limit{5, Unit::working_days}));
  BOOST_TEST((policy().levels[3].after_emergency == Limit{20, Unit::minutes}));
  std::string told;
  for (const core::Recipient& one :
       core::recipients(policy(), 4, core::OfficeId("ZJW"), core::OfficeId("110113001")))
    told += one.str() + " ";
  BOOST_TEST(told == "QZF/district_head QW/party_secretary JJW/discipline_inspection ");
}

BOOST_AUTO_TEST_CASE(the_backstop_and_the_clocks_of_a_whistle) {
  BOOST_TEST(policy().backstop.office.str() == "ZHZX");
  BOOST_TEST(policy().backstop.kind.str() == "DEMAND");
  BOOST_TEST((policy().whistle_limits.review == Limit{240, Unit::working_minutes}));
  BOOST_TEST((policy().whistle_limits.name_lead == Limit{30, Unit::minutes}));
  BOOST_TEST((policy().round_clock_limits.acknowledge == Limit{60, Unit::minutes}));
  BOOST_TEST((policy().round_clock_limits.contact == Limit{120, Unit::minutes}));
}

BOOST_AUTO_TEST_CASE(keys_of_an_office_have_the_roles_of_its_type_and_its_own) {
  config::Files files = config::shunyi_files();
  files["keys.toml"] =
      "[[key]]\noffice = \"ZHZX\"\npublic = \"Ra]8Hb}#}Kz4!FS!*2I]/=Av#aiLKw7ETIsnJ-LG\"\n"
      "[[key]]\noffice = \"110113003\"\npublic = \"g*[3LarCm@*mW($XTv}LD)$GZUJp@]jL0Gnp5rDQ\"\n";
  const config::Configuration configuration = config::loaded(files);
  BOOST_REQUIRE(configuration.keys.size() == 2u);
  using core::Role;
  BOOST_TEST((configuration.keys[0].roles == core::Roles{Role::dept_liaison, Role::dept_officer,
                                                         Role::dept_deputy_head, Role::dept_head,
                                                         Role::command_centre, Role::dispatcher}));
  BOOST_TEST((configuration.keys[1].roles ==
              core::Roles{Role::street, Role::street_leader, Role::street_top_leader}));
}

BOOST_AUTO_TEST_SUITE_END()

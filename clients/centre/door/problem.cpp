#include "clients/centre/door/problem.hpp"

#include <utility>

namespace shao::door {

Problem wrong_login() {
  return {Problem::Kind::wrong_login,
          "the account or the password is wrong; right would be: both as they "
          "were given to you; an operator can reset the password",
          "账号或密码不正确；应为：发给您的账号和密码；忘记密码请联系管理员重置"};
}

Problem locked_out(std::chrono::seconds wait) {
  const std::string seconds = std::to_string(wait.count());
  Problem problem{Problem::Kind::locked_out,
                  "too many failed tries; right would be: another try in " + seconds +
                      (wait.count() == 1 ? " second" : " seconds"),
                  "失败次数过多；应为：" + seconds + " 秒后再试"};
  problem.wait = wait;
  return problem;
}

Problem busy() {
  Problem problem{
      Problem::Kind::busy,
      "too many people are signing in just now; right would be: another try in a second",
      "登录人数过多；应为：稍后再试"};
  problem.wait = std::chrono::seconds{1};
  return problem;
}

Problem storage_down(const std::string& reason) {
  return {Problem::Kind::storage_down,
          "accounts and sessions cannot be read or kept: " + reason +
              "; right would be: another try when Redis is back",
          "账号与会话数据暂时无法读写（" + reason + "）；应为：Redis 恢复后再试"};
}

Problem not_signed_in() {
  return {Problem::Kind::not_signed_in, "nobody is signed in; right would be: sign in first",
          "尚未登录；应为：先登录"};
}

Problem not_operator() {
  return {Problem::Kind::not_operator,
          "only operators manage accounts; right would be: ask one of them",
          "只有管理员可以管理账号；应为：请管理员办理"};
}

Problem name_taken(const std::string& name) {
  return {Problem::Kind::name_taken,
          "there is an account \"" + name + "\" already; right would be: another name",
          "账号“" + name + "”已存在；应为：另取一个名称",
          "name",
          name,
          "a name that no account has"};
}

Problem unknown_account(const std::string& name) {
  return {Problem::Kind::unknown_account,
          "there is no account \"" + name + "\"; right would be: one of the list of accounts",
          "没有账号“" + name + "”；应为：账号列表中的账号",
          "name",
          name,
          "one of the list of accounts"};
}

Problem last_operator(const std::string& name) {
  return {Problem::Kind::last_operator,
          "\"" + name +
              "\" is the last operator: nobody could manage accounts any more; right "
              "would be: make somebody else an operator first",
          "“" + name + "”是最后一名管理员，变更后将无人管理账号；应为：先指定另一名管理员"};
}

Problem malformed(Wrong wrong) {
  Problem problem{Problem::Kind::malformed, wrong.called,
                  wrong.called_zh + "(" + wrong.field + ")"};
  if (!wrong.value.empty()) {
    problem.message += " \"" + wrong.value + "\"";
    problem.message_zh += "“" + wrong.value + "”";
  }
  problem.message += " cannot be taken; right would be: " + wrong.expected;
  problem.message_zh += "不正确；应为：" + wrong.expected_zh;
  problem.field = std::move(wrong.field);
  problem.value = std::move(wrong.value);
  problem.expected = std::move(wrong.expected);
  return problem;
}

}  // namespace shao::door

// Accounts, for operators.
#include "clients/centre/api.hpp"
#include "clients/centre/json_fields.hpp"

namespace shao::centre {

namespace {

using codec::Json;

Json account_json(const door::Account& account) {
  return {{"name", account.name},
          {"person", account.person},
          {"office", account.office.view()},
          {"roles", door::names_of(account.roles)},
          {"operator", account.operates},
          {"disabled", account.disabled},
          {"must_change_password", account.must_change}};
}

Problem wrong_field(const char* field, const char* expected, const char* expected_zh) {
  return {422,
          "malformed",
          std::string(field) + ": " + expected + " is expected",
          std::string(field) + "：应为" + expected_zh,
          field,
          "",
          expected};
}

/// The fields of an account as a browser gives them; what is absent stays as it is. The first that
/// is wrong.
std::optional<Problem> read(const Json& body, door::Change& change) {
  if (const auto found = body.find("person"); found != body.end()) {
    if (!found->is_string()) return wrong_field("person", "a text", "文字");
    change.person = found->get<std::string>();
  }
  const std::pair<const char*, std::optional<bool>*> flags[] = {{"operator", &change.operates},
                                                                {"disabled", &change.disabled}};
  for (const auto& [field, into] : flags)
    if (const auto found = body.find(field); found != body.end()) {
      if (!found->is_boolean()) return wrong_field(field, "true or false", " true 或 false");
      *into = found->get<bool>();
    }
  if (const auto found = body.find("roles"); found != body.end()) {
    std::vector<std::string> names;
    if (found->is_array())
      for (const Json& one : *found)
        if (one.is_string()) names.push_back(one.get<std::string>());
    if (!found->is_array() || names.size() != found->size())
      return wrong_field("roles", "a list of roles", "角色列表");
    const auto roles = door::roles_from(names);
    if (!roles)
      return Problem{422,
                     "malformed",
                     roles.error().message,
                     roles.error().message_zh,
                     roles.error().field,
                     roles.error().value,
                     roles.error().expected};
    change.roles = *roles;
  }
  return std::nullopt;
}

}  // namespace

void Api::list_accounts(const Call& call) {
  Json accounts = Json::array();
  for (const door::Listed& one : services_.door.list()) {
    Json json = account_json(one.account);
    json["sessions"] = one.sessions;
    if (one.last_seen) json["last_seen"] = codec::milliseconds(*one.last_seen);
    accounts.push_back(std::move(json));
  }
  answer(call, json_response(200, {{"accounts", std::move(accounts)}}));
}

void Api::add_account(const Call& call) {
  const auto body = body_of(call);
  if (!body) return;
  door::Change given;
  if (const auto wrong = read(*body, given)) return refuse(call, *wrong);
  const std::string office = text_in(*body, "office");
  if (!core::OfficeId::fits(office))
    return refuse(call, wrong_field("office", "the id of an office", "单位编号"));
  door::Account draft;
  draft.name = text_in(*body, "name");
  draft.person = given.person.value_or("");
  draft.office = core::OfficeId(office);
  draft.roles = given.roles.value_or(core::Roles{});
  draft.operates = given.operates.value_or(false);
  // An office that the server cannot speak for would be an account that can do nothing.
  if (const auto scope = services_.scopes.of(office); !scope)
    return refuse(call,
                  Problem{422, "unknown_office",
                          "office \"" + office + "\": there is no such office, or no key for it",
                          "office “" + office + "”：没有这个单位，或没有它的密钥", "office", office,
                          "an office of the directory"});
  const door::By by{call.visitor->account, call.request.address};
  services_.door.add(by, std::move(draft), [this, call](const door::Outcome<door::Added>& added) {
    if (!added) return answer(call, problem_response(added.error()));
    answer(call, json_response(201, {{"account", account_json(added->account)},
                                     {"password", added->password}}));
  });
}

void Api::change_account(const Call& call) {
  const auto body = body_of(call);
  if (!body) return;
  door::Change change;
  if (const auto wrong = read(*body, change)) return refuse(call, *wrong);
  const door::By by{call.visitor->account, call.request.address};
  const std::string name = call.parts[0];
  services_.door.change(by, name, std::move(change),
                        [this, call](const door::Outcome<door::Account>& changed) {
                          if (!changed) return answer(call, problem_response(changed.error()));
                          answer(call, json_response(200, {{"account", account_json(*changed)}}));
                        });
}

void Api::reset_account(const Call& call) {
  const door::By by{call.visitor->account, call.request.address};
  const std::string name = call.parts[0];
  services_.door.reset(by, name, [this, call](const door::Outcome<std::string>& password) {
    if (!password) return answer(call, problem_response(password.error()));
    answer(call, json_response(200, {{"password", *password}}));
  });
}

void Api::sign_out_account(const Call& call) {
  const door::By by{call.visitor->account, call.request.address};
  const std::string name = call.parts[0];
  services_.door.sign_out(by, name, [this, call](const door::Outcome<door::Done>& done) {
    if (!done) return answer(call, problem_response(done.error()));
    Response response;
    response.status = 204;
    answer(call, std::move(response));
  });
}

}  // namespace shao::centre

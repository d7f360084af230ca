#include "brokers/faults.hpp"

#include <nlohmann/json.hpp>

namespace shao::broker {
namespace {

struct Texts {
  std::string_view english;
  std::string_view chinese;
};
constexpr std::array<Texts, fault_names.size()> texts = {{
    {"The frames do not follow the protocol", "消息帧不符合协议"},
    {"The body cannot be read", "消息体无法解析"},
    {"This key is not, or no longer, valid here; ask the keeper of the directory for a new one",
     "该密钥在此无效或已被撤销，请联系名录管理员换发"},
    {"No dispatcher leads this jurisdiction now; send again later with the same id",
     "该辖区当前没有主调度器，请稍后用同一编号重发"},
    {"This broker does not serve this jurisdiction", "本接入点不服务该辖区"},
    {"Too many messages from this key; send again later with the same id",
     "该密钥发送过快，请稍后用同一编号重发"},
}};

}  // namespace

wire::Frames error_frames(const std::string& id, const Fault& fault) {
  const auto index = static_cast<std::size_t>(fault.name);
  const auto joined = [](std::string_view text, std::string_view separator,
                         const std::string& detail) {
    std::string whole(text);
    if (!detail.empty()) whole.append(separator).append(detail);
    return whole;
  };
  const nlohmann::json body{
      {"error", std::string(fault_names[index])},
      {"message", joined(texts[index].english, ": ", fault.detail)},
      {"message_zh", joined(texts[index].chinese, "：", fault.detail_zh)},
  };
  return {"shao1", "ERROR", id,
          body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

std::string shown(std::string_view text) {
  constexpr std::size_t most = 40;
  std::string out;
  for (const char c : text.substr(0, most)) out += (c >= ' ' && c <= '~') ? c : '?';
  if (text.size() > most) out += "...";
  return out;
}

}  // namespace shao::broker

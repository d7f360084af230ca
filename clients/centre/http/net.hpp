// Asio and Beast, included in one way: Boost 1.74's Asio needs <utility> before it (std::exchange).
#pragma once

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <utility>

namespace shao::centre {

namespace asio = boost::asio;
namespace beast = boost::beast;

}  // namespace shao::centre

#include "clients/centre/http/server.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "clients/centre/http/net.hpp"

namespace shao::centre {

namespace {

namespace http = beast::http;
using Tcp = asio::ip::tcp;
using Error = boost::system::error_code;

/// Of one write: many small messages go out together.
constexpr std::size_t gathered_at_once = 64;
constexpr std::chrono::seconds stream_patience{30};  // for one write of a stream
constexpr std::chrono::seconds last_patience{2};     // with who goes on sending after the answer

Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get:
      return Method::get;
    case http::verb::head:
      return Method::head;
    case http::verb::post:
      return Method::post;
    case http::verb::put:
      return Method::put;
    case http::verb::patch:
      return Method::patch;
    case http::verb::delete_:
      return Method::del;
    default:
      return Method::other;
  }
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return result;
}

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

Problem problem_of(const Error& error, const ServerSettings& settings) {
  if (error == http::error::body_limit)
    return {413, "too_large",
            "The request is larger than " + std::to_string(settings.body_limit / 1024) + " KiB.",
            "请求超过 " + std::to_string(settings.body_limit / 1024) + " KiB。"};
  if (error == http::error::header_limit)
    return {431, "headers_too_large", "The request's headers are too large.", "请求头过大。"};
  return {400, "malformed", "This is no request of HTTP/1.1.", "不是有效的 HTTP/1.1 请求。"};
}

}  // namespace

struct Server::Shared {
  ServerSettings settings;
  Handler handler;
  ServerCounts counts;
  std::unordered_map<detail::Connection*, std::weak_ptr<detail::Connection>> connections;
  bool closed = false;
};

namespace detail {

class Connection : public Stream, public std::enable_shared_from_this<Connection> {
 public:
  Connection(Tcp::socket socket, std::string address, std::shared_ptr<Server::Shared> shared)
      : stream_(std::move(socket)), address_(std::move(address)), shared_(std::move(shared)) {
    ++shared_->counts.connections;
  }
  ~Connection() override {
    --shared_->counts.connections;
    shared_->connections.erase(this);
    if (streaming_) --shared_->counts.streams;
  }

  void start() {
    shared_->connections.emplace(this, weak_from_this());
    read();
  }

  /// One connection too many: told so, and closed.
  void turn_away() {
    ++shared_->counts.refused;
    keep_alive_ = false;
    answer(problem_response({503, "too_many_connections",
                             "Too many connections at once: try again in a while.",
                             "连接过多，请稍后再试。"}));
  }

  void answer(Response response) {
    if (shared_->settings.dress) shared_->settings.dress(response);
    auto message = std::make_shared<http::response<http::string_body>>();
    message->version(11);
    message->result(response.status);
    if (!response.content_type.empty() && response.status != 204)
      message->set(http::field::content_type, response.content_type);
    for (const auto& [name, value] : response.headers) message->insert(name, value);
    message->body() = std::move(response.body);
    message->keep_alive(keep_alive_);
    message->prepare_payload();
    if (head_only_) {
      message->content_length(message->body().size());
      message->body().clear();
    }
    stream_.expires_after(shared_->settings.request_patience);
    http::async_write(stream_, *message,
                      [self = shared_from_this(), message](Error error, std::size_t) {
                        if (error) return self->shut();
                        if (self->keep_alive_) return self->read();
                        self->stream_.socket().shutdown(Tcp::socket::shutdown_send, error);
                        self->stream_.expires_after(last_patience);
                        self->drain();
                      });
  }

  std::shared_ptr<Stream> begin_stream(
      const std::vector<std::pair<std::string, std::string>>& headers) {
    streaming_ = true;
    ++shared_->counts.streams;
    Response head;
    head.headers = headers;
    if (shared_->settings.dress) shared_->settings.dress(head);
    std::string text =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
        "X-Accel-Buffering: no\r\nConnection: close\r\n";
    for (const auto& [name, value] : head.headers) text += name + ": " + value + "\r\n";
    text += "\r\n";
    stream_.expires_never();
    queue_.push_back(std::make_shared<const std::string>(std::move(text)));
    behind_ += queue_.back()->size();
    write_some();
    watch();
    return shared_from_this();
  }

  void send(std::shared_ptr<const std::string> text) override {
    if (!open()) return;
    behind_ += text->size();
    if (behind_ > shared_->settings.stream_backlog) {
      ++shared_->counts.cut;
      spdlog::info("event=screen_cut address={} bytes_behind={}", address_, behind_);
      return shut();
    }
    queue_.push_back(std::move(text));
    write_some();
  }

  void close() override {
    ending_ = true;
    if (!writing_) shut();
  }

  bool open() const override { return !gone_ && !ending_; }
  void on_closed(std::function<void()> tell) override { closed_ = std::move(tell); }

  /// At once: what is under way is given up.
  void shut() {
    if (gone_) return;
    gone_ = true;
    Error ignored;
    stream_.socket().shutdown(Tcp::socket::shutdown_both, ignored);
    stream_.close();
    if (const auto tell = std::exchange(closed_, nullptr)) tell();
  }

 private:
  void read() {
    parser_.emplace();
    parser_->body_limit(shared_->settings.body_limit);
    parser_->header_limit(shared_->settings.header_limit);
    stream_.expires_after(started_ ? shared_->settings.idle_patience
                                   : shared_->settings.request_patience);
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = shared_from_this()](Error error, std::size_t) {
                              self->started_ = true;
                              if (error) return self->give_up(error);
                              self->read_body();
                            });
  }

  /// Closing a connection on what is still unread would reset it, and the answer would be lost.
  void drain() {
    stream_.async_read_some(asio::buffer(scrap_),
                            [self = shared_from_this()](Error error, std::size_t) {
                              if (error) return self->shut();
                              self->drain();
                            });
  }

  void read_body() {
    stream_.expires_after(shared_->settings.request_patience);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](Error error, std::size_t) {
                       if (error) return self->give_up(error);
                       self->handle();
                     });
  }

  void give_up(const Error& error) {
    const bool theirs =
        error.category() == http::make_error_code(http::error::bad_target).category();
    if (!theirs || error == http::error::end_of_stream || error == http::error::partial_message)
      return shut();
    keep_alive_ = false;
    head_only_ = false;
    answer(problem_response(problem_of(error, shared_->settings)));
  }

  void handle() {
    auto message = parser_->release();
    keep_alive_ = message.keep_alive() && !shared_->closed;
    head_only_ = message.method() == http::verb::head;
    Request request;
    request.method = method_of(message.method());
    for (const auto& field : message)
      request.headers[lower(view(field.name_string()))] = std::string(view(field.value()));
    request.body = std::move(message.body());
    request.address = address_;
    if (shared_->settings.behind_proxy && stream_.socket().is_open()) trust_proxy(request);
    Answer answer(shared_from_this());
    if (!read_target(view(message.target()), request)) {
      keep_alive_ = false;
      return answer.send(
          problem_response({400, "malformed", "The address cannot be read.", "网址无法解析。"}));
    }
    shared_->handler(std::move(request), std::move(answer));
  }

  /// The last one in the list is whom our own proxy saw.
  void trust_proxy(Request& request) const {
    Error ignored;
    const auto peer = stream_.socket().remote_endpoint(ignored);
    if (ignored || !peer.address().is_loopback()) return;
    std::string_view list = request.header("x-forwarded-for");
    if (const auto comma = list.rfind(','); comma != list.npos) list.remove_prefix(comma + 1);
    while (!list.empty() && list.front() == ' ') list.remove_prefix(1);
    if (!list.empty()) request.address = std::string(list);
    request.by_tls = request.header("x-forwarded-proto") == "https";
  }

  void write_some() {
    if (writing_ || gone_ || queue_.empty()) return;
    writing_ = true;
    std::vector<asio::const_buffer> buffers;
    for (const auto& text : queue_) {
      if (buffers.size() == gathered_at_once) break;
      buffers.emplace_back(text->data(), text->size());
    }
    const std::size_t count = buffers.size();
    stream_.expires_after(stream_patience);
    asio::async_write(stream_, buffers,
                      [self = shared_from_this(), count](Error error, std::size_t) {
                        self->wrote(error, count);
                      });
  }

  void wrote(const Error& error, std::size_t count) {
    writing_ = false;
    if (error) {
      if (error == beast::error::timeout) ++shared_->counts.cut;
      return shut();
    }
    for (std::size_t i = 0; i < count; ++i) {
      behind_ -= queue_.front()->size();
      queue_.pop_front();
    }
    stream_.expires_never();
    if (ending_ && queue_.empty()) return shut();
    write_some();
  }

  /// A browser says nothing more on a stream: what is read is its going away. The socket itself is
  /// read, so that the limits of time are those of the writes.
  void watch() {
    stream_.socket().async_read_some(asio::buffer(scrap_),
                                     [self = shared_from_this()](Error error, std::size_t) {
                                       if (error) return self->shut();
                                       self->watch();
                                     });
  }

  beast::tcp_stream stream_;
  std::string address_;
  std::shared_ptr<Server::Shared> shared_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  bool started_ = false;
  bool keep_alive_ = true;
  bool head_only_ = false;

  // Of a stream.
  bool streaming_ = false;
  bool writing_ = false;
  bool ending_ = false;
  bool gone_ = false;
  std::deque<std::shared_ptr<const std::string>> queue_;
  std::size_t behind_ = 0;
  std::array<char, 4096> scrap_{};
  std::function<void()> closed_;
};

}  // namespace detail

struct Answer::Once {
  explicit Once(std::shared_ptr<detail::Connection> to) : connection(std::move(to)) {}
  Once(const Once&) = delete;
  Once& operator=(const Once&) = delete;
  ~Once() {
    if (connection)
      connection->answer(problem_response(
          {500, "not_answered", "The server did not answer.", "服务器未作答复。"}));
  }
  std::shared_ptr<detail::Connection> connection;
};

Answer::Answer(std::shared_ptr<detail::Connection> connection)
    : once_(std::make_shared<Once>(std::move(connection))) {}

void Answer::send(Response response) const {
  if (const auto connection = std::exchange(once_->connection, nullptr))
    connection->answer(std::move(response));
}

std::shared_ptr<Stream> Answer::stream(
    const std::vector<std::pair<std::string, std::string>>& headers) const {
  const auto connection = std::exchange(once_->connection, nullptr);
  return connection ? connection->begin_stream(headers) : nullptr;
}

struct Server::Listener : std::enable_shared_from_this<Server::Listener> {
  Listener(asio::io_context& io, std::shared_ptr<Shared> with)
      : acceptor(io), shared(std::move(with)) {}

  void accept() {
    acceptor.async_accept([self = shared_from_this()](Error error, Tcp::socket socket) {
      if (self->shared->closed) return;
      if (!error) self->take(std::move(socket));
      if (!error || error == asio::error::connection_aborted) return self->accept();
      // No descriptor is free, or the like: not at once again.
      self->pause.expires_after(std::chrono::milliseconds{100});
      self->pause.async_wait([self](Error stopped) {
        if (!stopped) self->accept();
      });
    });
  }

  void take(Tcp::socket socket) {
    Error error;
    const auto peer = socket.remote_endpoint(error);
    if (error) return;
    socket.set_option(Tcp::no_delay(true), error);
    const std::string address = peer.address().to_string(error);
    const auto connection =
        std::make_shared<detail::Connection>(std::move(socket), address, shared);
    if (shared->counts.connections > shared->settings.connections)
      connection->turn_away();
    else
      connection->start();
  }

  Tcp::acceptor acceptor;
  asio::steady_timer pause{acceptor.get_executor()};
  std::shared_ptr<Shared> shared;
};

Server::Server(asio::io_context& io, ServerSettings settings, Handler handler)
    : shared_(std::make_shared<Shared>()), listener_(std::make_shared<Listener>(io, shared_)) {
  shared_->settings = std::move(settings);
  shared_->handler = std::move(handler);
}

Server::~Server() {
  shared_->closed = true;
  Error ignored;
  listener_->acceptor.close(ignored);
  listener_->pause.cancel(ignored);
  auto connections = shared_->connections;
  for (const auto& [unused, weak] : connections)
    if (const auto connection = weak.lock()) connection->shut();
}

core::Result<std::uint16_t, std::string> Server::open() {
  const ServerSettings& settings = shared_->settings;
  const std::string where = settings.address + ":" + std::to_string(settings.port);
  Error error;
  const auto address = asio::ip::make_address(settings.address, error);
  if (error) return core::fail("\"" + settings.address + "\" is no address; for example 127.0.0.1");
  if (!address.is_loopback())
    return core::fail("\"" + settings.address +
                      "\": only an address of this machine itself (127.0.0.1, ::1) is listened on; "
                      "put a proxy with TLS in front for others");
  const Tcp::endpoint endpoint(address, settings.port);
  auto& acceptor = listener_->acceptor;
  const auto failed = [&] {
    return core::fail(where + " cannot be listened on: " + error.message());
  };
  if (acceptor.open(endpoint.protocol(), error)) return failed();
  if (acceptor.set_option(Tcp::acceptor::reuse_address(true), error)) return failed();
  if (acceptor.bind(endpoint, error)) return failed();
  if (acceptor.listen(asio::socket_base::max_listen_connections, error)) return failed();
  listener_->accept();
  return acceptor.local_endpoint(error).port();
}

const ServerCounts& Server::counts() const {
  return shared_->counts;
}

}  // namespace shao::centre

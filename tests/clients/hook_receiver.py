"""A receiver of webhooks: HTTPS, refuses the first FAIL requests with 500, writes down each delivery.

    hook_receiver.py CERT KEY SECRET FAIL FILE     the port is the first line of FILE
"""

import hashlib
import hmac
import http.server
import json
import ssl
import sys

certificate, key, secret, fail, file = sys.argv[1:6]
left = int(fail)


def note(line):
    with open(file, "a", encoding="utf-8") as out:
        out.write(line + "\n")


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        global left
        body = self.rfile.read(int(self.headers["Content-Length"]))
        code = hmac.new(secret.encode(), self.headers["Shao-Sent"].encode() + b"." + body, hashlib.sha256)
        signed = self.headers["Shao-Signature"] == "sha256=" + code.hexdigest()
        refused = left > 0
        left -= 1
        note(json.dumps({"id": self.headers["Shao-Delivery"], "signed": signed, "refused": refused,
                         "body": json.loads(body)}))
        self.send_response(500 if refused else 204)
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server.socket = context.wrap_socket(server.socket, server_side=True)
note(str(server.server_address[1]))
server.serve_forever()

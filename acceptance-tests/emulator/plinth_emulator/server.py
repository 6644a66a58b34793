"""A threaded HTTP/1.1 server with keep-alive.

werkzeug's own handler closes each connection after one answer; SDKs keep connections open, so this one does too. To be
able to, it reads each request's body whole and sends each answer with its length.
"""

from __future__ import annotations

import socketserver
import sys
import traceback
from collections.abc import Callable, Iterable
from http.server import HTTPServer
from typing import Any

from moto.moto_server.werkzeug_app import MotoRequestHandler

WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Handler(MotoRequestHandler):
    """One connection. moto's class keeps the spelling of S3 metadata headers, which WSGI would lose."""

    protocol_version = "HTTP/1.1"
    # Without it the kernel holds back an answer's last segment until the client acknowledges the first: 40 ms per call.
    disable_nagle_algorithm = True
    server: Server  # type: ignore[assignment]

    def run_wsgi(self) -> None:
        """Answer one request."""
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self.environ = environ = self.make_environ()
        environ["plinth.body"] = self._body(environ)
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> None:
            started[:] = [status, headers]

        answer = self.server.application(environ, start_response)
        try:
            content = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        status, answered = started
        self._send(status, answered, content)

    def _body(self, environ: dict[str, Any]) -> bytes:
        if environ.get("wsgi.input_terminated"):
            return bytes(environ["wsgi.input"].read())
        return self.rfile.read(int(environ.get("CONTENT_LENGTH") or 0))

    def _send(self, status: str, headers: list[tuple[str, str]], content: bytes) -> None:
        code, _, reason = status.partition(" ")
        lines = [f"HTTP/1.1 {code} {reason}", f"Date: {self.date_time_string()}"]
        # A HEAD answer names the length of a body that it does not carry.
        bodiless = self.command == "HEAD" or code in ("204", "304")
        declared = False
        for name, value in headers:
            lowered = name.lower()
            if lowered in ("connection", "transfer-encoding", "date"):
                continue
            if lowered == "content-length":
                if not bodiless:
                    continue
                declared = True
            lines.append(f"{name}: {value}")
        if not declared and code not in ("204", "304"):
            lines.append(f"Content-Length: {len(content)}")
        if self.close_connection:
            lines.append("Connection: close")
        head = "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n"
        self.wfile.write(head if bodiless else head + content)

    def log(self, type: str, message: str, *args: Any) -> None:
        """Log nothing: requests are the business of whoever sends them."""


class Server(socketserver.ThreadingMixIn, HTTPServer):
    """The emulator's listening socket; one thread per connection."""

    daemon_threads = True
    request_queue_size = 128
    # Handler.make_environ reads these three.
    multithread = True
    multiprocess = False
    ssl_context = None
    _server_version = "plinth-emulator"

    def __init__(self, address: tuple[str, int], application: WsgiApplication) -> None:
        self.application = application
        super().__init__(address, Handler)

    @property
    def url(self) -> str:
        """Where clients reach this server."""
        return f"http://{self.server_name}:{self.server_port}"

    def server_bind(self) -> None:
        """Bind without the reverse DNS look-up of `HTTPServer.server_bind`, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news; anything else is a defect of the emulator and is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            traceback.print_exc()

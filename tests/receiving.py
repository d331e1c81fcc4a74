"""Other people's machines, as the tests play them: they answer as they are told to, and keep what they were sent."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answering = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def receiver(answer: Answering) -> Iterator[str]:
    """A machine of this computer that answers a POST as `answer` does; its address."""
    handler = type(
        "Handler", (BaseHTTPRequestHandler,), {"do_POST": lambda each: answer(each), "log_message": lambda *_: None}
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook"
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Inbox:
    """What came, and the status that is answered next: the last of them for ever."""

    statuses: list[int] = field(default_factory=lambda: [204])
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def take(self, request: BaseHTTPRequestHandler) -> None:
        """Keep one message."""
        self.bodies.append(request.rfile.read(int(request.headers["Content-Length"])))
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        request.send_response(self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0])
        request.send_header("Location", "http://127.0.0.1:9/elsewhere")
        request.end_headers()

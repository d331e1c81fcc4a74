"""A mail server on this machine that takes what it is given, or refuses it."""

from __future__ import annotations

import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Postbox:
    """What came in; `refuses` makes the server say no."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.refuses = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuses:
            return self.refuses
        told = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(told, EmailMessage)
        self.taken.append(told)
        return "250 OK"


class Served:
    """The postbox behind a real SMTP port, while this lasts."""

    def __init__(self) -> None:
        self.postbox = Postbox()
        self.port = free_port()
        self.controller = Controller(self.postbox, hostname="127.0.0.1", port=self.port)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])

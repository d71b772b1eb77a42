"""A mail server for tests: it takes every letter over real SMTP, and refuses whom it is told to."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Sink:
    """What arrived, in order.

    `answers` maps an address to what the server says to it; before it takes a letter it waits for
    `pause` seconds, and `begun` counts those it was handed.
    """

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.port = 0
        self.pause = 0.0
        self.begun = 0

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.begun += 1
        if self.pause:
            await asyncio.sleep(self.pause)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 Taken"

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.letters if address in letter["To"]]


class OnAnyPort(Controller):
    """Listens where the system has room; the greeting it waits for needs the real number."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def listening() -> Iterator[Sink]:
    sink = Sink()
    controller = OnAnyPort(sink, hostname="127.0.0.1", port=0)
    controller.start()
    sink.port = controller.port
    try:
        yield sink
    finally:
        controller.stop()

"""One visit: somebody asks for an address, and what was written is seen and taken back."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.urls import reverse

from tests.admin.matrix.people import Person

WRITES = re.compile(r'(?P<how>[IUD])(?:NSERT(?: OR \w+)? INTO|PDATE|ELETE FROM) "(?P<table>\w+)"')
BESIDE = {"django_session"}
CLOSED = {403, 404, 405}


@dataclass
class Visit:
    status: int
    is_sent_to_sign_in: bool
    page: str = ""
    written: set[str] = field(default_factory=set)
    """The tables in which rows were changed."""

    @property
    def is_refused(self) -> bool:
        return self.status in CLOSED or self.is_sent_to_sign_in


@contextmanager
def watching() -> Iterator[set[str]]:
    """The tables that are written to, whatever path led there."""
    tables: set[str] = set()

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        found = WRITES.match(sql)
        # What an INSERT returns is not counted before it is read.
        if found and (found["how"] == "I" or context["cursor"].rowcount):
            tables.add(found["table"])
        return done

    with connection.execute_wrapper(watch):
        yield tables
    tables -= BESIDE


def visit(person: Person, method: str, address: str, data: Any = None, **more: Any) -> Visit:
    """Nothing of it stays: everybody finds the shop as the one before found it."""
    browser = person.browser()
    with transaction.atomic():
        with watching() as written:
            answer = getattr(browser, method)(address, data, **more)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    named = getattr(answer, "template_name", "")
    page = named if isinstance(named, str) else ""
    to = answer.headers.get("Location", "")
    sign_in = reverse("admin:login")
    is_sent = answer.status_code == 302 and to.startswith(sign_in) and address != sign_in
    return Visit(answer.status_code, is_sent, page, written)

"""A row of the matrix: an address or an act, who may see it and who may do it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tests.admin.matrix.visits import Visit

Given = Callable[[Any], Any]


def nowhere(_stage: Any) -> tuple[()]:
    return ()


@dataclass(frozen=True)
class Row:
    """`see` and `do` name by their letters who is let in with GET and with POST.

    Where there is `data` the POST is an act: whoever is let in writes, and nobody else does.
    """

    name: str
    see: str
    do: str = ""
    at: Given = nowhere
    data: Given | None = None
    query: Given | None = None
    more: str = ""
    """Tells rows of one address apart: the act, the kind."""
    as_json: bool = False
    page: str = ""
    """The template of the page that opens, where nothing is written yet."""
    is_action: bool = False
    """A list that runs an action nobody offered shows itself again, without a word."""

    def __str__(self) -> str:
        return f"{self.name}:{self.more}" if self.more else self.name

    @property
    def is_act(self) -> bool:
        return self.data is not None and not self.page

    def address(self, stage: Any) -> str:
        path = self.name if "/" in self.name else reverse(f"admin:{self.name}", args=self.at(stage))
        if self.more == "short":
            path = path.removesuffix("change/")
        query = urlencode(self.query(stage)) if self.query else ""
        return f"{path}?{query}" if query else path

    def faults_of_looking(self, letter: str, visit: Visit) -> list[str]:
        is_in = not visit.is_refused and visit.status < 400
        faults = [] if is_in == (letter in self.see) else [f"GET {letter}: {visit.status}"]
        if visit.written:
            faults.append(f"GET {letter} wrote {sorted(visit.written)}")
        return faults

    def faults_of_acting(self, letter: str, visit: Visit) -> list[str]:
        may = letter in self.do
        is_in = visit.page == self.page if self.page else not visit.is_refused
        if self.is_act:
            is_right = bool(visit.written) == may and (may or self.is_action or visit.is_refused)
        else:
            is_right = is_in == may and not visit.written
        told = f"POST {letter}: {visit.status}, wrote {sorted(visit.written)}"
        return [] if is_right and visit.status < 500 else [told]

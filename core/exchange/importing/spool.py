"""A file whose products come back later is put in order first, outside of memory."""

import pickle
import sqlite3
import weakref
from collections.abc import Callable, Iterable, Iterator

from core.exchange.drafts import ProductDraft, Refusal
from core.services.imports import Stopped

CHECKED = 1000


class Scattered(Exception):
    """Rows of one product stand far apart, so the file cannot be planned as it comes."""


class Spool:
    """All drafts of a file, those of one product together, in the order of their first rows."""

    def __init__(
        self, drafts: Iterable[ProductDraft | Refusal], *, may_go_on: Callable[[], bool]
    ) -> None:
        self.table = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self.table.close)
        self.table.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000;"
            "CREATE TABLE draft (code TEXT, seq INTEGER PRIMARY KEY, said BLOB);"
        )
        self.table.execute("BEGIN")
        for seq, one in enumerate(drafts):
            if not seq % CHECKED and not may_go_on():
                raise Stopped
            code = f"r{seq}" if isinstance(one, Refusal) else "\t".join(("d", *one.key))
            said = pickle.dumps(one, protocol=pickle.HIGHEST_PROTOCOL)
            self.table.execute("INSERT INTO draft VALUES (?, ?, ?)", (code, seq, said))
        self.table.execute("COMMIT")
        self.table.executescript("CREATE INDEX draft_by_code ON draft (code, seq)")

    def together(self) -> Iterator[ProductDraft | Refusal]:
        """Refusals first: they say which products have to wait."""
        rows = self.table.execute(
            "SELECT d.said FROM draft d JOIN (SELECT code, min(seq) AS began FROM draft GROUP BY code) "
            "AS f ON f.code = d.code ORDER BY d.code LIKE 'd%', f.began, d.seq"
        )
        for (said,) in rows:
            yield pickle.loads(said)  # noqa: S301  written by this process a moment ago

"""What the planning of one file keeps from its first piece to its last."""

import sqlite3
import weakref
from collections.abc import Iterable
from functools import cached_property

from core.exchange.references import References, Slugs
from core.exchange.shop import Keys
from core.models import FieldDefinition, Product, Variant


class Seen:
    """Where something stood first in the file; kept outside of memory, whatever its length."""

    def __init__(self) -> None:
        # Without a name SQLite keeps it in a file of its own that goes with the connection.
        self.table = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self.table.close)
        self.table.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000;"
            "CREATE TABLE seen (what TEXT, code TEXT, place TEXT, PRIMARY KEY (what, code)) "
            "WITHOUT ROWID"
        )

    def first(self, what: str, codes: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Note these codes with their places; of those that were there already, the earlier place."""
        pairs = list(codes)
        earlier: dict[str, str] = {}
        for start in range(0, len(pairs), 400):
            some = [code for code, _ in pairs[start : start + 400]]
            marks = ", ".join("?" * len(some))
            question = f"SELECT code, place FROM seen WHERE what = ? AND code IN ({marks})"  # noqa: S608  marks only
            earlier |= dict(self.table.execute(question, [what, *some]))
        self.table.execute("BEGIN")
        self.table.executemany(
            "INSERT OR IGNORE INTO seen VALUES (?, ?, ?)",
            [(what, code, place) for code, place in pairs],
        )
        self.table.execute("COMMIT")
        return earlier


class Session:
    """Names, keys and codes that all pieces of a file share."""

    def __init__(self) -> None:
        self.references = References()
        self.slugs = Slugs(Product)
        self.product_keys = Keys(Product)
        self.variant_keys = Keys(Variant)
        self.seen = Seen()
        self.proposed: set[str] = set()
        """SKUs made for rows that have none."""

    @cached_property
    def own_labels(self) -> dict[str, str]:
        """What the owner's own fields are called."""
        found = FieldDefinition.objects.filter(kind__in=["product", "variant"])
        return dict(found.values_list("key", "label"))

    @cached_property
    def skus(self) -> set[str]:
        """Every SKU of the shop, for proposing free ones; read only when one is missing."""
        found = Variant.objects.values_list("sku", flat=True)
        return {sku.lower() for sku in found.iterator(chunk_size=2000)}

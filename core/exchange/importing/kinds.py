"""What each kind of file is planned by."""

from typing import Any, Protocol

from core.exchange.importing import catalogue, counted, lists, people, shelves
from core.exchange.importing.receipts import Receipts
from core.models import ImportKind
from core.services.imports import Turn


class Kind(Protocol):
    """Plans a file of one kind; the facts that are known of it afterwards."""

    def __call__(self, turn: Turn, receipts: Receipts, *, is_scattered: bool) -> dict[str, Any]: ...


KINDS: dict[str, Kind] = {
    ImportKind.PRODUCTS: catalogue.plan,
    ImportKind.CUSTOMERS: lists.planned_by(people.Brides),
    ImportKind.STOCK: lists.planned_by(counted.Counts),
    ImportKind.DESIGNERS: lists.planned_by(shelves.Designers),
    ImportKind.COLLECTIONS: lists.planned_by(shelves.Collections),
}

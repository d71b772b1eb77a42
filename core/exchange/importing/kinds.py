"""What each kind of file is planned by."""

from collections.abc import Callable
from typing import Any

from core.exchange.importing import catalogue
from core.exchange.importing.receipts import Receipts
from core.models import ImportKind
from core.services.imports import Turn

Kind = Callable[[Turn, Receipts], dict[str, Any]]

KINDS: dict[str, Kind] = {ImportKind.PRODUCTS: catalogue.plan}

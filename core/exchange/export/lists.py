"""The rows of a list as somebody sees it: filters, search and order of the page itself.

The pages of the admin know what their filters mean, and no program below them may import them. So
they put their reader in here when the program starts, for the worker too.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from core.errors import NotPossible
from core.exchange.export.columns import Kind

Query = Mapping[str, Sequence[str]]
Reader = Callable[[Any, Kind, Query], QuerySet[Any]]

readers: list[Reader] = []


def rows(user: Any, kind: Kind, query: Query) -> QuerySet[Any]:
    """Raises NotPossible for filters that the list does not understand, or may not be seen."""
    if not readers:
        raise NotPossible("The pages of the back office are not there.")
    return readers[0](user, kind, query)

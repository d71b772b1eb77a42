"""Saved views: keep a list as it is shown now, under a name of one's own."""

from typing import Any

from django.db import transaction

from core.errors import NotPossible
from core.models import SavedView

MOST = 30
MOST_PARAMETERS, LONGEST_VALUE = 20, 200

Query = dict[str, list[str]]


def save(view: SavedView, *, is_start: bool = False) -> SavedView:
    """Keep an unsaved view, last in the row. Raises NotPossible when it shows everything."""
    view.name = view.name.strip()
    if not view.query:
        raise NotPossible("This is the whole list. Filter, search or sort it first.")
    _require_sane(view.query)
    with transaction.atomic():
        others = _own(view)
        if len(others) >= MOST:
            raise NotPossible(f"You have {MOST} saved views. Delete one that you no longer need.")
        view.position = max((other.position for other in others), default=-1) + 1
        _save(view)
        if is_start:
            start_with(view)
    return view


def rename(view: SavedView, *, name: str) -> SavedView:
    """Raises ValidationError for an empty name, or one that another view of hers has."""
    view.name = name.strip()
    _save(view)
    return view


def move(view: SavedView, *, by: int) -> SavedView:
    """Up (below zero) or down in the sidebar, past so many others."""
    with transaction.atomic():
        order = _own(view)
        place = next((n for n, other in enumerate(order) if other.pk == view.pk), None)
        if place is None:
            raise NotPossible("This view is not there any more.")
        order.insert(max(place + by, 0), order.pop(place))
        for position, other in enumerate(order):
            other.position = position
        SavedView.objects.bulk_update(order, ["position"])
    return view


def start_with(view: SavedView, *, is_start: bool = True) -> SavedView:
    """Let its list open with it; at most one view does so for each list."""
    with transaction.atomic():
        _own(view)
        alike = SavedView.objects.filter(user=view.user_id, page=view.page)
        alike.exclude(pk=view.pk).update(is_start=False)
        view.is_start = is_start
        view.save(update_fields=["is_start"])
    return view


def delete(view: SavedView) -> None:
    view.delete()


def _save(view: SavedView) -> None:
    view.full_clean()
    view.save()


def _own(view: SavedView) -> list[SavedView]:
    """All views of hers in their order, locked so that two clicks come one after the other."""
    rows: Any = SavedView.objects.select_for_update(no_key=True).filter(user=view.user_id)
    return list(rows.order_by("position", "pk"))


def _require_sane(query: Query) -> None:
    values = [value for several in query.values() for value in several]
    if len(values) > MOST_PARAMETERS or any(len(value) > LONGEST_VALUE for value in values):
        raise NotPossible("These are too many filters to keep. Take some of them away.")

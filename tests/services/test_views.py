"""Saved views: kept by one person, in her order, and nobody else's business."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from core.errors import NotPossible
from core.models import SavedView
from core.services import views

pytestmark = pytest.mark.django_db


def view(user: Any, name: str, page: str = "core.product", **query: str) -> SavedView:
    found = {key: [value] for key, value in (query or {"status__exact": "draft"}).items()}
    return SavedView(user=user, page=page, name=name, query=found)


def order(user: Any) -> list[str]:
    return [row.name for row in SavedView.objects.filter(user=user)]


def test_new_ones_come_last_and_move(helena: Any, tom: Any) -> None:
    one, two, three = (views.save(view(helena, name)) for name in ("One", "Two", "Three"))
    views.save(view(tom, "Tom's"))
    assert order(helena) == ["One", "Two", "Three"]
    views.move(three, by=-1)
    assert order(helena) == ["One", "Three", "Two"]
    views.move(three, by=-5)
    views.move(two, by=1)
    assert order(helena) == ["Three", "One", "Two"]
    assert order(tom) == ["Tom's"]
    views.delete(one)
    assert order(helena) == ["Three", "Two"]


def test_a_name_is_needed_and_only_once_each(helena: Any, tom: Any) -> None:
    views.save(view(helena, "  Drafts "))
    for name in ("Drafts", "", "   ", "x" * 61, "a\x07"):
        with pytest.raises(ValidationError):
            views.save(view(helena, name))
    views.save(view(tom, "Drafts"))
    assert order(helena) == order(tom) == ["Drafts"]
    other = views.save(view(helena, "Archived"))
    with pytest.raises(ValidationError, match="of this name already"):
        views.rename(other, name="Drafts")
    assert order(helena) == ["Drafts", "Archived"]


def test_a_list_opens_with_one_view_at_most(helena: Any, tom: Any) -> None:
    first = views.save(view(helena, "First"), is_start=True)
    second = views.save(view(helena, "Second"), is_start=True)
    brides = views.save(view(helena, "Brides", page="core.customer"), is_start=True)
    his = views.save(view(tom, "His"), is_start=True)
    for row in (first, second, brides, his):
        row.refresh_from_db()
    assert [row.is_start for row in (first, second, brides, his)] == [False, True, True, True]
    views.start_with(second, is_start=False)
    assert not SavedView.objects.filter(user=helena, page="core.product", is_start=True).exists()


def test_the_whole_list_and_endless_filters_are_not_kept(helena: Any) -> None:
    with pytest.raises(NotPossible, match="whole list"):
        views.save(SavedView(user=helena, page="core.product", name="All", query={}))
    with pytest.raises(NotPossible, match="too many"):
        views.save(view(helena, "Long", q="x" * 201))
    assert order(helena) == []


def test_there_are_thirty_at_most(helena: Any) -> None:
    for n in range(views.MOST):
        views.save(view(helena, f"View {n}"))
    with pytest.raises(NotPossible, match="Delete one"):
        views.save(view(helena, "One more"))
    assert len(order(helena)) == 30

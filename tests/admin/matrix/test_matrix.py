"""Everybody tries every door of the admin; the tables say who is let in, and nobody else is."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from core.admin.stock.acts import ACTS
from core.models import Designer
from tests.admin.matrix import (
    of_actions,
    of_acts,
    of_files,
    of_imports,
    of_models,
    of_the_day,
)
from tests.admin.matrix.rows import Row
from tests.admin.matrix.stage import stage
from tests.admin.matrix.visits import visit

__all__ = ["stage"]

CHAPTERS = {
    "models": of_models.rows(),
    "actions": of_actions.rows(),
    "stock": of_acts.STOCK,
    "catalogue": of_acts.CATALOGUE + of_acts.OWN_FIELDS,
    "imports": of_imports.IMPORTS,
    "today and board": of_the_day.TODAY + of_the_day.BOARD,
    "diary": of_the_day.DIARY,
    "her own": of_the_day.HER_OWN,
    "exports": of_files.EXPORTS,
    "house": of_the_day.HOUSE,
}
UNNAMED = {"(?P<url>.*)$"}
"""The rest of the addresses, which is what `/admin/no/such/page/` asks for."""
ROWS = [row for chapter in CHAPTERS.values() for row in chapter]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_everybody_is_let_in_where_the_table_says_so(stage: Any, chapter: str) -> None:
    faults = {str(row): found for row in CHAPTERS[chapter] if (found := list(_faults(stage, row)))}
    assert faults == {}


def _faults(stage: Any, row: Row) -> Iterator[str]:
    data = row.data(stage) if row.data else None
    for letter, person in stage.people.items():
        stage.letter = letter
        address = row.address(stage)
        if not row.is_action:
            yield from row.faults_of_looking(letter, visit(person, "get", address))
        yield from row.faults_of_acting(letter, visit(person, "post", address, data, **_way(row)))


def _way(row: Row) -> dict[str, str]:
    return {"content_type": "application/json"} if row.as_json else {}


# Nothing is forgotten ------------------------------------------------------------------------


def test_every_address_of_the_admin_has_a_row() -> None:
    """A new page fails here until the table says who may see it and who may do what it does."""
    known = {row.name for row in ROWS if row.more != "short"}
    known |= {f"{row.name}:short" for row in ROWS if row.more == "short"}
    assert set(_addresses(_admin(), "")) - known - UNNAMED == set()
    assert len({str(row) for row in ROWS}) == len(ROWS)


def _admin() -> URLResolver:
    (found,) = (
        one
        for one in get_resolver().url_patterns
        if isinstance(one, URLResolver) and str(one.pattern) == "admin/"
    )
    return found


def _addresses(under: URLResolver, before: str) -> Iterator[str]:
    for one in under.url_patterns:
        where = f"{before}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from _addresses(one, where)
        elif isinstance(one, URLPattern):
            yield one.name or _short(where)


def _short(where: str) -> str:
    """Django's own way to the change page, which has no name."""
    app, _, rest = where.partition("/")
    model, _, tail = rest.partition("/")
    return f"{app}_{model}_change:short" if tail == "<path:object_id>/" else where


def test_every_action_and_every_act_on_stock_has_a_row(helena: User) -> None:
    request = RequestFactory().get("/")
    request.user = helena
    offered = {
        model._meta.label_lower: set(page.get_actions(request))
        for model, page in admin.site._registry.items()
    }
    assert {model: some for model, some in offered.items() if some} == {
        model: set(some) for model, some in of_actions.ACTIONS.items()
    }
    assert {row.more for row in of_acts.STOCK_ACTS} == set(ACTS)


def test_every_model_stands_in_the_table() -> None:
    assert {model._meta.label_lower for model in admin.site._registry} == set(of_models.MODELS)


def test_the_table_notices_a_door_that_was_left_open(
    stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without this the matrix would prove nothing."""
    page = admin.site._registry[Designer]
    monkeypatch.setattr(page, "has_change_permission", lambda *_: True)
    (row,) = (row for row in ROWS if str(row) == "core_designer_change")
    found = list(_faults(stage, row))
    assert [fault.partition(":")[0] for fault in found] == [
        "GET n", "POST n", "POST v", "POST s", "POST f"
    ]  # fmt: skip

"""The index of the owner's fields outlives the migrations of tables its triggers speak of."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, models
from django.db.migrations import Migration

from core import cards, guards, mirrors
from core.models import (
    Appointment,
    Customer,
    FieldDefinition,
    OwnValue,
    Product,
    Variant,
)

pytestmark = pytest.mark.django_db(transaction=True)

WIDER = (
    (Product, "name"),
    (Variant, "size"),
    (Customer, "name"),
    (Appointment, "reference"),
    (FieldDefinition, "label"),
    (OwnValue, "text"),
)


@pytest.fixture(autouse=True)
def _whole_again() -> Iterator[None]:
    yield
    for keeper in (guards, mirrors, cards):
        keeper.install()


def widen(model: type[models.Model], name: str) -> None:
    """What a later migration could do, with what `migrate` does before and after it."""
    old: Any = model._meta.get_field(name)
    new = old.clone()
    new.max_length = old.max_length + 5
    new.set_attributes_from_name(name)
    new.model = model
    ours: dict[str, Any] = {"verbosity": 0, "interactive": False, "db": "default"}
    emit_pre_migrate_signal(**ours, plan=[(Migration("later", "core"), False)], apps=apps)
    try:
        for before, after in ((old, new), (new, old)):
            with connection.schema_editor() as editor:
                editor.alter_field(model, before, after)
    finally:
        emit_post_migrate_signal(**ours, plan=[], apps=apps)


@pytest.mark.parametrize(("model", "name"), WIDER, ids=[model.__name__ for model, _ in WIDER])
def test_a_later_migration_keeps_the_owners_fields_in_step(
    model: type[models.Model], name: str, aurora: Product
) -> None:
    mood = FieldDefinition.objects.create(kind="product", key="mood", label="Mood", type="text")
    Product.objects.filter(pk=aurora.pk).update(own={"mood": "Boho"})
    widen(model, name)
    assert mirrors.missing() == []
    assert [value.text for value in mood.values.all()] == ["Boho"]
    Product.objects.filter(pk=aurora.pk).update(own={"mood": "Calm"})
    assert [value.text for value in mood.values.all()] == ["Calm"]


def test_what_was_written_while_the_keepers_were_away_is_indexed(aurora: Product) -> None:
    mood = FieldDefinition.objects.create(kind="product", key="mood", label="Mood", type="choices")
    mirrors.remove()
    Product.objects.filter(pk=aurora.pk).update(own={"mood": ["Boho", "Calm"]})
    assert not mood.values.exists()
    mirrors.install()
    assert sorted(value.text for value in mood.values.all()) == ["Boho", "Calm"]

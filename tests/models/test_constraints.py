"""Each rule of a table is told in a sentence, and the database holds it against a bare write."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests.cast import Boutique
from tests.models.broken import BROKEN


def test_no_constraint_is_forgotten_here() -> None:
    declared = {
        constraint.name
        for model in apps.get_app_config("core").get_models()
        for constraint in model._meta.constraints
    }
    assert declared == set(BROKEN)


@pytest.mark.parametrize("name", BROKEN)
def test_a_person_is_told_in_a_sentence(name: str, boutique: Boutique) -> None:
    sentence, make = BROKEN[name]
    with pytest.raises(ValidationError) as refused:
        make(boutique).full_clean()
    assert sentence.lower() in " ".join(refused.value.messages).lower()


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_a_bare_write(name: str, boutique: Boutique) -> None:
    row = BROKEN[name][1](boutique)
    count = type(row)._default_manager.count()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row.save(force_insert=row._state.adding)
    if connection.vendor == "postgresql":  # SQLite names columns where a row is double
        assert name in str(refused.value)
    assert type(row)._default_manager.count() == count

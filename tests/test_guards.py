"""The database itself refuses what no act of ours would write: two live claims that overlap."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from core import guards
from core.models import Claim, Room, Stylist
from tests import processes

NINE = datetime(2031, 5, 6, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def write(resource: Any, start: float, end: float, **fields: bool) -> int:
    """A claim by plain SQL, from `start` to `end` minutes past nine; the key it got."""
    row = {"is_live": True, "is_overbooked": False} | fields
    moments = [
        connection.ops.adapt_datetimefield_value(NINE + minutes * MINUTE)
        for minutes in (start, end)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_claim (resource_id, kind, starts_at, ends_at, is_live,"
            " is_overbooked, note) VALUES (%s, 'block', %s, %s, %s, %s, '') RETURNING id",
            [resource.pk, *moments, row["is_live"], row["is_overbooked"]],
        )
        return int(cursor.fetchone()[0])


def refused(resource: Any, start: float, end: float, **fields: bool) -> bool:
    """Whether the guard, and nothing else, refused the row."""
    try:
        with transaction.atomic():
            write(resource, start, end, **fields)
    except DatabaseError as error:
        if guards.is_violation(error):
            return True
        raise
    return False


HALF_SECOND = 0.5 / 60
OVERLAPS = {
    "the same span": (0, 60),
    "inside": (20, 30),
    "around": (-10, 70),
    "over the start": (-30, 1),
    "over the end": (59, 90),
    "one microsecond before the end": (60 - 1 / 60_000_000, 90),
}
APART = {"before": (-60, -30), "after": (90, 120), "touching": (60, 90), "touched": (-30, 0)}


@pytest.mark.parametrize("span", OVERLAPS.values(), ids=OVERLAPS)
def test_an_overlap_by_plain_sql_is_refused(mira: Stylist, span: tuple[float, float]) -> None:
    write(mira, 0, 60)
    assert refused(mira, *span)


@pytest.mark.parametrize("span", APART.values(), ids=APART)
def test_spans_that_do_not_meet_stand_side_by_side(
    mira: Stylist, span: tuple[float, float]
) -> None:
    write(mira, 0, 60)
    assert not refused(mira, *span)
    assert Claim.objects.count() == 2


def test_fractions_of_a_second_count(mira: Stylist) -> None:
    """SQLite leaves a fraction of zero out of its text, which must not upset the comparison."""
    write(mira, 0, 60 + HALF_SECOND)
    assert refused(mira, 60, 90)
    assert not refused(mira, 60 + HALF_SECOND, 90)
    assert refused(mira, 90 - HALF_SECOND, 100)
    assert not refused(mira, 90, 100)


def test_another_resource_is_free_at_the_same_time(mira: Stylist, salon: Room) -> None:
    write(mira, 0, 60)
    assert not refused(salon, 0, 60)


@pytest.mark.parametrize("fields", [{"is_live": False}, {"is_overbooked": True}])
def test_dead_and_overbooked_claims_may_overlap(mira: Stylist, fields: dict[str, bool]) -> None:
    write(mira, 0, 60)
    assert not refused(mira, 0, 60, **fields)


@pytest.mark.parametrize("fields", [{"is_live": False}, {"is_overbooked": True}])
def test_dead_and_overbooked_claims_are_in_nobodys_way(
    mira: Stylist, fields: dict[str, bool]
) -> None:
    write(mira, 0, 60, **fields)
    assert not refused(mira, 0, 60)


@pytest.mark.parametrize(
    "change", [{"starts_at": NINE + 30 * MINUTE}, {"is_live": True}, {"is_overbooked": False}]
)
def test_a_change_cannot_make_an_overlap(mira: Stylist, change: dict[str, Any]) -> None:
    write(mira, 0, 60)
    harmless = {
        "starts_at": (60, 120, {}),
        "is_live": (0, 60, {"is_live": False}),
        "is_overbooked": (0, 60, {"is_overbooked": True}),
    }
    start, end, fields = harmless[next(iter(change))]
    second = Claim.objects.filter(pk=write(mira, start, end, **fields))
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        second.update(**change)
    assert guards.is_violation(error.value)


def test_a_claim_is_not_in_its_own_way(mira: Stylist) -> None:
    claim = Claim.objects.filter(pk=write(mira, 0, 60))
    assert claim.update(starts_at=NINE + 10 * MINUTE, ends_at=NINE + 70 * MINUTE) == 1


# Losing the guard, and getting it back ------------------------------------------


@pytest.fixture
def guard_comes_back(transactional_db: None) -> Iterator[None]:
    yield
    guards.install()


def alter_notes(length: int) -> None:
    """What a later migration could do: make a column of the table wider."""
    old = Claim._meta.get_field("note")
    new = models.CharField("note", max_length=length, blank=True)
    new.set_attributes_from_name("note")
    new.model = Claim
    with connection.schema_editor() as editor:
        editor.alter_field(Claim, old, new)


def test_a_later_migration_does_not_lose_the_guard(guard_comes_back: None, mira: Stylist) -> None:
    write(mira, 0, 60)
    alter_notes(210)
    if connection.vendor == "sqlite":
        assert guards.missing() == ["claim_no_overlap_insert", "claim_no_overlap_update"]
    call_command("migrate", verbosity=0)
    assert guards.missing() == []
    assert refused(mira, 0, 60)


def test_without_the_guard_the_start_is_refused_with_the_cure(guard_comes_back: None) -> None:
    guards.require()
    guards.remove()
    with pytest.raises(ImproperlyConfigured, match=r"manage\.py migrate"):
        guards.require()


def serve() -> tuple[int, str]:
    """Load the web application as a server would; its return code, and what it complained of."""
    process = processes.start("-c", "import project.wsgi")
    complaint = process.communicate(timeout=60)[1]
    return process.returncode, complaint


@pytest.mark.slow
def test_the_web_process_does_not_open_without_the_guard(guard_comes_back: None) -> None:
    guards.remove()
    code, complaint = serve()
    assert code != 0
    assert "guard against double booking" in complaint
    guards.install()
    assert serve() == (0, "")

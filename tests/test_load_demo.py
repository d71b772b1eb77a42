"""`manage.py load_demo`: the same boutique each time, alive today, and no harm to a real one."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from core.models import Appointment, Customer, ReminderRule, StockMovement, Stylist
from core.queries import overview

NOON = datetime(2026, 11, 24, 11, 40, tzinfo=UTC)


@pytest.fixture(autouse=True)
def development(settings: Any, db: None) -> None:
    """Somebody's own machine."""
    settings.DEBUG = True


def load(moment: datetime = NOON, **options: Any) -> None:
    with time_machine.travel(moment, tick=False):
        call_command("load_demo", verbosity=0, **options)


@pytest.mark.parametrize(
    "moment",
    [
        NOON,
        datetime(2026, 11, 29, 13, 30, tzinfo=UTC),  # a Sunday
        datetime(2026, 12, 25, 13, 30, tzinfo=UTC),  # even if it is Christmas
        datetime(2027, 3, 28, 12, 30, tzinfo=UTC),  # the clocks went forward last night
    ],
)
def test_today_is_alive_in_both_shops(moment: datetime) -> None:
    load(moment)
    sheet = overview.run_sheet(overview.locations(), now=moment)
    assert all(len(today) >= 2 for today in sheet.values())
    statuses = {appointment.status for today in sheet.values() for appointment in today}
    assert len(statuses) >= 3


def test_it_is_the_same_boutique_each_time() -> None:
    def diary_of_the_house() -> list[tuple[Any, ...]]:
        rows = Appointment.objects.order_by("reference")
        return list(rows.values_list("reference", "starts_at", "customer__name", "status"))

    load()
    first = diary_of_the_house()
    load(reset=True)
    assert diary_of_the_house() == first


def test_a_shop_that_is_not_empty_is_left_alone(anna: Customer) -> None:
    with pytest.raises(CommandError, match="nothing was changed"):
        load()
    assert list(Customer.objects.all()) == [anna]


def test_a_reset_keeps_who_may_sign_in_and_the_message_rules(helena: User, mira: Stylist) -> None:
    own = ReminderRule.objects.create(name="Own", event="booked", subject="S", body="B")
    load(reset=True)
    load(reset=True)
    assert User.objects.filter(pk=helena.pk).exists()
    assert ReminderRule.objects.filter(pk=own.pk).exists()
    assert not Stylist.objects.filter(pk=mira.pk).exists()
    assert Customer.objects.count() == 60


def test_a_real_shop_cannot_be_thrown_away_by_it(settings: Any, anna: Customer) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="development"):
        load(reset=True)
    assert Customer.objects.filter(pk=anna.pk).exists()


def test_pieces_move_while_the_shop_is_open() -> None:
    load()
    for line in StockMovement.objects.select_related("location"):
        there = line.moved_at.astimezone(line.location.zone)
        day = line.location.opening_hours.filter(weekday=there.weekday())
        assert day.filter(opens__lte=there.time(), closes__gt=there.time()).exists(), there

"""What the worker does for the stock: the nightly comparison and the daily mail."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.core import mail
from django.utils import timezone

from core import tasks
from core.errors import NotPossible
from core.models import LowStockLetter, Product, StockCheck, StockLevel, Variant
from core.services import stock
from tests.cast import sign_in

State = LowStockLetter.State


@pytest.fixture
def gown(aurora: Product, berlin: Any) -> Variant:
    gown = aurora.variants.get(size="38")
    stock.receive(gown, location=berlin, quantity=1)
    return gown


@pytest.fixture
def morning(berlin: Any, tuesday: Any) -> Any:
    at = timezone.now().astimezone(berlin.zone).replace(hour=7, minute=1)
    with time_machine.travel(at, tick=False) as clock:
        yield clock


@pytest.fixture
def chief(db: None) -> User:
    """Somebody with the role Owner."""
    chief = sign_in("chief", email="chief@example.org")
    chief.groups.add(Group.objects.get(name="Owner"))
    return chief


def test_the_night_writes_down_what_disagrees(gown):
    tasks.verify_stock.call_local()
    assert StockCheck.objects.get().found == 0
    StockLevel.objects.update(on_hand=5)

    tasks.verify_stock.call_local()

    found = StockCheck.objects.first()
    assert found is not None
    assert found.found == 1
    assert found.told == ["AUR-IV-38 at Berlin: the level says 5, the movements add up to 1."]


def test_a_reorder_level_is_set_where_no_piece_ever_was(gown, lisbon):
    level = stock.set_reorder_level(gown, location=lisbon, level=2)

    assert (level.on_hand, level.reorder_level) == (0, 2)
    with pytest.raises(NotPossible, match="between 0"):
        stock.set_reorder_level(gown, location=lisbon, level=-1)
    stock.set_reorder_level(gown, location=lisbon, level=None)
    assert StockLevel.objects.get(location=lisbon).reorder_level is None


def test_what_runs_low_is_mailed_once_a_day(gown, berlin, chief, morning, mira_login):
    stock.set_reorder_level(gown, location=berlin, level=1)

    for _ in range(3):
        tasks.mail_low_stock.call_local()

    (letter,) = mail.outbox
    assert letter.to == ["chief@example.org"]
    assert "Berlin: Aurora, Ivory / 38 (AUR-IV-38): 1 left, Atelier Nord, 20 weeks" in letter.body
    assert LowStockLetter.objects.get().state == State.SENT
    morning.shift(timedelta(days=1))
    stock.send_low_stock()
    assert len(mail.outbox) == 2


def test_nobody_is_woken_before_seven_or_for_nothing(gown, berlin, chief, morning):
    morning.shift(timedelta(hours=-2))
    assert stock.send_low_stock() == ""
    assert not LowStockLetter.objects.exists()
    morning.shift(timedelta(hours=2))

    assert stock.send_low_stock() == State.SKIPPED

    assert LowStockLetter.objects.get().reason == "Nothing runs low."
    assert mail.outbox == []


def test_a_mail_server_that_is_away_is_asked_again(gown, berlin, chief, morning, settings):
    stock.set_reorder_level(gown, location=berlin, level=1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert stock.send_low_stock() == State.PLANNED
    first = LowStockLetter.objects.get()
    assert first.reason == "The mail server could not be reached."
    assert stock.send_low_stock() == State.PLANNED  # its pause is not over

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    morning.shift(timedelta(minutes=11))
    assert stock.send_low_stock() == State.SENT

    (letter,) = mail.outbox
    assert letter.extra_headers["Message-ID"] == first.message_id
    assert LowStockLetter.objects.get().attempts == 2

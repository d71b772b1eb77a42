"""The demo boutique as it opens on a Tuesday: complete, consistent and harmless."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, Sum
from django.test import override_settings

from core.models import (
    Appointment,
    Claim,
    Customer,
    Designer,
    Location,
    Message,
    Product,
    ProductImage,
    Reservation,
    Sample,
    StockLevel,
    StockMovement,
    Stylist,
    TryOn,
    Variant,
)
from core.queries import diary, overview, shelf, stock
from core.services import demo as demo_boutique
from core.services.appointments import versions
from tests.races import crowd

pytestmark = pytest.mark.usefixtures("demo", "db")

Status = Appointment.Status
NOON = datetime(2026, 11, 24, 11, 40, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Opened once for all tests here, which only look; the folder of its pictures."""
    pictures = tmp_path_factory.mktemp("pictures")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=pictures), time_machine.travel(NOON, tick=False):
            demo_boutique.load()
        with django_db_blocker.block():
            yield pictures
        transaction.set_rollback(True)


def test_the_boutique_is_as_big_as_promised() -> None:
    assert Location.objects.values("timezone").distinct().count() == 2
    assert (Stylist.objects.count(), Designer.objects.count()) == (5, 6)
    assert Product.objects.count() == 120
    assert 580 <= Variant.objects.count() <= 640
    assert Sample.objects.count() == 40
    assert Customer.objects.count() == 60
    first, last = (Appointment.objects.order_by(f"{sign}starts_at")[0] for sign in ("", "-"))
    assert first.starts_at < NOON - timedelta(days=19)
    assert last.starts_at > NOON + timedelta(days=25)


def test_each_gown_hangs_there_with_its_picture(demo: Path) -> None:
    for product in Product.objects.prefetch_related("images", "variants"):
        images = list(product.images.all())
        assert [image.is_main for image in images] == [True] + [False] * (len(images) - 1)
        assert all((demo / image.file.name).stat().st_size < 40_000 for image in images)
        assert product.variants.all()


def test_a_list_of_the_demo_shows_small_pictures(demo: Path) -> None:
    with override_settings(MEDIA_ROOT=demo):
        for image in ProductImage.objects.all():
            small = shelf.address(image, "row")
            assert small != image.file.url
            assert (demo / small.removeprefix("/media/")).stat().st_size < 8_000


def test_brides_wait_for_pieces_that_are_put_aside_for_them() -> None:
    live = Reservation.objects.filter(ended_at__isnull=True)
    assert set(live.values_list("location", flat=True)) == set(
        Location.objects.values_list("pk", flat=True)
    )
    assert live.count() >= 8
    assert live.filter(expires_at__gt=NOON).count() == live.count()
    assert Reservation.objects.filter(ending="released").exists()
    assert stock.differences() == []


def is_ean(barcode: str) -> bool:
    digits = [int(digit) for digit in barcode]
    return len(digits) == 13 and (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0


def test_price_tags_and_sample_tags_can_be_scanned() -> None:
    barcodes = [*Variant.objects.values_list("barcode", flat=True)]
    barcodes += Sample.objects.values_list("barcode", flat=True)
    assert all(map(is_ean, barcodes))
    assert len(set(barcodes)) == len(barcodes)
    assert not Variant.objects.filter(Q(price__lte=0) | Q(cost__isnull=True)).exists()


def test_stock_levels_are_the_sums_of_the_ledger() -> None:
    sums = {
        (row["variant"], row["location"]): row["sum"]
        for row in StockMovement.objects.order_by()
        .values("variant", "location")
        .annotate(sum=Sum("quantity"))
    }
    levels = StockLevel.objects.values_list("variant", "location", "on_hand")
    assert {(variant, location): on_hand for variant, location, on_hand in levels} == sums
    assert 5 <= overview.low_stock().count() <= 30
    assert StockLevel.objects.filter(on_hand=0).exists()


def test_nobody_and_nothing_is_double_booked_but_once_on_purpose() -> None:
    assert crowd.overlaps() == 0
    crowd.assert_claims_are_whole()
    squeezed = Appointment.objects.exclude(overbooked_reason="").get()
    assert set(squeezed.claims.values_list("is_overbooked", flat=True)) == {True}


def test_what_lies_ahead_could_have_been_booked() -> None:
    Claim.objects.filter(is_overbooked=True).delete()
    ahead = Appointment.objects.filter(
        starts_at__gt=NOON, overbooked_reason="", status__in=Appointment.OPEN
    ).select_related("type", "location")
    for appointment in ahead.prefetch_related("try_ons__product"):
        with time_machine.travel(NOON, tick=False):
            assert not diary.explain(
                appointment.type,
                appointment.location,
                appointment.starts_at,
                online=False,
                party=appointment.party_size,
                products=[try_on.product for try_on in appointment.try_ons.all()],
                stylist_id=appointment.stylist_id,
                room_id=appointment.room_id,
                without_appointment=appointment.pk,
            )


def test_nobody_seems_to_have_changed_the_gowns_of_the_demo() -> None:
    """Of two who save at once the second sees the first one's change, and no gown besides."""
    assert {row.id for row in TryOn.history.all()} == {row.pk for row in TryOn.objects.all()}
    changed = Appointment.objects.filter(version__gt=1, try_ons__isnull=False).distinct()
    assert changed.exists()
    for appointment in changed.select_related("location"):
        seen = versions.differences(appointment, appointment.version - 1, {})
        assert {one.field for one in seen} <= {"status", "cancel_reason"}
        assert versions.differences(appointment, appointment.version, {}) == []


def test_what_is_over_has_ended_somehow_and_its_story_is_told() -> None:
    over = Appointment.objects.filter(ends_at__lt=NOON)
    assert set(over.values_list("status", flat=True)) == {
        Status.COMPLETED,
        Status.NO_SHOW,
        Status.CANCELLED,
    }
    stories: dict[int, list[Any]] = defaultdict(list)
    for row in Appointment.history.order_by("version"):
        stories[row.id].append(row)
    for appointment in Appointment.objects.all():
        story = stories[appointment.pk]
        assert [row.version for row in story] == list(range(1, appointment.version + 1))
        assert story[-1].status == appointment.status
        assert story[0].history_date == appointment.created_at
    for gown in TryOn.objects.select_related("appointment"):
        assert gown.history.get().history_date == gown.appointment.created_at


def test_no_letter_is_due_and_none_could_reach_anybody() -> None:
    states = Counter(Message.objects.values_list("state", flat=True))
    assert set(states) == {"sent", "planned", "failed", "skipped", "unknown"}
    assert not Message.objects.filter(state="planned", due_at__lte=NOON).exists()
    recipients = Message.objects.values_list("recipient", flat=True)
    assert {mail.split("@")[1] for mail in recipients} == {"example.org", "example.com"}
    assert not Message.objects.exclude(state="planned").filter(subject="").exists()


def test_it_makes_nobody_who_could_sign_in() -> None:
    assert not User.objects.exists()


def test_a_blocked_time_says_why() -> None:
    blocks = Claim.objects.filter(kind="block", is_live=True)
    assert blocks.count() >= 6
    assert not blocks.filter(note="").exists()

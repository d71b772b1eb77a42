"""Rows of every kind for the lists: `crowd(30)` makes thirty of each."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from core.models import (
    Appointment,
    AppointmentType,
    BulkEdit,
    BulkEditRow,
    Category,
    Claim,
    ClosedDay,
    Collection,
    Customer,
    Designer,
    FieldDefinition,
    Location,
    Message,
    Product,
    ProductImage,
    Rearrangement,
    ReminderRule,
    Reservation,
    Room,
    Sample,
    StockLevel,
    StockMovement,
    StockSheet,
    Stylist,
    TryOn,
    Variant,
)
from tests.cast import works

Crowd = Callable[[int], None]


@pytest.fixture
def crowd(berlin: Location, consultation: AppointmentType, helena: User) -> Crowd:
    numbers = count(1)
    rule = ReminderRule.objects.filter(event="booked").first()
    assert rule is not None

    def more(how_many: int) -> None:
        for _ in range(how_many):
            n = next(numbers)
            variant = gown(n, helena, berlin)
            visit(n, variant, berlin, consultation, rule)
            people(n, berlin)

    return more


def gown(n: int, by: User, berlin: Location) -> Variant:
    designer = Designer.objects.create(name=f"Designer {n}", slug=f"designer-{n}")
    category = Category.objects.create(name=f"Category {n}", slug=f"category-{n}")
    collection = Collection.objects.create(
        name=f"Collection {n}", slug=f"collection-{n}", designer=designer, year=2026
    )
    product = Product.objects.create(
        name=f"Gown {n}",
        slug=f"gown-{n}",
        designer=designer,
        category=category,
        collection=collection,
    )
    ProductImage.objects.create(product=product, url=f"https://example.org/{n}.jpg", is_main=True)
    variant = Variant.objects.create(product=product, sku=f"SKU-{n}", price=Decimal(900 + n))
    Sample.objects.create(name=f"Sample {n}", variant=variant, location=berlin, barcode=f"B-{n}")
    StockLevel.objects.create(
        variant=variant, location=berlin, on_hand=2, reserved=1, reorder_level=2
    )
    sheet = StockSheet.objects.create(kind="receiving", state="applied", location=berlin, actor=by)
    edit = BulkEdit.objects.create(summary=f"Price + {n} %", rows_count=1, actor=by)
    before, after = {"price": "900.00"}, {"price": f"{900 + n}.00"}
    BulkEditRow.objects.create(
        edit=edit, kind="variant", row_id=variant.pk, name=variant.sku, before=before, after=after
    )
    StockMovement.objects.create(
        variant=variant,
        location=berlin,
        quantity=2,
        reason="received",
        actor=by,
        door="admin",
        sheet=sheet,
    )
    Reservation.objects.create(
        variant=variant,
        location=berlin,
        customer=Customer.objects.create(name=f"Keen {n}"),
        expires_at=timezone.now() + timedelta(days=7),
        actor=by,
    )
    return variant


def visit(
    n: int, variant: Variant, berlin: Location, kind: AppointmentType, rule: ReminderRule
) -> None:
    stylist = Stylist.objects.create(name=f"Stylist {n}", slug=f"stylist-{n}")
    works(stylist, berlin, range(7))
    starts_at = timezone.now() + timedelta(minutes=10)
    appointment = Appointment.objects.create(
        reference=f"CROWD{n:04}",
        type=kind,
        location=berlin,
        customer=Customer.objects.create(name=f"Bride {n}", email=f"bride{n}@example.org"),
        stylist=stylist,
        room=Room.objects.create(name=f"Room {n}", slug=f"room-{n}", location=berlin),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
    )
    TryOn.objects.create(appointment=appointment, product=variant.product)
    Message.objects.create(
        appointment=appointment,
        appointment_version=1,
        rule=rule,
        channel="email",
        recipient=f"bride{n}@example.org",
        due_at=starts_at,
        message_id=f"<{n}@example.org>",
        state=Message.State.FAILED,
    )
    Claim.objects.create(
        resource=stylist, kind="block", starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)
    )


def people(n: int, berlin: Location) -> None:
    user = User.objects.create(username=f"user{n}", is_staff=True)
    user.groups.add(Group.objects.create(name=f"Group {n}"))
    ClosedDay.objects.create(
        location=berlin, closed_on=timezone.localdate() + timedelta(days=400 + n)
    )
    day = timezone.localdate()
    Rearrangement.objects.create(location=berlin, first_on=day, last_on=day, actor=user)
    AppointmentType.objects.create(name=f"Type {n}", slug=f"type-{n}", duration_minutes=30)
    Location.objects.create(name=f"Shop {n}", slug=f"shop-{n}", timezone="Europe/Berlin")
    FieldDefinition.objects.create(kind="customer", key=f"field_{n}", label=f"Field {n}")
    ReminderRule.objects.create(
        name=f"Rule {n}", event="moved", subject="Moved", body="See you", is_active=False
    )

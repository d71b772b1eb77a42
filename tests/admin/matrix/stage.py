"""The stage: one row of everything, each so that it can be changed, deleted and set back."""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from core import models
from core.queries import rearranging as proposing
from core.services import catalog, merging, rearranging, stock
from core.services.catalog import bulk
from tests.admin.matrix import blank, people
from tests.cast import At, Boutique, booked, sign_in  # noqa: F401

Booked = Callable[..., models.Appointment]


@pytest.fixture
def stage(
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    boutique: Boutique,
    booked: Booked,  # noqa: F811
    at: At,
    tuesday: date,
) -> Any:
    """`stage.rows["core.product"]` is the product in question; the acts have theirs by name."""
    caplog.set_level(logging.CRITICAL, "django.request")  # refusals are what it is about
    settings.TEMPLATES = blank.SETTING
    # The sidebar is asked for with each page, and is a third of what a blank one costs.
    settings.UNFOLD = settings.UNFOLD | {"SIDEBAR": {"navigation": []}}
    settings.VAR_DIR = settings.MEDIA_ROOT
    found = SimpleNamespace(cast=boutique, at=at, tuesday=tuesday, people=people.everybody())
    found.rows = {
        **_catalogue(boutique),
        **_people_and_places(boutique, tuesday, at),
        "core.appointment": booked("10:00", customer=boutique.bea),
    }
    _stock(found)
    _diary(found, booked)
    _many(found)
    found.rows["core.appointment"].notes = "Brings her mother"
    for row in found.rows.values():
        if hasattr(row, "history"):
            row.save()  # a second version, so that there is a first one to go back to
    found.first = {
        name: row.history.last().pk for name, row in found.rows.items() if hasattr(row, "history")
    }
    return found


def _catalogue(cast: Boutique) -> dict[str, Any]:
    product = models.Product.objects.create(name="Spare", slug="spare")
    one = models.Variant.objects.create(product=product, sku="SPARE-1", price="10.00")
    return {
        "core.product": product,
        "core.variant": one,
        "core.designer": models.Designer.objects.create(name="Spare", slug="spare"),
        "core.category": models.Category.objects.create(name="Spare", slug="spare"),
        "core.collection": models.Collection.objects.create(
            name="Spare", slug="spare", designer=cast.aurora.designer, year=2026
        ),
        "core.sample": models.Sample.objects.create(
            name="Spare", variant=cast.aurora.variants.first(), location=cast.berlin, barcode="S-9"
        ),
    }


def _people_and_places(cast: Boutique, tuesday: date, at: At) -> dict[str, Any]:
    location = models.Location.objects.create(name="Spare", slug="spare", timezone="Europe/Berlin")
    return {
        "core.customer": models.Customer.objects.create(name="Spare"),
        "core.stylist": models.Stylist.objects.create(name="Spare", slug="spare"),
        "core.room": models.Room.objects.create(name="Spare", slug="spare", location=cast.berlin),
        "core.location": location,
        "core.appointmenttype": models.AppointmentType.objects.create(
            name="Spare", slug="spare", duration_minutes=30
        ),
        "core.closedday": models.ClosedDay.objects.create(
            closed_on=tuesday + timedelta(days=40), reason="Spare"
        ),
        "core.claim": models.Claim.objects.create(
            resource=cast.jo, kind="block", starts_at=at("15:00"), ends_at=at("16:00"), note="Spare"
        ),
        "core.reminderrule": models.ReminderRule.objects.create(
            name="Spare",
            event="before",
            hours_before=5,
            subject="Spare",
            body="Spare",
            is_active=False,
        ),
        "core.shopsettings": cast.shop,
        "core.fielddefinition": models.FieldDefinition.objects.create(
            kind="product", label="Spare", key="spare", type="text", archived_at=timezone.now()
        ),
        "auth.user": User.objects.create_user("spare", is_staff=True),
        "auth.group": Group.objects.create(name="Spare"),
    }


def _stock(found: Any) -> None:
    cast, by = found.cast, found.cast.helena
    found.variant = cast.aurora.variants.get(size="36")
    found.other = cast.aurora.variants.get(size="40")
    here = {"location": cast.berlin, "by": by}
    stock.receive(found.variant, quantity=9, **here)
    kept = stock.reserve(
        found.variant,
        quantity=1,
        customer=cast.anna,
        expires_at=timezone.now() + timedelta(days=9),
        **here,
    )
    found.applied = stock.receive_many([stock.Delivery(found.other, 2)], **here)
    found.sheet = stock.open_stocktake(**here)
    stock.scan(found.sheet, found.other, by=by)
    found.rows |= {
        "core.stockmovement": stock.receive(found.other, quantity=1, **here),
        "core.stocklevel": models.StockLevel.objects.get(variant=found.variant),
        "core.reservation": kept,
        "core.stocksheet": found.applied,
    }


def _diary(found: Any, book: Booked) -> None:
    cast, at = found.cast, found.at
    sick = book("12:00", days=7)
    change = models.Rearrangement(
        stylist=cast.mira, first_on=sick.local_start.date(), last_on=sick.local_start.date()
    )
    proposed = proposing.propose(change)
    found.rows["core.rearrangement"] = rearranging.apply(change, rows=proposed, by=cast.helena)
    found.call = found.rows["core.rearrangement"].rows.get()
    models.RearrangedAppointment.objects.update(outcome="call")
    found.held = models.Claim.objects.create(
        resource_id=cast.sample.pk, kind="block", starts_at=at("15:00"), ends_at=at("16:00")
    )
    found.visit = book("17:00", customer=cast.anna)
    found.early = book("12:00", days=1, customer=cast.bea, status="requested")
    found.now = book(
        starts_at=timezone.now() - timedelta(minutes=10),
        customer=models.Customer.objects.create(name="Here"),
        status="arrived",
    )
    found.tried = models.TryOn.objects.create(appointment=found.now, product=cast.veil)
    rule = found.rows["core.reminderrule"]
    found.rows["core.message"] = models.Message.objects.create(
        appointment=found.visit,
        appointment_version=1,
        rule=rule.__class__.objects.exclude(pk=rule.pk).first(),
        channel="email",
        recipient="anna@example.org",
        due_at=timezone.now(),
        message_id="<spare@example.org>",
    )
    keep, goes = (models.Customer.objects.create(name=f"Twin {n}") for n in "AB")
    found.merge = merging.merge(keep, goes, by=cast.helena)
    found.twins = [models.Customer.objects.create(name=f"Pair {n}") for n in "AB"]


def _many(found: Any) -> None:
    """What is changed together, what has pictures, and everybody's own views."""
    cast = found.cast
    choice = bulk.Choice("product", [cast.veil.pk])
    wish = bulk.Wish(status="draft")
    seen = bulk.plan(choice, wish=wish).seen()
    found.rows["core.bulkedit"] = bulk.apply(choice, wish=wish, seen=seen, by=cast.helena)
    catalog.add_picture_address(cast.aurora, url="https://example.org/1.jpg")
    catalog.add_picture_address(cast.aurora, url="https://example.org/2.jpg")
    found.picture = cast.aurora.images.order_by("pk").last()
    found.in_use = models.FieldDefinition.objects.create(
        kind="product", label="In use", key="in_use", type="text"
    )
    stranger = sign_in("stranger")
    found.views = {
        person.letter: [_view(person.user, name) for name in ("One", "Two")]
        for person in found.people.values()
        if person.user
    }
    found.strange = _view(stranger, "Hers")


def _view(user: Any, name: str) -> models.SavedView:
    return models.SavedView.objects.create(
        user=user, page="core.customer", name=name, query={"q": ["a"]}, position=len(name)
    )

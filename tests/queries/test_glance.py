"""What a product's page tells at a glance, and with how many questions."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from core.history import Door, acting
from core.models import Product, TryOn, Variant
from core.queries import glance
from core.services import catalog


def test_appointments_to_come_and_what_was_said(aurora: Product, booked: Any) -> None:
    coming, cancelled, past = booked("10:00"), booked("12:00"), booked("14:00")
    cancelled.status, cancelled.cancelled_at = "cancelled", timezone.now()
    cancelled.save()
    past.starts_at = timezone.now() - timedelta(days=3)
    past.save()
    for appointment in (coming, cancelled):
        TryOn.objects.create(appointment=appointment, product=aurora)
    TryOn.objects.create(appointment=past, product=aurora, said_yes=True)
    assert [row.appointment for row in glance.coming(aurora)] == [coming]
    assert glance.tried(aurora) == (3, 1)


def test_prices_of_many_variants_changed_together_are_one_line(
    aurora: Product, helena: Any, django_assert_num_queries: Any
) -> None:
    with acting(Door.ADMIN, helena):
        for variant in aurora.variants.all():
            catalog.save_variant(variant)  # where its story begins
        for variant in aurora.variants.all():
            variant.price = Decimal(1990)
            catalog.save_variant(variant)
        lonely = aurora.variants.get(size="36")
        lonely.cost = None
        catalog.save_variant(lonely)
    with django_assert_num_queries(1):
        cost, price = glance.prices(product=aurora)
    assert (cost.what, cost.before, cost.after, cost.skus) == (
        "cost",
        Decimal(810),
        None,
        ["AUR-IV-36"],
    )
    assert (price.what, price.before, price.after) == ("price", Decimal(1890), Decimal(1990))
    assert sorted(price.skus) == ["AUR-IV-36", "AUR-IV-38", "AUR-IV-40"]
    assert (price.who, price.door) == ("Helena", "admin")
    assert len(glance.prices(variant=lonely)) == 2


def test_a_first_price_is_told_as_a_beginning(veil: Product) -> None:
    variant = catalog.save_variant(Variant(product=veil, sku="NEW-1", size="1", price=Decimal(99)))
    (line,) = glance.prices(variant=variant)
    assert (line.before, line.after) == (None, Decimal(99))

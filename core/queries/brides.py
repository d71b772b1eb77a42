"""What the page of a bride tells: her visits, the gowns she tried, letters, and who is like her."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, When
from django.utils import timezone

from core.models import (
    Appointment,
    AppointmentGroup,
    Customer,
    CustomerMerge,
    Message,
    ProductImage,
    TryOn,
)
from core.queries import shelf

STANDING = (*Appointment.OPEN, Appointment.Status.ARRIVED, Appointment.Status.IN_PROGRESS)
MOST_VISITS, MOST_GOWNS, MOST_LETTERS, MOST_ALIKE = 20, 24, 8, 5


def visits(customer: Customer) -> QuerySet[Appointment]:
    """Her appointments, the last one first."""
    found = Appointment.objects.filter(customer=customer)
    return found.select_related("type", "location", "stylist", "room").order_by(
        "-starts_at", "-pk"
    )[:MOST_VISITS]


def expected(customer_id: int, starts_at: datetime, ends_at: datetime) -> QuerySet[Appointment]:
    """Her appointments that stand in that time, or go on, the first one first."""
    return (
        Appointment.objects.filter(
            customer=customer_id,
            status__in=STANDING,
            starts_at__lt=ends_at,
            ends_at__gt=starts_at,
        )
        .select_related("location", "stylist", "customer", "group")
        .order_by("starts_at", "pk")
    )


def engagements(customer_ids: Collection[int]) -> list[tuple[int, int, int | None, Any, Any]]:
    """Of all these brides: key, bride, her party, start and end of what stands from now on."""
    party = Case(When(group__kind=AppointmentGroup.Kind.PARTY, then=F("group_id")))
    rows = Appointment.objects.filter(
        customer__in=customer_ids, status__in=STANDING, ends_at__gt=timezone.now()
    )
    return list(rows.order_by("pk").values_list("pk", "customer_id", party, "starts_at", "ends_at"))


def tried(customer: Customer) -> QuerySet[TryOn]:
    """Gowns she has tried: the yes first, then as she liked them."""
    pictures = ProductImage.objects.order_by(*shelf.PICTURE_ORDER)
    return (
        TryOn.objects.filter(appointment__customer=customer, tried_at__isnull=False)
        .select_related("product__designer", "appointment__location")
        .prefetch_related(Prefetch("product__images", pictures))
        .order_by("-said_yes", "-rating", "-tried_at", "-pk")[:MOST_GOWNS]
    )


def letters(customer: Customer) -> QuerySet[Message]:
    """What was sent to her and what is planned, the latest first."""
    found = Message.objects.filter(appointment__customer=customer)
    return found.select_related("rule", "appointment__location").order_by("-due_at", "-pk")[
        :MOST_LETTERS
    ]


def alike(customer: Customer) -> QuerySet[Customer]:
    """Others with the very same mail, phone or name; a look over all brides finds more."""
    same = Q(name__iexact=customer.name)
    if customer.email:
        same |= Q(email__iexact=customer.email)
    if customer.phone:
        same |= Q(phone=customer.phone)
    return Customer.objects.filter(same).exclude(pk=customer.pk).order_by("pk")[:MOST_ALIKE]


def merges(customer: Customer) -> QuerySet[CustomerMerge]:
    """Who was made one with her and can still be parted."""
    return CustomerMerge.objects.filter(kept=customer, undone_at=None).order_by("-pk")


def counted(keys: set[int]) -> dict[int, Customer]:
    """Customers by key, with the number of their `visits`."""
    rows = Customer.objects.filter(pk__in=keys).annotate(visits=Count("appointments"))
    return {row.pk: row for row in rows}

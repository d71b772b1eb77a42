"""Found while typing: brides by name, mail or phone, and gowns with a sample that is free."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Replace

from core.models import Customer, Location, Product, Sample
from core.queries.diary import live_claims

MOST = 8


def brides(text: str) -> list[Customer]:
    """Those whose name, mail or phone has all the words; nobody when nothing is asked."""
    words = text.split()
    if not words:
        return []
    asked = Q()
    for word in words:
        asked &= Q(name__icontains=word) | Q(email__icontains=word)
    phone = "".join(re.findall(r"\d", text))
    found = Customer.objects.all()
    if len(phone) >= 3:
        found = found.annotate(digits=_digits())
        asked |= Q(digits__contains=phone.lstrip("0"))
    return list(found.filter(asked).order_by("name", "pk")[:MOST])


def _digits() -> Replace:
    """The phone number without what people write between its digits."""
    bare = F("phone")
    for mark in " ()./-":
        bare = Replace(bare, Value(mark), Value(""))  # type: ignore[assignment]
    return bare  # type: ignore[return-value]


def gowns(
    location: Location, starts_at: datetime, ends_at: datetime, *, text: str = ""
) -> list[Product]:
    """Gowns to try there that have all the words; those with a sample first. See `fitting`."""
    asked = Q(status=Product.Status.ACTIVE)
    for word in text.split():
        asked &= Q(name__icontains=word) | Q(designer__name__icontains=word)
    found: Any = fitting(location, starts_at, ends_at).filter(asked)
    return list(found.order_by("-has_sample", "-is_free", "name", "pk")[:MOST])


def fitting(
    location: Location,
    starts_at: datetime,
    ends_at: datetime,
    *,
    without: Collection[int] = (),
) -> QuerySet[Product]:
    """Styles with `has_sample`: one hangs there, and `is_free`: one is not promised or away then.

    The claims of the appointments in `without` are not in the way.
    """
    taken = (
        live_claims()
        .filter(resource_id=OuterRef("pk"), starts_at__lt=ends_at, ends_at__gt=starts_at)
        .exclude(appointment_id__in=without)
    )
    hanging = Sample.objects.filter(
        variant__product=OuterRef("pk"),
        location=location,
        status=Sample.Status.ON_FLOOR,
        is_active=True,
    )
    return Product.objects.select_related("designer").annotate(
        has_sample=Exists(hanging), is_free=Exists(hanging.filter(~Exists(taken)))
    )

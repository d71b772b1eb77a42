"""A product at a glance: who needs it, and what it cost over time."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.utils import timezone

from core.models import Appointment, Product, Sample, TryOn, Variant, WishedGown

MOST_RECORDS = 4000
MOST_LINES = 60
SAME_ACT_SECONDS = 60


def coming(product: Product) -> QuerySet[TryOn]:
    """Appointments to come at which it is to be tried on, the nearest first."""
    return (
        TryOn.objects.filter(
            product=product,
            appointment__starts_at__gt=timezone.now(),
            appointment__status__in=Appointment.LIVE,
        )
        .select_related("appointment__customer", "appointment__location")
        .order_by("appointment__starts_at", "pk")
    )


def tried(product: Product) -> tuple[int, int]:
    """How often it was on a list of gowns to try, and how often she said yes; one query."""
    found = TryOn.objects.filter(product=product)
    told = found.aggregate(all=Count("pk"), yes=Count("pk", filter=Q(said_yes=True)))
    return told["all"], told["yes"]


def wished(product: Product) -> QuerySet[WishedGown]:
    """On whose wish list it is, the nearest wedding first, those that are over last."""
    is_over = Case(When(customer__wedding_on__lt=timezone.localdate(), then=1), default=0)
    found = WishedGown.objects.filter(product=product).select_related("customer")
    return found.order_by(is_over, F("customer__wedding_on").asc(nulls_last=True), "pk")


def samples(product: Product) -> QuerySet[Sample]:
    return (
        Sample.objects.filter(variant__product=product)
        .select_related("location", "variant")
        .order_by("location__position", "name", "pk")
    )


# Prices over time -----------------------------------------------------------------


@dataclass
class Repriced:
    """One act that changed prices, however many variants it touched."""

    at: datetime
    who: str
    door: str
    what: str
    """`price` or `cost`."""
    before: Decimal | None
    after: Decimal | None
    skus: list[str] = field(default_factory=list)


def prices(*, product: Product | None = None, variant: Variant | None = None) -> list[Repriced]:
    """How prices and costs became what they are, newest first; one query.

    Equal changes by the same person within a minute are one line that names all its SKUs.
    """
    asked: dict[str, Any] = (
        {"id": variant.pk} if variant else {"product_id": product and product.pk}
    )
    records = Variant.history.filter(**asked).order_by("-history_date", "-history_id")
    names = ("id", "sku", "price", "cost", "history_date", "history_type", "door")
    person = ("history_user__first_name", "history_user__last_name", "history_user__username")
    newest: list[dict[str, Any]] = list(records.values(*names, *person)[:MOST_RECORDS])
    by_variant: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for record in reversed(newest):
        by_variant[record["id"]].append(record)
    lines = [line for story in by_variant.values() for line in _turns(story)]
    lines.sort(key=lambda line: line.at, reverse=True)
    return _together(lines)[:MOST_LINES]


def _turns(story: list[dict[str, Any]]) -> list[Repriced]:
    """The changes of one variant; its first price counts as a change from nothing."""
    lines = []
    # A story that begins in its middle does not say what the price was before.
    before: dict[str, Any] = {} if story[0]["history_type"] == "+" else story[0]
    for record in story:
        lines += [
            _line(record, name, before.get(name))
            for name in ("price", "cost")
            if record[name] != before.get(name)
        ]
        before = record
    return lines


def _line(record: dict[str, Any], name: str, before: Decimal | None) -> Repriced:
    first, last = record["history_user__first_name"], record["history_user__last_name"]
    who = f"{first or ''} {last or ''}".strip() or record["history_user__username"] or ""
    return Repriced(
        record["history_date"], who, record["door"], name, before, record[name], [record["sku"]]
    )


def _together(lines: list[Repriced]) -> list[Repriced]:
    told: list[Repriced] = []
    open_lines: dict[tuple[Any, ...], Repriced] = {}
    for line in lines:
        key = (line.who, line.door, line.what, line.before, line.after)
        last = open_lines.get(key)
        if last and abs((last.at - line.at).total_seconds()) <= SAME_ACT_SECONDS:
            last.skus += line.skus
        else:
            told.append(line)
            open_lines[key] = line
    return told

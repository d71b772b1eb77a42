"""Compare and set: nobody writes over what she has not seen, and both versions can be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from core import history
from core.errors import StaleVersion
from core.models import Appointment, Product, TryOn
from core.queries import own_fields

SHOWN = (
    "status",
    "type",
    "customer",
    "stylist",
    "room",
    "starts_at",
    "ends_at",
    "party_size",
    "notes",
    "overbooked_reason",
    "cancel_reason",
)
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Difference:
    """A field somebody else changed meanwhile, in words.

    `hers` is what she was about to save, or saw where she left the field alone; `theirs` is what
    stands there now.
    """

    field: str
    label: str
    hers: str
    theirs: str


def locked(
    appointment: Appointment,
    version: int | None,
    *,
    by: Any,
    wanted: Mapping[str, Any] | None = None,
) -> Appointment:
    """The appointment as it stands, its row locked, signed by the one who acts.

    Raises StaleVersion where `version` is not the newest; `wanted` is what she would have written.
    """
    # First the row, then what it points to: PostgreSQL drops a row from a locking join when
    # somebody else has just given it another stylist.
    Appointment.objects.select_for_update(no_key=True).values_list("pk").get(pk=appointment.pk)
    current = Appointment.objects.select_related(
        "type", "location", "customer", "stylist", "room"
    ).get(pk=appointment.pk)
    if version is not None and current.version != version:
        raise StaleVersion(
            version=current.version, differences=differences(current, version, wanted or {})
        )
    history.sign(current, by)
    return current


RELATIONS = [field.name for field in Appointment._meta.concrete_fields if field.is_relation]


def save(appointment: Appointment, **how: Any) -> None:
    """Check what a person may have written, then save. Raises ValidationError naming the field.

    Not `full_clean`: it asks the database fifteen times while others wait for the locks, and what
    it asks for (rows that exist, references that are unique, rules of the table) the database
    refuses by itself.
    """
    appointment.clean_fields(exclude=RELATIONS)
    appointment.save(**how)


def refreshed(appointment: Appointment, current: Appointment) -> Appointment:
    """Bring the caller's instance up to what has been written, so both names mean the same."""
    if appointment is not current:
        appointment.refresh_from_db()
    return appointment


def differences(current: Appointment, version: int, wanted: Mapping[str, Any]) -> list[Difference]:
    """What changed between the version she saw and now."""
    rows = current.history.filter(version__gte=version).order_by("history_id")
    seen = rows.filter(version=version).last()
    if seen is None:
        return []
    found = []
    for name in SHOWN:
        field: Any = current._meta.get_field(name)
        before, now = (getattr(row, field.attname) for row in (seen, current))
        if before != now:
            hers = wanted.get(name, before)
            hers = hers.pk if isinstance(hers, models.Model) else hers
            if hers == now:  # both wanted the same
                continue
            words = [_words(current, field, value) for value in (hers, now)]
            found.append(Difference(name, _label(field), *words))
    newer = rows.filter(version__gt=version).first()
    changed_at = newer.history_date if newer else None
    return [*found, *_own(current, seen.own, wanted), *_gowns(current, changed_at, wanted)]


def _own(current: Appointment, seen: dict[str, Any], wanted: Mapping[str, Any]) -> list[Difference]:
    """Fields of her own, one by one, named as in a form."""
    changed = {key for key in {*seen, *current.own} if seen.get(key) != current.own.get(key)}
    hers = seen | dict(wanted.get("own") or {})
    fields = own_fields.definitions("appointment") if changed else []
    return [
        Difference(
            field.name,
            field.label,
            field.say(hers.get(field.key)),
            field.say(current.own.get(field.key)),
        )
        for field in fields
        if field.key in changed
    ]


def _gowns(
    current: Appointment, changed_at: datetime | None, wanted: Mapping[str, Any]
) -> list[Difference]:
    """Gowns have rows of their own: those before the first newer version, against those now."""
    if changed_at is None:
        return []
    before = TryOn.history.as_of(changed_at - MOMENT).filter(appointment=current.pk)
    had = set(before.values_list("product_id", flat=True))
    has = set(current.try_ons.values_list("product_id", flat=True))
    if had == has:
        return []
    hers = {product.pk for product in wanted["products"]} if "products" in wanted else had
    if hers == has:
        return []
    return [Difference("products", "Gowns to try", _names(hers), _names(has))]


def _names(product_ids: set[int]) -> str:
    names = Product.objects.filter(pk__in=product_ids).values_list("name", flat=True)
    return ", ".join(sorted(names)) or "None"


def _label(field: Any) -> str:
    return str(field.verbose_name).capitalize()


def _words(current: Appointment, field: Any, value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(current.location.zone):%a %d %b %Y, %H:%M}"
    if field.is_relation:
        return str(field.related_model.objects.filter(pk=value).first() or "Nobody")
    return str(dict(field.flatchoices).get(value, value))

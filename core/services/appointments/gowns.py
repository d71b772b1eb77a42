"""The gowns of an appointment: what hangs ready for her, and how she liked each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import history
from core.errors import AppointmentClosed, NoSample, NotOffered, NotPossible, StaleVersion
from core.models import Appointment, Product, Sample, TryOn
from core.services import messages
from core.services.appointments import placing, versions
from core.services.appointments.finding import Place

MOST_GOWNS = 5


def require_few(products: Sequence[Product]) -> None:
    if len(products) > MOST_GOWNS:
        raise NotOffered(f"Choose at most {MOST_GOWNS} gowns to try on.", field="products")


def hang(
    appointment: Appointment,
    products: Sequence[Product],
    samples: Mapping[int, int],
    *,
    by: Any = None,
) -> None:
    """Make the list of gowns what it should be; what stays on it keeps its rating."""
    ready = {row.product_id: row for row in appointment.try_ons.all()}
    for product_id, row in ready.items():
        if product_id not in {product.pk for product in products}:
            history.sign(row, by)
            row.delete()
    for product in products:
        row = ready.get(product.pk) or TryOn(appointment=appointment, product=product)
        sample_id = samples.get(product.pk)
        if row.pk is None or row.sample_id != sample_id:
            row.sample_id = sample_id
            history.sign(row, by)
            row.save()


def swap_sample(
    try_on: TryOn, *, sample: Sample, by: Any = None, version: int | None = None
) -> TryOn:
    """Keep this very sample for her instead of the one that was chosen.

    Raises NoSample where it is another style or not there, SlotTaken, AppointmentClosed,
    StaleVersion.
    """
    with transaction.atomic():
        current = versions.locked(try_on.appointment, version, by=by)
        if current.status not in Appointment.LIVE:
            raise AppointmentClosed
        products = [row.product for row in current.try_ons.select_related("product")]
        if sample.variant.product_id != try_on.product_id:
            raise NoSample(f"{sample} is another gown.", field="sample")
        if sample.location_id != current.location_id or not _is_ready(sample):
            raise NoSample(f"{sample} does not hang in {current.location}.", field="sample")
        held = set(current.claims.values_list("resource_id", flat=True)) - {try_on.sample_id}
        current.version += 1

        def take(place: Place) -> None:
            if sample.pk != place.samples[try_on.product_id]:
                raise placing.Lost
            current.save()
            hang(current, products, place.samples, by=by)
            placing.claim(current, place, is_overbooked=bool(current.overbooked_reason))

        placing.dress(current, products, take=take, held=held, prefer=[sample.pk])
        messages.plan(current, "changed")
    try_on.refresh_from_db()
    return try_on


def _is_ready(sample: Sample) -> bool:
    return sample.is_active and sample.status == Sample.Status.ON_FLOOR


@dataclass(frozen=True)
class Verdict:
    """How she liked a gown, as somebody saw it or wants it."""

    rating: int | None = None
    said_yes: bool = False
    note: str = ""

    def __str__(self) -> str:
        told = ["★" * (self.rating or 0), "said yes" if self.said_yes else "", self.note]
        return " · ".join(filter(None, told)) or "nothing"


def verdict(try_on: TryOn) -> Verdict:
    return Verdict(try_on.rating, try_on.said_yes, try_on.note)


def record_try_on(
    try_on: TryOn,
    *,
    rating: int | None = None,
    said_yes: bool = False,
    note: str = "",
    seen: Verdict | None = None,
    by: Any = None,
) -> TryOn:
    """Write down how she liked a gown: one on her list, or (unsaved) one she asked for on the spot.

    `seen` is the verdict that stood there when she began to write; an unsaved gown had none. What
    is compared is this gown's verdict and not the version of the appointment: two stylists rating
    different gowns are not in each other's way, nor is she in that of who moves the appointment,
    and whoever wants just what stands there already loses nothing. Raises StaleVersion with both
    verdicts where another one stands by now, AppointmentClosed, NotPossible before the day, or
    ValidationError.
    """
    with transaction.atomic():
        appointment = versions.locked(try_on.appointment, None, by=by)
        _require_tried(appointment)
        if try_on.pk is None:
            known = appointment.try_ons.filter(product=try_on.product).first()
            try_on, seen = known or try_on, seen or Verdict()
        else:
            try_on = _as_it_stands(try_on)
        wanted = Verdict(rating, said_yes, note)
        _require_seen(try_on, seen, wanted)
        try_on.rating, try_on.said_yes, try_on.note = rating, said_yes, note
        try_on.tried_at = try_on.tried_at or timezone.now()
        try_on.full_clean()
        history.sign(try_on, by)
        try_on.save()
    return try_on


def _require_tried(appointment: Appointment) -> None:
    if appointment.status not in Appointment.LIVE:
        word = appointment.get_status_display().lower()
        raise AppointmentClosed(f"This appointment is {word}; nothing was tried on.")
    if not may_be_tried(appointment):
        raise NotPossible("She comes on a later day; nothing was tried on yet.")


def may_be_tried(appointment: Appointment) -> bool:
    """From the day on which she comes."""
    today = timezone.now().astimezone(appointment.location.zone).date()
    return appointment.status in Appointment.LIVE and appointment.local_start.date() <= today


def _as_it_stands(try_on: TryOn) -> TryOn:
    """The caller's own row, brought up to date; the appointment's lock keeps it so."""
    try:
        try_on.refresh_from_db()
    except TryOn.DoesNotExist as gone:
        raise NotPossible("This gown is no longer on the list.") from gone
    return try_on


def _require_seen(try_on: TryOn, seen: Verdict | None, wanted: Verdict) -> None:
    stands = verdict(try_on)
    if seen in {None, stands} or wanted == stands:
        return
    both = versions.Difference("gown", str(try_on.product), str(wanted), str(stands))
    raise StaleVersion(
        f"Somebody else has written down {try_on.product} meanwhile: {stands}.",
        differences=[both],
    )


def require_no_verdict(rows: Iterable[TryOn]) -> None:
    """What she said of a gown is not thrown away with a line of the list."""
    told = [str(row.product) for row in rows if verdict(row) != Verdict()]
    if told:
        names = " and ".join(told)
        raise NotPossible(f"Take back the rating, the yes and the note of {names} first.")

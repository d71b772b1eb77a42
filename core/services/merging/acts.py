"""The acts: look at a merge, do it, undo it."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import history
from core.errors import NotPossible
from core.models import Appointment, Customer, CustomerMerge
from core.services.appointments import many
from core.services.merging import fields, relations

TRIES = 5


@dataclass(frozen=True)
class Preview:
    """What a merge would do: fields filled (label, before, after) and how much moves over."""

    keep: Customer
    other: Customer
    filled: list[tuple[str, str, str]]
    kept: list[tuple[str, str, str]]  # label, what stays, what goes: both sides say something
    moved: dict[str, int]


def preview(keep: Customer, other: Customer) -> Preview:
    _require_two(keep, other)
    filled = [
        (fields.label(name), fields.in_words(before), fields.in_words(after))
        for name, (before, after) in fields.gains(keep, other).items()
    ]
    kept = [(clash.label, clash.stays, clash.goes) for clash in fields.clashes(keep, other)]
    moved = {
        str(relation.related_model._meta.verbose_name_plural): count
        for relation in relations.every()
        if (count := relations.pointing(relation, other.pk).count())
    }
    return Preview(keep, other, filled, kept, moved)


def merge(
    keep: Customer, other: Customer, *, take: Collection[str] = (), by: Any = None
) -> CustomerMerge:
    """Everything of `other` goes to `keep`, whose empty fields are filled; `other` goes.

    Where both say something else `keep` is right, except in the fields that `take` names.
    Letters that wait go to the mail of who stays. The answer can be undone.
    Raises NotPossible for one and the same, or one that is gone already.
    """
    _require_two(keep, other)
    with transaction.atomic():
        keep, other = _locked_with_visits(keep.pk, other.pk, by=by)
        record = CustomerMerge(kept=keep, gone_key=other.pk, gone_name=other.name, actor=by)
        record.gone = fields.plain(
            {f.attname: fields.value(other, f) for f in Customer._meta.concrete_fields}
        )
        filled = fields.gains(keep, other, take)
        record.filled = fields.plain(filled)
        fields.fill(keep, {name: after for name, (_, after) in filled.items()}, by=by)
        record.moved = {}
        for relation in relations.every():
            keys = list(relations.pointing(relation, other.pk).values_list("pk", flat=True))
            if keys:
                record.moved[relations.name(relation)] = keys
                relations.point(relation, keys, to=keep, by=by)
        if "email" in filled:
            relations.readdress(keep)
        history.sign(other, by)
        other.delete()
        record.save()
    return record


def undo(record: CustomerMerge, *, by: Any = None) -> list[str]:
    """Two brides again; what has gone on since is left alone, and said in sentences.

    Raises NotPossible the second time.
    """
    with transaction.atomic():
        current = CustomerMerge.objects.select_for_update(no_key=True).get(pk=record.pk)
        if current.undone_at:
            raise NotPossible("This has been undone already.")
        moved = current.moved.get(Appointment._meta.label_lower + ".customer", [])
        there = Appointment.objects.filter(pk__in=moved).values_list("pk", flat=True)
        many.locked([(key, None) for key in there], by=by)  # before the brides, as everywhere
        keep = Customer.objects.select_for_update(no_key=True).get(pk=current.kept_id)
        other = Customer(
            **{name: fields.loaded(name, value) for name, value in current.gone.items()}
        )
        history.sign(other, by)
        other.save(force_insert=True)
        # auto_now_add wrote today over the day she was added.
        added = {"created_at": fields.loaded("created_at", current.gone["created_at"])}
        Customer.objects.filter(pk=other.pk).update(**added)
        left = [
            *fields.empty_again(keep, current.filled, by=by),
            *relations.give_back(current, other, by=by),
        ]
        if "email" in current.filled:
            relations.readdress(keep)
        current.undone_at = timezone.now()
        current.save(update_fields=["undone_at"])
    record.refresh_from_db()
    return left


def _require_two(keep: Customer, other: Customer) -> None:
    if keep.pk == other.pk:
        raise NotPossible("Choose two different customers.")


class _AnotherVisit(Exception):
    """One was booked for her while we locked the others."""


def _locked_with_visits(keep: int, other: int, *, by: Any) -> tuple[Customer, Customer]:
    """Her appointments, then the two of them: in the order in which everybody locks.

    What is booked in between would come too late in that order, so we let go and begin again.
    """
    hers = Appointment.objects.filter(customer=other).order_by().values_list("pk", flat=True)
    for _ in range(TRIES):
        with suppress(_AnotherVisit), transaction.atomic():
            keys = set(hers)
            many.locked([(key, None) for key in keys], by=by)
            both = _locked(keep, other)
            if set(hers) - keys:
                raise _AnotherVisit
            return both
    raise NotPossible("She is being booked right now. Please try again.")


def _locked(keep: int, other: int) -> tuple[Customer, Customer]:
    rows = Customer.objects.select_for_update().filter(pk__in=[keep, other]).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) < 2:
        raise NotPossible("One of the two is gone already.")
    return found[keep], found[other]

"""Merging: two rows of one bride become one, with a look before and a way back."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from core import history
from core.errors import NotPossible
from core.models import Appointment, Customer, CustomerMerge, Message
from core.queries import own_fields
from core.services import messages
from core.services.appointments import many

TRIES = 5
OWN = {"id", "created_at", "updated_at"}  # of the row, not of the bride
JOINED = "notes"  # both sides say something; nothing of it is lost
HER_OWN = "own"  # field by field
CONSENTS = {"has_email_consent", "has_sms_consent", "consented_at"}  # given to be kept, never lent
WAITING = (Message.State.PLANNED, Message.State.CLAIMED)


@dataclass(frozen=True)
class Clash:
    """A field in which both sides say something else: one stays, the other goes."""

    name: str
    label: str
    stays: str
    goes: str


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
        (_label(name), _said(before), _said(after))
        for name, (before, after) in _filled(keep, other).items()
    ]
    kept = [(clash.label, clash.stays, clash.goes) for clash in clashes(keep, other)]
    moved = {
        str(relation.related_model._meta.verbose_name_plural): count
        for relation in _relations()
        if (count := _pointing(relation, other.pk).count())
    }
    return Preview(keep, other, filled, kept, moved)


def clashes(keep: Customer, other: Customer) -> list[Clash]:
    """Where somebody has to choose."""
    plain = [
        Clash(
            field.name,
            str(field.verbose_name),
            _said(_value(keep, field)),
            _said(_value(other, field)),
        )
        for field in _fields()
        if field.name not in {JOINED, HER_OWN} | CONSENTS
        and _is_said(_value(keep, field))
        and _is_said(_value(other, field))
        and _value(keep, field) != _value(other, field)
    ]
    return [*plain, *_own_clashes(keep, other)]


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
        record.gone = _plain({f.attname: _value(other, f) for f in Customer._meta.concrete_fields})
        filled = _filled(keep, other, take)
        record.filled = _plain(filled)
        _fill(keep, {name: after for name, (_, after) in filled.items()}, by=by)
        record.moved = {}
        for relation in _relations():
            keys = list(_pointing(relation, other.pk).values_list("pk", flat=True))
            if keys:
                record.moved[_name(relation)] = keys
                _point(relation, keys, to=keep, by=by)
        if "email" in filled:
            _readdress(keep)
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
        other = Customer(**{name: _loaded(name, value) for name, value in current.gone.items()})
        history.sign(other, by)
        other.save(force_insert=True)
        # auto_now_add wrote today over the day she was added.
        added = {"created_at": _loaded("created_at", current.gone["created_at"])}
        Customer.objects.filter(pk=other.pk).update(**added)
        left = [*_empty_again(keep, current.filled, by=by), *_give_back(current, other, by=by)]
        if "email" in current.filled:
            _readdress(keep)
        current.undone_at = timezone.now()
        current.save(update_fields=["undone_at"])
    record.refresh_from_db()
    return left


# Fields ---------------------------------------------------------------------------


def _fields() -> list[Any]:
    return [field for field in Customer._meta.concrete_fields if field.name not in OWN]


def _label(name: str) -> str:
    field: Any = Customer._meta.get_field(name)
    return str(field.verbose_name)


def _value(customer: Customer, field: Any) -> Any:
    return getattr(customer, field.attname)


def _is_said(value: Any) -> bool:
    return value not in (None, "", {}) and value is not False


def _filled(
    keep: Customer, other: Customer, take: Collection[str] = ()
) -> dict[str, tuple[Any, Any]]:
    """Field: before and after, where the one that stays has something to gain; never consents."""
    found = {}
    taken = {clash.name for clash in clashes(keep, other)} & set(take)
    for field in _fields():
        mine, hers = _value(keep, field), _value(other, field)
        if field.name == JOINED and _is_said(mine) and _is_said(hers) and hers not in mine:
            found[field.name] = (mine, f"{mine}\n\n{hers}")
        elif field.name == HER_OWN:
            gained = hers | mine | {key: hers[key] for key in hers if f"own_{key}" in taken}
            if gained != mine:
                found[field.name] = (mine, gained)
        elif field.name in CONSENTS:
            continue
        elif field.name in taken or (not _is_said(mine) and _is_said(hers)):
            found[field.name] = (mine, hers)
    return found


def _own_clashes(keep: Customer, other: Customer) -> list[Clash]:
    """The same among the fields the owner added."""
    both = [key for key in keep.own if key in other.own and keep.own[key] != other.own[key]]
    fields = own_fields.known("customer") if both else {}
    return [
        Clash(
            fields[key].name,
            fields[key].label,
            fields[key].say(keep.own[key]),
            fields[key].say(other.own[key]),
        )
        for key in both
        if key in fields
    ]


def _fill(customer: Customer, values: dict[str, Any], *, by: Any) -> None:
    if not values:
        return
    for name, value in values.items():
        setattr(customer, name, value)
    customer.full_clean()
    history.sign(customer, by)
    customer.save()


def _plain(values: Any) -> Any:
    """As JSON will have it: dates and amounts as text, to the last microsecond."""
    if isinstance(values, dict):
        return {name: _plain(inner) for name, inner in values.items()}
    if isinstance(values, list | tuple):
        return [_plain(inner) for inner in values]
    if isinstance(values, date):  # a datetime is one too
        return values.isoformat()
    return str(values) if isinstance(values, Decimal) else values


def _loaded(name: str, value: Any) -> Any:
    field = next(f for f in Customer._meta.concrete_fields if name in {f.name, f.attname})
    return field.to_python(value)


def _empty_again(keep: Customer, filled: dict[str, list[Any]], *, by: Any) -> list[str]:
    left, back = [], {}
    for name, (before, after) in filled.items():
        if _plain(getattr(keep, name)) == after:
            back[name] = _loaded(name, before)
        else:
            left.append(f"The {_label(name)} of {keep} has been changed since and stays.")
    _fill(keep, back, by=by)
    return left


def _said(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dict):  # her own fields
        fields = own_fields.known("customer") if value else {}
        said = [
            f"{fields[key].label}: {fields[key].say(value[key])}" for key in value if key in fields
        ]
        return ", ".join(said)
    return "" if value is None else str(value)


# What points to a customer -----------------------------------------------------------


def _relations() -> list[Any]:
    """Every foreign key to a customer, whatever the house adds later; not her history."""
    return [
        relation
        for relation in Customer._meta.related_objects
        if relation.related_model is not CustomerMerge
        and not str(relation.related_model._meta.model_name).startswith("historical")
    ]


def _name(relation: Any) -> str:
    return f"{relation.related_model._meta.label_lower}.{relation.field.name}"


def _pointing(relation: Any, key: int) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = relation.related_model._default_manager
    return rows.filter(**{relation.field.name: key}).order_by("pk")


def _point(relation: Any, keys: list[int], *, to: Customer, by: Any) -> None:
    if relation.related_model is not Appointment:
        rows = relation.related_model._default_manager.filter(pk__in=keys)
        rows.update(**{relation.field.name: to})
        return
    for found in many.locked([(key, None) for key in keys], by=by).values():
        found.customer = to
        found.version += 1
        found.save()
        messages.plan(found, "changed")
        if to.email:
            waiting = Message.objects.filter(appointment=found, state__in=WAITING)
            waiting.update(recipient=to.email)


def _readdress(customer: Customer) -> None:
    if customer.email:
        waiting = Message.objects.filter(appointment__customer=customer, state__in=WAITING)
        waiting.update(recipient=customer.email)


def _give_back(record: CustomerMerge, other: Customer, *, by: Any) -> list[str]:
    left = []
    for relation in _relations():
        keys = record.moved.get(_name(relation), [])
        mine = set(_pointing(relation, record.kept_id).values_list("pk", flat=True))
        back = [key for key in keys if key in mine]
        _point(relation, back, to=other, by=by)
        if gone := len(keys) - len(back):
            label = relation.related_model._meta.verbose_name_plural
            left.append(f"{gone} of the {label} are no longer there and stay away.")
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

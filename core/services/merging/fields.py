"""What is said of two brides: what one gains, where they differ, and the way back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core import history
from core.models import Customer
from core.queries import own_fields

OWN = {"id", "created_at", "updated_at"}  # of the row, not of the bride
JOINED = "notes"  # both sides say something; nothing of it is lost
HER_OWN = "own"  # field by field
CONSENTS = {"has_email_consent", "has_sms_consent", "consented_at"}  # given to be kept, never lent


@dataclass(frozen=True)
class Clash:
    """A field in which both sides say something else: one stays, the other goes."""

    name: str
    label: str
    stays: str
    goes: str


def clashes(keep: Customer, other: Customer) -> list[Clash]:
    """Where somebody has to choose."""
    plain = [
        Clash(
            field.name,
            str(field.verbose_name),
            in_words(value(keep, field)),
            in_words(value(other, field)),
        )
        for field in columns()
        if field.name not in {JOINED, HER_OWN} | CONSENTS
        and _is_said(value(keep, field))
        and _is_said(value(other, field))
        and value(keep, field) != value(other, field)
    ]
    return [*plain, *_own_clashes(keep, other)]


def columns() -> list[Any]:
    return [field for field in Customer._meta.concrete_fields if field.name not in OWN]


def label(name: str) -> str:
    field: Any = Customer._meta.get_field(name)
    return str(field.verbose_name)


def value(customer: Customer, field: Any) -> Any:
    return getattr(customer, field.attname)


def _is_said(value: Any) -> bool:
    return value not in (None, "", {}) and value is not False


def gains(
    keep: Customer, other: Customer, take: Collection[str] = ()
) -> dict[str, tuple[Any, Any]]:
    """Field: before and after, where the one that stays has something to gain; never consents."""
    found = {}
    taken = {clash.name for clash in clashes(keep, other)} & set(take)
    for field in columns():
        mine, hers = value(keep, field), value(other, field)
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


def fill(customer: Customer, values: dict[str, Any], *, by: Any) -> None:
    if not values:
        return
    for name, value in values.items():
        setattr(customer, name, value)
    customer.full_clean()
    history.sign(customer, by)
    customer.save()


def plain(values: Any) -> Any:
    """As JSON will have it: dates and amounts as text, to the last microsecond."""
    if isinstance(values, dict):
        return {name: plain(inner) for name, inner in values.items()}
    if isinstance(values, list | tuple):
        return [plain(inner) for inner in values]
    if isinstance(values, date):  # a datetime is one too
        return values.isoformat()
    return str(values) if isinstance(values, Decimal) else values


def loaded(name: str, value: Any) -> Any:
    field = next(f for f in Customer._meta.concrete_fields if name in {f.name, f.attname})
    return field.to_python(value)


def empty_again(keep: Customer, filled: dict[str, list[Any]], *, by: Any) -> list[str]:
    left, back = [], {}
    for name, (before, after) in filled.items():
        if plain(getattr(keep, name)) == after:
            back[name] = loaded(name, before)
        else:
            left.append(f"The {label(name)} of {keep} has been changed since and stays.")
    fill(keep, back, by=by)
    return left


def in_words(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dict):  # her own fields
        fields = own_fields.known("customer") if value else {}
        said = [
            f"{fields[key].label}: {fields[key].say(value[key])}" for key in value if key in fields
        ]
        return ", ".join(said)
    return "" if value is None else str(value)

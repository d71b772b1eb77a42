"""How the rows of a bulk edit are shown: what each was and what it becomes, in words."""

from collections.abc import Collection as Some
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from core.admin import words
from core.models import Collection, FieldDefinition, Product
from core.queries import own_fields, shelf
from core.services.catalog.bulk import OWN, Plan, Row

Fields = dict[tuple[str, str], FieldDefinition]

LABELS = {
    "price": "Price",
    "cost": "Cost",
    "is_active": "On sale",
    "status": "Status",
    "collection_id": "Collection",
    "tags": "Tags",
    "reorder_level": "Reorder level",
}


def first(plan: Plan, others: Some[str]) -> list[Row]:
    """The rows that are worth a look: edited since, then refused, then changed."""
    return sorted(
        (row for row in plan.rows if row.is_changed or row.refused or row.key in others),
        key=lambda row: (row.key not in others, not row.refused),
    )


def rows(shown: Sequence[Row], others: Some[str]) -> list[dict[str, Any]]:
    names, currency, fields = collections(shown), shelf.price_currency(), her_fields(shown)
    return [
        {
            "name": row.name,
            "refused": row.refused,
            "is_other": row.key in others,
            "changes": changes(row, names, currency, fields),
        }
        for row in shown
    ]


def collections(rows: Iterable[Any]) -> dict[int, str]:
    keys = {values.get("collection_id") for row in rows for values in (row.before, row.after)} - {
        None
    }
    return {row.pk: str(row) for row in Collection.objects.filter(pk__in=keys)}


def changes(
    row: Any, names: dict[int, str], currency: str, fields: Fields
) -> list[tuple[str, str, str]]:
    return [
        (
            _label(name, field := fields.get((row.kind, name))),
            say(name, row.before[name], names, currency, field),
            say(name, row.after[name], names, currency, field),
        )
        for name in row.after
        if row.before[name] != row.after[name]
    ]


def her_fields(rows: Iterable[Any]) -> Fields:
    """Fields of her own that these rows speak of, those taken away among them."""
    kinds = {row.kind for row in rows if any(name.startswith(OWN) for name in row.after)}
    return {
        (kind, f"{OWN}{key}"): field
        for kind in kinds
        for key, field in own_fields.known(kind).items()
    }


def _label(name: str, field: FieldDefinition | None) -> str:
    if name.startswith(OWN):
        return field.label if field else name.removeprefix(OWN)
    return LABELS[name]


def say(
    name: str,
    value: Any,
    names: dict[int, str],
    currency: str,
    field: FieldDefinition | None = None,
) -> str:
    """A value of a bulk edit in words."""
    if value is None or value == []:
        return words.NOTHING
    if name.startswith(OWN):
        return field.say(value) if field else str(value)
    if name in {"price", "cost"}:
        return words.money(Decimal(value), currency)
    if name == "collection_id":
        return names.get(value, "a collection that is gone")
    if name == "status":
        return str(Product.Status(value).label)
    if name == "tags":
        return ", ".join(value)
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)

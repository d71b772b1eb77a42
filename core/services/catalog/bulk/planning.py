"""What a bulk edit would do, row by row, before it does it; and the rows themselves, locked."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models

from core.errors import NotPossible
from core.models import BulkEditRow, Product, StockLevel, Variant
from core.services.catalog.batch import parts
from core.services.catalog.bulk.wishes import OWN, OwnWish, Wish

Kind = BulkEditRow.Kind
MOST_ROWS = 5000
MODELS: dict[str, type[models.Model]] = {
    Kind.PRODUCT: Product,
    Kind.VARIANT: Variant,
    Kind.LEVEL: StockLevel,
}
"""In the order in which rows are locked."""


class Choice(NamedTuple):
    """The rows somebody ticked: products or variants."""

    kind: str
    keys: Sequence[int]


@dataclass(slots=True)
class Row:
    """One row: what it is now, what it would be, and why not."""

    kind: str
    it: Any
    name: str
    before: dict[str, Any]
    after: dict[str, Any]
    refused: str = ""

    @property
    def key(self) -> str:
        # A level that is not there yet is known by its variant; the edit names one location.
        return f"{self.kind}:{self.it.variant_id if self.kind == Kind.LEVEL else self.it.pk}"

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def print(self) -> int:
        """A number that is another one when the row was changed meanwhile."""
        return zlib.crc32(repr((self.before, self.after, self.refused)).encode())


@dataclass
class Plan:
    rows: list[Row] = field(default_factory=list)

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.rows if row.is_changed and not row.refused]

    @property
    def refused(self) -> list[Row]:
        return [row for row in self.rows if row.refused]

    @property
    def unchanged(self) -> int:
        return sum(not row.is_changed and not row.refused for row in self.rows)

    def seen(self) -> dict[str, int]:
        return {row.key: row.print for row in self.rows}


def plan(choice: Choice, *, wish: Wish, lock: bool = False) -> Plan:
    """What would become of the chosen rows; locked in the order of their kinds and keys.

    Raises NotPossible when there are more than 5,000, or nothing to do.
    """
    if not wish.changes_products and not wish.changes_variants and wish.reorder is None:
        raise NotPossible("Choose at least one thing to change.")
    _require_few(len(choice.keys))
    found = Plan()
    if wish.changes_products and choice.kind == Kind.PRODUCT:
        found.rows += [_product(row, wish) for row in _rows(Product, choice.keys, lock)]
    if wish.changes_variants or wish.reorder:
        keys = _variant_keys(choice)
        _require_few(len(keys))
        variants = list(_rows(Variant, keys, lock))
        names = _names(variants)
        if wish.changes_variants:
            found.rows += [_variant(row, wish, names[row.pk]) for row in variants]
        if wish.reorder:
            found.rows += _levels(variants, wish, names, lock)
    _require_few(len(found.rows))
    return found


def _require_few(rows: int) -> None:
    if rows > MOST_ROWS:
        raise NotPossible(
            f"That would be {rows:,} rows, and {MOST_ROWS:,} is the most at once. Narrow the list "
            "with a filter, and do the rest afterwards."
        )


def _rows(model: Any, keys: Sequence[int], lock: bool) -> Iterator[Any]:
    manager = model._default_manager
    base = manager.select_for_update(no_key=True) if lock else manager.all()
    for part in parts(sorted(set(keys))):
        yield from base.filter(pk__in=part).order_by("pk")


def _variant_keys(choice: Choice) -> list[int]:
    if choice.kind == Kind.VARIANT:
        return list(choice.keys)
    return [
        key
        for part in parts(sorted(set(choice.keys)))
        for key in Variant.objects.filter(product__in=part).order_by().values_list("pk", flat=True)
    ]


def _names(variants: Iterable[Variant]) -> dict[int, str]:
    """Products' names in a few queries: a join would lock the products too."""
    rows = list(variants)
    products: dict[int, str] = {}
    for part in parts(sorted({row.product_id for row in rows})):
        products |= dict(Product.objects.filter(pk__in=part).values_list("pk", "name"))
    return {
        row.pk: " · ".join(
            word for word in (products.get(row.product_id, ""), row.options, row.sku) if word
        )[:300]
        for row in rows
    }


def _product(product: Product, wish: Wish) -> Row:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    if wish.status:
        before["status"], after["status"] = product.status, wish.status
    if wish.collection or wish.no_collection:
        before["collection_id"] = product.collection_id
        after["collection_id"] = wish.collection.pk if wish.collection else None
    if wish.add_tags or wish.remove_tags:
        gone = {tag.lower() for tag in wish.remove_tags}
        kept = [tag for tag in product.tags if tag.lower() not in gone]
        there = {tag.lower() for tag in kept}
        before["tags"] = list(product.tags)
        after["tags"] = kept + [tag for tag in wish.add_tags if tag.lower() not in there]
    refused = _own(product, wish.own_of("product"), before, after)
    refused = refused or _trouble(Product, after)
    return Row(Kind.PRODUCT, product, product.name, before, after, refused)


def _variant(variant: Variant, wish: Wish, name: str) -> Row:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    refused = ""
    if wish.is_active is not None:
        before["is_active"], after["is_active"] = variant.is_active, wish.is_active
    for column, amount in (("price", wish.price), ("cost", wish.cost)):
        if amount is None:
            continue
        old = getattr(variant, column)
        # A percentage of nothing is nothing: what has no price gets one only when it is set.
        new = amount.of(old or Decimal(0)) if old is not None or amount.how == "set" else None
        before[column] = None if old is None else str(old)
        after[column] = None if new is None else str(new)
        if new is not None and new < 0:
            refused = f"The {column} would fall below zero."
    refused = refused or _own(variant, wish.own_of("variant"), before, after)
    return Row(Kind.VARIANT, variant, name, before, after, refused or _trouble(Variant, after))


def _own(row: Any, wishes: Sequence[OwnWish], before: dict[str, Any], after: dict[str, Any]) -> str:
    """Her own fields beside the others; what is refused, in words."""
    for wish in wishes:
        before[wish.name] = row.own.get(wish.field.key)
        after[wish.name] = wish.value
        try:
            wish.field.read(wish.value)
        except ValidationError as fault:
            return f"{wish.field.label}: {' '.join(fault.messages)}"
        if wish.value is None and wish.field.is_required:
            return f"{wish.field.label} cannot be left empty."
    return ""


def _levels(
    variants: Sequence[Variant], wish: Wish, names: dict[int, str], lock: bool
) -> list[Row]:
    """One row for each variant at the location; a level that is missing will be made."""
    if wish.reorder is None:
        return []
    place, wanted = wish.reorder.location, wish.reorder.level
    manager = StockLevel.objects
    base = manager.select_for_update(no_key=True) if lock else manager.all()
    levels: dict[int, StockLevel] = {}
    for part in parts([row.pk for row in variants]):
        rows = base.filter(location=place, variant__in=part).order_by("variant_id", "location_id")
        levels |= {level.variant_id: level for level in rows}
    found = []
    for variant in variants:
        level = levels.get(variant.pk) or StockLevel(variant=variant, location=place)
        before, after = {"reorder_level": level.reorder_level}, {"reorder_level": wanted}
        name = f"{names[variant.pk]} · {place}"[:300]
        found.append(Row(Kind.LEVEL, level, name, before, after, _trouble(StockLevel, after)))
    return found


def _trouble(model: type[models.Model], values: dict[str, Any]) -> str:
    """What the model itself says about the new values."""
    for name, value in values.items():
        if name.startswith(OWN):
            continue
        target: Any = model._meta.get_field(name.removesuffix("_id"))
        if target.is_relation or value is None:
            continue
        try:
            target.clean(value, None)
        except ValidationError as error:
            return " ".join(error.messages)
    return ""

"""What stands on each card, and which changes of which tables make it out of date.

A card is one row beside a product, a variant, a customer or a sample: the words it is found by, and
the few facts its list is sorted and filtered by. The database keeps the cards itself, so that
imports and plain updates can't forget them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

CODE_MARKS = " -._/"
PHONE_MARKS = " ()./-+"


@dataclass(frozen=True)
class Dialect:
    """How a database says what the cards need."""

    words: Callable[[str], str]  # text to what the search compares
    last: Callable[[str, int], str]  # the last characters of a text
    true: str = "true"


@dataclass(frozen=True)
class Source:
    """A table whose rows show on cards; `keys` selects the cards of the changed row {row}."""

    table: str
    keys: str
    columns: tuple[str, ...]  # an update matters when one of these changes
    pk: str = "id"


@dataclass(frozen=True)
class Card:
    table: str
    key: str
    owner: str
    columns: tuple[str, ...]
    searched: tuple[str, ...]
    doc: Callable[[Dialect], str]  # SELECT key, columns ... that a WHERE can follow
    base: str  # the key's column in doc
    sources: tuple[Source, ...] = field(default=())
    owner_pk: str = "id"


def without(marks: str, expression: str) -> str:
    for mark in marks:
        expression = f"replace({expression}, '{mark}', '')"
    return expression


def _joined(*parts: str) -> str:
    return " || ' ' || ".join(parts)


def _product(on: Dialect) -> str:
    # The sum keeps PostgreSQL from looking for the least along the index of all prices.
    prices = "FROM core_variant v WHERE v.product_id = p.id AND v.is_active"
    return f"""
        SELECT p.id, p.name, {on.words(_joined("p.name", "coalesce(d.name, '')"))},
            (SELECT min(v.price + 0) {prices}), (SELECT max(v.price + 0) {prices}),
            EXISTS (SELECT 1 FROM core_productimage i WHERE i.product_id = p.id)
        FROM core_product p LEFT JOIN core_designer d ON d.id = p.designer_id
    """  # noqa: S608  names of ours only


def _variant(on: Dialect) -> str:
    codes = ("v.sku", without(CODE_MARKS, "v.sku"), "v.barcode")
    about = ("v.color", "v.size", "v.other", "p.name", "coalesce(d.name, '')")
    return f"""
        SELECT v.id, p.name, v.product_id, v.position, {on.words(_joined(*codes))}, {on.words(_joined(*codes, *about))}
        FROM core_variant v JOIN core_product p ON p.id = v.product_id
        LEFT JOIN core_designer d ON d.id = p.designer_id
    """  # noqa: S608


def _customer(on: Dialect) -> str:
    digits = f"ltrim({without(PHONE_MARKS, 'c.phone')}, '0')"
    # With and without a country code, and the last digits that people remember.
    phone = _joined(
        digits,
        *(f"substr({digits}, {start})" for start in (2, 3, 4)),
        *(on.last(digits, length) for length in (8, 6, 4)),
    )
    return f"""
        SELECT c.id, c.name, {on.words(_joined("c.name", "c.email"))},
            CASE c.phone WHEN '' THEN '' ELSE ' ' || {phone} END
        FROM core_customer c
    """  # noqa: S608


def _sample(on: Dialect) -> str:
    codes = ("s.barcode", without(CODE_MARKS, "s.barcode"))
    about = ("r.name", "v.sku", "v.color", "v.size", "p.name", "coalesce(d.name, '')")
    return f"""
        SELECT s.resource_ptr_id, {on.words(_joined(*codes))},
            {on.words(_joined(*codes, *about))}
        FROM core_sample s JOIN core_resource r ON r.id = s.resource_ptr_id
        JOIN core_variant v ON v.id = s.variant_id JOIN core_product p ON p.id = v.product_id
        LEFT JOIN core_designer d ON d.id = p.designer_id
    """  # noqa: S608


OF_SAMPLE = "SELECT s.resource_ptr_id FROM core_sample s"
VARIANT_OF_SAMPLE = f"{OF_SAMPLE} JOIN core_variant v ON v.id = s.variant_id"

CARDS = (
    Card(
        table="core_productcard",
        key="product_id",
        owner="core_product",
        columns=("name", "text", "price_from", "price_to", "has_picture"),
        searched=("text",),
        doc=_product,
        base="p.id",
        sources=(
            Source("core_product", "SELECT {row}.id", ("name", "designer_id")),
            Source(
                "core_designer",
                "SELECT p.id FROM core_product p WHERE p.designer_id = {row}.id",
                ("name",),
            ),
            Source("core_variant", "SELECT {row}.product_id", ("price", "is_active", "product_id")),
            Source("core_productimage", "SELECT {row}.product_id", ("product_id",)),
        ),
    ),
    Card(
        table="core_variantcard",
        key="variant_id",
        owner="core_variant",
        columns=("name", "product_id", "position", "codes", "text"),
        searched=("codes", "text"),
        doc=_variant,
        base="v.id",
        sources=(
            Source(
                "core_variant",
                "SELECT {row}.id",
                ("sku", "barcode", "color", "size", "other", "product_id", "position"),
            ),
            Source(
                "core_product",
                "SELECT v.id FROM core_variant v WHERE v.product_id = {row}.id",
                ("name", "designer_id"),
            ),
            Source(
                "core_designer",
                "SELECT v.id FROM core_product p JOIN core_variant v ON v.product_id = p.id"
                " WHERE p.designer_id = {row}.id",
                ("name",),
            ),
        ),
    ),
    Card(
        table="core_customercard",
        key="customer_id",
        owner="core_customer",
        columns=("name", "text", "phone"),
        searched=("text", "phone"),
        doc=_customer,
        base="c.id",
        sources=(Source("core_customer", "SELECT {row}.id", ("name", "email", "phone")),),
    ),
    Card(
        table="core_samplecard",
        key="sample_id",
        owner="core_sample",
        owner_pk="resource_ptr_id",
        columns=("codes", "text"),
        searched=("codes", "text"),
        doc=_sample,
        base="s.resource_ptr_id",
        sources=(
            Source(
                "core_sample",
                "SELECT {row}.resource_ptr_id",
                ("barcode", "variant_id"),
                pk="resource_ptr_id",
            ),
            Source("core_resource", "SELECT {row}.id", ("name",)),
            Source(
                "core_variant",
                f"{OF_SAMPLE} WHERE s.variant_id = {{row}}.id",
                ("sku", "color", "size", "product_id"),
            ),
            Source(
                "core_product",
                f"{VARIANT_OF_SAMPLE} WHERE v.product_id = {{row}}.id",
                ("name", "designer_id"),
            ),
            Source(
                "core_designer",
                f"{VARIANT_OF_SAMPLE} JOIN core_product p ON p.id = v.product_id"
                " WHERE p.designer_id = {row}.id",
                ("name",),
            ),
        ),
    ),
)


def refresh(card: Card, on: Dialect, keys: str) -> str:
    """Write the cards of `keys`, touching only those that differ."""
    names = ", ".join(card.columns)
    new = ", ".join(f"{name} = excluded.{name}" for name in card.columns)
    differs = " OR ".join(
        f"{card.table}.{name} {on_distinct(on)} excluded.{name}" for name in card.columns
    )
    return (
        f"INSERT INTO {card.table} ({card.key}, {names}) {card.doc(on)} WHERE {card.base} {keys} "
        f"ON CONFLICT ({card.key}) DO UPDATE SET {new} WHERE {differs}"
    )


def fill(card: Card, on: Dialect) -> str:
    """Write the cards of all rows into the empty table."""
    return f"INSERT INTO {card.table} ({card.key}, {', '.join(card.columns)}) {card.doc(on)}"


def on_distinct(on: Dialect) -> str:
    return "IS NOT" if on.true == "1" else "IS DISTINCT FROM"

"""What an import can write: one table a subject, its columns, and what makes two rows the same."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from core.models import Category, Collection, Customer, Designer, Product, Variant

Label = dict[str, str]


@dataclass(frozen=True, slots=True)
class Subject:
    """One table that an import writes to."""

    name: str
    model: type[models.Model]
    one: str
    many: str
    labels: Label = field(default_factory=dict)
    unique: tuple[tuple[str, bool, str], ...] = ()
    """Columns that no two rows share: name, whether case matters, what to say."""
    references: dict[str, str] = field(default_factory=dict)
    """Columns that name another row: the column, and the subject it is."""
    aside: Callable[[list[int]], None] | None = None
    """Sets rows aside that are about to trade what must be unique."""
    identity: frozenset[str] = frozenset()
    """The columns they might trade."""
    parts: frozenset[str] = frozenset()
    """What is written elsewhere: pictures, pieces on the shelf."""
    same: Callable[[dict[str, Any]], Q] | None = None
    """Finds the row that is the same, where more than one column says so."""
    is_besides: bool = False
    """Made on the way for something else, and shared by many rows."""


def _variants_aside(keys: list[int]) -> None:
    """Two variants may swap sizes, codes or barcodes: the old ones make room for the new."""
    from django.db.models import CharField, F, Value
    from django.db.models.functions import Cast, Concat

    mark: Any = Concat(Value("\x7f"), Cast(F("pk"), CharField()))
    Variant.objects.filter(pk__in=keys).update(barcode="", sku=mark, other=mark)


SUBJECTS = {
    subject.name: subject
    for subject in (
        Subject(
            "designer",
            Designer,
            "designer",
            "designers",
            unique=(("name", False, "There is a designer of this name by now."),),
            is_besides=True,
        ),
        Subject(
            "category", Category, "category", "categories",
            references={"parent_id": "category"},
            same=lambda row: Q(name__iexact=row["name"], parent_id=row["parent_id"]),
            is_besides=True,
        ),
        Subject(
            "collection", Collection, "collection", "collections",
            references={"designer_id": "designer"},
            same=lambda row: Q(
                name__iexact=row["name"], designer_id=row["designer_id"], year=row["year"]
            ),
            is_besides=True,
        ),
        Subject(
            "product",
            Product,
            "product",
            "products",
            unique=(("slug", True, "Another product has this web name by now."),),
            references={
                "designer_id": "designer",
                "category_id": "category",
                "collection_id": "collection",
            },
            parts=frozenset({"images"}),
        ),
        Subject(
            "variant",
            Variant,
            "variant",
            "variants",
            unique=(
                ("sku", False, "Another variant has this SKU by now."),
                ("barcode", True, "Another variant has this barcode by now."),
            ),
            references={"product_id": "product"},
            aside=_variants_aside,
            identity=frozenset({"sku", "barcode", "size", "color", "other"}),
            parts=frozenset({"on_hand"}),
        ),
        Subject("customer", Customer, "customer", "customers"),
    )
}  # fmt: skip
ORDER = tuple(SUBJECTS)
"""In which rows are locked and written; undoing goes the other way."""


def taken(subject: Subject, values: dict[str, set[str]]) -> dict[str, dict[str, int]]:
    """Of the unique columns: the values that rows have by now, small where case does not matter."""
    found: dict[str, dict[str, int]] = {}
    for name, is_exact, _ in subject.unique:
        if not (wanted := values.get(name)):
            continue
        rows = subject.model._default_manager.all()
        lookup = f"{name}__in"
        if not is_exact:
            rows, lookup = rows.alias(small=Lower(name)), "small__in"
            wanted = {text.lower() for text in wanted}
        pairs = rows.filter(**{lookup: wanted}).values_list(name, "pk")
        found[name] = {text if is_exact else text.lower(): key for text, key in pairs}
    return found

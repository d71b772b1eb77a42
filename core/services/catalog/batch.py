"""Many products at once, in one transaction: what an import does."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, get_history_manager_for_model

from core import history
from core.errors import StaleVersion
from core.models import Category, Designer, Product, ProductImage, Variant
from core.models import Collection as Range
from core.services import own_fields, stock

BATCH = 500
IDENTITY = {"barcode", "size", "color", "other"}
CHANGED_MEANWHILE = (
    "Somebody changed the shop while this was being saved, so nothing was written. "
    "Look at the preview again."
)


@dataclass(slots=True)
class Batch:
    """Checked instances to write, and the fields that changed on those that exist."""

    designers: list[Designer] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)
    collections: list[Range] = field(default_factory=list)
    new_products: list[Product] = field(default_factory=list)
    products: list[tuple[Product, set[str]]] = field(default_factory=list)
    new_variants: list[Variant] = field(default_factory=list)
    variants: list[tuple[Variant, set[str]]] = field(default_factory=list)
    new_images: list[ProductImage] = field(default_factory=list)
    images: list[tuple[ProductImage, set[str]]] = field(default_factory=list)
    counts: list[stock.Count] = field(default_factory=list)
    seen: dict[tuple[type[models.Model], int], datetime] = field(default_factory=dict)
    """When each changed row had last been changed, as the checks saw it."""


def save_batch(batch: Batch, *, by: Any = None, reference: str = "", note: str = "") -> None:
    """Write all of it or nothing. Raises StaleVersion when the shop has changed since the checks.

    The instances are expected to be validated; constraints of the database are the net.
    """
    try:
        with transaction.atomic():
            _require_unchanged(batch)
            _write(batch, by)
            stock.count_many(batch.counts, by=by, reference=reference, note=note)
    except IntegrityError as error:
        raise StaleVersion(CHANGED_MEANWHILE) from error


def _require_unchanged(batch: Batch) -> None:
    """Lock what will change, in the order of keys, and compare it with what the checks saw."""
    for model in (Product, Variant):
        seen = {pk: at for (kind, pk), at in batch.seen.items() if kind is model}
        for part in parts(sorted(seen)):
            rows = model._default_manager.select_for_update(no_key=True)
            now = dict(rows.filter(pk__in=part).order_by("pk").values_list("pk", "updated_at"))
            if any(now.get(pk) != seen[pk] for pk in part):
                raise StaleVersion(CHANGED_MEANWHILE)


def _write(batch: Batch, by: Any) -> None:
    own_fields.begin(*batch.new_products)
    own_fields.begin(*batch.new_variants)
    _create(Designer, batch.designers, by)
    # A category may sit inside one that is new as well; parents come first.
    for category in batch.categories:
        category.save()
    _create(Range, batch.collections, by)
    update_rows(Product, batch.products, by)
    _create(Product, batch.new_products, by)
    _make_room(batch.variants)
    update_rows(Variant, batch.variants, by)
    _create(Variant, batch.new_variants, by)
    for image, fields in batch.images:
        image.save(update_fields=fields)
    _create(ProductImage, batch.new_images, by)


def _create(model: type[models.Model], rows: Sequence[Any], by: Any) -> None:
    if rows:
        bulk_create_with_history(rows, model, batch_size=BATCH, default_user=_person(by))


def update_rows(model: type[models.Model], rows: Collection[tuple[Any, set[str]]], by: Any) -> None:
    """Write changed rows as upserts by key: ten times as fast as bulk_update."""
    if not rows:
        return
    now = timezone.now()
    for row, _ in rows:
        row.updated_at = now
    changed = [row for row, _ in rows]
    # History first: bulk_create would give the instances a new created_at.
    get_history_manager_for_model(model).bulk_history_create(
        changed, batch_size=BATCH, update=True, default_user=_person(by)
    )
    model._default_manager.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=sorted({"updated_at"}.union(*(names for _, names in rows))),
    )


def _make_room(changed: Iterable[tuple[Variant, set[str]]]) -> None:
    """Two variants may swap sizes or barcodes: set the old ones aside before writing the new."""
    movers = []
    for variant, fields in changed:
        if fields & IDENTITY:
            movers.append(variant.pk)
            fields |= {"barcode", "other"}
    for part in parts(movers):
        Variant.objects.filter(pk__in=part).update(
            barcode="", other=Concat(Value("\x7f"), Cast(F("pk"), models.CharField()))
        )


def _person(by: Any) -> Any:
    return by or history.acting_user()


def parts(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))

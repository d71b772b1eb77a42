"""The end of a product or variant: deleted where nothing holds on to it, archived elsewhere."""

from typing import Any

from django.db import transaction

from core import history
from core.errors import NotPossible
from core.models import Product, StockLevel, Variant
from core.queries import ties
from core.services.catalog import pictures


def archive(product: Product, *, by: Any = None) -> Product:
    """Take a product off the lists and the website; it keeps its past. Raises NotPossible."""
    if product.status == Product.Status.ARCHIVED:
        raise NotPossible(f"{product} is archived already.", field="status")
    product.status = Product.Status.ARCHIVED
    history.sign(product, by)
    product.save(update_fields=["status", "updated_at"])
    return product


def take_off_sale(variant: Variant, *, by: Any = None) -> Variant:
    """The variant is no longer sold; it keeps its past. Raises NotPossible."""
    if not variant.is_active:
        raise NotPossible(f"{variant} is off sale already.", field="is_active")
    variant.is_active = False
    history.sign(variant, by)
    variant.save(update_fields=["is_active", "updated_at"])
    return variant


def delete_product(product: Product, *, by: Any = None) -> None:
    """Delete a product with its variants and pictures. Raises NotPossible when it has a past."""
    with transaction.atomic():
        Product.objects.select_for_update().get(pk=product.pk)
        _require_untied(product, ties.of_product(product), "Archive it instead.")
        StockLevel.objects.filter(variant__product=product).delete()
        pictures.discard_files(list(product.images.all()))
        for variant in product.variants.all():
            history.sign(variant, by)
            variant.delete()
        history.sign(product, by)
        product.delete()


def delete_variant(variant: Variant, *, by: Any = None) -> None:
    """Delete a variant. Raises NotPossible when it has a past."""
    with transaction.atomic():
        Variant.objects.select_for_update().get(pk=variant.pk)
        _require_untied(variant, ties.of_variant(variant), "Take it off sale instead.")
        StockLevel.objects.filter(variant=variant).delete()
        history.sign(variant, by)
        variant.delete()


def _require_untied(thing: Any, found: list[str], cure: str) -> None:
    if found:
        raise NotPossible(f"{thing} cannot be deleted: there {_is(found)} {_list(found)}. {cure}")


def _is(found: list[str]) -> str:
    return "is" if found[0].startswith("1 ") else "are"


def _list(found: list[str]) -> str:
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"

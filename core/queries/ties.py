"""What holds on to a product or a variant, so that it is archived rather than deleted."""

from django.db.models import Q

from core.models import Hold, Product, Sample, StockLevel, StockMovement, TryOn, Variant

Tie = tuple[int, str, str]
"""How many, what one is called, what several are called."""


def of_product(product: Product) -> list[str]:
    """Why it cannot be deleted, in words; nothing when it can."""
    tried = TryOn.objects.filter(product=product).count()
    held = Hold.objects.filter(products=product).count()
    return _told(
        (tried, "appointment with it on the list", "appointments with it on the list"),
        (held, "time kept for a visitor who wants it", "times kept for visitors who want it"),
        *_of_variants(Q(variant__product=product)),
    )


def of_variant(variant: Variant) -> list[str]:
    return _told(*_of_variants(Q(variant=variant)))


def _of_variants(whose: Q) -> list[Tie]:
    lines = StockMovement.objects.filter(whose).count()
    # An empty level only remembers that somebody looked.
    levels = StockLevel.objects.filter(whose).exclude(on_hand=0, reserved=0).count()
    return [
        (Sample.objects.filter(whose).count(), "sample gown", "sample gowns"),
        (lines, "line in the stock ledger", "lines in the stock ledger"),
        (levels, "shelf with pieces on it", "shelves with pieces on them"),
    ]


def _told(*ties: Tie) -> list[str]:
    return [f"{count:,} {one if count == 1 else many}" for count, one, many in ties if count]

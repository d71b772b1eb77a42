"""What is on the shelf: prices, pieces and pictures joined to products and variants."""

from django.conf import settings
from django.db.models import (
    CharField,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from core.models import Product, ProductImage, ShopSettings, StockLevel, Variant


def currency() -> Coalesce:
    """The currency of the price list, to annotate with."""
    known = ShopSettings.objects.filter(pk=1).values("currency")
    return Coalesce(Subquery(known), Value("EUR"), output_field=CharField())


def price_currency() -> str:
    """The currency of the price list, to say a price with."""
    return ShopSettings.objects.filter(pk=1).values_list("currency", flat=True).first() or "EUR"


def _variants(bound: type[Min] | type[Max]) -> Subquery:
    prices = Variant.objects.filter(product=OuterRef("pk"), is_active=True).order_by()
    return Subquery(prices.values("product").annotate(bound=bound("price")).values("bound"))


def on_hand(path: str) -> Coalesce:
    """Pieces on hand in all locations; `path` leads from a level to the row annotated."""
    levels = StockLevel.objects.filter(**{path: OuterRef("pk")}).order_by()
    total = levels.values(path).annotate(total=Sum("on_hand")).values("total")
    return Coalesce(Subquery(total), Value(0), output_field=IntegerField())


def products(found: QuerySet[Product]) -> QuerySet[Product]:
    """With `price_from`, `price_to`, `pieces`, `currency`, and the pictures at hand."""
    return (
        found.select_related("designer", "category", "collection")
        .annotate(
            price_from=_variants(Min),
            price_to=_variants(Max),
            pieces=on_hand("variant__product"),
            currency=currency(),
        )
        .prefetch_related(Prefetch("images", ProductImage.objects.order_by(*PICTURE_ORDER)))
    )


def variants(found: QuerySet[Variant]) -> QuerySet[Variant]:
    """With `pieces` and `currency`."""
    return found.select_related("product__designer").annotate(
        pieces=on_hand("variant"), currency=currency()
    )


PICTURE_ORDER = (F("is_main").desc(), "position", "pk")


def picture(product: Product, size: str = "row") -> str:
    """The address of the main picture, empty when there is none; costs no query when prefetched."""
    for image in product.images.all():
        return address(image, size)
    return ""


def address(image: ProductImage, size: str = "") -> str:
    """Where the picture is shown from: its small copy of that size (`row`, `tile`) if there is one.

    Nothing is made here: a page that is looked at writes nothing.
    """
    if not image.file:
        return image.url
    small = size and image.file.get_existing_thumbnail(settings.THUMBNAIL_ALIASES[""][size])
    return str((small or image.file).url)

"""What bears a price tag or a sample tag: variants with SKU and barcode, gowns for trying on."""

from decimal import Decimal

from django.utils.text import slugify

from core.models import Product, Sample, Variant
from core.services.demo.stage import Stage, Style, remember

SAMPLES = {"berlin": 24, "lisbon": 16}
TRY_ON_SIZES = ("38", "40", "42")


def barcode(kind: str, number: int) -> str:
    """An EAN-13 from the range kept for use inside a shop; `kind` is its second digit."""
    digits = f"2{kind}{number:010}"
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-weighted % 10}"


def build(stage: Stage) -> None:
    codes = {row["name"]: row["code"] for row in stage.catalogue["designers"]}
    for style in stage.styles:
        _variants(stage, style, codes[str(style.product.designer)])
    Variant.objects.bulk_create(stage.variants, batch_size=500)
    remember(Variant, stage.variants)
    _samples(stage)


def _variants(stage: Stage, style: Style, code: str) -> None:
    """The first colour in every size; another colour of a sized style in one size only."""
    price = Decimal(style.row["price"])
    cost = (price * stage.dice.randint(41, 49) / 100).quantize(Decimal(1))
    options = [(style.colors[0], size) for size in style.sizes]
    for color in style.colors[1:]:
        few = style.sizes[1:2] if len(style.sizes) > 3 else style.sizes
        options += [(color, size) for size in few]
    for position, (color, size) in enumerate(options):
        sku = slugify(f"{code} {style.product.name} {color[:3]} {size}").upper()
        stage.variants.append(
            Variant(
                product=style.product,
                sku=sku.replace("-ONE-SIZE", ""),
                barcode=barcode("0", 1000 + len(stage.variants)),
                size=size,
                color=color,
                price=price,
                cost=cost,
                position=position,
                is_active=style.product.status != Product.Status.ARCHIVED,
            )
        )


def _samples(stage: Stage) -> None:
    """Each location has its own choice of gowns on the floor; a few are in repair or away."""
    gowns = [
        variant
        for variant in stage.variants
        if variant.size in TRY_ON_SIZES
        and variant.product.silhouette
        and variant.product.status == Product.Status.ACTIVE
    ]
    by_style = {variant.product_id: variant for variant in stage.dice.sample(gowns, len(gowns))}
    styles = sorted(by_style)
    for slug, number in SAMPLES.items():
        for product_id in stage.dice.sample(styles, number):
            _sample(stage, by_style[product_id], slug)


def _sample(stage: Stage, variant: Variant, location: str) -> None:
    number = len(stage.samples) + 1
    condition = stage.dice.choices(["new", "good", "worn"], [3, 6, 2])[0]
    note = stage.dice.choice(stage.catalogue["sample_notes"]) if condition == "worn" else ""
    sample = Sample.objects.create(
        name=f"{variant.product.name}, {variant.color.lower()}, {variant.size}",
        location=stage.locations[location],
        variant=variant,
        barcode=barcode("9", number),
        size_worn=variant.size,
        condition=condition,
        status={7: "repair", 19: "out", 33: "repair"}.get(number, "on-floor"),
        notes=note,
    )
    stage.samples.append(sample)

"""From what a scanner reads to the thing it stands on."""

from django.db.models.functions import Lower

from core.models import Sample, Variant

LONGEST = 120


def thing_with_code(code: str) -> Variant | Sample | None:
    """The variant or sample with exactly this barcode or SKU; the case of a SKU does not matter.

    A barcode wins over a SKU, and a variant over a sample: both may carry what the maker printed.
    """
    code = code.strip()
    if not code or len(code) > LONGEST or not code.isprintable():
        return None
    # Said as the indexes say it: an empty barcode is in none, and SKUs are there in small letters.
    by_barcode = Variant.objects.filter(barcode=code).exclude(barcode="").first()
    if by_barcode is not None:
        return by_barcode
    sample = Sample.objects.filter(barcode=code).first()
    by_sku = Variant.objects.alias(small=Lower("sku")).filter(small=code.lower()).first()
    return by_sku or sample

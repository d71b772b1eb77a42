"""Planning the pictures of a product: known by their address, never fetched."""

from core.exchange import cells
from core.exchange.checks import refused
from core.exchange.drafts import ProductDraft, Refusal, Values
from core.exchange.plan import Change, Entry, Plan
from core.exchange.shop import Shop
from core.models import Product, ProductImage


def plan(draft: ProductDraft, product: Product, entry: Entry, into: Plan, shop: Shop) -> bool:
    """Add pictures the product does not have yet; whether anything changed."""
    there = {i.url: i for i in shop.images_of.get(product.pk, ()) if i.url}
    has_any = bool(shop.images_of.get(product.pk))
    before = len(entry.changes)
    fresh: list[ProductImage] = []
    for order, given in enumerate(draft.pictures):
        values = {name: one.value for name, one in given.items()}
        image = there.get(values["url"])
        if image is None:
            image = ProductImage(product=product, **{"position": order} | values)
            fresh.append(image)
            entry.changes.append(Change("Picture", "", values["url"]))
        elif diff := {n for n in values if getattr(image, n) != values[n]}:
            for name in sorted(diff):
                entry.changes.append(
                    Change(f"Picture, {name}", str(getattr(image, name)), str(values[name]))
                )
                setattr(image, name, values[name])
            into.batch.images.append((image, diff))
        into.refusals += _refused_picture(image, given, draft)
    if fresh and not has_any:
        min(fresh, key=lambda image: image.position).is_main = True
    into.batch.new_images += fresh
    return len(entry.changes) > before


def _refused_picture(image: ProductImage, given: Values, draft: ProductDraft) -> list[Refusal]:
    try:
        cells.web_address(image.url)
    except cells.Misread as problem:
        return [given["url"].refuse(str(problem))]
    return refused(image, {"url", "alt", "position"}, given, draft.row)

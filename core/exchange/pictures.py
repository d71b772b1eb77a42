"""Planning the pictures of a product: known by their address, never fetched."""

from typing import Any

from core.exchange import cells
from core.exchange.checks import refused
from core.exchange.drafts import ProductDraft, Refusal, Values
from core.exchange.plan import Change, Entry, Plan
from core.exchange.shop import Shop, Thing
from core.models import ProductImage


def plan(draft: ProductDraft, product: Thing, entry: Entry, into: Plan, shop: Shop) -> bool:
    """Add pictures the product does not have yet; whether anything changed."""
    if not draft.pictures:
        return False
    images = shop.images_of.get(product.pk, ())
    there = {i.url: i for i in images if i.url}
    fresh: list[dict[str, Any]] = []
    before: list[dict[str, Any]] = []
    after: list[dict[str, Any]] = []
    for order, given in enumerate(draft.pictures):
        values = {name: one.value for name, one in given.items()}
        image = there.get(values["url"])
        if image is None:
            image = ProductImage(product_id=product.pk, **{"position": order} | values)
            fresh.append({"is_main": False, "position": order, **values})
            entry.changes.append(Change("Picture", "", values["url"]))
        elif diff := sorted(n for n in values if getattr(image, n) != values[n]):
            before.append({"id": image.pk, **{n: getattr(image, n) for n in diff}})
            after.append({"id": image.pk, **{n: values[n] for n in diff}})
            entry.changes += [
                Change(f"Picture, {n}", str(getattr(image, n)), str(values[n])) for n in diff
            ]
            for name in diff:
                setattr(image, name, values[name])
        into.refusals += _refused_picture(image, given, draft)
    if fresh and not images:
        min(fresh, key=lambda one: one["position"])["is_main"] = True
    if after or fresh:
        entry.before["images"], entry.after["images"] = before, after + fresh
    return bool(after or fresh)


def _refused_picture(image: ProductImage, given: Values, draft: ProductDraft) -> list[Refusal]:
    try:
        cells.web_address(image.url)
    except cells.Misread as problem:
        return [given["url"].refuse(str(problem))]
    return refused(ProductImage, image, ("url", "alt", "position"), given, draft.row)

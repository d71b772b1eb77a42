"""Counts from a list: so many pieces of a variant at a location; each difference becomes a movement."""

from collections.abc import Iterable, Sequence

from core.exchange import variants
from core.exchange.drafts import FlatDraft, Given, ProductDraft, Refusal, VariantDraft
from core.exchange.importing.lists import again
from core.exchange.plan import CHANGED, UNCHANGED, Change, Entry, Plan
from core.exchange.references import References
from core.exchange.session import Seen
from core.exchange.shop import Shop, Thing
from core.models import Location, StockLevel
from core.services import stock

PART = 400
OF_PRODUCT = ("name", "designer")
Key = tuple[int, int]
Level = tuple[int, int, int | None]
"""On hand, reserved, when to order again."""
NONE: Level = (0, 0, None)


class Counts:
    """Plans a piece of the list."""

    def __init__(self, location: Location | None, seen: Seen) -> None:
        self.location = location
        self.seen = seen
        self.references = References()
        self.places = {
            word.casefold(): place
            for place in Location.objects.all()
            for word in (place.slug, place.name)
        }

    def __call__(self, drafts: Sequence[FlatDraft], plan: Plan) -> None:
        asked = [(draft, _asked(draft)) for draft in drafts]
        shop = Shop([one for _, one in asked], None)
        found: list[tuple[FlatDraft, Thing, Thing, Location]] = []
        for draft, wanted in asked:
            if refusal := self.find(draft, wanted, shop, found):
                plan.refusals.append(refusal)
        levels = _levels(variant.pk for _, _, variant, _ in found)
        codes: dict[str, str] = {}
        for draft, _, variant, place in found:
            codes.setdefault(f"{variant.pk}/{place.pk}", draft.row.place)
        earlier = self.seen.first("level", codes.items())
        for draft, product, variant, place in found:
            code = f"{variant.pk}/{place.pk}"
            first = earlier.get(code, codes[code])
            if first != draft.row.place:
                plan.refusals.append(again(draft, first, "shelf", "sku"))
            else:
                level = levels.get((variant.pk, place.pk), NONE)
                self.plan(draft, product, variant, place, level, plan)

    # Matching -----------------------------------------------------------------

    def find(
        self,
        draft: FlatDraft,
        wanted: ProductDraft,
        shop: Shop,
        into: list[tuple[FlatDraft, Thing, Thing, Location]],
    ) -> Refusal | None:
        """Note variant and location of the row, or say why they cannot be told."""
        place = self.location
        if named := draft.values.get("location"):
            place = self.places.get(str(named.value or "").casefold())
            if place is None:
                known = ", ".join(sorted({one.name for one in self.places.values()}))
                return named.refuse(f"There is no such location. Known: {known}.")
        if place is None:
            return Refusal(draft.row, "", "", "There is no location yet to count at.")
        variant = variants.by_code(wanted.variants[0], shop) or self.by_options(wanted, shop)
        if variant is None:
            given = _key(draft)
            reason = "The shop has no such variant. Import it with the products first."
            return given.refuse(reason) if given else Refusal(draft.row, "", "", reason)
        into.append((draft, shop.products[variant.product_id], variant, place))
        return None

    def by_options(self, wanted: ProductDraft, shop: Shop) -> Thing | None:
        """The one variant of the named product with that size and colour."""
        product = shop.by_slug.get(wanted.slug) if wanted.slug else None
        if product is None and "name" in wanted.values:
            alike = shop.by_name.get(str(wanted.values["name"][0].value).casefold(), [])
            if designer := wanted.values.get("designer"):
                maker = str(designer[0].value or "").casefold()
                alike = [
                    p for p in alike if self.references.text("designer", p).casefold() == maker
                ]
            product = alike[0] if len(alike) == 1 else None
        known = shop.variants_of.get(product.pk, []) if product else []
        given = wanted.variants[0].values
        fits = [
            one
            for one in known
            if all(
                str(given[name].value or "").casefold() == getattr(one, name).casefold()
                for name in variants.OPTIONS
                if name in given
            )
        ]
        return fits[0] if len(fits) == 1 else None

    # Planning -----------------------------------------------------------------

    def plan(
        self,
        draft: FlatDraft,
        product: Thing,
        variant: Thing,
        place: Location,
        level: Level,
        plan: Plan,
    ) -> None:
        on_hand, reserved, reorder = level
        entry = Entry("level", UNCHANGED, "", draft.row, key=variant.pk, parent=place.pk)
        parts = (product.name, variant.options, variant.sku, place.name)
        entry.title = " · ".join(part for part in parts if part)
        if (given := draft.values.get("on_hand")) and given.value is not None:
            if not reserved <= given.value <= stock.MOST_PIECES:
                plan.refusals.append(given.refuse(_bounds(given, reserved)))
            elif given.value != on_hand:
                entry.before["on_hand"], entry.after["on_hand"] = on_hand, given.value
                entry.changes.append(Change("On hand", str(on_hand), str(given.value)))
        if (given := draft.values.get("reorder_level")) and given.value != reorder:
            entry.before["reorder_level"], entry.after["reorder_level"] = reorder, given.value
            old, new = ("" if one is None else str(one) for one in (reorder, given.value))
            entry.changes.append(Change("Reorder level", old, new))
        entry.state = CHANGED if entry.after else UNCHANGED
        plan.entries.append(entry)


def _bounds(given: Given, reserved: int) -> str:
    if given.value >= 0 and reserved:
        return f"{reserved} are reserved; count at least those."
    return f"Write a number between 0 and {stock.MOST_PIECES:,}."


def _asked(draft: FlatDraft) -> ProductDraft:
    """The row as the catalogue's planner would see it, to find its variant the same way."""
    values = {n: [draft.values[n]] for n in OF_PRODUCT if n in draft.values}
    slug = str(draft.values["slug"].value or "") if "slug" in draft.values else ""
    names = ("sku", "barcode", *variants.OPTIONS)
    own = {name: draft.values[name] for name in names if name in draft.values}
    return ProductDraft(draft.row, slug, values, variants=[VariantDraft(draft.row, own)])


def _key(draft: FlatDraft) -> Given | None:
    for name in ("sku", "barcode", "slug", "name"):
        if name in draft.values:
            return draft.values[name]
    return None


def _levels(keys: Iterable[int]) -> dict[Key, Level]:
    wanted = sorted(set(keys))
    found: dict[Key, Level] = {}
    for start in range(0, len(wanted), PART):
        rows = StockLevel.objects.filter(variant_id__in=wanted[start : start + PART])
        for variant, place, on_hand, reserved, reorder in rows.values_list(
            "variant_id", "location_id", "on_hand", "reserved", "reorder_level"
        ):
            found[variant, place] = (on_hand, reserved, reorder)
    return found

"""Planning the variants of a product: matched by SKU, else by barcode, else by their options."""

import hashlib
from collections.abc import Sequence

from django.utils.text import slugify

from core.exchange import cells
from core.exchange.checks import refused
from core.exchange.columns import LABELS, as_text
from core.exchange.drafts import Given, ProductDraft, Refusal, Values, VariantDraft
from core.exchange.own_columns import own_values
from core.exchange.plan import CHANGED, NEW, UNCHANGED, Change, Entry, Plan
from core.exchange.session import Session
from core.exchange.shop import VARIANT_FIELDS, Shop, Thing, blank
from core.models import Variant
from core.services import stock
from core.services.imports import tables

OPTIONS = ("size", "color", "other")
FIELDS = ("sku", "barcode", *OPTIONS, "price", "cost", "is_active")

Options = tuple[str, str, str]


def owner(draft: VariantDraft, shop: Shop) -> Thing | None:
    """The product whose variant has the row's SKU, else its barcode."""
    known = by_code(draft, shop)
    return shop.products[known.product_id] if known else None


def by_code(draft: VariantDraft, shop: Shop) -> Thing | None:
    known = None
    if "sku" in draft.values:
        known = shop.by_sku.get(str(draft.values["sku"].value).lower())
    if known is None and "barcode" in draft.values:
        known = shop.by_barcode.get(str(draft.values["barcode"].value))
    return known


class Walk:
    """Knows which variant belongs to which row, for the file as a whole."""

    def __init__(
        self,
        plan: Plan,
        shop: Shop,
        pairs: Sequence[tuple[ProductDraft, Thing | None]],
        session: Session,
    ) -> None:
        self.plan = plan
        self.shop = shop
        self.session = session
        self.blank = blank(Variant, VARIANT_FIELDS)
        self.matches: dict[int, Thing] = {}
        self.claimed: dict[int, VariantDraft] = {}
        drafts = [variant for draft, _ in pairs for variant in draft.variants]
        self.skus = self.once("sku", drafts)
        self.barcodes = self.once("barcode", drafts)
        for draft in drafts:
            if "sku" in draft.values:
                self.claim(draft, shop.by_sku.get(str(draft.values["sku"].value).lower()))
        for draft in drafts:
            if id(draft) not in self.matches:
                self.claim(draft, by_code(draft, shop))

    def once(self, name: str, drafts: Sequence[VariantDraft]) -> set[str]:
        """The codes of the file in small letters; those that come twice are refused."""
        first: dict[str, Given] = {}
        again: list[tuple[Given, str]] = []
        for draft in drafts:
            given = draft.values.get(name)
            if given is None or not given.value:
                continue
            earlier = first.setdefault(str(given.value).lower(), given)
            if earlier is not given:
                again.append((given, earlier.row.place))
        places = [(code, given.row.place) for code, given in first.items()]
        again += [
            (first[code], place) for code, place in self.session.seen.first(name, places).items()
        ]
        for given, place in again:
            what = LABELS[name] if name == "sku" else "barcode"
            self.plan.refusals.append(
                given.refuse(f"This {what} is in {place} already. Each variant has its own.")
            )
        return set(first)

    def claim(self, draft: VariantDraft, variant: Thing | None) -> None:
        if variant is not None and variant.pk not in self.claimed:
            self.claimed[variant.pk] = draft
            self.matches[id(draft)] = variant

    # One product --------------------------------------------------------------

    def product(self, draft: ProductDraft, product: Thing, entry: Entry) -> None:
        known = self.shop.variants_of.get(product.pk, [])
        free = {_options(v): v for v in known if v.pk not in self.claimed}
        position = max((v.position for v in known), default=-1) + 1
        for row in draft.variants:
            if id(row) not in self.matches:
                self.claim(row, free.get(_wanted(row.values)))
            variant = self.matches.get(id(row))
            if variant is None:
                if known and self.is_unclear(row, free):
                    continue
                variant = self.new(product, position)
                position += 1
            self.variant(row, variant, product, entry)
        self.compare_options(draft, known)

    def new(self, product: Thing, position: int) -> Thing:
        own = {"product_id": product.pk, "position": position}
        return Thing(pk=self.session.variant_keys.next(), is_new=True, **(self.blank | own))

    def is_unclear(self, row: VariantDraft, free: dict[Options, Thing]) -> bool:
        """No code and no options, although the product's variants differ by theirs."""
        if not free or {"sku", "barcode", *OPTIONS} & row.values.keys():
            return False
        self.plan.refusals.append(
            Refusal(
                row.row, "", "", "This product has several variants. Fill SKU, or size and colour."
            )
        )
        return True

    def variant(self, row: VariantDraft, variant: Thing, product: Thing, parent: Entry) -> None:
        is_new = variant.is_new
        entry = Entry("variant", NEW, "", row.row, key=variant.pk, parent=product.pk)
        changed = {
            name
            for name in FIELDS
            if name in row.values and _set(variant, name, row.values[name], entry)
        }
        own = {n[12:]: one for n, one in row.values.items() if n.startswith("variant_own_")}
        if own and own_values(own, variant, entry, self.session.own_labels):
            changed.add("own")
        if is_new and not variant.sku:
            variant.sku = self.propose(product.slug, variant)
            entry.changes.insert(0, Change("SKU", "", variant.sku))
        if is_new:
            entry.after |= {n: getattr(variant, n) for n in ("sku", "product_id", "position")}
        entry.title = " · ".join(t for t in (parent.title, variant.options, variant.sku) if t)
        self.matches[id(row)] = variant
        self.plan.entries.append(entry)
        wanted = changed - {"own"} | ({"sku"} if is_new else set())
        self.plan.refusals += refused(Variant, variant, sorted(wanted), row.values, row.row)
        self.check_barcode(row, variant)
        is_counted = self.count(row, variant, entry)
        if not is_new:
            entry.state = CHANGED if changed or is_counted else UNCHANGED

    def propose(self, slug: str, variant: Thing) -> str:
        """A SKU from web name and options, the same for the same variant."""
        parts = [slugify(part) for part in (slug, variant.size, variant.color, variant.other)]
        sku = "-".join(part for part in parts if part).upper()
        exact = f"{slug}|{variant.size}|{variant.color}|{variant.other}"
        number = 0
        while len(sku) > 80 or self.is_taken(sku.lower()):
            digest = hashlib.sha256(f"{exact}|{number}".encode()).hexdigest()[:6].upper()
            sku, number = f"{sku[:73].strip('-')}-{digest}", number + 1
        self.session.proposed.add(sku.lower())
        return sku

    def is_taken(self, sku: str) -> bool:
        return sku in self.skus or sku in self.session.proposed or sku in self.session.skus

    def check_barcode(self, row: VariantDraft, variant: Thing) -> None:
        """A barcode can come over from another variant only if that one gives it up here."""
        given = row.values.get("barcode")
        holder = self.shop.by_barcode.get(str(given.value)) if given and given.value else None
        if given is None or holder is None or holder.pk == variant.pk:
            return
        other = self.claimed.get(holder.pk)
        if other is None or other.values.get("barcode", given).value == given.value:
            self.plan.refusals.append(
                given.refuse(f"The variant {holder.sku} has this barcode already.")
            )

    def count(self, row: VariantDraft, variant: Thing, entry: Entry) -> bool:
        """Plan a count where the shelf of the file differs from ours."""
        given, location = row.values.get("on_hand"), self.shop.location
        if given is None:
            return False
        if location is None:
            notice = "The stock was left out: there is no location yet to count it at."
            if notice not in self.plan.notices:
                self.plan.notices.append(notice)
            return False
        now, reserved = self.shop.levels.get(variant.pk, (0, 0))
        if not reserved <= given.value <= stock.MOST_PIECES:
            reason = (
                f"{reserved} are reserved; count at least those."
                if given.value >= 0 and reserved
                else f"Write a number between 0 and {stock.MOST_PIECES:,}."
            )
            self.plan.refusals.append(given.refuse(reason))
            return False
        if given.value == now:
            return False
        entry.before["on_hand"], entry.after["on_hand"] = now, given.value
        entry.changes.append(Change(f"On hand, {location.name}", str(now), str(given.value)))
        return True

    def compare_options(self, draft: ProductDraft, known: Sequence[Thing]) -> None:
        """Each size and colour once in a product, as it will be afterwards."""
        there: dict[Options, tuple[str, str]] = {
            _options(v): (v.sku, f"The variant {v.sku}") for v in known if v.pk not in self.claimed
        }
        for row in draft.variants:
            variant = self.matches.get(id(row))
            if variant is None:
                continue
            sku, place = there.get(_options(variant), (variant.sku, ""))
            if sku.lower() != variant.sku.lower():  # the same SKU twice has been said already
                self.plan.refusals.append(
                    Refusal(
                        row.row,
                        "",
                        variant.options,
                        f"{place} has the same size and colour of this product.",
                    )
                )
            there[_options(variant)] = (variant.sku, row.row.place.capitalize())


def _options(variant: Thing) -> Options:
    return variant.size, variant.color, variant.other


def _wanted(values: Values) -> Options:
    size, color, other = (str(values[n].value) if n in values else "" for n in OPTIONS)
    return size, color, other


def _set(variant: Thing, name: str, given: Given, entry: Entry) -> bool:
    """Put the value into the variant; whether that changed anything."""
    now = getattr(variant, name)
    if not variant.is_new and (
        now == given.value
        or as_text(name, now) == cells.original(given.raw)
        or (name == "sku" and now.lower() == str(given.value).lower())
    ):
        return False
    old = "" if variant.is_new else as_text(name, now)
    if not variant.is_new:
        entry.before[name] = tables.plain(Variant, name, now)
    entry.after[name] = tables.plain(Variant, name, given.value)
    setattr(variant, name, given.value)
    entry.changes.append(Change(LABELS[name], old, as_text(name, given.value)))
    return True

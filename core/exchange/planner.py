"""Planning: match the drafts with the shop, check every cell, say what would change."""

from collections.abc import Sequence

from core.exchange import cells, pictures, variants
from core.exchange.checks import refused
from core.exchange.columns import LABELS, NEEDS_A_VALUE, as_text
from core.exchange.drafts import Draft, Given, ProductDraft, Refusal, Values
from core.exchange.plan import CHANGED, NEW, UNCHANGED, Change, Entry, Plan
from core.exchange.references import References, Slugs
from core.exchange.shop import Shop
from core.models import Location, Product

REFERENCES = ("designer", "category", "collection")
PLAIN = (
    "slug",
    "name",
    "status",
    "description",
    "silhouette",
    "neckline",
    "fabric",
    "train",
    "tags",
)


def make(draft: Draft, location: Location | None) -> Plan:
    """The plan for those drafts; writes nothing."""
    plan = Plan(draft.shape, location, refusals=draft.refusals, notices=draft.notices)
    plan.unused = draft.unused
    _Planner(plan, draft).run()
    plan.refusals.sort(key=lambda refusal: refusal.row.row)
    return plan


class _Planner:
    """One walk over the drafts."""

    def __init__(self, plan: Plan, draft: Draft) -> None:
        self.plan = plan
        self.draft = draft
        self.references = References(plan.batch)
        self.shop = Shop(draft.products, plan.location)
        self.slugs = Slugs(Product)

    def run(self) -> None:
        pairs = self.matched()
        self.slugs.last = {}
        taken = {draft.slug for draft, _ in pairs if draft.slug}
        walk = variants.Walk(self.plan, self.shop, pairs)
        for draft, known in pairs:
            product = known or self.new(draft, taken)
            entry = self.product(draft, product, is_new=known is None)
            self.plan.entries.append(entry)
            walk.product(draft, product, entry)
        self.plan.created = self.references.created()

    # Matching -----------------------------------------------------------------

    def matched(self) -> list[tuple[ProductDraft, Product | None]]:
        """Each draft with its product; drafts of one product are put together."""
        first: dict[int, ProductDraft] = {}
        pairs: list[tuple[ProductDraft, Product | None]] = []
        for draft in self.draft.products:
            product, problem = self.match(draft)
            if problem:
                self.plan.refusals.append(problem)
            elif product is not None and product.pk in first:
                _merge(first[product.pk], draft)
            else:
                if product is not None:
                    first[product.pk] = draft
                pairs.append((draft, product))
        return pairs

    def match(self, draft: ProductDraft) -> tuple[Product | None, Refusal | None]:
        """By web name, else by the SKUs and barcodes of its variants, else by name and designer."""
        product = self.shop.by_slug.get(draft.slug) if draft.slug else None
        for variant in draft.variants:
            owner = variants.owner(variant, self.shop)
            if owner is None:
                continue
            if (product is not None and owner != product) or _is_other(draft, owner):
                given = variant.values.get("sku") or variant.values["barcode"]
                name = product.name if product is not None else draft.values["name"][0].value
                return None, given.refuse(
                    f"This belongs to “{owner.name}”, not to “{cells.shown(name, 60)}”. "
                    "Change it, or move the row to that product."
                )
            product = owner
        if product is None and not draft.slug:
            return self.match_name(draft)
        return product, None

    def match_name(self, draft: ProductDraft) -> tuple[Product | None, Refusal | None]:
        if "name" not in draft.values:
            return None, _nameless(draft)
        name = draft.values["name"][0]
        known = self.shop.by_name.get(str(name.value).casefold(), [])
        if designer := draft.values.get("designer"):
            wanted = str(designer[0].value or "").casefold()
            known = [p for p in known if str(p.designer or "").casefold() == wanted]
        if len(known) > 1:
            return None, name.refuse(
                "Several products have this name. Say which with its web name or its designer."
            )
        return (known[0] if known else None), None

    def new(self, draft: ProductDraft, taken: set[str]) -> Product:
        slug = draft.slug
        while not slug or (not draft.slug and slug in taken):
            slug = self.slugs.free(str(draft.values["name"][0].value))
        return Product(slug=slug)

    # One product --------------------------------------------------------------

    def product(self, draft: ProductDraft, product: Product, *, is_new: bool) -> Entry:
        title = str(draft.values["name"][0].value) if is_new and "name" in draft.values else ""
        entry = Entry("product", NEW, title or product.name or product.slug, draft.row)
        given: Values = {}
        for name in (*PLAIN, *REFERENCES):
            if name in draft.values and (one := self.one(name, draft.values[name], product)):
                given[name] = one
        changed = {n for n in given if self.put(n, given[n], product, entry)}
        self.check(product, changed, given, draft, is_new=is_new)
        has_pictures = pictures.plan(draft, product, entry, self.plan, self.shop)
        if is_new:
            self.plan.batch.new_products.append(product)
            return entry
        entry.state = CHANGED if changed or has_pictures else UNCHANGED
        if changed:
            self.plan.batch.products.append((product, changed))
            self.plan.batch.seen[Product, product.pk] = product.updated_at
        return entry

    def one(self, name: str, all_given: Sequence[Given], product: Product) -> Given | None:
        """The one cell that says something new; two that differ are refused."""
        news = [given for given in all_given if not self.is_same(name, given, product)]
        for given in news:
            if given.value != news[0].value:
                self.plan.refusals.append(
                    given.refuse(
                        f"{news[0].row.place.capitalize()} says “{cells.shown(news[0].raw, 60)}” "
                        "for the same product. Write the same in both."
                    )
                )
                return None
        return news[0] if news else None

    def is_same(self, name: str, given: Given, product: Product) -> bool:
        """The cell reads as our export writes what is there already."""
        if product.pk is None:
            return False
        if name in REFERENCES:
            now = self.references.text(name, product)
            return now == cells.original(given.raw) or now.lower() == str(given.value or "").lower()
        now = getattr(product, name)
        return now == given.value or as_text(name, now) == cells.original(given.raw)

    def put(self, name: str, given: Given, product: Product, entry: Entry) -> bool:
        """Put the value into the product; whether that changed anything."""
        if given.value in ("", None) and name in NEEDS_A_VALUE:
            return False
        if name not in REFERENCES:
            old = as_text(name, getattr(product, name)) if product.pk else ""
            setattr(product, name, given.value)
            entry.changes.append(_change(name, old, as_text(name, given.value)))
            return True
        old = self.references.text(name, product)
        try:
            found = self.references.find(name, given.value, product) if given.value else None
        except cells.Misread as problem:
            self.plan.refusals.append(given.refuse(str(problem)))
            return False
        if found is getattr(product, name) or (product.pk and found == getattr(product, name)):
            return False
        setattr(product, name, found)
        entry.changes.append(_change(name, old, str(given.value or "")))
        return True

    def check(
        self,
        product: Product,
        changed: set[str],
        given: Values,
        draft: ProductDraft,
        *,
        is_new: bool,
    ) -> None:
        wanted = changed | ({"name", "slug"} if is_new else set())
        if is_new and not product.name:
            self.plan.refusals.append(
                Refusal(draft.row, "", draft.slug, "A new product needs a name.")
            )
            wanted.discard("name")
        self.plan.refusals += refused(product, wanted - set(REFERENCES), given, draft.row)


def _change(name: str, old: str, new: str) -> Change:
    return Change(LABELS[name], old, new)


def _is_other(draft: ProductDraft, owner: Product) -> bool:
    """Web name and name both differ: that is no product with a new name, but another one."""
    name = str(draft.values["name"][0].value) if "name" in draft.values else owner.name
    return draft.slug not in ("", owner.slug) and name.casefold() != owner.name.casefold()


def _merge(into: ProductDraft, other: ProductDraft) -> None:
    for name, all_given in other.values.items():
        into.values.setdefault(name, []).extend(all_given)
    into.pictures += other.pictures
    into.variants += other.variants


def _nameless(draft: ProductDraft) -> Refusal:
    for name in ("sku", "barcode"):
        for variant in draft.variants:
            if name in variant.values:
                return variant.values[name].refuse(
                    "The shop has no such variant. To add it, fill the column “Product”."
                )
    return Refusal(
        draft.row, "", "", "Nothing says which product this is. Fill SKU, web name or product."
    )

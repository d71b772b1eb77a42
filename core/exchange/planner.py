"""Planning: match the drafts with the shop, check every cell, say what would change."""

from collections.abc import Sequence
from typing import Any

from core.exchange import cells, pictures, variants
from core.exchange.checks import refused
from core.exchange.columns import LABELS, NEEDS_A_VALUE, as_text
from core.exchange.drafts import Draft, Given, ProductDraft, Refusal, Values
from core.exchange.own_columns import own_values
from core.exchange.plan import CHANGED, NEW, UNCHANGED, Change, Entry, Plan
from core.exchange.session import Session
from core.exchange.shop import PRODUCT_FIELDS, Shop, Thing, blank
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
EVERY = (*PLAIN, *REFERENCES)


def make(draft: Draft, location: Location | None, session: Session | None = None) -> Plan:
    """The plan for those drafts; writes nothing. A long file is planned in pieces of one session."""
    plan = Plan(draft.shape, location, refusals=draft.refusals, notices=draft.notices)
    plan.unused = draft.unused
    _Planner(plan, draft, session or Session()).run()
    plan.refusals.sort(key=lambda refusal: refusal.row.row)
    return plan


class _Planner:
    """One walk over the drafts."""

    def __init__(self, plan: Plan, draft: Draft, session: Session) -> None:
        self.plan = plan
        self.draft = draft
        self.session = session
        self.references = session.references
        self.shop = Shop(draft.products, plan.location)
        self.slugs = session.slugs
        self.blank = blank(Product, PRODUCT_FIELDS)

    def run(self) -> None:
        pairs = self.matched()
        taken = {draft.slug for draft, _ in pairs if draft.slug}
        walk = variants.Walk(self.plan, self.shop, pairs, self.session)
        for draft, known in pairs:
            product = known or self.new(draft, taken)
            entry = self.product(draft, product)
            self.plan.entries.append(entry)
            walk.product(draft, product, entry)
        self.plan.made = self.references.take()

    # Matching -----------------------------------------------------------------

    def matched(self) -> list[tuple[ProductDraft, Thing | None]]:
        """Each draft with its product; drafts of one product are put together."""
        first: dict[int, ProductDraft] = {}
        pairs: list[tuple[ProductDraft, Thing | None]] = []
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
        return self.once(pairs)

    def once(
        self, pairs: list[tuple[ProductDraft, Thing | None]]
    ) -> list[tuple[ProductDraft, Thing | None]]:
        """Without those whose product an earlier piece of the file has spoken of."""
        known = [(str(product.pk), draft) for draft, product in pairs if product is not None]
        earlier = self.session.seen.first(
            "product", [(key, draft.row.place) for key, draft in known]
        )
        if not earlier:
            return pairs
        late = {id(draft): earlier[key] for key, draft in known if key in earlier}
        for draft, _ in pairs:
            if id(draft) in late:
                reason = (
                    f"{late[id(draft)].capitalize()} speaks of the same product under another "
                    "name. Put the two next to each other, with one web name."
                )
                self.plan.refusals.append(Refusal(draft.row, "", draft.slug, reason))
        return [pair for pair in pairs if id(pair[0]) not in late]

    def match(self, draft: ProductDraft) -> tuple[Thing | None, Refusal | None]:
        """By web name, else by the SKUs and barcodes of its variants, else by name and designer."""
        product = self.shop.by_slug.get(draft.slug) if draft.slug else None
        for variant in draft.variants:
            owner = variants.owner(variant, self.shop)
            if owner is None:
                continue
            if (product is not None and owner is not product) or _is_other(draft, owner):
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

    def match_name(self, draft: ProductDraft) -> tuple[Thing | None, Refusal | None]:
        if "name" not in draft.values:
            return None, _nameless(draft)
        name = draft.values["name"][0]
        known = self.shop.by_name.get(str(name.value).casefold(), [])
        if designer := draft.values.get("designer"):
            wanted = str(designer[0].value or "").casefold()
            known = [p for p in known if self.references.text("designer", p).casefold() == wanted]
        if len(known) > 1:
            return None, name.refuse(
                "Several products have this name. Say which with its web name or its designer."
            )
        return (known[0] if known else None), None

    def new(self, draft: ProductDraft, taken: set[str]) -> Thing:
        slug = draft.slug
        while not slug or (not draft.slug and slug in taken):
            slug = self.slugs.free(str(draft.values["name"][0].value))
        key = self.session.product_keys.next()
        return Thing(pk=key, is_new=True, **(self.blank | {"slug": slug}))

    # One product --------------------------------------------------------------

    def product(self, draft: ProductDraft, product: Thing) -> Entry:
        title = (
            str(draft.values["name"][0].value) if product.is_new and "name" in draft.values else ""
        )
        entry = Entry("product", NEW, title or product.name or product.slug, draft.row)
        entry.key = product.pk
        given: Values = {}
        for name in EVERY:
            if name in draft.values and (one := self.one(name, draft.values[name], product)):
                given[name] = one
        changed = {n for n in given if self.put(n, given[n], product, entry)}
        if product.is_new:
            entry.after["slug"] = product.slug
        self.check(product, changed, given, draft)
        has_own = self.own(draft, product, entry)
        has_pictures = pictures.plan(draft, product, entry, self.plan, self.shop)
        if not product.is_new:
            entry.state = CHANGED if changed or has_own or has_pictures else UNCHANGED
        return entry

    def own(self, draft: ProductDraft, product: Thing, entry: Entry) -> bool:
        """The owner's own fields."""
        given = {
            name[4:]: one
            for name, several in draft.values.items()
            if name.startswith("own_") and (one := self.one(name, several, product))
        }
        return bool(given) and own_values(given, product, entry, self.session.own_labels)

    def one(self, name: str, all_given: Sequence[Given], product: Thing) -> Given | None:
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

    def is_same(self, name: str, given: Given, product: Thing) -> bool:
        """The cell reads as our export writes what is there already."""
        if product.is_new:
            return False
        if name in REFERENCES:
            now = self.references.text(name, product)
            return now == cells.original(given.raw) or now.lower() == str(given.value or "").lower()
        if name.startswith("own_"):
            return bool(product.own.get(name[4:]) == given.value)
        now = getattr(product, name)
        return now == given.value or as_text(name, now) == cells.original(given.raw)

    def put(self, name: str, given: Given, product: Thing, entry: Entry) -> bool:
        """Put the value into the product; whether that changed anything."""
        if given.value in ("", None) and name in NEEDS_A_VALUE:
            return False
        if name not in REFERENCES:
            old = as_text(name, getattr(product, name)) if not product.is_new else ""
            _set(product, name, given.value, entry)
            entry.changes.append(_change(name, old, as_text(name, given.value)))
            return True
        old = self.references.text(name, product)
        try:
            found = self.references.find(name, given.value, product) if given.value else None
        except cells.Misread as problem:
            self.plan.refusals.append(given.refuse(str(problem)))
            return False
        key = found.pk if found else None
        if key == getattr(product, f"{name}_id"):
            return False
        _set(product, f"{name}_id", key, entry)
        entry.changes.append(_change(name, old, str(given.value or "")))
        return True

    def check(self, product: Thing, changed: set[str], given: Values, draft: ProductDraft) -> None:
        wanted = changed | ({"name", "slug"} if product.is_new else set())
        if product.is_new and not product.name:
            self.plan.refusals.append(
                Refusal(draft.row, "", draft.slug, "A new product needs a name.")
            )
            wanted.discard("name")
        wanted -= set(REFERENCES)
        self.plan.refusals += refused(Product, product, sorted(wanted), given, draft.row)


def _set(product: Thing, name: str, value: Any, entry: Entry) -> None:
    if not product.is_new:
        entry.before[name] = getattr(product, name)
    entry.after[name] = value
    setattr(product, name, value)


def _change(name: str, old: str, new: str) -> Change:
    return Change(LABELS[name], old, new)


def _is_other(draft: ProductDraft, owner: Thing) -> bool:
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

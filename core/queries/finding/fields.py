"""By what each kind of row is found, and the finding itself: a bounded number of keys first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db import connections
from django.db.models import F, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower

from core.models import (
    Appointment,
    Customer,
    CustomerCard,
    Product,
    ProductCard,
    Sample,
    SampleCard,
    StockLevel,
    StockMovement,
    Variant,
    VariantCard,
)
from core.queries import driving
from core.queries.finding.matching import BeginsWords, alike, matching, numbers
from core.queries.finding.terms import Term, fold, read

MOST = 1000
"""So many hits are known by their keys; more are said as a query."""
MOST_EXACT, MOST_ALIKE = 5, 200
SHORTEST_REFERENCE = 3


@dataclass(frozen=True)
class Way:
    """Cards, one of their columns, and the path from a card to the key that is looked for."""

    card: type[Model]
    column: str
    path: str = "pk"


@dataclass(frozen=True)
class Kind:
    """How rows of a model are found: `attr` is the key of theirs that the ways lead to.

    `order` says under which name the card of the first way carries what the rows are sorted by.
    """

    attr: str
    ways: tuple[Way, ...]
    order: Mapping[str, str] = field(default_factory=dict)
    phone: Way | None = None
    reference: bool = False
    exact: Callable[[str], QuerySet[Any]] | None = None


@dataclass(frozen=True)
class Found:
    """The condition on the rows, and whether it is only what looks alike.

    Few hits are known by their keys, many by their cards, where these alone tell the hits.
    """

    condition: Q
    is_alike: bool = False
    keys: list[int] | None = None
    cards: QuerySet[Any] | None = None
    is_together: bool = False  # they stand in one place of a list sorted by name


def is_searched(model: type[Model]) -> bool:
    return model in KINDS


def find(model: type[Model], typed: str) -> Found:
    """The rows with all the words, or with the phone number or reference."""
    kind, term = KINDS[model], read(typed)
    sources = _sources(kind, term)
    referred = _referred(model, kind, term)
    each, names = _looked_up(kind, sources)
    if max(map(len, each)) > MOST:
        found = _many(kind, term, sources, each, referred)
        return replace(found, is_together=_is_together(term, names))
    keys = list(dict.fromkeys(key for some in each for key in some))
    is_alike = False
    if not keys and not referred and _has_similarity(sources[0]):
        keys = _alikes(kind, term)
        is_alike = bool(keys)
    is_all = kind.attr == "pk" and referred is None
    return Found(_among(kind.attr, keys, referred), is_alike, keys if is_all else None)


def _looked_up(kind: Kind, sources: list[QuerySet[Any]]) -> tuple[list[list[int]], list[str]]:
    """Keys by each way, one more than are wanted, and the names of what the first one finds."""
    name = F("name") if kind.order else Value("", TextField())
    first = sources[0].annotate(sorted_by=name)
    others = [source.annotate(sorted_by=Value("", TextField())) for source in sources[1:]]
    each = driving.each([first, *others], MOST + 1)
    return [[key for key, _ in rows] for rows in each], [name for _, name in each[0]]


def _is_together(term: Term, names: list[str]) -> bool:
    """Lisette Moran and all others of her first name, told from those seen."""
    words = [" ".join(parts) for parts in term.words]
    first = sum(any(fold(name).startswith(word) for word in words) for name in names)
    return first > len(names) / 2


def _many(
    kind: Kind, term: Term, sources: list[QuerySet[Any]], each: list[list[int]], referred: Q | None
) -> Found:
    """What one way finds by the thousand is said as a query, what another finds by its keys."""
    parts = [
        Q(**{f"{kind.attr}__in": source if len(keys) > MOST else keys})
        for source, keys in zip(sources, each, strict=True)
        if keys
    ]
    condition = reduce(or_, parts if referred is None else [*parts, referred])
    first, others = kind.ways[0], [key for keys in each[1:] for key in keys]
    if referred or len(each[0]) <= MOST or any(len(keys) > MOST for keys in each[1:]):
        return Found(condition)
    every = first.card._default_manager.order_by()
    cards = matching(every, first.column, term)
    if others and not kind.order:
        return Found(condition)
    if others:
        cards = every.filter(Q(pk__in=cards.values("pk")) | Q(pk__in=others))
    return Found(condition, cards=cards)


def found_keys(model: type[Model], typed: str, most: int) -> list[int]:
    """Keys of so many of those rows, in no order."""
    kind, term = KINDS[model], read(typed)
    keys = _first(_sources(kind, term), most)
    referred = _referred(model, kind, term)
    if not keys and not referred and _has_similarity(model._default_manager.all()):
        keys = _alikes(kind, term)
    if kind.attr == "pk":
        return keys
    found = model._default_manager.order_by().filter(_among(kind.attr, keys, referred))
    return list(found.values_list("pk", flat=True)[:most])


def _among(attr: str, keys: list[int], referred: Q | None) -> Q:
    """Two lists only where there are two: an empty half would keep the indexes out of it."""
    listed = Q(**{f"{attr}__in": keys})
    if referred is None:
        return listed
    return referred | listed if keys else referred


def exact(model: type[Model], typed: str) -> list[int]:
    """Keys of the rows whose code this is, letter for letter but for case."""
    code, kind = " ".join(typed.replace("\x00", "").split()), KINDS.get(model)
    if not code or kind is None or kind.exact is None or len(code) > 120:
        return []
    code = code.encode("utf-8", "ignore").decode()
    return list(dict.fromkeys(kind.exact(code)[:MOST_EXACT]))


def _sources(kind: Kind, term: Term) -> list[QuerySet[Any]]:
    sources = [_keys(way, matching, term) for way in kind.ways]
    if kind.phone:
        every = kind.phone.card._default_manager.order_by()
        for digits in term.phones:
            cards = numbers(every, kind.phone.column, digits)
            sources.append(cards.values_list(kind.phone.path, flat=True))
    return sources


def _alikes(kind: Kind, term: Term) -> list[int]:
    """Words that nothing begins with may be slips; the others are meant as they are."""
    named = [way for way in kind.ways if way.column != "codes"]  # a code has no slips, but others
    slips = [word for word in term.words if not _is_known(named[0], word)]
    if not slips:
        return []

    def match(cards: QuerySet[Any], column: str, _term: Term) -> QuerySet[Any]:
        known = tuple(word for word in term.words if word not in slips)
        cards = matching(cards, column, replace(term, words=known)) if known else cards
        return alike(cards, column, replace(term, words=tuple(slips)))

    return _first([_keys(way, match, term) for way in named], MOST_ALIKE)


def _is_known(way: Way, word: tuple[str, ...]) -> bool:
    cards = way.card._default_manager.order_by()
    return matching(cards, way.column, Term("", (word,), "")).exists()


def _has_similarity(source: QuerySet[Any]) -> bool:
    return connections[source.db].vendor == "postgresql"


def _keys(way: Way, match: Callable[..., QuerySet[Any]], term: Term) -> QuerySet[Any]:
    cards = match(way.card._default_manager.all(), way.column, term)
    return cards.order_by().values_list(way.path, flat=True)


def _first(sources: list[QuerySet[Any]], most: int) -> list[int]:
    each = driving.each(sources, most)
    return list(dict.fromkeys(key for rows in each for (key,) in rows))[:most]


def _referred(model: type[Model], kind: Kind, term: Term) -> Q | None:
    """References that begin with what was typed; an index over their small letters knows them."""
    text = term.text.lower()
    if not kind.reference or len(text) < SHORTEST_REFERENCE:
        return None
    small = Lower("reference")
    rows = model._default_manager.order_by()
    if connections["default"].vendor == "postgresql":
        pattern = text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
        rows = rows.filter(BeginsWords(small, Value(f"{pattern}%", TextField())))
    else:
        rows = rows.alias(small=small).filter(small__gte=text, small__lt=f"{text}\U0010ffff")
    keys = list(rows.values_list("pk", flat=True)[: MOST + 1])
    if not keys:
        return None
    return Q(pk__in=keys if len(keys) <= MOST else rows.values("pk"))


# Codes ------------------------------------------------------------------------------------------


def _variants(code: str, path: str) -> QuerySet[Any]:
    rows = Variant.objects.order_by().alias(small=Lower("sku"))
    is_code = Q(small=code.lower()) | (Q(barcode=code) & ~Q(barcode=""))
    return rows.filter(is_code).values_list(path, flat=True)


def _levels(code: str) -> QuerySet[Any]:
    of = StockLevel.objects.filter(variant_id__in=_variants(code, "pk"))
    return of.order_by("location_id").values_list("pk", flat=True)


def _appointments(code: str) -> QuerySet[Any]:
    rows = Appointment.objects.order_by().alias(small=Lower("reference"))
    return rows.filter(small=code.lower()).values_list("pk", flat=True)


def _customers(code: str) -> QuerySet[Any]:
    rows = Customer.objects.order_by("pk").alias(small=Lower("email"))
    return rows.filter(small=code.lower()).values_list("pk", flat=True)


def _samples(code: str) -> QuerySet[Any]:
    return Sample.objects.order_by().filter(barcode__iexact=code).values_list("pk", flat=True)


OF_VARIANT, OF_CUSTOMER = Way(VariantCard, "text"), Way(CustomerCard, "text")
BY_PHONE = Way(CustomerCard, "phone")

KINDS: dict[type[Model], Kind] = {
    Product: Kind(
        "pk",
        (Way(ProductCard, "text"), Way(VariantCard, "codes", "variant__product_id")),
        {"name": "name", "pk": "pk"},
        exact=lambda code: _variants(code, "product_id"),
    ),
    Variant: Kind(
        "pk",
        (OF_VARIANT,),
        {"product__name": "name", "product_id": "product_id", "position": "position", "pk": "pk"},
        exact=lambda code: _variants(code, "pk"),
    ),
    StockLevel: Kind(
        "variant_id",
        (OF_VARIANT,),
        {"variant__card__name": "name", "variant_id": "pk"},
        exact=_levels,
    ),
    StockMovement: Kind("variant_id", (OF_VARIANT,), reference=True),
    Sample: Kind("pk", (Way(SampleCard, "text"),), exact=_samples),
    Customer: Kind(
        "pk", (OF_CUSTOMER,), {"name": "name", "pk": "pk"}, phone=BY_PHONE, exact=_customers
    ),
    Appointment: Kind(
        "customer_id", (OF_CUSTOMER,), phone=BY_PHONE, reference=True, exact=_appointments
    ),
}

"""Customers who may be one and the same: same mail, same phone, or a name alike."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from core.models import Customer

SAME_MAIL, SAME_PHONE, ALIKE_NAME = "same-mail", "same-phone", "alike-name"
WORDS = {SAME_MAIL: "Same mail", SAME_PHONE: "Same phone", ALIKE_NAME: "Name alike"}
ALIKE = 0.88
TELLING = 8  # so many last digits tell a number, with or without its country code
MOST_OF_A_KIND = 40  # a front desk's own number on a hundred brides says nothing


@dataclass(frozen=True)
class Pair:
    """Two customers, the older one first, and what speaks for their being one."""

    keep: int
    other: int
    reasons: tuple[str, ...]


def duplicates(customer: Customer | None = None) -> list[Pair]:
    """All pairs, strongest first; or those of one customer. One query."""
    rows = list(Customer.objects.order_by("pk").values_list("pk", "name", "email", "phone"))
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for reason, keys in (
        (SAME_MAIL, ((pk, mail_key(email)) for pk, _, email, _ in rows)),
        (SAME_PHONE, ((pk, phone_key(phone)) for pk, _, _, phone in rows)),
    ):
        for pair in _same(keys):
            found[pair].add(reason)
    for pair in _alike((pk, name_key(name)) for pk, name, _, _ in rows):
        found[pair].add(ALIKE_NAME)
    pairs = [
        Pair(*pair, tuple(sorted(reasons, key=list(WORDS).index)))
        for pair, reasons in found.items()
        if customer is None or customer.pk in pair
    ]
    return sorted(pairs, key=lambda p: (-len(p.reasons), list(WORDS).index(p.reasons[0]), p.keep))


def mail_key(email: str) -> str:
    return email.strip().casefold()


def phone_key(phone: str) -> str:
    """The last digits: +49 170 5550101, 0170 5550101 and 0049-170-5550101 are one."""
    digits = re.sub(r"\D", "", phone)
    return digits[-TELLING:] if len(digits) >= TELLING else ""


def name_key(name: str) -> str:
    """Without accents and case, the words in order: "Winter, Anna" is "anna winter"."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).casefold()
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(sorted(re.findall(r"\w+", letters)))


def _same(keys: Iterable[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for pk, key in keys:
        if key:
            groups[key].append(pk)
    for group in groups.values():
        if len(group) <= MOST_OF_A_KIND:
            yield from combinations(group, 2)


def _alike(keys: Iterable[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    """Pairs whose names are nearly one; only names that share a whole word are compared."""
    by_word: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for pk, key in keys:
        for word in set(key.split()):
            by_word[word].append((pk, key))
    for group in by_word.values():
        if len(group) > MOST_OF_A_KIND * 5:  # a first name half the town has
            continue
        for (one, name), (other, alike) in combinations(group, 2):
            if name == alike or _is_alike(name, alike):
                yield one, other


def _is_alike(name: str, other: str) -> bool:
    if " " not in name or " " not in other or abs(len(name) - len(other)) > 3:
        return False
    matcher = SequenceMatcher(None, name, other, autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE

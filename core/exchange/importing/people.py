"""Brides from a list: found by mail, else by phone, else by name."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from core.exchange.drafts import FlatDraft
from core.exchange.importing.lists import Rows, again
from core.exchange.plan import Plan
from core.exchange.session import Seen
from core.exchange.shop import Thing
from core.models import Customer, Location
from core.queries import customers as reading

PART = 400
SEVERAL = "Several brides have this {what}. Merge them first, or take the row out."
Person = tuple[int, str, str, str]
"""Key, mail, phone and name as they are compared."""


class Brides:
    """Plans a piece of the list."""

    def __init__(self, _location: Location | None, seen: Seen) -> None:
        self.rows = Rows("customers", "customer")
        self.rows.columns = [name for name in self.rows.columns if name != "consented_at"]
        self.seen = seen

    def __call__(self, drafts: Sequence[FlatDraft], plan: Plan) -> None:
        found = list(_alike(drafts))
        matches = [(draft, self.match(draft, found, plan)) for draft in drafts]
        keys = {key for _, key in matches if key}
        there = self.rows.read(keys)
        consents = dict(Customer.objects.filter(pk__in=keys).values_list("pk", "consented_at"))
        earlier = self.seen.first("bride", self.places(matches))
        first: dict[str, str] = {}
        for draft, key in matches:
            if key == -1:
                continue
            code = _code(draft, key)
            place = earlier.get(code) or first.setdefault(code, draft.row.place)
            if place != draft.row.place:
                plan.refusals.append(again(draft, place, "bride"))
                continue
            known = there.get(key) if key else None
            if known is not None:
                known.consented_at = consents[known.pk]
            self.plan(draft, known, plan)

    def places(self, matches: Iterable[tuple[FlatDraft, int]]) -> list[tuple[str, str]]:
        first: dict[str, str] = {}
        for draft, key in matches:
            if key != -1:
                first.setdefault(_code(draft, key), draft.row.place)
        return list(first.items())

    def match(self, draft: FlatDraft, found: list[Person], plan: Plan) -> int:
        """Her key, 0 for somebody new, -1 where it cannot be told.

        A phone is often a household's, and many share a name: both tell only where nothing else
        says that she is somebody else.
        """
        mail, phone, name = _traits(draft)
        named = [p for p in found if name and p[3] == name]
        by_mail = [p for p in found if mail and p[1] == mail]
        by_phone = [p for p in found if phone and p[2] == phone and _agree(p[1], mail)]
        for what, alike in (
            ("email", [p for p in by_mail if p in named] or by_mail),
            ("phone", [p for p in by_phone if p in named or not name]),
            ("name", [p for p in named if _agree(p[1], mail) and _agree(p[2], phone)]),
        ):
            if len(alike) > 1:
                given = draft.values.get(what) or draft.values["name"]
                word = "mail" if what == "email" else what
                plan.refusals.append(given.refuse(SEVERAL.format(what=word)))
                return -1
            if alike:
                return alike[0][0]
        return 0

    def plan(self, draft: FlatDraft, known: Thing | None, plan: Plan) -> None:
        plan.entries.append(self.rows.entry(draft, known, plan, **_consent(draft, known)))


def _consent(draft: FlatDraft, known: Thing | None) -> dict[str, tuple[str, Any]]:
    """When she first agreed to news; a file that says nothing about it changes nothing."""
    names = ("has_email_consent", "has_sms_consent")
    if not any(name in draft.values for name in names):
        return {}
    agreed = any(
        draft.values[name].value if name in draft.values else known and getattr(known, name)
        for name in names
    )
    since = getattr(known, "consented_at", None)
    if agreed and since is None:
        return {"consented_at": ("", timezone.now().isoformat())}
    return {} if agreed or since is None else {"consented_at": ("", None)}


def _traits(draft: FlatDraft) -> tuple[str, str, str]:
    mail, phone, name = (
        str(draft.values[key].value or "") if key in draft.values else ""
        for key in ("email", "phone", "name")
    )
    return mail.strip().lower(), reading.phone_key(phone), " ".join(name.split()).casefold()


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def _code(draft: FlatDraft, key: int) -> str:
    if key:
        return str(key)
    mail, phone, name = _traits(draft)
    return f"{mail}\t{'' if mail else phone}\t{name}"


def _alike(drafts: Sequence[FlatDraft]) -> Iterable[Person]:
    """Whoever of the shop might be one of these."""
    traits = [_traits(draft) for draft in drafts]
    found: set[Person] = set()
    rows = Customer.objects.annotate(mail=Lower("email"), small=Lower("name"))
    for start in range(0, len(traits), PART):
        some = traits[start : start + PART]
        given = [draft.values for draft in drafts[start : start + PART]]
        names = {str(v["name"].value).strip().lower() for v in given if "name" in v}
        names |= {str(v["name"].value).strip() for v in given if "name" in v}
        phones = {str(v["phone"].value) for v in given if "phone" in v}
        mails = {mail for mail, _, _ in some if mail}
        who = (
            Q(mail__in=mails) | Q(phone__in=phones - {""}) | Q(small__in=names) | Q(name__in=names)
        )
        for key, mail, phone, name in rows.filter(who).values_list("pk", "mail", "phone", "name"):
            tidy = " ".join(name.split()).casefold()
            found.add((key, mail, reading.phone_key(phone), tidy))
    return found

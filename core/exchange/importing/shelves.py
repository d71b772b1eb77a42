"""Designers and collections from a list: found by name."""

from collections.abc import Sequence
from typing import Any

from core.exchange.drafts import FlatDraft
from core.exchange.importing.lists import Rows, again
from core.exchange.plan import Plan
from core.exchange.references import References, Slugs
from core.exchange.session import Seen
from core.models import Collection, Designer, Location


class Designers:
    """Plans a piece of a list of designers."""

    def __init__(self, _location: Location | None, seen: Seen) -> None:
        self.rows = Rows("designers", "designer")
        self.seen = seen
        self.slugs = Slugs(Designer)
        self.known = {d.name.casefold(): d.pk for d in Designer.objects.all()}

    def __call__(self, drafts: Sequence[FlatDraft], plan: Plan) -> None:
        there = self.rows.read(self.known.values())
        for draft in drafts:
            name = _text(draft, "name")
            key = self.known.get(name.casefold())
            earlier = self.seen.first("designer", [(name.casefold(), draft.row.place)])
            if earlier:
                plan.refusals.append(again(draft, earlier[name.casefold()], "designer"))
                continue
            more: dict[str, Any] = {}
            if key is None and not _text(draft, "slug"):
                more["slug"] = ("", self.slugs.free(name))
            plan.entries.append(self.rows.entry(draft, there.get(key or 0), plan, **more))


class Collections:
    """Plans a piece of a list of collections; their designers are found, or made besides."""

    def __init__(self, _location: Location | None, seen: Seen) -> None:
        self.rows = Rows("collections", "collection")
        self.seen = seen
        self.slugs = Slugs(Collection)
        self.references = References()
        self.known: dict[tuple[str, Any, int | None], int] = {
            (name.casefold(), year, designer): key
            for key, name, year, designer in Collection.objects.values_list(
                "pk", "name", "year", "designer_id"
            )
        }

    def __call__(self, drafts: Sequence[FlatDraft], plan: Plan) -> None:
        there = self.rows.read(self.known.values())
        for draft in drafts:
            name, maker = _text(draft, "name"), _text(draft, "designer")
            designer = self.references.designer(maker).pk if maker else None
            year = draft.values["year"].value if "year" in draft.values else None
            code = f"{name.casefold()}\t{year}\t{designer}"
            if earlier := self.seen.first("collection", [(code, draft.row.place)]):
                plan.refusals.append(again(draft, earlier[code], "collection"))
                continue
            key = self.known.get((name.casefold(), year, designer))
            more: dict[str, Any] = {}
            if key is None:
                more["designer_id"] = ("", designer)
                if not _text(draft, "slug"):
                    more["slug"] = ("", self.slugs.free(f"{name} {year}"))
            plan.entries.append(self.rows.entry(draft, there.get(key or 0), plan, **more))
        plan.made = self.references.take()


def _text(draft: FlatDraft, key: str) -> str:
    return str(draft.values[key].value or "").strip() if key in draft.values else ""

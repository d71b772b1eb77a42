"""Plans and receipts in words."""

from collections import Counter
from typing import Any

from core.exchange import shapes
from core.exchange.plan import PLURALS
from core.models import ImportJob, ImportRow
from core.services.imports.subjects import SUBJECTS

SINGULAR = {many: one for one, many in PLURALS.items()}


def shape(job: ImportJob) -> str:
    return shapes.NAMES.get(job.shape, job.shape)


def counts(job: ImportJob) -> list[tuple[str, dict[str, int]]]:
    """How many of what are new, changed and unchanged, in the words for several."""
    subjects = {name: subject.many for name, subject in SUBJECTS.items()} | {"level": "levels"}
    wanted = [name for name in MAIN.get(job.kind, ()) if name not in job.counts]
    found: dict[str, Any] = {name: {"new": 0, "changed": 0, "unchanged": 0} for name in wanted}
    found |= {name: n for name, n in job.counts.items() if name in subjects}
    return [(subjects[name], found[name]) for name in subjects if name in found]


MAIN = {
    "products": ("product", "variant"),
    "customers": ("customer",),
    "stock": ("level",),
    "designers": ("designer",),
    "collections": ("collection",),
}


def tally(job: ImportJob) -> Counter[str]:
    """All kinds of things together: new, changed, unchanged, refused."""
    found: Counter[str] = Counter()
    for name, numbers in job.counts.items():
        if isinstance(numbers, dict) and name != "outcomes":
            found.update(numbers)
    found["refused"] = job.counts.get("refused", 0) + job.counts.get("waiting", 0)
    return found


def created_count(job: ImportJob, plural: str) -> int:
    """How many come into being besides; their names are kept only as far as anybody reads."""
    return int(job.counts.get(SINGULAR[plural], {}).get("new", 0))


def summary(job: ImportJob) -> str:
    """The counts in one sentence."""
    parts = [
        f"{many}: {n['new']} new, {n['changed']} changed, {n['unchanged']} unchanged"
        for many, n in counts(job)
    ]
    text = "; ".join(parts) or "nothing"
    return f"{text[0].upper()}{text[1:]}."


def changes(row: ImportRow) -> str:
    return "; ".join(
        f"{label}: {old or 'nothing'} → {new or 'nothing'}" for label, old, new in row.changes
    )

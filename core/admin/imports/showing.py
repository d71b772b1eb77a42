"""An import as its pages tell it: counts, pages of rows, progress, how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone

from core.exchange import shapes
from core.exchange.importing import words
from core.models import ImportJob, ImportRow, Location

PAGE = 50
MOST_NAMES = 40
State, Verdict, Outcome = ImportJob.State, ImportRow.Verdict, ImportRow.Outcome
DOING = {
    State.PLANNING: "Reading the file",
    State.APPLYING: "Writing to the shop",
    State.UNDOING: "Taking it back",
}
VERDICTS = [
    (Verdict.REFUSED, "Refused"),
    (Verdict.CHANGED, "Changed"),
    (Verdict.NEW, "New"),
    (Verdict.UNCHANGED, "Unchanged"),
]
HINTS = {
    Verdict.REFUSED: "These cells cannot be taken. Mend them in the file, and choose it again.",
    Verdict.CHANGED: "What is there now, and what it will be.",
    Verdict.NEW: "What will be added.",
    Verdict.UNCHANGED: "What is in the shop just like this.",
    "left": "What was not applied or not taken back, each with the reason.",
}
ENDED = {
    State.UPLOADED: "The file has not been read yet.",
    State.DONE: "The file is in the shop.",
    State.CANCELLED: "This import was stopped. What was written before stays; it can go on or be undone.",
    State.UNDONE: "This import was taken back.",
}
TONES = {State.DONE: "good", State.FAILED: "bad", State.CANCELLED: "warn", State.PLANNED: "wait"}


@dataclass(slots=True)
class Tab:
    key: str
    name: str
    count: int
    is_here: bool


def past(job: ImportJob) -> dict[str, Any]:
    """One line of the history."""
    return {"it": job, "counts": brief(job), "tone": TONES.get(State(job.state), "")}


def brief(job: ImportJob) -> str:
    found = words.tally(job)
    parts = [f"{found[name]:,} {name}" for name in ("new", "changed", "refused") if found[name]]
    return ", ".join(parts) or ("nothing to do" if job.counts else "")


# Progress ---------------------------------------------------------------------


def working(job: ImportJob) -> dict[str, Any]:
    return {"title": DOING[State(job.state)], "job": job, "now": progress(job)}


def progress(job: ImportJob) -> dict[str, Any]:
    """Rows, rate and time left, in numbers for the bar and in words for people."""
    done, total = job.rows_done, job.rows_total
    seconds = max((timezone.now() - (job.began_at or timezone.now())).total_seconds(), 0.1)
    rate = done / seconds
    said = f"{done:,} of {total:,} rows" if total else f"{done:,} rows"
    if done and job.is_working:
        said += f", {rate:,.0f} a second"
    if done and total > done:
        said += f", {_span((total - done) / rate)} left"
    return {
        "state": job.state,
        "is_working": job.is_working,
        "is_stopping": job.is_stopping,
        "doing": DOING.get(State(job.state), ""),
        "done": done,
        "total": total,
        "percent": min(round(100 * done / total), 100) if total else None,
        "said": "Waiting for the worker" if not job.beat_at else said,
    }


def _span(seconds: float) -> str:
    if seconds < 60:
        return f"{max(round(seconds), 1)} s"
    return f"{round(seconds / 60)} min"


# Plan -------------------------------------------------------------------------


def plan(job: ImportJob, asked: Mapping[str, str]) -> dict[str, Any]:
    refused, wanted = job.counts.get("refused", 0), job.counts.get("wanted", 0)
    return (
        _facts(job)
        | {
            "title": f"Import of {job.file_name}",
            "refused": refused,
            "wanted": wanted,
            "can_apply": wanted and not refused,
            "can_apply_good": wanted and refused,
            "shape_choices": shapes.CHOICES,
            "locations": Location.objects.filter(is_active=True),
        }
        | _rows(job, asked, is_receipt=False)
    )


def receipt(job: ImportJob, asked: Mapping[str, str]) -> dict[str, Any]:
    outcomes = job.counts.get("outcomes", {})
    applied = outcomes.get(Outcome.APPLIED, 0)
    over = {State.DONE, State.CANCELLED, State.FAILED}
    can_go_on = job.state in {State.CANCELLED, State.FAILED} and bool(job.file)
    return (
        _facts(job)
        | {
            "title": f"Import of {job.file_name}",
            "lead": job.failure or ENDED.get(State(job.state), ""),
            "tone": TONES.get(State(job.state), ""),
            "outcomes": [
                (label, outcomes[name])
                for name, label in [*Outcome.choices, ("left", "Not applied yet")]
                if outcomes.get(name)
            ],
            "applied": applied,
            "can_undo": job.state in over and (applied or outcomes.get(Outcome.KEPT)),
            "can_resume": can_go_on and (outcomes.get("left") or not job.counts),
        }
        | _rows(job, asked, is_receipt=True)
    )


def _facts(job: ImportJob) -> dict[str, Any]:
    return {
        "job": job,
        "shape": words.shape(job),
        "counts": words.counts(job),
        "created": [
            (kind, _some(names, words.created_count(job, kind)))
            for kind, names in job.created.items()
        ],
    }


def _some(names: list[str], count: int) -> str:
    more = count - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" … and {more} more" if more > 0 else "")


# Pages of rows ----------------------------------------------------------------


def _rows(job: ImportJob, asked: Mapping[str, str], *, is_receipt: bool) -> dict[str, Any]:
    found = words.tally(job)
    outcomes = job.counts.get("outcomes", {})
    ill = outcomes.get(Outcome.CONFLICT, 0) + outcomes.get(Outcome.KEPT, 0)
    numbers = [("left", "Left out", ill)] if ill else []
    numbers += [(key, name, found[key]) for key, name in VERDICTS if found[key]]
    known = {key for key, _, _ in numbers}
    here = asked.get("show", "")
    here = here if here in known else (numbers[0][0] if numbers else "")
    after = asked.get("after", "")
    start = int(after) if after.isdecimal() and len(after) < 10 else 0
    rows = list(_of(job, here).filter(number__gt=start).order_by("number")[: PAGE + 1])
    return {
        "tabs": [Tab(key, name, count, key == here) for key, name, count in numbers],
        "here": here,
        "hint": HINTS.get(here, ""),
        "rows": rows[:PAGE],
        "is_receipt": is_receipt,
        "start": start,
        "first": urlencode({"show": here}),
        "further": urlencode({"show": here, "after": rows[PAGE - 1].number})
        if len(rows) > PAGE
        else "",
    }


def _of(job: ImportJob, here: str) -> QuerySet[ImportRow]:
    rows = ImportRow.objects.filter(job=job)
    if here == "left":
        return rows.filter(outcome__in=[Outcome.CONFLICT, Outcome.KEPT])
    return rows.filter(verdict=here)

"""The life of an import: a file is chosen, planned, applied, stopped, undone; and who may do so."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.errors import NotAllowed, NotPossible
from core.models import ImportJob, ImportKind, ImportRow, Location
from core.services.imports import files, lines
from core.services.imports.turns import State

bells: list[Callable[[int], None]] = []
"""Rung with the job's key when there is work for the worker."""

PERMISSIONS = {
    ImportKind.PRODUCTS: "core.import_product",
    ImportKind.CUSTOMERS: "core.import_customer",
    ImportKind.STOCK: "core.import_stocklevel",
    ImportKind.SAMPLES: "core.import_sample",
    ImportKind.DESIGNERS: "core.import_designer",
    ImportKind.COLLECTIONS: "core.import_collection",
    ImportKind.APPOINTMENTS: "core.import_appointment",
}
OVERSEE = "core.oversee_importjob"
TOO_LATE = "It is too late to read the file anew."
NOT_YOURS = "This import belongs to somebody else."
Verdict, Outcome = ImportRow.Verdict, ImportRow.Outcome


# Who --------------------------------------------------------------------------


def may_import(person: Any, kind: str) -> bool:
    return bool(person.has_perm(PERMISSIONS[ImportKind(kind)]))


def kinds_of(person: Any) -> list[str]:
    return [kind for kind in ImportKind.values if may_import(person, kind)]


def may_touch(job: ImportJob, person: Any) -> bool:
    """Her own, of a kind she may still import; or anybody's, for who oversees imports."""
    is_hers = job.created_by_id is not None and job.created_by_id == person.pk
    return may_import(person, job.kind) and (is_hers or bool(person.has_perm(OVERSEE)))


def of(person: Any) -> QuerySet[ImportJob]:
    """The imports she may look at."""
    jobs = ImportJob.objects.filter(kind__in=kinds_of(person))
    return jobs if person.has_perm(OVERSEE) else jobs.filter(created_by=person)


def require(job: ImportJob, by: Any) -> None:
    """None is the machine's own keyboard: whoever sits there may do everything."""
    if by is not None and not may_touch(job, by):
        raise NotAllowed(NOT_YOURS)


# Open and plan ----------------------------------------------------------------


def open(  # noqa: A001  that is what it is called
    chunks: Iterable[bytes],
    *,
    kind: str,
    file_name: str,
    by: Any = None,
    shape: str = "auto",
    location: Location | None = None,
    mapping: dict[str, Any] | None = None,
    options: dict[str, Any] | None = None,
) -> ImportJob:
    """A file, kept for planning. Raises NotAllowed."""
    if by is not None and not may_import(by, kind):
        raise NotAllowed
    kept = files.keep(chunks)
    return ImportJob.objects.create(
        kind=kind,
        file=kept.name,
        size=kept.size,
        digest=kept.digest,
        file_name=file_name[-200:],
        shape=shape,
        location=location,
        mapping=mapping or {},
        options=options or {},
        created_by=by,
    )


def ask_plan(job: ImportJob, *, by: Any = None, **choices: Any) -> ImportJob:
    """Let the file be read, once more with other choices if need be. Raises NotPossible, NotAllowed."""
    require(job, by)
    files.find(job.file)
    if ImportRow.objects.filter(job=job).exclude(outcome="").exists():
        raise NotPossible(TOO_LATE)
    begun = {State.UPLOADED, State.PLANNED, State.FAILED, State.CANCELLED}
    _move(job, begun, State.PLANNING, TOO_LATE, counts={}, rows_total=0, **choices)
    return job


# Apply ------------------------------------------------------------------------


def ask_apply(job: ImportJob, *, good_rows: bool = False, by: Any = None) -> ImportJob:
    """Let the worker write it: all of it, or the good rows although some are refused.

    Raises NotPossible: refused rows, nothing to do, applied already.
    """
    require(job, by)
    job.refresh_from_db()
    if good_rows:
        job.options["good_rows"] = True
    if job.state == State.PLANNED:
        _require_applicable(job)
    total = ImportRow.objects.filter(job=job, verdict__in=lines.WANTED, outcome="").count()
    said = "This import is being applied, or was applied already."
    _move(
        job,
        {State.PLANNED},
        State.APPLYING,
        said,
        rows_total=total,
        applied_by=by,
        options=job.options,
    )
    return job


def _require_applicable(job: ImportJob) -> None:
    refused, wanted = job.counts.get("refused", 0), job.counts.get("wanted", 0)
    if refused and not job.options.get("good_rows"):
        raise NotPossible("Rows of this file are refused, so nothing was written.")
    if not wanted:
        raise NotPossible("Nothing to do: the shop has all of this already.")


def resume(job: ImportJob, *, by: Any = None) -> ImportJob:
    """Go on with what was stopped. Raises NotPossible."""
    require(job, by)
    job.refresh_from_db()
    if job.state in {State.CANCELLED, State.FAILED} and "wanted" in job.counts:
        _require_applicable(job)
        to = State.APPLYING
    else:
        to = State.PLANNING  # it was stopped while it was read
    total = ImportRow.objects.filter(job=job, verdict__in=lines.WANTED, outcome="").count()
    said = "This import was not stopped."
    _move(job, {State.CANCELLED, State.FAILED}, to, said, rows_total=total)
    return job


def cancel(job: ImportJob, *, by: Any = None) -> ImportJob:
    """Stop after the piece that is being written; what is written stays, and can be undone."""
    require(job, by)
    waiting = {State.UPLOADED, State.PLANNED}
    stopped = ImportJob.objects.filter(pk=job.pk, state__in=waiting).update(
        state=State.CANCELLED, ended_at=timezone.now()
    )
    working = {State.PLANNING, State.APPLYING, State.UNDOING}
    if not stopped:
        stopped = ImportJob.objects.filter(pk=job.pk, state__in=working).update(is_stopping=True)
    if not stopped:
        raise NotPossible("There is nothing to stop any more.")
    job.refresh_from_db()
    return job


# Undo -------------------------------------------------------------------------


def ask_undo(job: ImportJob, *, rows: Sequence[int] | None = None, by: Any = None) -> ImportJob:
    """Let the worker take back all of it, or the rows of these numbers. Raises NotPossible."""
    require(job, by)
    over = {State.DONE, State.CANCELLED, State.FAILED}
    with transaction.atomic():
        _move(job, over, State.UNDOING, "There is nothing to undo now.", is_quiet=True)
        chosen = ImportRow.objects.filter(job=job, outcome__in=[Outcome.APPLIED, Outcome.KEPT])
        if rows is not None:
            chosen = chosen.filter(number__in=rows)
        total = chosen.update(outcome=Outcome.UNDOING, reason="")
        if not total:
            raise NotPossible("Of these rows nothing was applied.")
        ImportJob.objects.filter(pk=job.pk).update(rows_total=total)
    job.refresh_from_db()
    _ring(job)
    return job


def _move(
    job: ImportJob,
    begun: set[State],
    to: State,
    refusal: str,
    *,
    is_quiet: bool = False,
    **facts: Any,
) -> None:
    """Whoever changes exactly one row has made the move; a second click finds nothing to do."""
    now = timezone.now()
    moved = ImportJob.objects.filter(pk=job.pk, state__in=begun).update(
        state=to,
        began_at=now,
        ended_at=None,
        lease_until=None,
        is_stopping=False,
        rows_done=0,
        failure="",
        **facts,
    )
    if not moved:
        raise NotPossible(refusal)
    job.refresh_from_db()
    if not is_quiet:
        _ring(job)


def _ring(job: ImportJob) -> None:
    for bell in bells:
        transaction.on_commit(lambda ring=bell: ring(job.pk), robust=True)  # type: ignore[misc]


def left(job: ImportJob) -> QuerySet[ImportRow]:
    """What was not applied, or not undone, each with the reason."""
    ill = [Outcome.CONFLICT, Outcome.KEPT]
    return ImportRow.objects.filter(job=job, outcome__in=ill).order_by("number")


def drop(job: ImportJob) -> None:
    """Forget a job of which nothing was written: a mere look."""
    if ImportRow.objects.filter(job=job).exclude(outcome="").exists():
        raise NotPossible("This import has written something, so its receipt stays.")
    files.forget(job.file)
    rows = ImportRow.objects.filter(job=job)
    rows._raw_delete(rows.db)
    ImportJob.objects.filter(pk=job.pk).delete()

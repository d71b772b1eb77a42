"""Undoing an import: created things go, changed ones go back, and what was touched since stays."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db import IntegrityError, models

from core.models import ImportRow, ProductImage
from core.services.imports import lines, shelves, tables, turns, writing
from core.services.imports.lines import Line
from core.services.imports.subjects import ORDER, SUBJECTS, Subject
from core.services.imports.turns import State, Turn

Outcome = ImportRow.Outcome
AT_ONCE = "It cannot go back: something else in the shop has taken its place."


def run(turn: Turn) -> None:
    """Take back the rows that were chosen, last ones first. Raises Lost and Stopped."""
    writing.remember_stand_ins(turn)
    with turns.acting(turn):
        while chunk := lines.next_to_undo(turn.job):
            _undo(turn, chunk)
    found = lines.outcomes(turn.job)
    is_over = not found.get(Outcome.APPLIED)
    turn.end(State.UNDONE if is_over else State.DONE, counts=turn.job.counts | {"outcomes": found})


def _undo(turn: Turn, chunk: Sequence[Line]) -> None:
    try:
        with turn.piece():
            _back(turn, chunk)
            _settle(turn, chunk)
    except IntegrityError:
        if len(chunk) == 1:
            with turn.piece():
                chunk[0].problem = AT_ONCE
                _settle(turn, chunk)
            return
        middle = len(chunk) // 2
        for half in (chunk[:middle], chunk[middle:]):
            _undo(turn, half)


def _settle(turn: Turn, chunk: Sequence[Line]) -> None:
    lines.settle(turn.job, chunk, Outcome.BACK, Outcome.KEPT)
    turn.job.rows_done += len(chunk)


def _back(turn: Turn, chunk: Iterable[Line]) -> None:
    of: dict[str, list[Line]] = {}
    for line in chunk:
        line.problem = ""  # it may be the second try
        of.setdefault(line.subject, []).append(line)
    shelves.level_back(turn, of.get("level", []))
    for name in reversed(ORDER):
        mine = of.get(name, [])
        # A category goes before the one it is inside of.
        for part in [[line] for line in mine] if name == "category" else [mine] if mine else []:
            _back_of(turn, SUBJECTS[name], part)


def _back_of(turn: Turn, subject: Subject, mine: Sequence[Line]) -> None:
    for line in mine:
        writing.stand_in(turn, subject, line)
    now = _locked(subject, mine)
    _put_back(turn, subject, [line for line in mine if not line.is_new], now)
    _take_away(turn, subject, [line for line in mine if line.is_new], now)


def _locked(subject: Subject, mine: Sequence[Line]) -> dict[int, tables.Plain]:
    names = {name for line in mine for name in line.after} - subject.parts - {"id"}
    names |= subject.identity
    return tables.read(subject.model, sorted(names), [line.object_id for line in mine], lock=True)


def _touched(subject: Subject, line: Line, now: tables.Plain) -> str:
    for name, value in line.after.items():
        if name in subject.parts or name == "id":
            continue
        if now[name] != value:
            label = subject.labels.get(name) or tables.column(subject.model, name).verbose_name
            return f"{str(label).capitalize()} was changed since: it is {writing.said(now[name])}."
    return ""


# Changed ----------------------------------------------------------------------


def _put_back(
    turn: Turn, subject: Subject, mine: Sequence[Line], now: dict[int, tables.Plain]
) -> None:
    changed: dict[int, tables.Plain] = {}
    for line in mine:
        if line.object_id not in now:
            line.problem = "It is no longer there."
        elif touched := _touched(subject, line, now[line.object_id]):
            line.problem = touched
    _require_way_back(subject, mine)
    if subject.name == "variant":
        shelves.count_back(turn, [line for line in mine if "on_hand" in line.after])
    for line in mine:
        wished = {n: v for n, v in line.before.items() if n not in subject.parts}
        if wished and not line.problem:
            changed[line.object_id] = wished
    writing.put(turn, subject, changed, now)
    _pictures_back([line for line in mine if not line.problem and "images" in line.after])


def _require_way_back(subject: Subject, mine: Sequence[Line]) -> None:
    """What it belonged to before has to be there still."""
    for name, other in subject.references.items():
        keys = {line.before[name] for line in mine if line.before.get(name)}
        rows = SUBJECTS[other].model._default_manager.filter(pk__in=keys)
        there = set(rows.values_list("pk", flat=True))
        for line in mine:
            if line.before.get(name) and line.before[name] not in there:
                line.problem = f"Its former {SUBJECTS[other].one} is no longer there."


def _pictures_back(mine: Sequence[Line]) -> None:
    for line in mine:
        addresses = [one["url"] for one in line.after["images"] if not one.get("id")]
        ProductImage.objects.filter(product_id=line.object_id, url__in=addresses).delete()
        for one in line.before.get("images", ()):
            values = {name: value for name, value in one.items() if name != "id"}
            ProductImage.objects.filter(pk=one["id"], product_id=line.object_id).update(**values)


# New --------------------------------------------------------------------------


def _take_away(
    turn: Turn, subject: Subject, mine: Sequence[Line], now: dict[int, tables.Plain]
) -> None:
    if not mine:
        return
    for line in mine:
        if line.object_id in now and (touched := _touched(subject, line, now[line.object_id])):
            line.problem = touched
    if subject.name == "product":
        _pictures_away(mine)
    _keep_what_is_used(subject, mine)
    if subject.name == "variant":
        shelves.clear(turn, mine)
    gone = [line.object_id for line in mine if not line.problem and line.object_id in now]
    tables.remember(subject.model, sorted(gone), "-", by=turn.by, because=turn.because)
    if subject.name == "product":
        images = ProductImage.objects.filter(product_id__in=gone)
        images._raw_delete(images.db)
    tables.delete(subject.model, gone)


def _pictures_away(mine: Sequence[Line]) -> None:
    """Pictures that somebody added to a product of ours keep it."""
    ours = {(line.object_id, one["url"]) for line in mine for one in line.after.get("images", ())}
    rows = ProductImage.objects.filter(product_id__in=[line.object_id for line in mine])
    added = {key for key, url in rows.values_list("product_id", "url") if (key, url) not in ours}
    for line in mine:
        if line.object_id in added and not line.problem:
            line.problem = "Pictures were added to it since."


def _keep_what_is_used(subject: Subject, mine: Sequence[Line]) -> None:
    """Whatever points to it by now keeps it."""
    for model, name, called in _pointing(subject.model):
        keys = [line.object_id for line in mine if not line.problem]
        if not keys:
            return
        rows = model._base_manager.filter(**{f"{name}__in": keys}).order_by()
        used = set(rows.values_list(name, flat=True).distinct())
        for line in mine:
            if not line.problem and line.object_id in used:
                line.problem = f"It is needed by now: there are {called} for it."


OWN = {"productimage", "stocklevel", "stockmovement"}
"""Looked at with more care elsewhere."""


@cache
def _pointing(model: type[models.Model]) -> list[tuple[Any, str, str]]:
    """Models with a column that names this one, the column, and what several are called."""
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete):
            continue
        other: Any = relation.related_model
        column = getattr(relation, "field", None)
        name = other._meta.model_name
        if (
            column is None
            or column.many_to_many
            or hasattr(other, "history_type")
            or name.endswith("card")
            or name in OWN
        ):
            continue
        found.append((other, column.attname, str(other._meta.verbose_name_plural)))
    return found

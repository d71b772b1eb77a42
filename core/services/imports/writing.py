"""Writing the rows of one table: only what still stands as the plan saw it, and with its history."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.utils import timezone

from core.models import ImportRow, ProductImage
from core.services import own_fields
from core.services.imports import shelves, subjects, tables
from core.services.imports.lines import Line
from core.services.imports.subjects import SUBJECTS, Subject
from core.services.imports.turns import Turn

MEANWHILE = "Somebody made it meanwhile; that one is used."
GONE = "It was deleted since the plan was made."


def write(turn: Turn, subject: Subject, lines: Sequence[Line]) -> None:
    """New and changed rows of one subject; lines with a problem are left out and say why."""
    for line in lines:
        stand_in(turn, subject, line)
    _require_references(subject, lines)
    fresh = [line for line in lines if line.is_new and not line.problem]
    known = [line for line in lines if not line.is_new and not line.problem]
    _change(turn, subject, known)
    _create(turn, subject, fresh)
    if "images" in subject.parts:
        pictures(turn, [line for line in lines if not line.problem and "images" in line.after])


def remember_stand_ins(turn: Turn) -> None:
    """Designers and the like that somebody else had made by the time ours were written."""
    rows = ImportRow.objects.filter(
        job=turn.job,
        subject__in=[name for name, subject in SUBJECTS.items() if subject.is_besides],
        outcome=ImportRow.Outcome.CONFLICT,
    )
    for name, after, key in rows.values_list("subject", "after", "object_id"):
        turn.stands_for[name, after.get("id", key)] = key or 0


def stand_in(turn: Turn, subject: Subject, line: Line) -> None:
    for name, other in subject.references.items():
        if planned := line.after.get(name):
            line.after[name] = turn.stands_for.get((other, planned), planned)


def _require_references(subject: Subject, lines: Sequence[Line]) -> None:
    """PostgreSQL looks at foreign keys only at the end, when nobody can say any more whose fault it is."""
    for name, other in subject.references.items():
        keys = {line.after[name] for line in lines if line.after.get(name)}
        there = set(
            SUBJECTS[other].model._default_manager.filter(pk__in=keys).values_list("pk", flat=True)
        )
        for line in lines:
            if line.after.get(name) and line.after[name] not in there:
                line.problem = f"Its {SUBJECTS[other].one} is no longer there."


# Changed ----------------------------------------------------------------------


def _change(turn: Turn, subject: Subject, lines: Sequence[Line]) -> None:
    names = sorted({name for line in lines for name in line.after} - subject.parts)
    if not lines:
        return
    wide = sorted(set(names) | (subject.identity if subject.identity & set(names) else set()))
    now = tables.read(subject.model, wide, [line.object_id for line in lines], lock=True)
    changed: dict[int, tables.Plain] = {}
    for line in lines:
        wished = {name: value for name, value in line.after.items() if name not in subject.parts}
        if line.object_id not in now:
            line.problem = GONE
        elif moved := _moved(subject, line, now[line.object_id], wished):
            line.problem = moved
        elif fresh := {n: v for n, v in wished.items() if v != now[line.object_id][n]}:
            changed[line.object_id] = fresh
    _require_free(subject, [line for line in lines if not line.problem], now)
    shelves.count(turn, [line for line in lines if "on_hand" in line.after])
    for line in lines:
        if line.problem:
            changed.pop(line.object_id, None)
    put(turn, subject, changed, now)


def put(
    turn: Turn, subject: Subject, changed: dict[int, tables.Plain], now: dict[int, tables.Plain]
) -> None:
    """Write the changed columns of locked rows, with their history."""
    movers = [key for key, values in changed.items() if subject.identity & values.keys()]
    if movers and subject.aside:
        subject.aside(movers)
        for key in movers:
            changed[key] = {name: now[key][name] for name in subject.identity} | changed[key]
    tables.change(subject.model, changed)
    tables.remember(subject.model, sorted(changed), "~", by=turn.by, because=turn.because)


def _moved(subject: Subject, line: Line, now: tables.Plain, wished: tables.Plain) -> str:
    """What somebody changed since the plan was made, in words; what already is as wished is fine."""
    for name, value in wished.items():
        if now[name] not in (line.before.get(name), value):
            label = subject.labels.get(name) or tables.column(subject.model, name).verbose_name
            return f"{str(label).capitalize()} was changed since: it is {said(now[name])} now."
    return ""


def said(value: Any) -> str:
    if value is None or value in ("", []):
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"“{text[:80]}”"


# New --------------------------------------------------------------------------


def _create(turn: Turn, subject: Subject, lines: Sequence[Line]) -> None:
    _require_free(subject, lines, {})
    _find_same(subject, lines)
    for line in lines:
        if line.stands_for:
            turn.stands_for[subject.name, line.after.get("id", line.object_id)] = line.stands_for
    fresh = [line for line in lines if not line.problem]
    if not fresh:
        return
    defaults = _defaults(subject.model)
    names = list(defaults)
    if "own" in defaults:
        for line in fresh:
            line.after["own"] = defaults["own"] | line.after.get("own", {})
    rows = [
        [line.object_id, *({**defaults, **line.after}[name] for name in names)] for line in fresh
    ]
    key = subject.model._meta.pk
    tables.insert(subject.model, [key.name, *names], rows)
    keys = [line.object_id for line in fresh]
    tables.remember(subject.model, keys, "+", by=turn.by, because=turn.because)
    shelves.count(turn, [line for line in fresh if "on_hand" in line.after])


def _defaults(model: type[models.Model]) -> tables.Plain:
    """What a new row begins with, in every column but its key."""
    start: tables.Plain = {}
    now = timezone.now()
    for field in model._meta.local_concrete_fields:
        if field.primary_key:
            continue
        value = field.get_default()
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            value = now
        start[field.attname] = value
    if "own" in start:
        start["own"] = own_fields.starts(model._meta.model_name or "")
    return start


def _require_free(subject: Subject, lines: Sequence[Line], now: dict[int, tables.Plain]) -> None:
    """What must be unique is not with somebody else by now, who keeps it."""
    values: dict[str, set[str]] = {}
    for line in lines:
        for name, _, _ in subject.unique:
            if text := line.after.get(name):
                values.setdefault(name, set()).add(text)
    if not values:
        return
    taken = subjects.taken(subject, values)
    leaving = {
        (name, _small(now[line.object_id][name], exact=is_exact))
        for line in lines
        for name, is_exact, _ in subject.unique
        if name in line.after and not line.is_new
    }
    for line in lines:
        for name, is_exact, sentence in subject.unique:
            text = _small(line.after.get(name) or "", exact=is_exact)
            holder = taken.get(name, {}).get(text) if text else None
            if holder and holder != line.object_id and (name, text) not in leaving:
                line.problem = sentence
                if subject.is_besides:
                    line.problem = MEANWHILE
                    line.stands_for = holder


def _find_same(subject: Subject, lines: Sequence[Line]) -> None:
    for line in lines:
        if subject.same and not line.problem:
            rows = subject.model._default_manager.filter(subject.same(line.after))
            if (key := rows.values_list("pk", flat=True).first()) is not None:
                line.problem, line.stands_for = MEANWHILE, key


def _small(text: str, *, exact: bool) -> str:
    return text if exact else text.lower()


# Pictures ---------------------------------------------------------------------


def pictures(turn: Turn, lines: Iterable[Line]) -> None:
    """New pictures by their address, and what is said about those that are there."""
    there: dict[int, ProductImage] = {}
    fresh: list[ProductImage] = []
    for line in lines:
        for one in line.after["images"]:
            if key := one.get("id"):
                there[key] = one
            else:
                fresh.append(ProductImage(product_id=line.object_id, **one))
    for image in ProductImage.objects.filter(pk__in=there).order_by("pk"):
        said_of = {n: v for n, v in there[image.pk].items() if n != "id"}  # type: ignore[attr-defined]
        for name, value in said_of.items():
            setattr(image, name, value)
        image.save(update_fields=list(said_of))
    if fresh:
        owners = {image.product_id for image in fresh}
        with_main = set(
            ProductImage.objects.filter(product_id__in=owners, is_main=True).values_list(
                "product_id", flat=True
            )
        )
        for image in fresh:
            image.is_main = image.is_main and image.product_id not in with_main
        made = ProductImage.objects.bulk_create(fresh, batch_size=tables.PART)
        keys = [image.pk for image in made]
        tables.remember(ProductImage, keys, "+", by=turn.by, because=turn.because)

"""Defining a field of her own: new, changed, taken away, brought back, deleted with its values."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Func, Value
from django.utils import timezone

from core import history
from core.errors import NotPossible, StaleVersion, Unconfirmed
from core.models import FieldDefinition
from core.models.own.definitions import TYPES_WITH_CHOICES
from core.queries import own_fields

MOST_CONVERTED = 50_000
BATCH = 1000
SHOWN = 3
Type = FieldDefinition.Type


@dataclass(frozen=True)
class Preview:
    """What a change of type or choices would do: `fits` values go over, `misfits` cannot."""

    fits: int
    misfits: int
    examples: list[str]
    dropped: dict[str, int]  # choice taken out of the list: how many have it


def save(field: FieldDefinition, *, by: Any = None, is_sure: bool = False) -> FieldDefinition:
    """Save a new or changed field. Raises ValidationError, NotPossible, or Unconfirmed where values
    would change with it and she has not said yes yet.
    """
    field.label = " ".join(field.label.split())
    if field.type not in TYPES_WITH_CHOICES:
        field.choices = []
    field.full_clean()
    with transaction.atomic():
        before = _locked(field) if field.pk else None
        history.sign(field, by)
        if before is None:
            field.save()
            return field
        _require_same_place(before, field)
        todo = preview(before, field)
        _require_fitting(todo, field)
        if (todo.fits or todo.dropped) and not is_sure:
            raise Unconfirmed(_question(todo, before, field), field=_cause(before, field))
        if before.type != field.type:
            _convert(before, field)
        else:
            field.save()
            _drop(field, set(todo.dropped))
    return field


def preview(before: FieldDefinition, after: FieldDefinition) -> Preview:
    """Look, and write nothing: how many values would go over to the new type or lose a choice."""
    if before.type == after.type:
        gone = set(before.choices) - set(after.choices)
        return Preview(0, 0, [], own_fields.choices_in_use(before, gone) if gone else {})
    values = own_fields.filled(before).values_list(f"own__{before.key}", flat=True)
    if values.count() > MOST_CONVERTED:
        raise NotPossible(
            f"More than {MOST_CONVERTED:,} have a value here. Make a new field instead, and take "
            "this one away.",
            field="type",
        )
    fits = misfits = 0
    examples: list[str] = []
    for value in values.iterator(chunk_size=BATCH):
        try:
            _converted(before, after, value)
            fits += 1
        except ValidationError:
            misfits += 1
            if len(examples) < SHOWN and before.say(value) not in examples:
                examples.append(before.say(value))
    return Preview(fits, misfits, examples, {})


def archive(field: FieldDefinition, *, by: Any = None) -> FieldDefinition:
    """Take the field off every form, list and answer; its values stay where they are."""
    with transaction.atomic():
        current = _locked(field)
        if current.is_archived:
            raise NotPossible(f"{current} is taken away already.")
        current.archived_at = timezone.now()
        history.sign(current, by)
        current.save()
    return current


def restore(field: FieldDefinition, *, by: Any = None) -> FieldDefinition:
    """Bring it back, with every value it had."""
    with transaction.atomic():
        current = _locked(field)
        if not current.is_archived:
            raise NotPossible(f"{current} is in use.")
        current.archived_at = None
        history.sign(current, by)
        current.save()
    return current


def delete(field: FieldDefinition, *, by: Any = None, values: int) -> int:
    """Delete a field that was taken away, and its `values` for good. Raises StaleVersion where
    there are more or fewer by now than she was shown.
    """
    with transaction.atomic():
        current = _locked(field)
        if not current.is_archived:
            raise NotPossible(f"Take {current} away first; then look what would be lost.")
        rows = own_fields.filled(current)
        if (count := rows.count()) != values:
            raise StaleVersion(f"By now {count} have a value in {current}. Look again.")
        keys = set(rows.values_list("pk", flat=True))
        history.sign(current, by)
        current._change_reason = f"Deleted with {count} values"  # type: ignore[attr-defined]
        key = current.key
        current.delete()
        for part in _parts(sorted(keys)):
            own_fields.rows_of(field.kind)._default_manager.filter(pk__in=part).update(
                own=_without(key)
            )
    return count


# Guards ---------------------------------------------------------------------------


def _locked(field: FieldDefinition) -> FieldDefinition:
    found = FieldDefinition.objects.select_for_update().filter(pk=field.pk).first()
    if found is None:
        raise NotPossible("This field was deleted meanwhile.")
    return found


def _require_same_place(before: FieldDefinition, field: FieldDefinition) -> None:
    if before.kind != field.kind:
        raise NotPossible("A field stays with what it belongs to. Make a new one.", field="kind")
    if before.key != field.key:
        raise NotPossible("The short name stays: files and the website know it.", field="key")


def _require_fitting(todo: Preview, field: FieldDefinition) -> None:
    if todo.misfits:
        shown = ", ".join(f"“{text[:40]}”" for text in todo.examples)
        total = todo.fits + todo.misfits
        raise NotPossible(
            f"{todo.misfits} of {total} values can't be read as {_named(field)}, for example "
            f"{shown}. Change those first, or make a new field.",
            field="type",
        )


def _named(field: FieldDefinition) -> str:
    return str(field.get_type_display()).lower()


def _cause(before: FieldDefinition, field: FieldDefinition) -> str:
    return "type" if before.type != field.type else "choices"


def _question(todo: Preview, before: FieldDefinition, field: FieldDefinition) -> str:
    if todo.dropped:
        used = ", ".join(f"“{choice}” is used by {n}" for choice, n in sorted(todo.dropped.items()))
        return (
            f"{used}. They would lose it. Say yes below and save once more, or put the choice back."
        )
    values = "1 value" if todo.fits == 1 else f"{todo.fits} values"
    return (
        f"{values} would be changed from {_named(before)} to {_named(field)}; all of them fit. "
        "Say yes below and save once more."
    )


# Values of many rows ----------------------------------------------------------------


def _converted(before: FieldDefinition, after: FieldDefinition, value: Any) -> Any:
    if before.type == Type.CHOICES and after.type != Type.CHOICES and isinstance(value, list):
        value = ", ".join(value)
    return after.read(value)


def _convert(before: FieldDefinition, field: FieldDefinition) -> None:
    """Take all values out, change the field, put them back: so each is filed under the new type."""
    rows = list(own_fields.filled(before).select_for_update(no_key=True).only("pk", "own"))
    values = {row.pk: _converted(before, field, row.own[field.key]) for row in rows}
    for row in rows:
        del row.own[field.key]
    _write(rows)
    field.save()
    for row in rows:
        if values[row.pk] is not None:
            row.own[field.key] = values[row.pk]
    _write(rows)


def _drop(field: FieldDefinition, choices: set[str]) -> None:
    if not choices:
        return
    using = field.values.filter(text__in=choices).values("object_id")
    rows = own_fields.rows_of(field.kind)._default_manager.filter(pk__in=using).order_by("pk")
    found: list[Any] = list(rows.select_for_update(no_key=True).only("pk", "own"))
    for row in found:
        value = row.own.pop(field.key, None)
        left = [one for one in value if one not in choices] if isinstance(value, list) else []
        if left:
            row.own[field.key] = left
    _write(found)


def _write(rows: list[Any]) -> None:
    if rows:
        type(rows[0])._default_manager.bulk_update(rows, ["own"], batch_size=BATCH)


def _without(key: str) -> Func:
    if connection.vendor == "postgresql":
        return Func(F("own"), Value(key), template="(%(expressions)s)", arg_joiner=" - ")
    return Func(F("own"), Value(f"$.{key}"), function="JSON_REMOVE")


def _parts(keys: list[int]) -> list[list[int]]:
    return [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]

"""The values of a row: begun with, read, checked, said. Whoever writes a row with `own` settles it.

For files and bulk edits: `columns` are the fields of a kind, `parse` reads a cell (None is
nothing), `write` makes the cell again, `show` says the value to people, `put` lays values into a
row, which is then saved by its own act.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from core.models import FieldDefinition
from core.models.own import reading
from core.queries import own_fields


def columns(kind: str) -> list[FieldDefinition]:
    """Her fields of that kind, in her order, each with `key`, `label`, `type` and `choices`."""
    return own_fields.definitions(kind)


def parse(field: FieldDefinition, given: Any) -> Any:
    """What is kept of a cell or an input; None for nothing. Raises ValidationError."""
    return field.read(given)


def show(field: FieldDefinition, value: Any) -> str:
    return field.say(value)


def write(_field: FieldDefinition, value: Any) -> str:
    """The cell of a file; `parse` reads it back."""
    return reading.write(value)


def put(row: Any, values: Mapping[str, Any]) -> None:
    """Lay values by key into the row; None takes one away. What is not named stays."""
    row.own = {**row.own, **values}


def begin(*rows: Any) -> None:
    """Give new rows of one kind what her fields start as, where nothing is said."""
    if not rows:
        return
    kind = rows[0]._meta.model_name
    starting = FieldDefinition.objects.filter(kind=kind, archived_at__isnull=True)
    _start(rows, starting.exclude(default=""))


def starts(kind: str) -> dict[str, Any]:
    """What the values of a new row of that kind begin as."""
    starting = FieldDefinition.objects.filter(kind=kind, archived_at__isnull=True)
    given = {field.key: field.read(field.default) for field in starting.exclude(default="")}
    return {key: value for key, value in given.items() if value is not None}


def _start(rows: Iterable[Any], fields: Iterable[FieldDefinition]) -> None:
    starts = {field.key: field.read(field.default) for field in fields if field.default}
    for row in rows:
        given = {**starts, **row.own}
        row.own = {key: value for key, value in given.items() if value is not None}


def settle(row: Any) -> None:
    """Bring the values of a row that is about to be saved into order.

    Each is read anew, what is nothing goes, so does what belongs to no field; values of fields
    that were taken away stay as they are. A new row begins with what the fields start as. Raises
    ValidationError naming the fields as forms do.
    """
    if not row.own and not row._state.adding:
        return
    known = own_fields.known(row._meta.model_name)
    if row._state.adding:
        _start([row], [field for field in known.values() if not field.is_archived])
    kept, faults = {}, {}
    for key, value in row.own.items():
        field = known.get(key)
        if field is None:
            continue
        try:
            kept[key] = value if field.is_archived else field.read(value)
        except ValidationError as fault:
            faults[field.name] = [f"{field.label}: {text}" for text in fault.messages]
    if faults:
        raise ValidationError(faults)
    row.own = {key: value for key, value in kept.items() if value is not None}

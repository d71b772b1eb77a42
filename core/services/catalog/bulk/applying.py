"""A bulk edit is applied as a whole, and undone row by row where nobody was there since."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import history
from core.errors import NotPossible, StaleVersion
from core.models import (
    BulkEdit,
    BulkEditRow,
    Collection,
    FieldDefinition,
    Product,
    StockLevel,
    Variant,
)
from core.queries import own_fields
from core.services.catalog.batch import BATCH, parts, update_rows
from core.services.catalog.bulk import planning
from core.services.catalog.bulk.planning import MODELS, Choice, Kind, Plan, Row
from core.services.catalog.bulk.wishes import OWN, Wish

Undone = BulkEditRow.Undone
AMOUNTS = ("price", "cost")


def apply(
    choice: Choice, *, wish: Wish, seen: Mapping[str, int] | None = None, by: Any = None
) -> BulkEdit:
    """Change all the rows, or none; `seen` is what the preview showed.

    Raises StaleVersion, with the keys of the rows in `facts["rows"]`, when some are not as they
    were shown, and NotPossible when one of them cannot be as wished.
    """
    try:
        with transaction.atomic():
            return _apply(choice, wish, seen, by)
    except IntegrityError as error:
        raise StaleVersion(
            "Nothing was changed: somebody edited the same rows at this very moment. Look again."
        ) from error


def _apply(choice: Choice, wish: Wish, seen: Mapping[str, int] | None, by: Any) -> BulkEdit:
    plan = planning.plan(choice, wish=wish, lock=True)
    if seen is not None and plan.seen() != dict(seen):
        raise _changed_since(plan, seen)
    if plan.refused:
        first = plan.refused[0]
        raise NotPossible(f"Nothing was changed. {first.name}: {first.refused}")
    if not plan.changed:
        raise NotPossible("Nothing to do: all of them are like that already.")
    _write(plan, by)
    person: Any = by or history.acting_user()
    edit = BulkEdit.objects.create(summary=str(wish), rows_count=len(plan.changed), actor=person)
    BulkEditRow.objects.bulk_create(
        [
            BulkEditRow(
                edit=edit,
                kind=row.kind,
                row_id=row.it.pk,
                name=row.name,
                before=row.before,
                after=row.after,
            )
            for row in plan.changed
        ],
        batch_size=BATCH,
    )
    return edit


def _changed_since(plan: Plan, seen: Mapping[str, int]) -> StaleVersion:
    now = plan.seen()
    others = {key for key in now.keys() | seen.keys() if now.get(key) != seen.get(key)}
    rows = "1 row was" if len(others) == 1 else f"{len(others):,} rows were"
    return StaleVersion(
        f"Nothing was changed: {rows} edited since you looked. Look again, and apply it then.",
        rows=others,
    )


def _write(plan: Plan, by: Any) -> None:
    for row in plan.changed:
        _set(row.it, row.after)
    for kind, model in ((Kind.PRODUCT, Product), (Kind.VARIANT, Variant)):
        rows = [(row.it, _columns(row.after)) for row in plan.changed if row.kind == kind]
        update_rows(model, rows, by)
    _write_levels([row for row in plan.changed if row.kind == Kind.LEVEL])


def _write_levels(rows: list[Row]) -> None:
    fresh = [row.it for row in rows if row.it.pk is None]
    there = [row.it for row in rows if row.it.pk is not None]
    StockLevel.objects.bulk_update(there, ["reorder_level"], batch_size=BATCH)
    StockLevel.objects.bulk_create(fresh, batch_size=BATCH)


def _set(it: Any, values: Mapping[str, Any]) -> None:
    own: dict[str, Any] = {}
    for name, value in values.items():
        if name.startswith(OWN):
            own[name.removeprefix(OWN)] = value
        else:
            is_amount = name in AMOUNTS and value is not None
            setattr(it, name, Decimal(value) if is_amount else value)
    if own:
        it.own = {key: value for key, value in {**it.own, **own}.items() if value is not None}


def _get(it: Any, name: str) -> Any:
    """The value as an edit keeps it."""
    if name.startswith(OWN):
        return it.own.get(name.removeprefix(OWN))
    value = getattr(it, name)
    return str(value) if name in AMOUNTS and value is not None else value


def _columns(values: Mapping[str, Any]) -> set[str]:
    return {"own" if name.startswith(OWN) else name for name in values}


@dataclass
class UndoneEdit:
    """How many rows are as before, and those that are not, with the reason."""

    back: int
    left: list[BulkEditRow]


def undo(edit: BulkEdit, *, by: Any = None) -> UndoneEdit:
    """Put every row back that is still as this edit left it; rows edited since are left alone.

    Raises NotPossible when it has been undone already.
    """
    with transaction.atomic():
        locked = BulkEdit.objects.select_for_update(no_key=True).get(pk=edit.pk)
        if locked.undone_at is not None:
            raise NotPossible("This has been undone already.")
        rows = list(locked.rows.order_by("row_id"))
        for kind in MODELS:
            _put_back([row for row in rows if row.kind == kind], kind, by)
        BulkEditRow.objects.bulk_update(rows, ["undone"], batch_size=BATCH)
        locked.undone_at = timezone.now()
        person: Any = by or history.acting_user()
        locked.undone_by = person
        locked.save(update_fields=["undone_at", "undone_by"])
    edit.refresh_from_db()
    left = [row for row in rows if row.undone != Undone.BACK]
    return UndoneEdit(back=len(rows) - len(left), left=left)


def _put_back(rows: list[BulkEditRow], kind: str, by: Any) -> None:
    model: Any = MODELS[kind]
    collections, fields = _collections(rows), own_fields.known(kind)
    of = {row.row_id: row for row in rows}
    back: list[tuple[Any, set[str]]] = []
    for part in parts(sorted(of)):
        found = model.objects.select_for_update(no_key=True).filter(pk__in=part).order_by("pk")
        there = {it.pk: it for it in found}
        for row in (of[key] for key in part):
            it = there.get(row.row_id)
            row.undone = _verdict(row, it, collections, fields)
            if row.undone == Undone.BACK:
                _set(it, row.before)
                back.append((it, _columns(row.before)))
    if kind == Kind.LEVEL:
        levels = [level for level, _ in back]
        StockLevel.objects.bulk_update(levels, ["reorder_level"], batch_size=BATCH)
    else:
        update_rows(model, back, by)


def _verdict(
    row: BulkEditRow, it: Any, collections: set[int], fields: Mapping[str, FieldDefinition]
) -> str:
    if it is None:
        return Undone.GONE
    if {name: _get(it, name) for name in row.after} != row.after:
        return Undone.EDITED
    was = row.before.get("collection_id")
    has_gone = was and was not in collections
    return Undone.GONE if has_gone or not _still_fit(row.before, fields) else Undone.BACK


def _still_fit(values: Mapping[str, Any], fields: Mapping[str, FieldDefinition]) -> bool:
    """Whether her own fields would take their old values today; one may have changed since."""
    for name, value in values.items():
        if not name.startswith(OWN) or value is None:
            continue
        field = fields.get(name.removeprefix(OWN))
        try:
            if field is None or field.read(value) != value:
                return False
        except ValidationError:
            return False
    return True


def _collections(rows: list[BulkEditRow]) -> set[int]:
    """Of the collections to go back to, those that are still there."""
    wanted = {row.before["collection_id"] for row in rows if row.before.get("collection_id")}
    return set(Collection.objects.filter(pk__in=wanted).values_list("pk", flat=True))

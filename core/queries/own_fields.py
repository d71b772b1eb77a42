"""Fields of her own, read: which there are, who uses them, and the rows that have a value."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar, cast

from django.apps import apps
from django.db import connection, models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from core.models import FieldDefinition, OwnValue

Row = TypeVar("Row", bound=models.Model)
FEW = 1500  # so many keys are quicker named than looked for, in whatever order the list is
MOST_HITS = 500
WITH_NUMBER = (FieldDefinition.Type.NUMBER, FieldDefinition.Type.MONEY)


def definitions(kind: str) -> list[FieldDefinition]:
    """Those in use, in her order; asked for anew each time, so a new one is there at once."""
    return list(FieldDefinition.objects.filter(kind=kind, archived_at__isnull=True))


def known(kind: str) -> dict[str, FieldDefinition]:
    """By their keys, those taken away among them."""
    return {field.key: field for field in FieldDefinition.objects.filter(kind=kind)}


def rows_of(kind: str) -> type[models.Model]:
    return apps.get_model("core", kind)


def filled(field: FieldDefinition) -> QuerySet[Any]:
    """The rows that have a value in it."""
    rows = rows_of(field.kind)._default_manager.order_by("pk")
    if field.type == FieldDefinition.Type.LONG_TEXT:
        return rows.filter(own__has_key=field.key)
    return rows.filter(pk__in=field.values.values("object_id"))


def choices_in_use(field: FieldDefinition, choices: Iterable[str]) -> dict[str, int]:
    """Of these choices those that rows have, with their number."""
    found = field.values.filter(text__in=list(choices)).order_by("text")
    return dict(found.values_list("text").annotate(Count("object_id")))


# Looking up ---------------------------------------------------------------------


def between(field: FieldDefinition, low: Decimal | date | None, high: Decimal | date | None) -> Q:
    """From `low` to `high`, both included; either may be left out."""
    column = "number" if field.type in WITH_NUMBER else "text"
    asked = Q(**{f"{column}__isnull": False})
    if low is not None:
        asked &= Q(**{f"{column}__gte": low if column == "number" else str(low)})
    if high is not None:
        asked &= Q(**{f"{column}__lte": high if column == "number" else str(high)})
    return asked


def containing(text: str) -> Q:
    # SQLite folds the case of ASCII letters only.
    spellings = {text} if text.isascii() else {text, text.lower(), text.upper(), text.capitalize()}
    asked = Q()
    for spelling in sorted(spellings):
        asked |= Q(text__icontains=spelling)
    return asked & ~Q(text="")


def choosing(found: QuerySet[Row], field: FieldDefinition, word: str) -> QuerySet[Row]:
    """Those that have this choice, or say yes ("true") or no ("false").

    PostgreSQL looks into the column itself: it knows how common a value is, and plans by that.
    """
    if connection.vendor != "postgresql":
        return narrowed(found, field, Q(text=word))
    value: Any = word
    if field.type == FieldDefinition.Type.YES_NO:
        value = word == "true"
    if field.type == FieldDefinition.Type.CHOICES:
        value = [word]
    return found.filter(own__contains={field.key: value})


def narrowed(found: QuerySet[Row], field: FieldDefinition, asked: Q) -> QuerySet[Row]:
    """Those of `found` whose value is as asked for.

    Few are named by their keys, and the list sorts them. Where there are many, the list is walked
    in its own order and each row is asked: the first page is full soon. No planner has to guess,
    which is why it is no EXISTS: PostgreSQL would turn that into a join and begin at the wrong end.
    """
    hits = OwnValue.objects.filter(asked, definition=field).order_by()
    some = list(hits.values_list("object_id", flat=True)[: FEW + 1])
    if len(some) <= FEW:
        return found.filter(pk__in=some)
    one = Subquery(hits.filter(object_id=OuterRef("pk")).values("object_id")[:1])
    walked: Any = found.alias(own_hit=one)
    return cast("QuerySet[Row]", walked.filter(own_hit__isnull=False))


def empty(found: QuerySet[Row], field: FieldDefinition) -> QuerySet[Row]:
    return found.filter(
        ~Exists(OwnValue.objects.filter(definition=field, object_id=OuterRef("pk")))
    )


def having(fields: Iterable[FieldDefinition], words: str) -> list[int]:
    """Keys of rows that have all these words in these fields, the first few hundred."""
    searched = list(fields)
    keys: set[int] | None = None
    for word in words.replace("\0", "").split():
        hits = OwnValue.objects.filter(containing(word), definition__in=searched)
        if keys is not None:
            hits = hits.filter(object_id__in=keys)
        keys = set(hits.order_by().values_list("object_id", flat=True)[:MOST_HITS])
        if not keys:
            break
    return sorted(keys or ())

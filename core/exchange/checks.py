"""The models' own validation, without a query for each row."""

from django.core.exceptions import ValidationError
from django.db.models import Model

from core.exchange.columns import LABELS
from core.exchange.drafts import Refusal, Values
from core.exchange.reading import Row


def refused(thing: Model, fields: set[str], given: Values, row: Row) -> list[Refusal]:
    """What the model's own validation says about those fields, cell by cell.

    `full_clean` as a whole would ask the database for each row: unique and check constraints are
    compared in memory here, and held by the database when it is written.
    """
    every = {field.name for field in thing._meta.fields}
    try:
        thing.clean_fields(exclude=every - fields)
    except ValidationError as error:
        return [
            given[name].refuse(" ".join(messages))
            if name in given
            else Refusal(row, LABELS.get(name, ""), "", " ".join(messages))
            for name, messages in error.message_dict.items()
        ]
    return []

"""Fields of her own: defining them, their values on a row, and both in words for files and lists."""

from core.services.own_fields.defining import (
    MOST_CONVERTED,
    archive,
    delete,
    preview,
    restore,
    save,
)
from core.services.own_fields.values import begin, columns, parse, put, settle, show, starts, write

__all__ = [
    "MOST_CONVERTED",
    "archive",
    "begin",
    "columns",
    "delete",
    "parse",
    "preview",
    "put",
    "restore",
    "save",
    "settle",
    "show",
    "starts",
    "write",
]

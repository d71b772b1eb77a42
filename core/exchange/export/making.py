"""An export as a file: at once for few rows, by the worker for many."""

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from core.errors import DomainError, NotAllowed, NotPossible
from core.exchange.export import columns, lists, shopify, texts, workbooks
from core.exchange.export.kinds import KINDS
from core.exchange.export.tables import Table
from core.models import Export
from core.models.exports import Format
from core.services import exports
from core.services.exports import files

MOST_AT_ONCE = 20_000
BEATS = 1.0  # seconds between two signs of life
ENDINGS = {Format.XLSX: "xlsx"}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FAULT = "Something went wrong while the file was written. Ask for it again."
NO_COLUMN = "None of the chosen columns is open to her any more. Choose others."
NO_RIGHT = "{} may no longer export this list."

log = logging.getLogger(__name__)


class Stopped(Exception):
    """The worker was told to stop, or another one has taken over."""


def ending(export: Export) -> str:
    return ENDINGS.get(Format(export.format), "csv")


def file_name(export: Export) -> str:
    return f"{export.kind}-{export.made_at:%Y-%m-%d}.{ending(export)}"


def table(export: Export, user: Any) -> Table:
    """What this person may have of it now. Raises NotAllowed, NotPossible."""
    kind = KINDS.get(export.kind)
    if kind is None or not columns.may_export(user, kind):
        raise NotAllowed(NO_RIGHT.format(export.owner_name or "Her account"))
    found = lists.rows(user, kind, export.query)
    is_rich = export.format == Format.XLSX
    if export.format == Format.SHOPIFY:
        return shopify.table(kind, found, has_cost=user.has_perm(columns.COST))
    wanted = columns.chosen(columns.open_to(user, kind), export.columns)
    if not wanted:
        raise NotPossible(NO_COLUMN)
    return Table(kind, found, wanted, is_rich=is_rich)


def parts(export: Export, made: Table) -> Iterator[bytes]:
    """The bytes of a CSV; at the end, or where the browser goes away, the log is told."""
    is_whole = False
    try:
        for part in texts.parts(made, for_excel=export.format == Format.EXCEL_CSV):
            yield part.encode()
        is_whole = True
    finally:
        if is_whole:
            exports.finish(export, rows=made.count)
        else:
            exports.broke_off(export, rows=made.count)


def told(lines: Iterator[str], kind: str, query: dict[str, Any], by: Any) -> Iterator[str]:
    """Lines with a header that another program writes; the log has them too."""
    export = exports.begin(Export(kind=kind, query=query), by=by)
    count = -1
    try:
        for count, line in enumerate(lines):  # noqa: B007  the number is what is told
            yield line
    except GeneratorExit:
        exports.broke_off(export, rows=max(count, 0))
        raise
    exports.finish(export, rows=count)


def write(export: Export, made: Table, path: Path) -> None:
    if export.format == Format.XLSX:
        with path.open("wb") as file:
            workbooks.write(made, file)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(texts.parts(made, for_excel=export.format == Format.EXCEL_CSV))


# The worker -------------------------------------------------------------------------------------


def work(may_go_on: Callable[[], bool] = lambda: True) -> int:
    """Write what waits, one after the other; returns how many are ready now."""
    ready = 0
    while may_go_on() and (export := exports.claim()):
        ready += _make(export, may_go_on)
    return ready


def _make(export: Export, may_go_on: Callable[[], bool]) -> bool:
    part = files.folder() / f"{export.claim_token}.{ending(export)}"
    try:
        if export.owner is None:
            raise NotAllowed(NO_RIGHT.format(export.owner_name))
        made = table(export, export.owner)
        made.after_chunk = _watch(export, made, may_go_on)
        part.touch(mode=0o600)
        write(export, made, part)
        return exports.finish(
            export, rows=made.count, size=part.stat().st_size, file=part.name
        ) or _forget(part)
    except Stopped:
        exports.restore(export)
    except DomainError as refusal:
        exports.fail(export, refusal.message)
    except Exception:
        log.exception("Export %s was not written", export.pk)
        exports.fail(export, FAULT)
    return _forget(part)


def _forget(path: Path) -> bool:
    path.unlink(missing_ok=True)
    return False


def _watch(export: Export, made: Table, may_go_on: Callable[[], bool]) -> Callable[[], None]:
    """Says how far it is, and stops the work when the worker should."""
    Export.objects.filter(pk=export.pk).update(rows_total=made.upto(workbooks.MOST_ROWS + 1))
    told = time.monotonic()

    def watch() -> None:
        nonlocal told
        if not may_go_on():
            raise Stopped
        if time.monotonic() - told >= BEATS:
            told = time.monotonic()
            if not exports.beat(export, rows=made.count):
                raise Stopped

    return watch

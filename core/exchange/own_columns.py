"""The owner's own fields as columns: their values lie together in one column of the row."""

from typing import Any

from core.exchange.columns import as_text
from core.exchange.drafts import Given
from core.exchange.plan import Change, Entry
from core.exchange.shop import Thing


def own_values(given: dict[str, Given], thing: Thing, entry: Entry, labels: dict[str, str]) -> bool:
    """Lay the owner's values into the thing's own column; whether that changed anything."""
    now: dict[str, Any] = dict(thing.own)
    wished = now | {key: one.value for key, one in given.items()}
    wished = {key: value for key, value in wished.items() if value is not None}
    if wished == now:
        return False
    for key in given:
        if now.get(key) != wished.get(key):
            old, new = (_said(values.get(key)) for values in (now, wished))
            entry.changes.append(Change(labels.get(key, key), old, new))
    if not thing.is_new:
        entry.before["own"] = now
    entry.after["own"] = wished
    thing.own = wished
    return True


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else as_text("", value)

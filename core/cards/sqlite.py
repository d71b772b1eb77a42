"""The cards on SQLite: triggers a row, and a full-text index over each card's words."""

from collections.abc import Iterator

from core.cards import shapes
from core.cards.shapes import Card, Dialect, Source

# The tokenizer folds case and accents; these letters are no accents to it.
LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i"}


def words(text: str) -> str:
    for letter, plain in LETTERS.items():
        for form in dict.fromkeys((letter, letter.upper(), "ẞ" if letter == "ß" else letter)):
            if len(form) == 1 and form != "I":
                text = f"replace({text}, '{form}', '{plain}')"
    return text


DIALECT = Dialect(
    words=words,
    last=lambda text, length: f"substr({text}, -{length})",
    true="1",
)


def index_of(card: Card) -> str:
    return f"{card.table}_fts"


def tables() -> Iterator[tuple[str, str]]:
    """Name and statement of each full-text index; the words themselves stay on the card."""
    for card in shapes.CARDS:
        yield (
            index_of(card),
            (
                f"CREATE VIRTUAL TABLE {index_of(card)} USING fts5({', '.join(card.searched)}, "
                f"content='{card.table}', content_rowid='{card.key}', "
                "tokenize='unicode61 remove_diacritics 2', prefix='1 2')"
            ),
        )


def triggers() -> Iterator[tuple[str, str]]:
    """Name and statement of each trigger."""
    for card in shapes.CARDS:
        for source in card.sources:
            for event in ("insert", "update", "delete"):
                name = f"{card.table}_{source.table[5:]}_{event}"
                yield name, _trigger(name, card, source, event)
        yield from _indexing(card)


def _trigger(name: str, card: Card, source: Source, event: str) -> str:
    when = ""
    rows = {"insert": ["NEW"], "update": ["NEW", "OLD"], "delete": ["OLD"]}[event]
    act = shapes.refresh(
        card, DIALECT, f"IN ({' UNION '.join(source.keys.format(row=row) for row in rows)})"
    )
    if event == "update":
        when = "WHEN " + " OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in source.columns)
        event = f"UPDATE OF {', '.join(source.columns)}"
    elif event == "delete" and source.table == card.owner:
        act = f"DELETE FROM {card.table} WHERE {card.key} = OLD.{card.owner_pk}"  # noqa: S608
    return f"CREATE TRIGGER {name} AFTER {event} ON {source.table} {when} BEGIN {act}; END"


def _indexing(card: Card) -> Iterator[tuple[str, str]]:
    """A full-text index over another table is told of every change, the old words included."""
    index, names = index_of(card), ", ".join(card.searched)
    old, new = (", ".join(f"{row}.{name}" for name in card.searched) for row in ("OLD", "NEW"))
    forget = (
        f"INSERT INTO {index} ({index}, rowid, {names}) "  # noqa: S608  names of ours only
        f"VALUES ('delete', OLD.{card.key}, {old})"
    )
    learn = f"INSERT INTO {index} (rowid, {names}) VALUES (NEW.{card.key}, {new})"  # noqa: S608
    differs = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in card.searched)
    for event, when, acts in (
        ("insert", "", [learn]),
        ("update", f"WHEN {differs}", [forget, learn]),
        ("delete", "", [forget]),
    ):
        name = f"{card.table}_index_{event}"
        body = "; ".join(acts)
        yield name, f"CREATE TRIGGER {name} AFTER {event} ON {card.table} {when} BEGIN {body}; END"


def fill(card: Card) -> list[str]:
    """Statements that write all cards anew; the triggers are away meanwhile."""
    index = index_of(card)
    return [
        f"DELETE FROM {card.table}",  # noqa: S608
        shapes.fill(card, DIALECT),
        f"INSERT INTO {index} ({index}) VALUES ('rebuild')",  # noqa: S608
    ]

"""The cards on PostgreSQL: triggers a statement, and trigram indexes over the words."""

from collections.abc import Iterator

from core.cards import shapes
from core.cards.shapes import Card, Dialect, Source

DIALECT = Dialect(
    words=lambda text: f"core_words({text})",
    last=lambda text, length: f"right({text}, {length})",
)

# Only marks of ASCII and usual typography part words: what a letter is would depend on the locale.
# Most texts are plain ASCII, and then the slow steps are left out: a rebuild calls this for each.
FUNCTIONS = r"""
CREATE OR REPLACE FUNCTION core_words(given text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    folded text := lower(given);
BEGIN
    IF octet_length(given) <> char_length(given) THEN
        folded := lower(regexp_replace(normalize(given, NFKD), '[\u0300-\u036f]', '', 'g'));
        folded := replace(replace(replace(folded, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
        folded := translate(folded, 'øłđðı–—…’‘“”„«»·', 'olddi' || repeat(' ', 11));
    END IF;
    folded := translate(
        folded, E'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~\t\n\r\f', repeat(' ', 36)
    );
    IF position('  ' IN folded) > 0 THEN
        folded := regexp_replace(folded, ' +', ' ', 'g');
    END IF;
    RETURN ' ' || btrim(folded);
END
$$
"""


def indexes() -> Iterator[tuple[str, str]]:
    for card in shapes.CARDS:
        for column in card.searched:
            name = f"{card.table}_{column}_trgm"
            yield (
                name,
                (
                    f"CREATE INDEX IF NOT EXISTS {name} ON {card.table} "
                    f"USING gin ({column} gin_trgm_ops)"
                ),
            )


def triggers() -> Iterator[tuple[str, str, str]]:
    """Name of trigger and function, the table, and the statements that make both."""
    for card in shapes.CARDS:
        for source in card.sources:
            for event in ("insert", "update", "delete"):
                name = f"{card.table}_{source.table[5:]}_{event}"
                yield name, source.table, _trigger(name, card, source, event)


def _trigger(name: str, card: Card, source: Source, event: str) -> str:
    gives = {
        "insert": "NEW TABLE AS new_rows",
        "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "delete": "OLD TABLE AS old_rows",
    }[event]
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $card$\n"
        f"{_body(card, source, event)}\n$card$;\n"
        f"CREATE TRIGGER {name} AFTER {event.upper()} ON {source.table} "
        f"REFERENCING {gives} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


def _body(card: Card, source: Source, event: str) -> str:
    if event == "delete" and source.table == card.owner:
        gone = f"SELECT {card.owner_pk} FROM old_rows"  # noqa: S608  names of ours only
        return f"BEGIN DELETE FROM {card.table} WHERE {card.key} IN ({gone}); RETURN NULL; END"  # noqa: S608
    # The cards are locked, in one order, before they are reckoned in a statement of its own: that
    # one sees what whoever held the lock has written.
    return f"""
    DECLARE found bigint[];
    BEGIN
        SELECT array_agg(DISTINCT k.key) INTO found
        FROM ({_changed(source, event)}) AS changed, LATERAL ({source.keys.format(row="changed")}) AS k(key);
        IF found IS NULL THEN RETURN NULL; END IF;
        PERFORM 1 FROM {card.table} WHERE {card.key} = ANY(found) ORDER BY {card.key} FOR UPDATE;
        {shapes.refresh(card, DIALECT, "= ANY(found)")};
        RETURN NULL;
    END
    """  # noqa: S608


def _changed(source: Source, event: str) -> str:
    if event != "update":
        return f"SELECT * FROM {'new_rows' if event == 'insert' else 'old_rows'}"  # noqa: S608
    both = f"new_rows n JOIN old_rows o ON o.{source.pk} = n.{source.pk}"
    differs = " OR ".join(f"n.{c} IS DISTINCT FROM o.{c}" for c in source.columns)
    return (
        f"SELECT n.* FROM {both} WHERE {differs} UNION ALL SELECT o.* FROM {both} WHERE {differs}"  # noqa: S608
    )


def fill(card: Card) -> list[str]:
    """Statements that write all cards anew; the triggers are away meanwhile."""
    # Who is called Lisette is found side by side, not on a block of the disk for each.
    beside = " ORDER BY 2" if card.columns[0] == "name" else ""
    mine = [(name, make) for name, make in indexes() if name.startswith(f"{card.table}_")]
    return [
        *(f"DROP INDEX IF EXISTS {name}" for name, _ in mine),
        f"TRUNCATE {card.table}",  # a million dead rows would lie between the new ones
        shapes.fill(card, DIALECT) + beside,
        *(make for _, make in mine),
        f"ANALYZE {card.table}",
    ]

"""How each database matches a term against a column of the cards."""

from typing import Any

from django.db import connections
from django.db.models import BooleanField, F, Func, QuerySet, TextField, Value

from core.queries.finding.terms import Term

SHORTEST_ALIKE = 4  # letters; shorter words look like everything


class BeginsWords(Func):
    """PostgreSQL: a LIKE that the trigram index answers; each part begins where a word does."""

    template = "%(expressions)s"
    arg_joiner = " LIKE "
    output_field = BooleanField()


class Alike(Func):
    """PostgreSQL: some part of the text looks like the word; the trigram index answers it too."""

    template = "%(expressions)s"
    arg_joiner = " <%% "
    output_field = BooleanField()


class FullText(Func):
    """SQLite: the row is among those the full-text index finds."""

    output_field = BooleanField()

    def __init__(self, key: Any, index: str, query: str) -> None:
        super().__init__(key)
        self.index, self.query = index, query

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_more: Any) -> Any:
        sql, params = compiler.compile(self.source_expressions[0])
        quoted = connection.ops.quote_name(self.index)
        found = f"SELECT rowid FROM {quoted} WHERE {quoted} MATCH %s"  # noqa: S608  a name of ours
        return f"{sql} IN ({found})", [*params, self.query]


def matching(cards: QuerySet[Any], column: str, term: Term) -> QuerySet[Any]:
    """The cards whose column has all the words."""
    if not term.words:
        return cards.none()
    if connections[cards.db].vendor == "postgresql":
        for parts in term.words:
            cards = cards.filter(_like(column, " ".join(parts)))
        return cards
    phrases = " AND ".join(f'"{" ".join(parts)}"*' for parts in term.words)
    return _full_text(cards, f"{{{column}}} : ({phrases})")


def numbers(cards: QuerySet[Any], column: str, digits: str) -> QuerySet[Any]:
    """The cards with a number that begins so."""
    if connections[cards.db].vendor == "postgresql":
        return cards.filter(_like(column, digits))
    return _full_text(cards, f'{{{column}}} : "{digits}"*')


def alike(cards: QuerySet[Any], column: str, term: Term) -> QuerySet[Any]:
    """The cards with words that look like each of the words; on PostgreSQL only."""
    words = [" ".join(parts) for parts in term.words]
    if connections[cards.db].vendor != "postgresql" or not words:
        return cards.none()
    if min(map(len, words)) < SHORTEST_ALIKE:
        return cards.none()
    for word in words:
        cards = cards.filter(Alike(Value(word, TextField()), F(column)))
    return cards


def beginning(words: str) -> str:
    """PostgreSQL: what a card's text is like where it has these words."""
    return f"% {words}%"


def _like(column: str, words: str) -> Any:
    return BeginsWords(F(column), Value(beginning(words), TextField()))


def _full_text(cards: QuerySet[Any], query: str) -> QuerySet[Any]:
    return cards.filter(FullText(F("pk"), f"{cards.model._meta.db_table}_fts", query))

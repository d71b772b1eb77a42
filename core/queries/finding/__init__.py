"""Found by typing: rows by their words, codes, mail and phone, on both databases.

Every word typed begins a word of the row. Case, accents and marks don't matter. On PostgreSQL,
where nothing is found, words that look alike are tried.
"""

from core.queries.finding.few import coded, few
from core.queries.finding.fields import MOST, Found, exact, find, is_searched
from core.queries.finding.pages import Place, page

__all__ = ["MOST", "Found", "Place", "coded", "exact", "few", "find", "is_searched", "page"]

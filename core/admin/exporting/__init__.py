"""Pages that take lists out of the house: choose columns, fetch files, regular mails."""

from core.admin.exporting import pages, reading, regular
from core.exchange.export import lists

lists.readers[:] = [reading.rows]
urls = [*regular.urls, *pages.urls]

__all__ = ["urls"]

"""Pages that take lists out of the house: choose columns, fetch files, regular mails."""

from core.admin.exporting import reading
from core.admin.exporting.pages import urls
from core.exchange.export import lists

lists.readers[:] = [reading.rows]

__all__ = ["urls"]

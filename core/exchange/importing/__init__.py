"""From a job's file to the rows of its plan, and on to what the worker does with them."""

from core.exchange.importing.returning import refused_rows
from core.exchange.importing.sources import needs_a_look
from core.exchange.importing.working import orphans, run, work

__all__ = ["needs_a_look", "orphans", "refused_rows", "run", "work"]

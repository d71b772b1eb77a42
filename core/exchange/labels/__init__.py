"""Price tags and labels, ready to be printed."""

from core.exchange.labels.drawing import MOST_LABELS, Label, draw, pdf
from core.exchange.labels.fonts import can_write
from core.exchange.labels.sheets import SHEETS, Sheet

__all__ = ["MOST_LABELS", "SHEETS", "Label", "Sheet", "can_write", "draw", "pdf"]

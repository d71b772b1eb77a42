"""Stock: the ledger with its levels, reservations, sheets of many lines, and the sample gowns."""

from core.models.stock.checks import LowStockLetter, StockCheck
from core.models.stock.levels import StockLevel, StockMovement
from core.models.stock.reservations import Reservation
from core.models.stock.samples import Sample
from core.models.stock.sheets import SheetLine, StockSheet

__all__ = [
    "LowStockLetter",
    "Reservation",
    "Sample",
    "SheetLine",
    "StockCheck",
    "StockLevel",
    "StockMovement",
    "StockSheet",
]

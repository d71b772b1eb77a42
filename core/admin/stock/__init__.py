"""Pages of the stock: levels, the ledger, reservations, packing lists and stocktakes, samples."""

from core.admin.stock.ledger import StockMovementAdmin
from core.admin.stock.levels import StockLevelAdmin
from core.admin.stock.reservations import ReservationAdmin
from core.admin.stock.samples import SampleAdmin
from core.admin.stock.sheets import StockSheetAdmin

__all__ = [
    "ReservationAdmin",
    "SampleAdmin",
    "StockLevelAdmin",
    "StockMovementAdmin",
    "StockSheetAdmin",
]

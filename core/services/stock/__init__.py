"""Stock: the only acts that write the ledger, and the cached levels with it."""

from core.services.stock.checking import check_night, set_reorder_level
from core.services.stock.counting import Count, count, count_many
from core.services.stock.ledger import MOST_PIECES, Reason
from core.services.stock.letters import send_low_stock
from core.services.stock.moving import adjust, damage, receive, sell, take_back, transfer
from core.services.stock.receiving import Delivery, receive_many
from core.services.stock.reserving import release, release_expired, reserve
from core.services.stock.samples import release_sample
from core.services.stock.sheets import apply, drop, open_stocktake, scan, set_counted
from core.services.stock.undoing import undo, undo_sheet

__all__ = [
    "MOST_PIECES",
    "Count",
    "Delivery",
    "Reason",
    "adjust",
    "apply",
    "check_night",
    "count",
    "count_many",
    "damage",
    "drop",
    "open_stocktake",
    "receive",
    "receive_many",
    "release",
    "release_expired",
    "release_sample",
    "reserve",
    "scan",
    "sell",
    "send_low_stock",
    "set_counted",
    "set_reorder_level",
    "take_back",
    "transfer",
    "undo",
    "undo_sheet",
]

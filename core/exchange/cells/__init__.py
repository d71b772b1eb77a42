"""What a single cell says: amounts, days, people's addresses, yes and no; formulas taken back."""

from core.exchange.cells.amounts import MARKS, amount, decimal_mark, mark_in, measure
from core.exchange.cells.contacts import link, mail, phone, web_address
from core.exchange.cells.days import STYLES, date_styles, day, moment, time_of_day
from core.exchange.cells.texts import (
    CLEAR,
    NO,
    YES,
    Misread,
    agreed,
    code,
    harmless,
    original,
    pieces,
    shown,
    whole,
    words,
    yes,
)

__all__ = [
    "CLEAR",
    "MARKS",
    "NO",
    "STYLES",
    "YES",
    "Misread",
    "agreed",
    "amount",
    "code",
    "date_styles",
    "day",
    "decimal_mark",
    "harmless",
    "link",
    "mail",
    "mark_in",
    "measure",
    "moment",
    "original",
    "phone",
    "pieces",
    "shown",
    "time_of_day",
    "web_address",
    "whole",
    "words",
    "yes",
]

"""Exports: the log of what left the house, the files the worker writes, habits, regular mails."""

from core.services.exports.files import KEPT_DAYS, sweep
from core.services.exports.habits import habit, remember
from core.services.exports.life import (
    ask,
    beat,
    begin,
    broke_off,
    claim,
    fail,
    finish,
    restore,
    waiting,
)
from core.services.exports.life import bells as bells

__all__ = [
    "KEPT_DAYS",
    "ask",
    "beat",
    "begin",
    "bells",
    "broke_off",
    "claim",
    "fail",
    "finish",
    "habit",
    "remember",
    "restore",
    "sweep",
    "waiting",
]

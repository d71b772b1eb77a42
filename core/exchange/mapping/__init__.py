"""What the columns of a file mean: fields, guesses, and the choices an owner makes and keeps."""

from core.exchange.mapping.kinds import KINDS, Field, fields
from core.exchange.mapping.matching import (
    Guess,
    Learned,
    Mapping,
    learn,
    suggest,
)
from core.exchange.mapping.recognising import Recognised, propose, recognise
from core.exchange.mapping.soundness import require_sound

__all__ = [
    "KINDS",
    "Field",
    "Guess",
    "Learned",
    "Mapping",
    "Recognised",
    "fields",
    "learn",
    "propose",
    "recognise",
    "require_sound",
    "suggest",
]

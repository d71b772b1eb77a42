"""What was typed, taken apart as the cards are: words, digits, a code."""

import re
import unicodedata
from dataclasses import dataclass

# The same marks part words in the cards (core/cards/postgres.py).
PARTS = re.compile("[\\s!-/:-@\\[-`{-~–—…’‘“”„«»·]+")
LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i"}
)
PHONE = re.compile(r"\+?[\d ()./-]+\Z")
LONG_NUMBER, LAST_DIGITS, LEAST_DIGITS = 9, 8, 4
MOST_WORDS, LONGEST = 12, 200


@dataclass(frozen=True)
class Term:
    """What somebody looks for."""

    text: str  # as typed, without spaces around it
    words: tuple[tuple[str, ...], ...]  # of each word its parts: AUR-38 is aur, 38
    digits: str  # when it may be a phone number

    @property
    def phones(self) -> list[str]:
        """What a stored number may begin or end with: a long one is told by its end alone."""
        bare = self.digits.lstrip("0")
        if len(bare) >= LONG_NUMBER:
            return [bare[-LAST_DIGITS:]]
        return [part for part in dict.fromkeys((self.digits, bare)) if len(part) >= LEAST_DIGITS]


def read(typed: str) -> Term:
    text = " ".join(typed.replace("\x00", " ").split())[:LONGEST]
    text = text.encode("utf-8", "ignore").decode()
    words = tuple(parts for word in text.split()[:MOST_WORDS] if (parts := tuple(_parts(word))))
    digits = re.sub(r"\D", "", text) if PHONE.match(text) else ""
    return Term(text, words, digits)


def fold(text: str) -> str:
    """Without case and accents: Schäfer, SCHÄFER and schafer are one."""
    plain = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", text)).lower()
    return plain.translate(LETTERS)


def _parts(word: str) -> list[str]:
    return [part for part in PARTS.split(fold(word)) if part]

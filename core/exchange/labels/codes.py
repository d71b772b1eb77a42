"""The code on a label: bars where a scanner can read them, a square of dots elsewhere."""

import re
from dataclasses import dataclass

import segno
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

THINNEST, THICKEST = 0.25 * mm, 0.4 * mm
"""Of a bar; 0.25 mm is what a printer of 203 dots an inch and a simple scanner manage."""
QUIET = 10
"""Empty modules beside the bars, as the norm asks."""
DOTS_QUIET = 4
HIGHEST = 11 * mm


@dataclass
class Bars:
    """A Code 128 that fits into a width."""

    text: str
    module: float
    width: float
    """Without the quiet zones."""
    dot: float

    def draw(self, canvas: Canvas, x: float, y: float, height: float) -> None:
        x = round(x / self.dot) * self.dot
        code = Code128(self.text, barWidth=self.module, barHeight=height, quiet=False)
        code.drawOn(canvas, x, y)


@dataclass
class Dots:
    """A QR code, which knows every letter; UTF-8, and a seventh of it may be damaged."""

    text: str

    def draw(self, canvas: Canvas, x: float, y: float, side: float) -> None:
        """With its quiet zone, `side` long, from the lower left corner."""
        code = segno.make(self.text, error="m", micro=False, encoding="utf-8", boost_error=False)
        rows = list(code.matrix)
        dot = side / (len(rows) + 2 * DOTS_QUIET)
        canvas.setFillGray(0)
        path = canvas.beginPath()
        for row, line in enumerate(rows):
            for start, length in _runs(line):
                # A line of dots is one rectangle: seams between dots blur when they are printed.
                left = x + (DOTS_QUIET + start) * dot
                path.rect(left, y + side - (DOTS_QUIET + row + 1) * dot, length * dot, dot)
        canvas.drawPath(path, stroke=0, fill=1)


def _runs(line: bytearray) -> list[tuple[int, int]]:
    return [(m.start(), len(m[0])) for m in re.finditer(b"[^\x00]+", bytes(line))]


def bars(text: str, width: float, *, dot: float) -> Bars | None:
    """The bars for a text, as thick as the width allows; None where they would be too thin.

    A bar is a whole number of the printer's dots wide: half a dot is what makes scanners misread.
    """
    if not re.fullmatch(r"[\x20-\x7e]+", text):
        return None
    modules = Code128(text, barWidth=1, barHeight=1, quiet=False).width
    dots = int(min(width / (modules + 2 * QUIET), THICKEST) / dot + 0.001)
    module = dots * dot
    return Bars(text, module, modules * module, dot) if module >= THINNEST else None

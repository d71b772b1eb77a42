"""Labels as a PDF: name, size, colour and price beside a code that a scanner reads."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from core.errors import NotPossible
from core.exchange.labels import codes, fonts
from core.exchange.labels.sheets import Box, Sheet

MOST_LABELS = 2000
PADDING = 2 * mm
NAME, SMALL, PRICE, CODE = 9.0, 7.5, 11.0, 6.5
LEADING = 1.2


@dataclass(frozen=True)
class Label:
    """What stands on one label. `code` is what a scanner reads, exactly."""

    name: str
    code: str
    details: str = ""
    price: str = ""


def pdf(
    labels: Sequence[Label],
    *,
    sheet: Sheet,
    start: int = 1,
    copies: int = 1,
    only_dots: bool = False,
) -> bytes:
    """A PDF with each label so many times, beginning at label number `start` of the first sheet.

    Raises NotPossible when there is nothing to print, too much, or no such place on the sheet.
    """
    if not labels:
        raise NotPossible("Choose at least one thing to print a label for.")
    if not 1 <= start <= sheet.count:
        raise NotPossible(f"This sheet has the labels 1 to {sheet.count}.", field="start")
    if not 1 <= copies <= 100:
        raise NotPossible("Print between 1 and 100 copies of each.", field="copies")
    if len(labels) * copies > MOST_LABELS:
        raise NotPossible(
            f"That would be {len(labels) * copies:,} labels, and {MOST_LABELS:,} is the most at once."
        )
    fonts.register()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=sheet.page, pageCompression=1, invariant=1)
    canvas.setTitle("Labels")
    every = [label for label in labels for _ in range(copies)]
    for place, label in enumerate(every, start - 1):
        if place >= sheet.count and place % sheet.count == 0:
            canvas.showPage()
        draw(canvas, label, sheet.box(place % sheet.count), dot=sheet.dot, only_dots=only_dots)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def draw(canvas: Canvas, label: Label, box: Box, *, dot: float, only_dots: bool = False) -> None:
    """One label inside its box: nothing of it reaches the edge."""
    x, y, width, height = box
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(x, y, width, height)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.setFillGray(0)
    bars = None if only_dots else codes.bars(label.code, width - PADDING, dot=dot)
    if bars is None:
        _beside_dots(canvas, label, box)
    else:
        _above_bars(canvas, label, box, bars)
    canvas.restoreState()


def _above_bars(canvas: Canvas, label: Label, box: Box, bars: codes.Bars) -> None:
    x, y, width, height = box
    bottom = y + PADDING
    room = width - 2 * PADDING
    canvas.setFont(fonts.PLAIN, CODE)
    code = fonts.cut(label.code, fonts.PLAIN, CODE, room)
    canvas.drawCentredString(x + width / 2, bottom, code)
    words = height - 2 * PADDING - CODE * LEADING
    high = min(codes.HIGHEST, words - NAME * LEADING - SMALL * LEADING - 1 * mm)
    bars.draw(canvas, x + (width - bars.width) / 2, bottom + CODE * LEADING, high)
    left = (x + PADDING, y + height - PADDING)
    _write(canvas, label, left, room, words - high - 1 * mm, price_beside=True)


def _beside_dots(canvas: Canvas, label: Label, box: Box) -> None:
    x, y, width, height = box
    side = min(height - PADDING, width * 0.45)
    codes.Dots(label.code).draw(canvas, x + PADDING / 2, y + (height - side) / 2, side)
    left = x + PADDING / 2 + side
    room = width - side - PADDING / 2 - PADDING
    code = fonts.pieces(_readable(label.code), fonts.PLAIN, CODE, room, 3)
    canvas.setFont(fonts.PLAIN, CODE)
    for number, line in enumerate(reversed(code)):
        canvas.drawString(left, y + PADDING + number * CODE * LEADING, line)
    high = height - 2 * PADDING - len(code) * CODE * LEADING
    _write(canvas, label, (left, y + height - PADDING), room, high, price_beside=False)


def _readable(code: str) -> str:
    return (
        code if fonts.can_write(code) else "".join(m if fonts.can_write(m) else "·" for m in code)
    )


def _write(
    canvas: Canvas,
    label: Label,
    at: tuple[float, float],
    room: float,
    high: float,
    *,
    price_beside: bool,
) -> None:
    """Name, details and price below each other, as many lines as there is height for."""
    left, top = at
    name = label.name if fonts.can_write(label.name) else label.code
    price = fonts.width(label.price, fonts.BOLD, PRICE) + 2 * mm if label.price else 0
    rest = high - (0 if price_beside or not label.price else PRICE * LEADING)
    most = 2 if rest >= (2 * NAME + SMALL) * LEADING else 1
    first = room - price if price_beside else room
    y = top
    for line in fonts.lines(name, fonts.BOLD, NAME, first, most):
        y -= NAME
        canvas.setFont(fonts.BOLD, NAME)
        canvas.drawString(left, y, line)
        y -= NAME * (LEADING - 1)
    details = label.details if fonts.can_write(label.details) else ""
    if details and top - y + SMALL <= rest + 0.1:
        canvas.setFont(fonts.PLAIN, SMALL)
        canvas.drawString(left, y - SMALL, fonts.cut(details, fonts.PLAIN, SMALL, room))
        y -= SMALL * LEADING
    if label.price:
        canvas.setFont(fonts.BOLD, PRICE)
        if price_beside:
            canvas.drawRightString(left + room, top - PRICE, label.price)
        else:
            line = fonts.cut(label.price, fonts.BOLD, PRICE, room)
            canvas.drawString(left, y - PRICE - 1, line)

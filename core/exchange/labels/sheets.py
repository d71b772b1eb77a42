"""The label sheets and rolls a shop buys, by the measures their makers publish."""

from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.lib.units import inch, mm

Box = tuple[float, float, float, float]
"""Left, bottom, width, height in points, from the lower left corner of the page."""


@dataclass(frozen=True)
class Sheet:
    """A page of equal labels. All lengths in points, from the upper left corner of the page."""

    slug: str
    name: str
    page: tuple[float, float]
    label: tuple[float, float]
    columns: int
    rows: int
    left: float
    top: float
    across: float
    """From the left edge of one label to that of the next."""
    down: float
    dot: float = 72 / 300
    """What its printers can print at the finest; bars are whole dots wide, or they blur."""

    @property
    def count(self) -> int:
        return self.columns * self.rows

    def box(self, place: int) -> Box:
        """Where label number `place` (from 0) of a page is; they are counted line by line."""
        row, column = divmod(place, self.columns)
        width, height = self.label
        x = self.left + column * self.across
        y = self.page[1] - self.top - row * self.down - height
        return x, y, width, height

    def boxes(self) -> Iterator[Box]:
        return (self.box(place) for place in range(self.count))


AVERY_5160 = Sheet(
    slug="5160",
    name="Avery 5160: US Letter, 30 labels of 2⅝ × 1 in",
    page=(8.5 * inch, 11 * inch),
    label=(2.625 * inch, 1 * inch),
    columns=3,
    rows=10,
    left=0.1875 * inch,
    top=0.5 * inch,
    across=2.75 * inch,
    down=1 * inch,
)
AVERY_L7160 = Sheet(
    slug="l7160",
    name="Avery L7160: A4, 21 labels of 63.5 × 38.1 mm",
    page=(210 * mm, 297 * mm),
    label=(63.5 * mm, 38.1 * mm),
    columns=3,
    rows=7,
    left=7.21 * mm,
    top=15.15 * mm,
    across=66.04 * mm,
    down=38.1 * mm,
)
ROLL_50_30 = Sheet(
    slug="roll-50x30",
    name="Roll of 50 × 30 mm, for a label printer",
    page=(50 * mm, 30 * mm),
    label=(50 * mm, 30 * mm),
    columns=1,
    rows=1,
    left=0,
    top=0,
    across=50 * mm,
    down=30 * mm,
    dot=72 / 203,
)
SHEETS = {sheet.slug: sheet for sheet in (AVERY_L7160, AVERY_5160, ROLL_50_30)}

"""A job's file, opened: its shape, its columns, and what its rows say."""

from collections.abc import Iterator
from typing import Any

from core.exchange import reading, shapes
from core.exchange.drafts import ProductDraft, Refusal
from core.exchange.reading import Sheet, Table, Unreadable
from core.exchange.shapes import base, native, shopify
from core.models import ImportJob
from core.services import imports

READERS: dict[str, Any] = {"native": native, "shopify": shopify}


class Source:
    """Products as a file of a known shape tells them."""

    def __init__(self, sheet: Sheet, shape: str) -> None:
        self.sheet = sheet
        self.shape = shape
        self.columns = READERS[shape].columns(sheet.headers)
        self.reader: base.Reader | None = None

    @property
    def unused(self) -> list[str]:
        return [header for header in self.sheet.headers if header not in self.columns]

    def drafts(self) -> Iterator[ProductDraft | Refusal]:
        amounts = {"price", "cost"} & set(self.columns.values())
        marks = base.marks(self.sheet.rows(), self.columns) if amounts else {}
        self.reader = READERS[self.shape].Reader(self.columns, marks)
        return self.reader.drafts(self.sheet.rows())

    def notices(self) -> list[str]:
        """What was odd; complete when all drafts were seen."""
        return self.reader.notices if self.reader else []


def opened(job: ImportJob) -> Sheet:
    return reading.open_sheet(imports.find(job.file), name=job.file_name)


def products(job: ImportJob) -> Source:
    """Raises Unreadable where the columns are not those of a catalogue."""
    sheet = opened(job)
    shape = job.shape or "auto"
    if shape == "auto":
        shape = shapes.recognise(Table(sheet.headers, []))
    if shape not in READERS:
        name = dict(shapes.CHOICES).get(shape, shape)
        raise Unreadable(f"The shape “{name}” cannot be read yet. {shapes.UNDERSTOOD}")
    source = Source(sheet, shape)
    if not {"sku", "barcode", "name", "slug"} & set(source.columns.values()):
        raise Unreadable("A catalogue needs a column “SKU”, “Barcode”, “Web name” or “Product”.")
    return source

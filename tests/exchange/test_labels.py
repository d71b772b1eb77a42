"""Labels are printed, looked at and scanned: what the scanner reads is the code, exactly."""

import io
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from reportlab.lib.units import mm

from core.errors import NotPossible
from core.exchange import labels
from core.exchange.labels import SHEETS, Label, Sheet, fonts

SCALE = 300 / 72  # an office printer, four times as fine as a screen


def printed(data: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(data)
    pages = [page.render(scale=SCALE).to_pil().convert("L") for page in document]
    document.close()
    return pages


def words(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    found = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(found.split())


def cell(page: Image.Image, sheet: Sheet, place: int) -> Image.Image:
    x, y, width, height = (side * SCALE for side in sheet.box(place))
    top = page.height - y - height
    return page.crop((round(x), round(top), round(x + width), round(top + height)))


def scanned(image: Image.Image) -> list[tuple[str, str]]:
    return [(str(found.format), found.text) for found in zxingcpp.read_barcodes(image)]


def gown(code: str = "AUR-IV-38", **other: str) -> Label:
    given = {"name": "Aurora", "details": "Ivory · size 38", "price": "€1,890"}
    return Label(code=code, **given | other)


AWKWARD = [
    ("AUR-IV-38", "Code 128"),
    ("4000000000038", "Code 128"),
    ("a/b c_d+e%f", "Code 128"),
    ("Größe-ß-38", "QR Code"),
    ("東京-38", "QR Code"),
    ("Łódź/38", "QR Code"),
    ("VERY-LONG-SKU-OF-A-DESIGNER-WHO-NAMES-EVERYTHING-IN-IT-IVORY-38", "QR Code"),
    ("x" * 80, "QR Code"),
]


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
@pytest.mark.parametrize(("code", "kind"), AWKWARD)
def test_a_scanner_reads_the_code_and_nothing_else(sheet: Sheet, code: str, kind: str) -> None:
    (page,) = printed(labels.pdf([gown(code)], sheet=sheet))
    assert scanned(cell(page, sheet, 0)) == [(kind, code)]


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
@pytest.mark.parametrize("only_dots", [False, True])
def test_every_label_of_a_full_sheet_stays_inside_its_cell(sheet: Sheet, only_dots: bool) -> None:
    many = [
        gown(f"SKU-{n:03}", name=f"The very long name of gown number {n} with a train of lace",
             details="A colour with a very long name indeed · size 38 · a further choice",
             price="€12,345.67")
        for n in range(sheet.count)
    ]  # fmt: skip
    (page,) = printed(labels.pdf(many, sheet=sheet, only_dots=only_dots))
    for place in range(sheet.count):
        found = cell(page, sheet, place)
        assert [text for _, text in scanned(found)] == [f"SKU-{place:03}"]
        width, height = found.size
        edge = round(0.7 * mm * SCALE)
        inner = found.crop((edge, edge, width - edge, height - edge))
        ink = 255 - min(inner.getextrema())
        assert ink > 200
        # The border is as white as the paper: a cutter may be off by the better part of a millimetre.
        found.paste(255, (edge, edge, width - edge, height - edge))
        assert found.getextrema() == (255, 255)
        page.paste(255, _where(page, sheet, place))
    assert page.getextrema() == (255, 255), "nothing between the labels"


def _where(page: Image.Image, sheet: Sheet, place: int) -> tuple[int, int, int, int]:
    x, y, width, height = (side * SCALE for side in sheet.box(place))
    top = page.height - y - height
    return round(x), round(top), round(x + width), round(top + height)


def test_a_used_sheet_begins_where_its_labels_begin_and_goes_on_with_the_next() -> None:
    sheet = SHEETS["l7160"]
    three = [gown(f"N-{n}") for n in range(3)]
    pages = printed(labels.pdf(three, sheet=sheet, start=20, copies=2))
    assert len(pages) == 2
    assert not scanned(cell(pages[0], sheet, 18))
    found = [scanned(cell(pages[0], sheet, place))[0][1] for place in (19, 20)]
    found += [scanned(cell(pages[1], sheet, place))[0][1] for place in range(4)]
    assert found == ["N-0", "N-0", "N-1", "N-1", "N-2", "N-2"]
    assert not scanned(cell(pages[1], sheet, 4))


def test_a_roll_has_a_page_for_each_label_and_none_too_many() -> None:
    pages = printed(labels.pdf([gown("A"), gown("B")], sheet=SHEETS["roll-50x30"]))
    assert [scanned(page)[0][1] for page in pages] == ["A", "B"]
    full = labels.pdf([gown()] * 21, sheet=SHEETS["l7160"])
    assert len(printed(full)) == 1


def test_it_says_name_size_colour_and_price() -> None:
    text = words(labels.pdf([gown()], sheet=SHEETS["l7160"]))
    for told in ("Aurora", "Ivory · size 38", "€1,890", "AUR-IV-38"):
        assert told in text


def test_a_long_name_is_cut_with_an_ellipsis() -> None:
    long = "Aurora with the longest of all names and a train of lace that never ends at all"
    text = words(labels.pdf([gown(name=long)], sheet=SHEETS["roll-50x30"]))
    assert "…" in text
    assert "never ends" not in text
    assert fonts.cut("Aurora", fonts.PLAIN, 9, 100) == "Aurora"
    short = fonts.cut(long, fonts.PLAIN, 9, 100)
    assert fonts.width(short, fonts.PLAIN, 9) <= 100


@pytest.mark.parametrize("name", ["Élodie Łódź", "Νύφη", "Невеста", "Cô dâu"])
def test_greek_cyrillic_and_accents_are_letters(name: str) -> None:
    assert labels.can_write(name)
    assert name in words(labels.pdf([gown(name=name)], sheet=SHEETS["l7160"]))


def test_what_the_font_lacks_is_told_by_the_code_and_never_a_box() -> None:
    assert not labels.can_write("東京")
    text = words(labels.pdf([gown(name="東京", details="東")], sheet=SHEETS["l7160"]))
    assert "東" not in text
    assert text.count("AUR-IV-38") == 2


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"labels": []}, "at least one thing"),
        ({"start": 0}, "labels 1 to 21"),
        ({"start": 22}, "labels 1 to 21"),
        ({"copies": 0}, "between 1 and 100"),
        ({"labels": [gown()] * 21, "copies": 100}, "2,100 labels, and 2,000 is the most"),
    ],
)
def test_what_cannot_be_printed_is_refused(given: dict[str, Any], why: str) -> None:
    rows = given.pop("labels", [gown()])
    with pytest.raises(NotPossible, match=why):
        labels.pdf(rows, sheet=SHEETS["l7160"], **given)


def test_the_sheets_have_the_measures_of_their_makers() -> None:
    """Columns and rows leave the same margin on both sides; nothing overlaps."""
    for sheet in SHEETS.values():
        boxes = list(sheet.boxes())
        assert len(boxes) == sheet.count
        right = sheet.page[0] - max(x + width for x, _, width, _ in boxes)
        bottom = min(y for _, y, _, _ in boxes)
        assert right == pytest.approx(sheet.left, abs=0.1)
        assert bottom == pytest.approx(sheet.top, abs=0.1)
        assert sheet.across >= sheet.label[0]
        assert sheet.down >= sheet.label[1]
    assert (SHEETS["5160"].count, SHEETS["l7160"].count) == (30, 21)


def test_the_same_labels_make_the_same_file() -> None:
    once, again = (labels.pdf([gown()], sheet=SHEETS["l7160"]) for _ in range(2))
    assert once == again
    assert pypdfium2.PdfDocument(io.BytesIO(once)).get_page_size(0) == pytest.approx(
        (595.3, 841.9), abs=0.1
    )

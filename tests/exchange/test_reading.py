"""Reading: any encoding and delimiter, and a sentence for what is no table."""

import json

import pytest

from core.exchange import reading
from core.exchange.reading import Unreadable
from tests.exchange.files import REAL

GOWN = "SKU,Product\nA-1,Größe ♥\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_is_read_without_a_word(encoding):
    table = reading.read(GOWN.encode(encoding))

    assert table.rows[0].cells == {"SKU": "A-1", "Product": "Größe ♥"}
    assert table.notices == []


def test_windows_text_is_read_with_a_notice():
    table = reading.read("SKU,Product\nA-1,Größe € 5\n".encode("cp1252"))

    assert table.rows[0].cells["Product"] == "Größe € 5"
    assert "Windows" in table.notices[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_ends_are_found(delimiter, end):
    text = end.join([f"SKU{delimiter}Product", f'A-1{delimiter}"two{delimiter}parts"', ""])

    table = reading.read(text.encode())

    assert table.headers == ["SKU", "Product"]
    assert table.rows[0].cells["Product"] == f"two{delimiter}parts"


def test_excel_may_name_its_separator_in_the_first_line():
    table = reading.read(b"sep=;\r\nSKU;Product\r\nA-1;Veil, long\r\n")

    assert [(row.row, row.cells["Product"]) for row in table.rows] == [(3, "Veil, long")]


def test_a_row_says_its_line_and_what_a_spreadsheet_calls_it():
    table = reading.read(b'SKU,Description\nA,"two\nlines"\n\nB,x\n')

    first, second = table.rows
    assert first.place == "line 2"
    assert first.cells["Description"] == "two\nlines"
    assert second.place == "line 5 (row 4 in a spreadsheet)"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty"),
        (b" \n\n", "The file is empty"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"SKU,Product\nA,\x00\n", "Line 2 holds a zero byte"),
        ("SKU,Product\nA,ä\nB,ö".encode() + b"\xff\n", "Line 3 holds a byte"),
        (b"SKU,Product\nA,\x81\n", "Line 2 holds a byte"),
        (b"SKU,Product,sku\nA,b,c\n", "more than once: SKU, sku"),
        (b"SKU,,Price\nA,b,c\n", "Column 2 has no name"),
        (b"SKU,Price\nA,1,2\n", "Line 2 has 3 cells, but there are 2 columns"),
        (b'SKU,Product\nA,"open\n', "opens in line 2 is never closed"),
        (b'SKU,Product\nA,"5" heel"\n', "quotes in line 2 do not match"),
        (b"SKU,Product\nA," + b"x" * 70_000, "longer than 64 KB"),
        (b"SKU,Product\nA," + b"x" * 200_000, "longer than 64 KB"),
        (",".join(f"c{n}" for n in range(201)).encode(), "201 columns"),
    ],
)
def test_what_is_no_table_gets_a_sentence(data, sentence):
    with pytest.raises(Unreadable, match=sentence):
        reading.read(data)


def test_a_file_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 10)

    with pytest.raises(Unreadable, match="At most 50 MB"):
        reading.read(GOWN.encode())


def test_empty_columns_at_the_end_do_no_harm():
    table = reading.read(b"SKU,Product,,\nA,b,,\nC\n")

    assert table.headers == ["SKU", "Product"]
    assert table.rows[1].cells == {"SKU": "C"}


SPECTRUM = REAL / "nasty" / "csv-spectrum"


@pytest.mark.parametrize(
    "name",
    sorted({path.stem for path in (SPECTRUM / "csv").glob("*.csv")} - {"location_coordinates"})
    or [pytest.param("", marks=pytest.mark.skip("the files of others are not here"))],
)
def test_the_corners_of_the_csv_standard(name):
    table = reading.read((SPECTRUM / "csv" / f"{name}.csv").read_bytes())

    expected = json.loads((SPECTRUM / "json" / f"{name}.json").read_text("utf-8"))
    assert [_plain(row.cells) for row in table.rows] == [_plain(row) for row in expected]


def _plain(row):
    """The line ends inside of cells are as the file came here, not as its author wrote them."""
    return {name: value.replace("\r\n", "\n") for name, value in row.items()}


NASTY = sorted(path for path in (REAL / "nasty").rglob("*") if path.suffix in {".csv", ".tsv"})


@pytest.mark.parametrize(
    "path",
    NASTY or [pytest.param(None, marks=pytest.mark.skip("the files of others are not here"))],
    ids=lambda path: path.name if path else "",
)
def test_no_nasty_file_gets_past_a_sentence(path):
    try:
        table = reading.read(path.read_bytes())
    except Unreadable as refusal:
        assert refusal.message.endswith((".", "?"))  # noqa: PT017
    else:
        assert table.headers

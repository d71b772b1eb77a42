"""Sheets on disk: whatever is left open is found out, and rows come one by one."""

import tracemalloc

import pytest

from core.exchange import reading
from core.exchange.reading import Unreadable


@pytest.fixture
def sheet(tmp_path):
    """Opens a file of this text, as it came from somebody."""

    def opened(text, *, coded="utf-8", **choices):
        path = tmp_path / "list.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(coded))
        return reading.open_sheet(path, **choices)

    return opened


def texts(sheet):
    return [list(row.cells.values()) for row in sheet.rows()]


def test_a_price_list_with_its_title_above_is_read_and_the_title_told(sheet):
    found = sheet(
        "Maison Lune GmbH;;;\nPreise Herbst 2026;;;\n;;;\nArtikel;Name;EK;VK\n7;Aurelia;500,00;1.200,00\n"
    )

    assert (found.delimiter, found.header_row) == (";", 4)
    assert found.headers == ["Artikel", "Name", "EK", "VK"]
    assert found.skipped == ["Maison Lune GmbH", "Preise Herbst 2026"]
    assert "2 rows above were left out" in found.notices[0]
    assert texts(found) == [["7", "Aurelia", "500,00", "1.200,00"]]


@pytest.mark.parametrize(
    ("text", "delimiter", "headers"),
    [
        ("SKU;Price\nA;1,50\nB;2,00\n", ";", ["SKU", "Price"]),
        ("SKU;About\nA;long, soft, warm\nB;x, y\n", ";", ["SKU", "About"]),
        ("SKU,About\nA,Fish &amp; chips\nB,t; u; v\n", ",", ["SKU", "About"]),
        ("SKU\tAbout\nA\tx, y; z\n", "\t", ["SKU", "About"]),
        ("SKU|Name|Size\nA|x|38\n", "|", ["SKU", "Name", "Size"]),
        ("Name;Address\nAnna;Street 1, Berlin\nLea;Street 2, Bonn\n", ";", ["Name", "Address"]),
        ("About\nLong, soft\nRed, warm\n", "", ["About"]),
        ("email\nanna@example.com\n", "", ["email"]),
        ('SKU, Name, Size\nA, "x, y", 38\n', ",", ["SKU", "Name", "Size"]),
        ("sep=;\nSKU;Price\nA;1,2\n", ";", ["SKU", "Price"]),
        ("Customers\nMade today at ten, by Anna\nemail,first,last\na@b.de,A,B\n", ",",
         ["email", "first", "last"]),
        ("Gown,,,Money,,\nSKU,Name,Size,Net,Gross,Tax\nA,x,38,1,2,3\n", ",",
         ["SKU", "Name", "Size", "Net", "Gross", "Tax"]),
    ],
)  # fmt: skip
def test_delimiter_and_names_are_found(sheet, text, delimiter, headers):
    found = sheet(text)

    assert (found.delimiter, found.headers) == (delimiter, headers)


def test_the_owner_may_choose_what_was_guessed(sheet):
    text = "A;1\nSKU;Größe\nB;38\n"

    assert sheet(text, header_row=2).headers == ["SKU", "Größe"]
    assert sheet(text, delimiter=",").headers == ["A;1"]
    assert sheet(text, coded="mac-roman", encoding="mac-roman", header_row=2).headers[1] == "Größe"
    with pytest.raises(Unreadable, match="Row 9 is empty"):
        sheet(text, header_row=9)
    with pytest.raises(Unreadable, match="encoding “rot13” is not known"):
        sheet(text, encoding="rot13")


def test_a_sheet_is_walked_again_and_counted(sheet):
    found = sheet('SKU,About\nA,"two\nlines"\n\nB,x\n')

    assert texts(found) == texts(found) == [["A", "two\nlines"], ["B", "x"]]
    assert [row.place for row in found.rows()] == ["line 2", "line 5 (row 4 in a spreadsheet)"]
    assert found.count() == 3
    assert len(found.sample(1)) == 1


def test_a_long_file_is_never_in_memory(sheet, tmp_path):
    found = sheet("SKU,Name\n" + "SKU-1,A gown of ivory lace\n" * 200_000)
    tracemalloc.start()

    assert sum(1 for _ in found.rows()) == found.count() == 200_000

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000

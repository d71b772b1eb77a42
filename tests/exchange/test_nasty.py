"""Nasty files: each with what becomes of it, or the sentence its sender reads."""

import codecs

import pytest

from core.exchange import reading
from core.exchange.reading import Unreadable
from tests.exchange.files import REAL

HEAD = b"SKU,Name\n"
A = [["A", "x"]]
WINDOWS = "Western European (Windows)"

TAKEN = {
    # bytes, headers, rows, and a word of the notice
    "plain": (HEAD + b"A,x\n", ["SKU", "Name"], A, ""),
    "no line end at the end": (HEAD + b"A,x", ["SKU", "Name"], A, ""),
    "byte order mark": (codecs.BOM_UTF8 + HEAD + b"A,x\n", ["SKU", "Name"], A, ""),
    "utf-16 little": ("SKU,Name\nA,x\n".encode("utf-16"), ["SKU", "Name"], A, ""),
    "utf-16 big with mark": (
        codecs.BOM_UTF16_BE + "SKU,Name\nA,x\n".encode("utf-16-be"), ["SKU", "Name"], A, "",
    ),
    "utf-16 without mark": ("SKU,Name\nA,x\n".encode("utf-16-le"), ["SKU", "Name"], A, ""),
    "utf-32": ("SKU,Name\nA,x\n".encode("utf-32"), ["SKU", "Name"], A, ""),
    "unicode text of Excel": (
        "SKU\tName\r\nA\tGröße\r\n".encode("utf-16"), ["SKU", "Name"], [["A", "Größe"]], "",
    ),
    "windows letters": ("SKU,Name\nA,Größe €\n".encode("cp1252"), ["SKU", "Name"],
                        [["A", "Größe €"]], WINDOWS),
    "one windows letter in a long file": (
        HEAD + b"A,x\n" * 70_000 + "B,ß\n".encode("cp1252"), ["SKU", "Name"], None, WINDOWS,
    ),
    "a letter cut where the reading stops": (
        HEAD + b"A,x\n" * 65_532 + "B,xxxxß\n".encode(), ["SKU", "Name"], None, "",
    ),
    "emoji and right to left": ("SKU,Name\nA,👰🏽‍♀️ שמלה\n".encode(), ["SKU", "Name"],
                                [["A", "👰🏽‍♀️ שמלה"]], ""),
    "semicolons": (b"SKU;Name\nA;x\n", ["SKU", "Name"], A, ""),
    "tabs": (b"SKU\tName\nA\tx\n", ["SKU", "Name"], A, ""),
    "bars": (b"SKU|Name\nA|x\n", ["SKU", "Name"], A, ""),
    "old Mac line ends": (b"SKU,Name\rA,x\r", ["SKU", "Name"], A, ""),
    "Windows line ends": (b"SKU,Name\r\nA,x\r\n", ["SKU", "Name"], A, ""),
    "mixed line ends": (b"SKU,Name\r\nA,x\nB,y\r", ["SKU", "Name"], [*A, ["B", "y"]], ""),
    "sep line": (b"sep=;\r\nSKU;Name\r\nA;x\r\n", ["SKU", "Name"], A, ""),
    "quoted sep line": (b'"sep=,"\nSKU,Name\nA,x\n', ["SKU", "Name"], A, ""),
    "sep line of tabs": (b"sep=\t\nSKU\tName\nA\tx\n", ["SKU", "Name"], A, ""),
    "sep line against the look": (b"sep=|\nSKU|Name;z\nA|x\n", ["SKU", "Name;z"], A, ""),
    "blank lines above": (b"\n\n \nSKU,Name\nA,x\n", ["SKU", "Name"], A, ""),
    "blank rows within": (b"SKU,Name\n\n,\n  ,  \nA,x\n", ["SKU", "Name"], A, ""),
    "a title above": (b"Spring 2027\n\nSKU,Name\nA,x\n", ["SKU", "Name"], A, "“Spring 2027”"),
    "a title with empty cells": (b"Spring 2027,,\nSKU,Name,Size\nA,x,38\n", ["SKU", "Name", "Size"],
                                 [["A", "x", "38"]], "left out above"),
    "a title with a date beside it": (
        b"List;23.11.2026\nSKU;Name;Size;Colour\nA;x;38;Ivory\n", ["SKU", "Name", "Size", "Colour"],
        [["A", "x", "38", "Ivory"]], "left out above",
    ),
    "groups above the names": (
        b"Gown,,,Money,,\nSKU,Name,Size,Net,Gross,Tax\nA,x,38,1,2,3\n",
        ["SKU", "Name", "Size", "Net", "Gross", "Tax"], [["A", "x", "38", "1", "2", "3"]], "Gown",
    ),
    "many rows of letterhead": (
        b"Maison Lune\nStreet 1\n10115 Berlin\nTel 030\n\nSKU;Name\nA;x\nB;y\n", ["SKU", "Name"],
        [*A, ["B", "y"]], "4 rows above",
    ),
    "one column": (b"SKU\nA\nB\n", ["SKU"], [["A"], ["B"]], ""),
    "one column of prose": (b"About\nLong, soft\nRed, warm, nice\n", ["About"],
                            [["Long, soft"], ["Red, warm, nice"]], ""),
    "one quoted column": (b'"About"\n"Long, soft"\n', ["About"], [["Long, soft"]], ""),
    "only names": (b"SKU;Name;Size\n", ["SKU", "Name", "Size"], [], ""),
    "prose full of commas": (
        b"SKU;About\nA;long, soft, warm, nice, red\nB;x, y\n", ["SKU", "About"],
        [["A", "long, soft, warm, nice, red"], ["B", "x, y"]], "",
    ),
    "entities full of semicolons": (
        b"SKU,About\nA,&lt;p&gt;Fish&nbsp;&amp; chips&lt;/p&gt;\n", ["SKU", "About"],
        [["A", "&lt;p&gt;Fish&nbsp;&amp; chips&lt;/p&gt;"]], "",
    ),
    "decimal commas": (b"SKU;Price\nA;1.890,50\nB;99,00\n", ["SKU", "Price"],
                       [["A", "1.890,50"], ["B", "99,00"]], ""),
    "newlines in a cell": (b'SKU,About\nA,"two\nlines"\n', ["SKU", "About"], [["A", "two\nlines"]], ""),
    "newlines in a name": (b'SKU,"Name\nof it"\nA,x\n', ["SKU", "Name of it"], A, ""),
    "quotes in a cell": (b'SKU,Name\nA,"5"" heel"\n', ["SKU", "Name"], [["A", '5" heel']], ""),
    "a quote amid a cell": (b'SKU,Name\nA,5" heel\n', ["SKU", "Name"], [["A", '5" heel']], ""),
    "blanks before quotes": (b'SKU, Name\nA, "x, y"\n', ["SKU", "Name"], [["A", "x, y"]], ""),
    "blanks around names": (b" SKU , Name  of it \nA,x\n", ["SKU", "Name of it"], A, ""),
    "short rows": (b"SKU,Name,Size\nA\nB,y\n", ["SKU", "Name", "Size"], [["A"], ["B", "y"]], ""),
    "empty columns at the end": (b"SKU,Name,,,\nA,x,,,\n", ["SKU", "Name"], A, ""),
    "an empty column between": (b"SKU,,Name\nA,,x\n", ["SKU", "Name"], A, ""),
    "many empty columns at the end": (b"SKU,Name" + b"," * 400 + b"\nA,x\n", ["SKU", "Name"], A, ""),
    "the end mark of DOS": (b"SKU,Name\nA,x\n\x1a", ["SKU", "Name"], A, ""),
    "a cell just short enough": (HEAD + b"A," + b"x" * 65_536 + b"\n", ["SKU", "Name"], None, ""),
    "200 columns": (",".join(f"c{n}" for n in range(200)).encode() + b"\n", None, [], ""),
    "formulas": (b"SKU,Name\n=1+1,@x\n", ["SKU", "Name"], [["=1+1", "@x"]], ""),
    "names like numbers": (b"2025,2026\n5,6\n", ["2025", "2026"], [["5", "6"]], ""),
    "a name with a delimiter of another kind": (b"SKU,Size;EU\nA,38\n", ["SKU", "Size;EU"],
                                                [["A", "38"]], ""),
    "an unbroken space": ("SKU,Name\nA,x\u00a0y\n".encode(), ["SKU", "Name"], [["A", "x\u00a0y"]], ""),
    "a line mark of Unicode": ("SKU,Name\nA,x\u2028y\n".encode(), ["SKU", "Name"],
                               [["A", "x\u2028y"]], ""),
    "form feeds": (b"SKU,Name\nA,x\x0cy\n", ["SKU", "Name"], [["A", "x\x0cy"]], ""),
}  # fmt: skip

REFUSED = {
    "nothing": (b"", "The file is empty."),
    "blanks": (b" \r\n\t\n", "The file is empty."),
    "only a byte order mark": (codecs.BOM_UTF8, "The file is empty."),
    "only delimiters": (b",,\n,,\n", "The file is empty."),
    "only a sep line": (b"sep=;\n", "The file is empty."),
    "a zero byte": (HEAD + b"A,\x00\n", "Line 2 holds a zero byte, so this is no text file."),
    "a zero byte after Mac lines": (b"SKU,Name\rA,x\rB,\x00\r", "Line 3 holds a zero byte"),
    "broken utf-8": ("SKU,Name\nA,ä\nB,ö".encode() + b"\xff\n", "Line 3 holds a byte .* (byte 19: FF)"),
    "cut utf-8": ("SKU,Name\nA,äöü\nB,ä".encode()[:-1], "Line 3 holds a byte that is no letter in UTF-8"),
    "cut utf-16": (codecs.BOM_UTF16_LE + "SKU,Name\nA,x".encode("utf-16-le")[:-1],
                   "Line 2 holds a byte that is no letter"),
    "no letter of any kind": (HEAD + b"A,\x81\x8d\n", "Line 2 .* no letter in Windows text (byte 12: 81)"),
    "no letter far down": (HEAD + b"A,x\n" * 90_000 + b"B,\x81\n", "Line 90002 holds a byte"),
    "the same name twice": (b"SKU,Price,sku\nA,1,b\n", "in the file more than once: SKU, sku. Keep one"),
    "a filled column without name": (b"SKU,,Price\nA,b,1\n", "Column 2 has no name .* line 2 fills it"),
    "a row too long": (b"SKU,Price\nA,1,2\n", "Line 2 has 3 cells, but there are 2 columns."),
    "rows too long": (b"SKU,Price\nA,1,2\nB,1,2\n", "Line 2 has 3 cells, but there are 2 columns."),
    "a quote never closed": (HEAD + b'A,"open\nB,y\n', "opens in line 2 is never closed"),
    "a quote never closed in a long file": (HEAD + b'A,"open\n' + b"B,y\n" * 60_000,
                                            "in line 2 is longer than 64 KB"),
    "quotes that do not match": (HEAD + b'A,"5" heel"\n', "The quotes in line 2 do not match."),
    "a long cell": (HEAD + b"A," + b"x" * 70_000, "Cell 2 in line 2 is longer than 64 KB. Shorten it."),
    "a long cell of wide letters": (HEAD + b"A," + "ä".encode() * 40_000, "longer than 64 KB"),
    "a very long cell": (HEAD + b"A," + b"x" * 200_000, "A cell in line 2 is longer than 64 KB."),
    "a line of two megabytes": (HEAD + b"A," + b"x" * 2_000_000, "Line 2 is longer than 1 MB"),
    "a record without end": (HEAD + b"A," + b'"x\ny",' * 700_000, "The record in line 2 is longer than 4 MB"),
    "a text where a name should be": (b"SKU," + b"x" * 300 + b"\nA,x\n", "The name of column 2 is longer"),
    "201 columns": (",".join(f"c{n}" for n in range(201)).encode(), "201 columns; at most 200 are read"),
    "a web page": (b"\n<!DOCTYPE html><table><tr><td>SKU", "This is a web page"),
    "a table of a web page": (b"<table><tr><td>SKU</td></tr></table>", "This is a web page"),
    "XML": (b"<?xml version='1.0'?><Workbook/>", "This is an XML file"),
    "JSON": (b'{"sku": "A"}', "This is a JSON file"),
    "a PDF": (b"%PDF-1.7\n1 0 obj", "This is a PDF"),
    "a picture": (b"\xff\xd8\xff\xe0JFIF", "This is a picture"),
    "a letter of RTF": (b"{\\rtf1 SKU}", "This is a text document"),
    "gzip": (b"\x1f\x8b\x08\x00", "packed (gzip)"),
    "RAR": (b"Rar!\x1a\x07", "packed (RAR)"),
    "7z": (b"7z\xbc\xaf\x27\x1c", "packed (7z)"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Excel workbook (.xls)"),
    "half a workbook": (b"PK\x03\x04rest", "Excel workbook cannot be opened: it is damaged"),
}  # fmt: skip


def test_the_corpus_is_large_enough():
    assert len(TAKEN) + len(REFUSED) >= 60


@pytest.fixture
def walked(tmp_path):
    """The sheet in those bytes, and all its rows."""

    def walk(data):
        path = tmp_path / "nasty.csv"
        path.write_bytes(data)
        sheet = reading.open_sheet(path, name="nasty.csv")
        return sheet, [list(row.cells.values()) for row in sheet.rows()]

    return walk


@pytest.mark.parametrize("name", TAKEN)
def test_a_nasty_file_is_read_and_its_oddness_told(walked, name):
    data, headers, rows, notice = TAKEN[name]

    sheet, found = walked(data)

    assert headers is None or sheet.headers == headers
    assert rows is None or found == rows
    assert sheet.count() >= len(found)
    assert notice in " ".join(sheet.notices)
    assert bool(sheet.notices) == bool(notice)


@pytest.mark.parametrize("name", REFUSED)
def test_a_nasty_file_is_refused_in_words(walked, name):
    data, sentence = REFUSED[name]

    with pytest.raises(Unreadable) as refusal:
        walked(data)

    said = refusal.value.message
    for part in sentence.split(" .* "):
        assert part in said, said
    assert said.endswith((".", "?"))


def test_a_file_of_51_megabytes_names_the_limit(tmp_path):
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.write(HEAD)
        file.truncate(51 * 1024 * 1024)

    with pytest.raises(Unreadable, match=r"51 MB\. At most 50 MB can be read at once; split it"):
        reading.open_sheet(path)


def test_more_than_a_million_rows_name_the_limit(walked):
    with pytest.raises(Unreadable, match=r"more than 1,000,000 rows\. Split it"):
        walked(b"SKU,Name\n" + b"A,\n" * 1_000_001)
    with pytest.raises(Unreadable, match=r"more than 1,000,000 rows\. Split it"):
        walked(b"SKU,Name\n" + b'"A",\n' * 1_000_001)


# Files nobody here wrote ---------------------------------------------------------

SIMPLE = (["a", "b", "c"], 1)
BOOKS = (["id", "name", "author_email"], 1)
FOO = (["Foo", "Bar", "Baz"], 2)
BSR = (["Foo", "Bsr", "Baz"], 2)
VERDICTS = {
    # file: headers (or how many columns) and rows, or the sentence
    "nasty/csv-spectrum/csv/comma_in_quotes.csv": (["first", "last", "address", "city", "zip"], 1),
    "nasty/csv-spectrum/csv/empty.csv": (["a", "b", "c"], 2),
    "nasty/csv-spectrum/csv/empty_crlf.csv": (["a", "b", "c"], 2),
    "nasty/csv-spectrum/csv/escaped_quotes.csv": (["a", "b"], 2),
    "nasty/csv-spectrum/csv/json.csv": (["key", "val"], 1),
    "nasty/csv-spectrum/csv/location_coordinates.csv": (4, 1),
    "nasty/csv-spectrum/csv/newlines.csv": (["a", "b", "c"], 3),
    "nasty/csv-spectrum/csv/newlines_crlf.csv": (["a", "b", "c"], 3),
    "nasty/csv-spectrum/csv/quotes_and_newlines.csv": (["a", "b"], 2),
    "nasty/csv-spectrum/csv/simple.csv": SIMPLE,
    "nasty/csv-spectrum/csv/simple_crlf.csv": SIMPLE,
    "nasty/csv-spectrum/csv/utf8.csv": (["a", "b", "c"], 2),
    "nasty/csvkit/bad.csv": "Line 2 has 4 cells, but there are 3 columns.",
    "nasty/csvkit/blanks.csv": (6, 1),
    "nasty/csvkit/empty.csv": "The file is empty.",
    "nasty/csvkit/mac_newlines.csv": (["a", "b", "c"], 2),
    "nasty/csvkit/no_header_row.csv": (["1", "2", "3"], 0),
    "nasty/csvkit/null_byte.csv": "Line 2 holds a zero byte",
    "nasty/csvkit/optional_quote_characters.csv": SIMPLE,
    "nasty/csvkit/test_date_format.csv": (["a"], 2),
    "nasty/csvkit/test_empty_columns_long_row.csv": (["a", "b", "c"], 0),
    "nasty/csvkit/test_extra_header.csv": (["a", "b", "c", "d"], 1),
    "nasty/csvkit/test_header_newline.csv": (["start end", "b", "c"], 1),
    "nasty/csvkit/test_latin1.csv": (["a", "b", "c"], 2, WINDOWS),
    "nasty/csvkit/test_locale.csv": SIMPLE,
    "nasty/csvkit/test_no_leading_zeroes.csv": SIMPLE,
    "nasty/csvkit/test_numeric_date_format.csv": (["a"], 2),
    "nasty/csvkit/test_skip_lines.csv": SIMPLE,
    "nasty/csvkit/test_utf16_big.csv": (["a", "b", "c"], 2),
    "nasty/csvkit/test_utf16_little.csv": (["a", "b", "c"], 2),
    "nasty/csvkit/test_utf8_bom.csv": (["foo", "bar", "baz"], 2),
    "nasty/csvlint/cr-line-endings.csv": FOO,
    "nasty/csvlint/crlf-line-endings.csv": BSR,
    "nasty/csvlint/inconsistent-line-endings-unquoted.csv": BSR,
    "nasty/csvlint/inconsistent-line-endings.csv": BSR,
    "nasty/csvlint/invalid-byte-sequence.csv": (6, 23, WINDOWS),
    "nasty/csvlint/invalid_many_rows.csv": "The quotes in line 4 do not match.",
    "nasty/csvlint/lf-line-endings.csv": BSR,
    "nasty/csvlint/title-row.csv": (["Foo", "Bsr", "Baz"], 2, "“This is a title row”"),
    "nasty/csvlint/valid.csv": FOO,
    "nasty/csvlint/valid_many_rows.csv": (["Foo", "Bar", "Baz"], 6),
    "nasty/csvlint/white space in filename.csv": FOO,
    "nasty/csvlint/windows-line-endings.csv": SIMPLE,
    "nasty/django-import-export/authors.csv": (["id", "name"], 1),
    "nasty/django-import-export/books-ISO-8859-1.csv": (*BOOKS, WINDOWS),
    "nasty/django-import-export/books-dos.csv": BOOKS,
    "nasty/django-import-export/books-for-delete.csv": BOOKS,
    "nasty/django-import-export/books-invalid-date.csv": (["id", "name", "published"], 2),
    "nasty/django-import-export/books-mac.csv": BOOKS,
    "nasty/django-import-export/books-mac.tsv": BOOKS,
    "nasty/django-import-export/books-no-headers.csv": (["abc"], 0),
    "nasty/django-import-export/books-unicode.csv": BOOKS,
    "nasty/django-import-export/books-unicode.tsv": BOOKS,
    "nasty/django-import-export/books.csv": BOOKS,
    "nasty/django-import-export/child.csv": (["id", "parent", "name"], 1),
    "nasty/django-import-export/ebooks.csv": (["id", "name", "Email of the author"], 1),
    "nasty/papaparse_malformed.tsv": "The quote that opens in line 9 is never closed.",
    "nasty/papaparse_verylong.csv": (3, 2000),
    "customers/chinook_customers.csv": (13, 59),
    "customers/spree_customers.csv": (13, 20),
    "products/bagisto_products-with-errors.csv": (38, 2),
    "products/bagisto_products.csv": (39, 26),
    "products/medusa_exported-products-comma.csv": (56, 3),
    "products/medusa_exported-products-semicolon.csv": (56, 3),
    "products/medusa_invalid-column.csv": (56, 1),
    "products/medusa_invalid-prices.csv": (55, 1),
    "products/medusa_unrelated-column.csv": (56, 1),
    "products/medusa_v1-template.csv": (43, 5),
    "products/shopify_colour_size_mit.csv": (61, 83),
    "products/shopify_commerceplate_mit.csv": (56, 61),
    "products/shopify_packt_mit.csv": (48, 21),
    "products/shopify_three_options_mit.csv": (43, 66),
    "products/spree_products.csv": (39, 211),
    "products/woocommerce_importer_test.csv": (45, 7),
    "products/woocommerce_sample_products.csv": (55, 24),
    "bridal/bridal_catalogue_small.json": "This is a JSON file.",
}
absent = pytest.mark.skipif(not REAL.is_dir(), reason="the files of others are not here")


@absent
@pytest.mark.parametrize("name", VERDICTS)
def test_a_real_file_has_its_verdict(walked, name):
    verdict = VERDICTS[name]
    data = (REAL / name).read_bytes()

    if isinstance(verdict, str):
        with pytest.raises(Unreadable) as refusal:
            walked(data)
        assert verdict in refusal.value.message
        return

    headers, rows, notice = (*verdict, "")[:3]
    sheet, found = walked(data)
    assert (len(sheet.headers) if isinstance(headers, int) else sheet.headers) == headers
    assert len(found) == rows
    assert notice in " ".join(sheet.notices)


@absent
def test_every_real_table_has_its_verdict():
    there = {str(path.relative_to(REAL)) for path in REAL.rglob("*") if path.is_file()}
    lists = {name for name in there if name.endswith((".csv", ".tsv")) or "bridal/" in name}

    assert lists == VERDICTS.keys()

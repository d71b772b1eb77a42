"""Excel workbooks: read as a person sees them, judged before they are opened."""

import subprocess
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from core.exchange import reading
from core.exchange.reading import Unreadable
from tests.exchange.workbooks import MAIN, honest, raw, row

HEAD = row(1, "SKU", "Product")
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "gowns.xlsx"


def texts(sheet):
    return [list(row.cells.values()) for row in sheet.rows()]


def test_cells_are_read_as_a_person_sees_them(path):
    honest(
        path,
        ["SKU", "Price", "From", "At", "When", "Takes", "Barcode", "Sold", "About", "Long"],
        ["007", 1890.0, date(2026, 11, 23), time(9, 30), datetime(2026, 11, 23, 9, 30),
         timedelta(hours=26, minutes=5), 42, True, "two\nlines ♥", 4006381333931],
        ["A-1", 0.1 + 0.2, date(1999, 1, 1), time(0, 0, 5), datetime(2026, 11, 23), None,
         4006381333931, False, " =1+1", -3.5],
        formats={"G2": "0000000000000", "G3": "0000000000000"},
    )  # fmt: skip

    found = reading.open_sheet(path)

    assert (found.kind, found.worksheets, found.count()) == ("xlsx", ["Gowns"], 2)
    assert texts(found) == [
        ["007", "1890", "2026-11-23", "09:30", "2026-11-23 09:30", "26:05", "0000000000042",
         "TRUE", "two\nlines ♥", "4006381333931"],
        ["A-1", "0.3", "1999-01-01", "00:00:05", "2026-11-23", "", "4006381333931",
         "FALSE", " =1+1", "-3.5"],
    ]  # fmt: skip
    assert [row.place for row in found.rows()] == ["line 2", "line 3"]


def test_the_first_filled_sheet_is_read_and_the_others_named(path):
    honest(path, title="Notes", more={"Prices": [["Price list 2026"], ["SKU", "Price"], ["A", 5]]})

    found = reading.open_sheet(path)
    assert (found.worksheet, found.header_row, found.skipped) == ("Prices", 2, ["Price list 2026"])
    assert "“Prices”; left out: “Notes”" in found.notices[0]

    with pytest.raises(Unreadable, match=r"no sheet “Costs”\. It has: Notes, Prices"):
        reading.open_sheet(path, worksheet="Costs")


def test_a_workbook_of_another_program_is_read_too(path):
    """Prefixed names, no addresses, spoken hints, days from 1904, escaped letters."""
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:dimension ref="A1"/><x:sheetData>'
        '<x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c></x:row>'
        '<x:row><x:c t="str"><x:f>1+1</x:f><x:v>A_x000D_B</x:v></x:c>'
        '<x:c s="1"><x:v>10</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    strings = (
        f'<sst xmlns="{MAIN}"><si><r><t>S</t></r><r><t>KU</t></r><rPh><t>no</t></rPh></si>'
        "<si><t>From</t></si></sst>"
    )
    styles = (
        f'<styleSheet xmlns="{MAIN}"><cellStyleXfs><xf numFmtId="0"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="x"><workbookPr date1904="1"/><sheets>'
        '<sheet name="S" r:id="rId1"/></sheets></workbook>'
    )
    raw(path, "", parts={
        SHEET: sheet, "xl/sharedStrings.xml": strings, "xl/styles.xml": styles,
        "xl/workbook.xml": book,
    })  # fmt: skip

    found = reading.open_sheet(path)

    assert found.headers == ["SKU", "From"]
    assert texts(found) == [["A\rB", "1904-01-11"]]


def test_lying_dimensions_drop_no_row(path):
    rows = "".join(row(n, f"A-{n}", "x") for n in range(2, 3000))
    sheet = f'<worksheet xmlns="{MAIN}"><dimension ref="A1:B2"/><sheetData>{HEAD}{rows}</sheetData></worksheet>'
    raw(path, "", parts={SHEET: sheet})

    assert sum(1 for _ in reading.open_sheet(path).rows()) == 2998


def test_empty_cells_far_out_do_no_harm(path):
    raw(path, f'{HEAD}<row r="2"><c r="A2"><v>7</v></c><c r="XFD2" s="1"/></row><row r="1048576"/>')

    assert texts(reading.open_sheet(path)) == [["7"]]


def test_values_of_other_workbooks_are_taken_as_saved(path):
    raw(path, HEAD + row(2, "A", "x"), parts={"xl/externalLinks/externalLink1.xml": "<x/>"})

    assert "other workbooks" in reading.open_sheet(path).notices[0]


def cell(address, inside, kind="n"):
    number = "".join(filter(str.isdigit, address))
    return f'{HEAD}<row r="{number}"><c r="{address}" t="{kind}">{inside}</c></row>'


NASTY = {
    "a cell at the end of the world": (cell("XFD1048576", "<v>1</v>"), "Cell XFD1048576 .* filled"),
    "a cell far to the right": (cell("GS2", "<v>1</v>"), "Cell GS2 .* at most 200 columns"),
    "a cell far down": (cell("A1048576", "<v>1</v>"), "at most 1,000,000 rows"),
    "an error": (cell("B2", "<f>1/0</f><v>#DIV/0!</v>", "e"), "Cell B2 .* error like #REF!"),
    "a formula without result": (cell("B2", "<f>A1</f>"), "Cell B2 .* formula without a result"),
    "a formula with an empty result": (cell("B2", "<f>A1</f><v/>"), "formula without a result"),
    "two errors": (
        cell("B2", "<v>#N/A</v>", "e") + cell("C3", "<v>#N/A</v>", "e"),
        "Cells B2, C3 of the workbook hold",
    ),
    "broken xml": (f"{HEAD}<row><c>", "damaged"),
    "no rows": ("", "The workbook is empty"),
    "a text that is not there": (cell("A2", "<v>77</v>", "s"), "damaged"),
    "an address that is none": (cell("@2", "<v>1</v>"), "damaged"),
    "a number that is none": (cell("A2", "<v>1,5</v>"), "damaged"),
    "a very long cell": (cell("A2", "<v>" + "x" * 70_000 + "</v>", "str"), "longer than 64 KB"),
}  # fmt: skip


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_sheet_gets_a_sentence(path, name):
    data, sentence = NASTY[name]
    raw(path, data)

    with pytest.raises(Unreadable, match=sentence):
        list(reading.open_sheet(path).rows())


def test_entities_of_its_own_are_refused(path):
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    raw(path, cell("A2", "<v>&b;</v>", "str"), head=laughs)

    with pytest.raises(Unreadable, match="entities of its own"):
        reading.open_sheet(path)


def test_a_part_that_unpacks_to_more_than_it_says_is_refused(path):
    raw(path, HEAD + "".join(row(n, "A", "x") for n in range(2, 900)))
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo(SHEET)
    size, lie = part.file_size.to_bytes(4, "little"), (900).to_bytes(4, "little")
    path.write_bytes(data.replace(size, lie))

    with pytest.raises(Unreadable, match="damaged"):
        list(reading.open_sheet(path).rows())


def test_no_damage_gets_past_a_sentence(path):
    """Every byte of a workbook changed in turn, and some more."""
    honest(path, ["SKU", "Price"], ["A", 5.5], ["B", date(2026, 1, 1)])
    whole = path.read_bytes()
    rows = set()

    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            rows.add(sum(1 for _ in reading.open_sheet(path).rows()))
        except Unreadable as refusal:
            rows.add(refusal.message[-1])

    assert rows <= {0, 1, 2, ".", "?"}


def other(name, text="x"):
    def make(path):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, text)

    return make


def many_parts(path):
    raw(path, HEAD, parts={f"xl/media/{n}.png": "" for n in range(2100)})


def cut(path):
    raw(path, HEAD)
    path.write_bytes(path.read_bytes()[:-200])


def encrypted(path):
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 500 + "EncryptedPackage".encode("utf-16-le"))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (other("content.xml"), "OpenDocument"),
        (other("xl/workbook.bin"), ".xlsb"),
        (other("Index/Document.iwa"), "Numbers"),
        (other("word/document.xml"), "text document"),
        (other("gowns.csv"), "Unpack it"),
        (many_parts, "more than 2,000 parts"),
        (cut, "damaged"),
        (encrypted, "protected by a password"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 600), "old Excel workbook"),
        (lambda path: path.write_bytes(b"%PDF-1.7 x"), "PDF"),
        (lambda path: path.write_bytes(b"<html><table>"), "web page"),
        (lambda path: path.write_bytes(b'<?xml version="1.0"?><Workbook>'), "XML"),
        (lambda path: path.write_bytes(b'[{"sku": "A"}]'), "JSON"),
        (lambda path: path.write_bytes(b"\x1f\x8b\x08rest"), "gzip"),
        (lambda path: path.write_bytes(b"\x89PNG\r\n"), "picture"),
    ],
)
def test_what_is_no_workbook_of_today_hears_what_to_do(path, make, sentence):
    make(path)

    with pytest.raises(Unreadable, match=sentence) as refusal:
        reading.open_sheet(path)

    assert refusal.value.message.endswith(".")


def bomb(path):
    """Four hundred megabytes of one row, packed to one."""
    line = b'<row r="1"><c r="A1"><v>1</v></c></row>' * 100_000
    with (
        zipfile.ZipFile(raw(path, HEAD), "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet2.xml", "w") as part,
    ):
        for _ in range(100):
            part.write(line)


def strings_bomb(path):
    with (
        zipfile.ZipFile(raw(path, HEAD), "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w") as part,
    ):
        for _ in range(140):
            part.write(b"<si><t>x</t></si>" * 65_536)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is told by Linux only")
@pytest.mark.parametrize("make", [bomb, strings_bomb])
def test_a_bomb_is_refused_without_being_unpacked(path, make):
    make(path)
    code = (
        "import sys, pathlib; from core.exchange import reading\n"
        "try: reading.open_sheet(pathlib.Path(sys.argv[1]))\n"
        "except reading.Unreadable as refusal: print(refusal.message)\n"
        "status = pathlib.Path('/proc/self/status').read_text()\n"
        "print(int(status.split('VmHWM:')[1].split()[0]) // 1024)"
    )
    root = Path(__file__).resolve().parents[2]

    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )

    sentence, megabytes = done.stdout.splitlines()
    assert "unpacks to far more than its size" in sentence
    assert int(megabytes) < 150


def test_many_different_texts_stay_out_of_memory(path):
    strings = "".join(f"<si><t>{n} {'x' * 90}</t></si>" for n in range(40_000))
    rows = "".join(
        f'<row r="{n + 2}"><c r="A{n + 2}" t="s"><v>{n}</v></c></row>' for n in range(40_000)
    )
    raw(path, row(1, "About") + rows, parts={
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>'
    })  # fmt: skip

    found = [row.cells["About"] for row in reading.open_sheet(path).rows()]

    assert len(found) == 40_000
    assert found[-1] == f"39999 {'x' * 90}"

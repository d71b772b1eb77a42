"""Workbooks for the tests: honest ones, and such as nobody should open."""

import zipfile
from pathlib import Path

import openpyxl

CONTENT_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def honest(path: Path, *rows, title="Gowns", formats=(), more=()) -> Path:
    """A workbook as openpyxl writes it; `formats` are cell: number format, `more` further sheets."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for cell, form in dict(formats).items():
        sheet[cell].number_format = form
    for name, its_rows in dict(more).items():
        other = book.create_sheet(name)
        for row in its_rows:
            other.append(row)
    book.save(path)
    return path


def raw(path: Path, data: str, *, head="", parts=None, compression=zipfile.ZIP_DEFLATED) -> Path:
    """A workbook with one sheet whose rows are written by hand."""
    sheet = f'{head}<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>'
    files = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": _relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Gowns" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
            ("rId3", "styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": sheet,
    }
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, text in (files | (parts or {})).items():
            archive.writestr(name, text)
    return path


def _relations(*found: tuple[str, str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for key, kind, target in found
    )
    return f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'


def row(number: int, *texts: str) -> str:
    """A row of plain texts; letters A to Z."""
    cells = "".join(
        f'<c r="{chr(65 + n)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for n, text in enumerate(texts)
    )
    return f'<row r="{number}">{cells}</row>'

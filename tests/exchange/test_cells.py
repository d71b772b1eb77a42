"""Cells: amounts as people write them, formulas there and back."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exchange import cells
from core.exchange.cells import Misread


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", "12.00"), ("12.5", "12.50"), ("12,50", "12.50"), ("0.00", "0"),
        ("1,234.56", "1234.56"), ("1.234,56", "1234.56"), ("1 234,56", "1234.56"),
        ("1\u202f234,56", "1234.56"), ("1'200.00", "1200"), ("CHF 1’200.00", "1200"),
        ("€ 1890", "1890"), ("1890 €", "1890"), ("$1,234,567", "1234567"),
        ("12 EUR", "12"), ("EUR12.5", "12.5"), ("１２", "12"), ("1890,-", "1890"),
        ("1'890.–", "1890"), ("Fr. 1'890.--", "1890"), ("1 890 kr", "1890"), ("45 zł", "45"),
        ("1,00,000.50", "100000.50"), ("19.9900", "19.99"), ("US$ 12", "12"),
    ],
)  # fmt: skip
def test_an_amount_as_people_write_it(cell, value):
    assert cells.amount(cell) == Decimal(value)


@pytest.mark.parametrize(
    "cell", ["1e30", "abc", "1.2.3", "--1", "NaN", "inf", "1,23,4", "0x10", "1_000", "=1+1", "1/2"]
)
def test_what_is_no_amount_is_told_how_to_write_one(cell):
    with pytest.raises(Misread, match=r"Write it like 1200\.00"):
        cells.amount(cell)


def test_an_amount_below_zero_is_refused():
    with pytest.raises(Misread, match="never below zero"):
        cells.amount("-5")


def test_a_column_settles_what_one_cell_leaves_open():
    german = cells.decimal_mark(["1.200", "12,50", "", "x"])
    english = cells.decimal_mark(["1,200", "12.50"])

    assert cells.amount("1.200", german) == 1200
    assert cells.amount("1,200", english) == 1200
    assert cells.decimal_mark(["1,50", "1.50"]) == ""
    assert cells.decimal_mark(["1.234.567", "", "x"]) == ","
    assert cells.decimal_mark(["5", "1.200"]) == ""
    with pytest.raises(Misread, match=r"can mean 1200 or 1\.200"):
        cells.amount("1.200")
    with pytest.raises(Misread, match="two places"):
        cells.amount("1,200", german)


@pytest.mark.parametrize(
    "text", ["=1+1", "-5", "@x", "+49 170 1", "\tx", "'tis", "''", "(empty)", "\n", "007", "", "♥"]
)
def test_a_formula_is_made_harmless_and_taken_back(text):
    cell = cells.harmless(text)

    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cells.original(cell) == text


@given(st.text())
def test_any_text_comes_back_as_it_was(text):
    assert cells.original(cells.harmless(text)) == text


def test_an_apostrophe_written_by_hand_stays():
    assert cells.original("'tis love") == "'tis love"


@pytest.mark.parametrize("cell", ["yes", "TRUE", "1", "Ja"])
def test_yes_in_many_words(cell):
    assert cells.yes(cell) is True


def test_neither_yes_nor_no():
    with pytest.raises(Misread, match="yes or no"):
        cells.yes("maybe")


@pytest.mark.parametrize("cell", ["1.5", "x", "1e3", "99999999"])
def test_pieces_are_whole(cell):
    with pytest.raises(Misread, match="whole number"):
        cells.pieces(cell)


@pytest.mark.parametrize("cell", ["javascript:alert(1)", "ftp://x/y", "//x/y", "data:image/png,x"])
def test_a_picture_lives_on_the_web(cell):
    with pytest.raises(Misread, match="http"):
        cells.web_address(cell)


@pytest.mark.parametrize(
    ("cell", "style"),
    [
        ("2026-03-04", ""), ("2026/3/4", ""), ("20260304", ""), ("2026-03-04T00:00:00Z", ""),
        ("04.03.2026", ""), ("4.3.26", ""), ("4. März 2026", ""), ("4 March 2026", ""),
        ("Wednesday, 4th of March 2026", ""), ("March 4, 2026", ""), ("Mar 4 2026 10:00 am", ""),
        ("4 de marzo de 2026", ""), ("4 mars 2026", ""), ("04-Mar-26", ""),
        ("04/03/2026", "DD/MM/YYYY"), ("03/04/2026", "MM/DD/YYYY"), ("4-3-2026", "DD/MM/YYYY"),
        ("04/03/2026", "DD.MM.YYYY"), ("2026-03-04", "MM/DD/YYYY"), ("04.03.2026", "MM/DD/YYYY"),
    ],
)  # fmt: skip
def test_a_day_as_files_write_it(cell, style):
    assert cells.day(cell, style) == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("cell", "style", "sentence"),
    [
        ("04/03/2026", "", "4 March or 3 April. Choose how"), ("30.02.2027", "", "no such day"),
        ("13/13/2026", "DD/MM/YYYY", "no such day"), ("11/23/2026", "DD/MM/YYYY", "no such day"),
        ("soon", "", "no date"), ("46349", "", "no date"), ("01.01.0026", "", "year 26 is far off"),
        ("2026-13-01", "", "no such day"), ("Smarch 4, 2026", "", "no date"),
        ("04.03.2026 early", "", "no time"),
    ],
)  # fmt: skip
def test_what_is_no_day_hears_how_to_write_one(cell, style, sentence):
    with pytest.raises(Misread, match=sentence):
        cells.day(cell, style)


@pytest.mark.parametrize(
    ("values", "styles"),
    [
        (["2026-11-23", ""], ["ISO"]), (["23.11.2026", "1.2.27"], ["DD.MM.YYYY"]),
        (["01/02/2026", "23/11/2026"], ["DD/MM/YYYY"]), (["01/02/2026", "11/23/2026"], ["MM/DD/YYYY"]),
        (["01/02/2026", "03/04/2026"], ["DD/MM/YYYY", "MM/DD/YYYY"]),
        (["23/11/2026", "11/23/2026"], []), (["", "soon"], []), (["4 March 2026"], ["ISO"]),
        (["2026-11-23", "01/13/2026", "not yet"], ["MM/DD/YYYY"]),
    ],
)  # fmt: skip
def test_a_column_decides_how_it_writes_days(values, styles):
    assert cells.date_styles(values) == styles


@pytest.mark.parametrize(
    ("cell", "clock"),
    [("14:30", time(14, 30)), ("2:30 pm", time(14, 30)), ("12 am", time(0)), ("14h30", time(14, 30)),
     ("9.05", time(9, 5)), ("9 Uhr", time(9)), ("09:30:15", time(9, 30, 15))],
)  # fmt: skip
def test_a_time_of_day(cell, clock):
    assert cells.time_of_day(cell) == clock


@pytest.mark.parametrize("cell", ["14", "25:00", "13 pm", "noon", "9:5", "14:30+01:00"])
def test_what_is_no_time_of_day(cell):
    with pytest.raises(Misread, match="14:30"):
        cells.time_of_day(cell)


def test_a_moment_keeps_the_zone_its_cell_names():
    berlin = timezone(timedelta(hours=1))

    assert cells.moment("2026-11-23 14:30") == datetime(2026, 11, 23, 14, 30)
    assert cells.moment("2026-11-23T14:30:00+01:00") == datetime(
        2026, 11, 23, 14, 30, tzinfo=berlin
    )
    assert cells.moment("2026-11-23T13:30Z") == datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
    assert cells.moment("November 23, 2026 2:30 pm") == datetime(2026, 11, 23, 14, 30)
    assert cells.moment("23/11/2026, 14:30", "DD/MM/YYYY") == datetime(2026, 11, 23, 14, 30)
    for bare in ("2026-11-23", "14:30", "2026-11-23 +01:00"):
        with pytest.raises(Misread, match=r"2026-11-23 14:30|no time"):
            cells.moment(bare)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("+49 170 1234567", "+49 170 1234567"), ("030 1234567", "030 1234567"), ("'+49301", "+49301"),
     ("(555) 010-0142", "555 010-0142"), ("+55 (12) 3923-5555", "+55 (12) 3923-5555"),
     ("tel:+4930123456", "+4930123456"), ("030\u00a0123456", "030 123456")],
)  # fmt: skip
def test_a_phone_number_stays_as_it_was_written(cell, kept):
    assert cells.phone(cell) == kept


def test_digits_that_a_spreadsheet_shortened_are_not_taken():
    for read, cell in ((cells.phone, "4.91701E+11"), (cells.code, "4,00638E+12")):
        with pytest.raises(Misread, match="spreadsheet has shortened"):
            read(cell)
    assert cells.code(" 007 ") == "007"


@pytest.mark.parametrize(
    ("word", "means"),
    [("yes", True), ("Subscribed", True), ("no", False), ("unsubscribed", False), ("pending", None),
     ("", None), ("maybe", None)],
)  # fmt: skip
def test_only_an_explicit_yes_is_consent(word, means):
    assert cells.agreed(word) is means


def test_mail_links_and_measures():
    assert cells.mail("Anna <anna@example.com>") == "anna@example.com"
    assert cells.link("lune.example/gowns") == "https://lune.example/gowns"
    assert cells.measure("92,5 cm") == Decimal("92.5")
    for read, cell in (
        (cells.mail, "anna at example"), (cells.link, "javascript:alert(1)"), (cells.measure, '36"'),
        (cells.whole, "1.5"),
    ):  # fmt: skip
        with pytest.raises(Misread):
            read(cell)

"""Cells: amounts as people write them, formulas there and back."""

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
        ("12 EUR", "12"), ("EUR12.5", "12.5"), ("１２", "12"),
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

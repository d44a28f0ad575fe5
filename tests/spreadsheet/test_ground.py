"""Addresses, days and fields: what every other part counts with."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import from_excel, to_excel

from shijibu.spreadsheet.address import MAX_COLUMN, Area, address, column_letters, column_number, pinned, quoted
from shijibu.spreadsheet.days import day_of_serial, moment_zero, serial, serial_of_moment
from shijibu.spreadsheet.field import Field


@given(st.integers(1, MAX_COLUMN))
def test_letters_and_numbers_of_columns_are_those_of_every_program(number):
    letters = column_letters(number)
    assert letters == get_column_letter(number) and column_number(letters) == number == column_index_from_string(letters)


def test_a_cell_is_said_as_people_read_it():
    assert (address(6, 3), pinned(6, 28), quoted("王's 表")) == ("C6", "$AB$6", "'王''s 表'")


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)), st.booleans())
def test_a_moment_has_the_number_that_a_sheet_gives_it(moment, date1904):
    moment = moment.replace(microsecond=0)
    number = serial_of_moment(moment, date1904)
    assert abs(number - to_excel(moment, epoch=datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30))) < 1e-6
    assert moment_zero(date1904) + timedelta(days=number) - moment < timedelta(milliseconds=1)


@given(st.dates(date(1905, 1, 1), date(2100, 1, 1)), st.booleans())
def test_a_number_is_the_day_that_it_was_made_of(day, date1904):
    number = serial(day) - (1462 if date1904 else 0)
    assert day_of_serial(number, date1904) == day == from_excel(number, epoch=datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30)).date()


@pytest.mark.parametrize("number", [0, 0.9, -5, 80_000, 20_260_305, float("nan"), float("inf")])
def test_what_can_hardly_be_a_day_is_none(number):
    assert day_of_serial(number, False) is None


@pytest.mark.parametrize(("text", "field"), [
    ("tasks[3].actual", Field("tasks", 3, "actual")), ("unit.card", None), ("tasks[0].actual", None), ("tasks[3]", None),
    ("tasks[x].actual", None), ("", None),
])
def test_a_field_is_read_back_as_it_is_said(text, field):
    assert Field.parse(text) == field and (field is None or str(field) == text)


@pytest.mark.parametrize(("text", "area"), [
    ("'王''s 表'!$A$3:$F$20", Area("王's 表", 3, 1, 20, 6)), ("封面!$B$2", Area("封面", 2, 2, 2, 2)), ("封面!B2:C3", Area("封面", 2, 2, 3, 3)),
    ("#REF!", None), ("$A$3", None), ("封面", None), ("", None),
])
def test_a_names_text_is_an_area_of_one_sheet_or_none(text, area):
    assert Area.parse(text) == area

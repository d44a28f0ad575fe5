"""A sheet takes the smallest paper on which it can be read."""

from __future__ import annotations

import pytest

from shijibu.spreadsheet.paper import A3, A4, paper_for, upright


@pytest.mark.parametrize(("widths", "stands", "paper"), [
    ([30, 30, 30], True, A4), ([30] * 4, False, A4), ([20] * 10, False, A4), ([20] * 11, False, A3), ([], True, A4),
])
def test_wide_sheets_lie_on_their_side_and_the_widest_take_a3(widths, stands, paper):
    assert (upright(widths, 0.8), paper_for(widths, 0.8, landscape=not stands)) == (stands, paper)

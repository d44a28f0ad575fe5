"""What looks alike to a person is one name."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from shijibu.spreadsheet.names import same


@pytest.mark.parametrize(("category", "form"), [("Ps", "("), ("Pe", ")"), ("Pd", "-")])
def test_every_bracket_and_dash_of_unicode_is_as_good_as_the_plain_one(category, form):
    forms = [c for c in map(chr, range(sys.maxunicode)) if unicodedata.category(c) == category]
    others = "‚„〝〞〟〜"  # quotation marks and the wave, which Unicode counts here and people do not
    assert len(forms) > 20
    assert {same(f"甲{c}乙") for c in forms if c not in others} == {same(f"甲{form}乙")}

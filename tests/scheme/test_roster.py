"""Who is reviewed, as a program holds them."""

from __future__ import annotations

import sys

from shijibu.scheme.roster import Official, Roster


def test_officials_share_what_pydantic_keeps_of_each():
    """It is more than they say themselves, and a county has tens of thousands."""
    kept = {"units": [], "officials": [{"id": f"D01-{n}", "name": "甲", "unit": "D01", "post": "副职", "team": True, "extra": {}} for n in range(3)]}
    first, second, third = Roster.of_kept(kept).officials
    assert first.__pydantic_fields_set__ is second.__pydantic_fields_set__
    moved = first.model_copy(update={"unit": "D02"})
    assert (moved.unit, first.unit) == ("D02", "D01") and moved != first and third.model_copy() == third
    assert sys.getsizeof(Official(id="a", name="b", unit="c").__pydantic_fields_set__) == sys.getsizeof(set())


def test_a_roster_is_kept_whole():
    roster = Roster.of([], [Official(id="D01-1", name="甲", unit="D01")])
    assert roster.kept()["officials"] == [{"id": "D01-1", "name": "甲", "unit": "D01", "post": "", "team": False, "extra": {}}]
    assert Roster.of_kept(roster.kept()) == roster

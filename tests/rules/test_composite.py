"""DQ-14: the year's composite of a unit and of an official."""

from __future__ import annotations

import pytest

from shijibu.rules import NoData, OutOfRange
from shijibu.rules.composite import official_score, unit_score

WEIGHTS = (0.7, 0.3, 1)


def test_a_unit_is_index_and_review_by_weight_plus_blue_cards_less_deductions():
    """DQ-14."""
    assert unit_score(100, 90, 2, 1.5, *WEIGHTS) == 0.7 * 100 + 0.3 * 90 + 2 * 1 - 1.5


def test_weights_are_normalised_over_what_is_there():
    """DQ-14: before the first review the index counts alone."""
    assert unit_score(106.25, None, 1, 0.5, *WEIGHTS) == 0.7 * 106.25 / 0.7 + 1 - 0.5
    assert unit_score(None, 88, 0, 0, *WEIGHTS) == 88


def test_no_blue_card_and_no_deduction_may_be_blank():
    """DQ-14."""
    assert unit_score(100, 90, None, None, *WEIGHTS) == 0.7 * 100 + 0.3 * 90


def test_deductions_alone_make_no_score():
    """DQ-14: a unit without index and review has no score, and all blank is blank."""
    with pytest.raises(NoData):
        unit_score(None, None, 0, 1.5, *WEIGHTS)
    assert unit_score(None, None, None, None, *WEIGHTS) is None


def test_a_part_without_weight_makes_no_score_alone():
    """DQ-14."""
    with pytest.raises(NoData):
        unit_score(100, None, 0, 0, 0, 1, 1)


def test_a_deduction_is_given_as_a_positive_number():
    """DQ-14."""
    with pytest.raises(OutOfRange):
        unit_score(100, 90, 0, -1.5, *WEIGHTS)


def test_an_official_is_stars_projects_and_unit_by_weight():
    """DQ-14."""
    assert official_score(91.2, 98.5, 106.75, 0.5, 0.3, 0.2) == 0.5 * 91.2 + 0.3 * 98.5 + 0.2 * 106.75


def test_an_official_without_project_score_has_no_data():
    """DQ-14, DQ-6."""
    with pytest.raises(NoData):
        official_score(91.2, None, 106.75, 0.5, 0.3, 0.2)

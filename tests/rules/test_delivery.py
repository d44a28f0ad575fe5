"""What the check on site shows (YA-1), and figures that grow while what they stand for shrinks (YA-3)."""

from __future__ import annotations

import pytest

from shijibu.rules import NoData, OutOfRange
from shijibu.rules.delivery import behind, twin_flag

LINES = (0.9, 5)


@pytest.mark.parametrize(
    ("planned", "verified", "claimed", "said"),
    [
        (0.5, 0.45, 0.45, ""),  # 0.45/0.50 = 0.9 meets the line
        (0.5, 0.4499, 0.45, "进度滞后"),  # 0.4499/0.50 = 0.8998
        (0.7777, 0.6999, 0.6999, "进度滞后"),  # 0.899961, below the line though it rounds to 0.9000
        (0.57, 0.513, 0.563, ""),  # 0.9, and 5 points, but for binary noise
        (0.5, 0.5, 0.55, ""),  # 55% - 50% = 5 points, not more than 5
        (0.5, 0.5, 0.5501, "成效不实"),  # 5.01 points
        (0.5, 0.5, 0.5500004, "成效不实"),  # 5.00004 points
        (0.5, 0.3, 0.5, "进度滞后、成效不实"),  # 0.6, and 20 points
        (0.5, 0.5, 0.4, ""),  # claiming less than was found is no fault
        (0, 0.1, 0.3, "成效不实"),
        (None, 0.1, 0.12, ""),
    ],
)
def test_a_duty_is_behind_below_nine_tenths_and_inflated_above_five_points(planned, verified, claimed, said):
    """YA-1: verified/planned < 0.9; claimed - verified > 5 points."""
    assert behind(planned, verified, claimed, *LINES) == said


def test_what_was_not_checked_or_not_claimed_is_no_data():
    """YA-1."""
    for verified, claimed in ((None, 0.5), (0.5, None)):
        with pytest.raises(NoData):
            behind(0.5, verified, claimed, *LINES)
    assert behind(None, None, None, *LINES) is None


def test_progress_is_a_fraction():
    """YA-1: 45 is not 45%."""
    with pytest.raises(OutOfRange):
        behind(0.5, 45, 0.5, *LINES)


@pytest.mark.parametrize(
    ("figures", "flagged"),
    [
        ((100, 110, 80, 79.9), True),  # rises by 10, falls by 0.1
        ((100, 100, 80, 70), False),
        ((100, 110, 80, 80), False),
        ((100, 90, 80, 70), False),
        ((100, 110, 80, 90), False),
        ((0.3, 0.1 + 0.2, 80, 70), False),  # binary noise is no rise
        ((-2, -1, 3, -1), True),
        ((0.05123, 0.05126, 80, 79.99997), True),  # a small rise and a small fall are a rise and a fall
    ],
)
def test_a_rise_beside_a_fall_is_flagged(figures, flagged):
    """YA-3: 重数量轻质量 when the quantity indicator rises and its quality twin falls."""
    assert twin_flag(*figures, "重数量轻质量") == ("重数量轻质量" if flagged else "")


@pytest.mark.parametrize("missing", range(5))
def test_one_blank_is_no_data(missing):
    """YA-3: a blank is not a zero."""
    arguments = [100, 110, 80, 70, "重增速轻效益"]
    arguments[missing] = None
    with pytest.raises(NoData):
        twin_flag(*arguments)

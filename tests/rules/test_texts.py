"""DQ-8 and DQ-10 sampling, LS-3 calendar, LS-8 similarity."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shijibu.rules import NoData, OutOfRange, WrongInput
from shijibu.rules.texts import allotted, notice_end, sample, similar


def test_places_go_to_strata_by_size_and_largest_remainder_and_then_by_name():
    """DQ-10: 10 places over 6, 3 and 1 of 10 people; 2 places over 3 equal strata go to the first names."""
    assert allotted({"乡镇": 60, "部门": 30, "企业": 10}, 10) == {"乡镇": 6, "部门": 3, "企业": 1}
    assert allotted({"甲": 5, "乙": 5, "丙": 5}, 2) == {"丙": 1, "乙": 1, "甲": 0}
    assert allotted({"a": 7, "b": 2, "c": 1}, 5) == {"a": 4, "b": 1, "c": 0}  # 3.5, 1, 0.5: the remainders tie, a before c


def test_within_a_stratum_the_draw_follows_the_hash_of_seed_and_id():
    """DQ-10."""
    ids = [f"P{n}" for n in range(20)]
    first = sorted(ids, key=lambda i: hashlib.sha256(f"2026:{i}".encode()).hexdigest())[:5]
    hits = sample(ids, ["同"] * 20, 5, "2026")
    assert sorted(i for i, hit in zip(ids, hits, strict=True) if hit) == sorted(first)


def test_the_order_of_the_rows_does_not_matter_and_the_seed_does():
    """DQ-8, DQ-10: reproducible."""
    ids, strata = [f"P{n}" for n in range(40)], ["甲", "乙"] * 20
    drawn = {i for i, hit in zip(ids, sample(ids, strata, 10, 7), strict=True) if hit}
    again = {i for i, hit in zip(ids[::-1], sample(ids[::-1], strata[::-1], 10, 7), strict=True) if hit}
    assert drawn == again
    assert drawn != {i for i, hit in zip(ids, sample(ids, strata, 10, 8), strict=True) if hit}


def test_blank_rows_stay_blank_and_too_many_or_doubled_ids_are_refused():
    """DQ-10."""
    assert sample(["P1", None, "P2"], ["甲", None, "甲"], 2, 1) == [1, None, 1]
    with pytest.raises(OutOfRange):
        sample(["P1", "P2"], ["甲", "甲"], 3, 1)
    with pytest.raises(WrongInput):
        sample(["P1", "P1"], ["甲", "乙"], 1, 1)


@given(st.lists(st.sampled_from("甲乙丙丁"), min_size=1, max_size=60), st.data())
def test_the_sample_has_exactly_its_size_and_is_fair_to_the_strata(strata, data):
    """DQ-10."""
    ids = [f"P{n}" for n in range(len(strata))]
    size = data.draw(st.integers(0, len(ids)))
    hits = sample(ids, strata, size, "种子")
    assert sum(hits) == size
    assert hits == sample(ids, strata, size, "种子")
    for s in set(strata):
        share = strata.count(s) * size / len(ids)
        assert abs(sum(h for h, t in zip(hits, strata, strict=True) if t == s) - share) < 1


def test_width_case_punctuation_and_form_of_digits_do_not_make_a_text_another():
    """LS-8."""
    assert similar("完成3个村道路硬化，共２公里。", ["完成三个村道路硬化 共2公里"]) == 1
    assert similar("ＡＢＣ", ["abc", None]) == 1


def test_the_greatest_similarity_counts():
    """LS-8: indel ratio 2*9/(10+10) for one of ten characters changed."""
    assert similar("甲乙丙丁戊己庚辛壬癸", ["子丑寅卯", "甲乙丙丁戊己庚辛壬子"]) == 2 * 9 / (10 + 10)
    with pytest.raises(NoData):
        similar(None, ["甲"])


def test_a_notice_ends_after_its_working_days_with_the_states_calendar():
    """LS-3: from 30 September 2024 the holiday of 1 to 7 October passes; 12 October is a make-up Saturday."""
    assert notice_end("2024-09-30", 5) == "2024-10-12"  # 8, 9, 10, 11, 12
    assert notice_end("2024-03-01", 7) == "2024-03-12"  # Monday 4 to Friday 8, 11, 12
    assert notice_end(45352, 7) == 45352 + 11  # 45352 is 1 March 2024


def test_a_year_without_a_published_calendar_is_no_guess():
    """LS-3."""
    with pytest.raises(OutOfRange):
        notice_end("2101-01-04", 7)
    for last in ("9999-12-31", 2958465):  # no day follows it
        with pytest.raises(OutOfRange):
            notice_end(last, 7)
    with pytest.raises(WrongInput):
        notice_end("三月一日", 7)

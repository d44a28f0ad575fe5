"""A forged hidden sheet is a damaged identity, never an exception."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from shijibu.workbook.identity import CHUNK, Facts, Identity

FACTS = Facts("甲镇", "township", "2026-04-10", [{"id": "T01-01", "name": "张三", "post": "正职", "team": True}], {"T01": ("甲镇", "township")})


def test_facts_and_identity_come_back_as_they_were_written():
    assert Facts.parse(FACTS.chunks()) == FACTS
    identity = Identity("deqing", "v", "2026-Q1", "T01", 1, FACTS.digest).signed(b"key")
    assert Identity.parse(identity.text()) == identity
    assert identity.verified(b"key") and not identity.verified(b"other")


@pytest.mark.parametrize("letter", ["长", "\U00020bb7", '"', "_x0041_"])
def test_facts_of_any_length_come_back_from_cells_that_every_program_can_hold(letter):
    for shift in range(3):
        rows = [{"title": "a" * shift + letter * 30_000} for _ in range(60)]
        facts = replace(FACTS, prefilled={"tasks": rows})
        chunks = facts.chunks()
        assert Facts.parse(chunks) == facts and max(len(c.encode("utf-16-le")) // 2 for c in chunks) <= CHUNK


@pytest.mark.parametrize("change", [
    {"officials": "x"}, {"officials": [{}]}, {"officials": [{"id": 1, "name": "a", "post": "b", "team": True}]}, {"units": []},
    {"units": {"a": ["b"]}}, {"extra": []}, {"prefilled": {"tasks": "x"}}, {"prefilled": {"tasks": ["x"]}}, {"name": None},
])
def test_facts_of_wrong_types_are_no_facts(change):
    assert Facts.parse([json.dumps({**json.loads(FACTS.text()), **change}, ensure_ascii=False)]) is None


@pytest.mark.parametrize("text", [None, 1.0, "", "shijibu1:", "shijibu1:{}", "shijibu1:[]", 'shijibu1:{"scheme": 1}', "shijibu2:{}"])
def test_what_is_no_identity_gives_none(text):
    assert Identity.parse(text) is None


def test_what_went_out_is_told_row_by_row():
    """Whatever a text has in it: the digests are those of each row's own JSON."""
    odd = ["甲", "a}\0{b", '"},{"', "\\", "\u2028", "", None, 3, 0.5, True]
    rows = [{"name": text, "share": n / 3, "beside": text} for n, text in enumerate(odd)]
    facts = Facts("单位", "town", None, [], {}, {}, {"tasks": rows, "none": [], "bare": [{}, {"a": 1}, {}]})
    told = [["tasks", {k: v for k, v in row.items() if k != "beside"}] for row in rows] + [["bare", row] for row in ({}, {"a": 1}, {})]
    said = [[table, json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))] for table, row in told]
    whole = json.dumps(sorted(said), ensure_ascii=False, separators=(",", ":"))
    assert facts.own({("tasks", "beside")})["prefilled"] == hashlib.sha256(whole.encode()).hexdigest()

"""A scheme as a workbook, and back without loss, whatever program saved it in between."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shijibu.returns.admission import grid_of
from shijibu.scheme.load import load, parsed, read, scheme_ids, version
from shijibu.scheme.model import Scheme
from shijibu.scheme.yaml_text import YamlText
from shijibu.scheme_book.contents import columns
from shijibu.scheme_book.draw import draw
from shijibu.scheme_book.forms import Form, content, value_of
from shijibu.scheme_book.headings import WORDS
from shijibu.scheme_book.load import yaml_text
from shijibu.scheme_book.parts import PARTS, basics
from tests.scheme.test_load import SEVENTH
from tests.scheme_book.edited import Edited, told

CHINESE = re.compile("[\u4e00-\u9fff]")
SCHEMES = [*scheme_ids(), "monthly", "seventh"]


def scheme(id: str) -> Scheme:
    if id == "seventh":
        return parsed(SEVENTH, "scheme.yaml")
    return read(Path(__file__).parents[1] / "schemes/monthly/scheme.yaml") if id == "monthly" else load(id)


def said(scheme: Any) -> Any:
    assert isinstance(scheme, Scheme), scheme
    return scheme.model_dump(mode="json")


@pytest.mark.parametrize("id", SCHEMES)
def test_a_scheme_comes_back_as_it_was(id):
    before = scheme(id)
    data = draw(before)
    again = told(data)
    assert said(again) == said(before) and draw(before) == data
    assert said(parsed(again.text, "scheme.yaml")) == said(before)
    assert version(again) == version(before), "a round that is out goes on with a scheme that was only exported and imported"


def test_a_scheme_workbook_that_openpyxl_saved_again_says_the_same():
    for id in ("leishan", "deqing"):
        assert said(told(Edited.of(draw(load(id))).data())) == said(load(id)), id


def test_a_scheme_workbook_that_libreoffice_saved_again_says_the_same(office, tmp_path):
    for id in ("deqing",):
        file = tmp_path / f"{id}.xlsx"
        file.write_bytes(draw(load(id)))
        document = office.open(file)
        for ending in ("xlsx", "ods"):
            office.save(document, tmp_path / f"{id}-again.{ending}", ending)
        document.close(True)
        for ending in ("xlsx", "ods"):
            assert said(told((tmp_path / f"{id}-again.{ending}").read_bytes())) == said(load(id)), (id, ending)


def test_a_changed_parameter_is_the_only_difference():
    book = Edited.of(draw(load("deqing")))
    book.cell("参数", "red_below", "取值").value = 80
    changed = said(told(book.data()))
    before = said(load("deqing"))
    assert changed["parameters"]["DQ-2"]["red_below"].pop("value") == 80
    assert before["parameters"]["DQ-2"]["red_below"].pop("value") == 75 and changed == before


def test_rows_may_be_inserted_moved_and_taken_out():
    book = Edited.of(draw(load("deqing")))
    checks = len(load("deqing").checks)
    row = book.cell("核查", "警告", "编号").row
    code = book.book["核查"].cell(row, 1).value
    book.book["核查"].delete_rows(row)
    book.book["核查"].insert_rows(row, 3)
    kept = told(book.data())
    assert isinstance(kept, Scheme), kept
    assert len(kept.checks) == checks - 1 and code not in {c.code for c in kept.checks}


_TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=12).map(str.strip).filter(bool)
_ATOMS = st.one_of(_TEXTS, st.integers(-10**6, 10**6), st.floats(-1e6, 1e6).filter(lambda n: not n.is_integer()))
_WHOLE = st.integers(-10**6, 10**6).map(float)
_VALUES: dict[Form, st.SearchStrategy[Any]] = {
    "value": st.one_of(_ATOMS, _WHOLE, st.sampled_from(["1.0", "-2.0"]), st.lists(_TEXTS), st.lists(st.lists(_ATOMS, min_size=1))),
    "values": st.one_of(_ATOMS, st.sampled_from(["1", "-2.5"]), st.lists(_ATOMS)), "lines": st.lists(_TEXTS),
    "numbers": st.lists(st.integers(1, 53)), "structure": st.one_of(
        st.dictionaries(_TEXTS, st.one_of(_ATOMS, st.lists(_ATOMS), st.dictionaries(_TEXTS, _ATOMS))), st.lists(st.lists(_TEXTS)), st.lists(_ATOMS)),
}


@pytest.mark.parametrize("form", _VALUES)
@given(data=st.data())
def test_what_stands_in_a_cell_means_what_was_put_there(form, data):
    value = data.draw(_VALUES[form])
    cell = content(value, form)
    again = value_of(float(cell) if isinstance(cell, int) else cell, form)  # a cell knows no whole numbers
    assert again == value and isinstance(cell, (str, int, float)) and (form != "value" or type(again) is type(value))


@given(st.dictionaries(_TEXTS, st.one_of(_ATOMS, st.lists(_ATOMS), st.booleans())))
def test_the_text_that_is_kept_says_what_the_values_say(values):
    assert YamlText(yaml_text(values)).values == json.loads(json.dumps(values))


def test_every_field_of_the_language_is_called_something_in_chinese_and_each_another():
    for listed in [basics(), *(columns(p) for p in PARTS)]:
        labels = [place.label for place in listed]
        assert [label for label in labels if not CHINESE.search(label)] == [] and len(set(labels)) == len(labels)
        assert [w for place in listed for w in place.words if w not in WORDS] == []


def test_the_drawn_workbook_is_read_within_the_limits():
    assert {s.title for s in grid_of(draw(load("deqing"))).sheets} >= {"基本", "参数", "栏目", "单位指标", "核查", "函数", "词语"}

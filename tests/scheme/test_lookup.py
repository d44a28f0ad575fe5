"""A scheme goes by its id, its county's name or its file."""

from __future__ import annotations

import shutil

import pytest

from shijibu.scheme.load import UnknownScheme, scheme_file, scheme_ids
from shijibu.scheme.lookup import scheme_id_named, scheme_named


@pytest.mark.parametrize("text", ["deqing", "Deqing", " deqing", "德清", "德清县", "德清 县", "德清县领导干部实绩记实公示公议综合考评"])
def test_a_scheme_goes_by_its_id_and_its_countys_name(text):
    assert scheme_named(text).id == "deqing"


@pytest.mark.parametrize("id", scheme_ids())
def test_every_shipped_scheme_goes_by_its_county(id):
    scheme = scheme_named(id)
    assert scheme_named(scheme.county) == scheme_named(scheme.county[:-1]) == scheme_named(scheme.name) == scheme


def test_a_scheme_goes_by_its_file_and_its_folder(tmp_path):
    (tmp_path / "我县").mkdir()
    shutil.copy(scheme_file("deqing"), tmp_path / "我县" / "scheme.yaml")
    assert scheme_named(str(tmp_path / "我县" / "scheme.yaml")).id == scheme_named(str(tmp_path / "我县")).id == "deqing"
    with pytest.raises(FileNotFoundError):
        scheme_named(str(tmp_path / "scheme.yaml"))


def test_an_unknown_name_says_what_may_be_meant_and_what_there_is():
    with pytest.raises(UnknownScheme, match=r"没有名为“deqin”的考评方案，是不是 deqing？现有：.*leishan（雷山）"):
        scheme_named("deqin")
    with pytest.raises(UnknownScheme, match="没有名为“火星”的考评方案；现有"):
        scheme_named("火星")


def test_a_scheme_that_only_a_ledger_knows_keeps_its_id():
    assert (scheme_id_named("已撤并的县"), scheme_id_named("德清")) == ("已撤并的县", "deqing")

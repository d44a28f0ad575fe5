"""Names that every file system takes, and no two of which are one file anywhere."""

from __future__ import annotations

import unicodedata

import pytest

from shijibu.files import distinct_names, safe_name
from shijibu.files.names import LONGEST


@pytest.mark.parametrize(("text", "name"), [
    ("D01-01_张三", "D01-01_张三"), ("D01_<b>/\\..", "D01__b___"), ("a:*?\x07", "a____"), (" . ", "_"), ("", "_"), ("a. ", "a"),
    ("两\n行\t字", "两 行 字"), ("左\u202e右", "左_右"), ("\x1b[31m红", "_[31m红"), ("半\ud83d个", "半_个"), ("无\u200b宽", "无_宽"),
    ("CON", "_CON"), ("nul", "_nul"), ("Lpt1", "_Lpt1"), ("com¹", "_com¹"), ("CON.表", "_CON.表"), ("CONSOLE", "CONSOLE"),
    (".D01", "_D01"), ("~$D01", "_$D01"), ("e\u0301", "\u00e9"),
])  # fmt: skip
def test_a_files_name_is_one_that_every_system_takes(text, name):
    assert safe_name(text) == name


@pytest.mark.parametrize("text", ["NUL", "a" * 300, "长" * 300, "😀" * 100, "a. ."])
def test_an_ending_is_kept_however_long_the_name(text):
    name = safe_name(text + ".xlsx", ".xlsx")
    assert name.endswith(".xlsx") and len(name.encode()) <= LONGEST + 1
    assert not name.removesuffix(".xlsx").endswith((".", " ")) and not name.upper().startswith("NUL.")


@pytest.mark.parametrize("alike", [
    ("D/1", "D:1", "D_1"), ("d1", "D1"), ("\u00e9", "e\u0301"), ("名" * 90 + "甲", "名" * 90 + "乙"), ("a", "a.", "a "), ("Ｄ１", "D1"),
    ("ß", "ss", "SS"), ("x", "x（2）", "X"),
])
def test_texts_that_make_one_name_get_two(alike):
    names = distinct_names({text: f"{text}.xlsx" for text in alike}, ".xlsx")
    folded = {unicodedata.normalize("NFC", n).casefold() for n in names.values()}
    assert list(names) == sorted(alike) and len(folded) == len(alike)


def test_the_names_hang_on_the_keys_not_on_their_order():
    texts = {"D:1": "局", "D/1": "局", "T1": "镇"}
    assert distinct_names(texts) == distinct_names(dict(reversed(texts.items()))) == {"D/1": "局", "D:1": "局（2）", "T1": "镇"}


def test_what_is_taken_is_given_to_nobody():
    assert distinct_names({"a": "manifest.json"}, ".json", taken=("Manifest.JSON",)) == {"a": "manifest（2）.json"}

"""What looks alike to a person is one name."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from shijibu.spreadsheet.names import Directory, looks, near, near_word, parts, same

UNITS = Directory([("T01", "青溪镇"), ("D01", "县委组织部、老干部局"), ("D02", "民政局"), ("D03", "民政局"), ("D/4", "教育局（体育局）")])


@pytest.mark.parametrize("texts", [
    ["张三", "张　三", " 张 三", "张\u200b三", "张\n三", "张\ufe00三"],
    ["阿依古丽·买买提", "阿依古丽•买买提", "阿依古丽・买买提", "阿依古丽‧买买提", "阿依古丽．买买提", "阿依古丽.买买提", "阿依古丽 · 买买提"],
    ["黄英军", "\u2ee9英军"], ["长乐", "\u2ed3乐"], ["龙马", "\u2ef0\u2ee2"], ["金石", "\u2fa6\u2f6f"], ["來", "\uf92d"],
    ["教育局（体育局）", "教育局(体育局)", "教育局【体育局】", "教育局〔体育局〕", "教育局［体育局］"],
    ["T01-03", "t01-03", "Ｔ０１－０３", "T01–03", "T01—03"],
    ["县委组织部、老干部局", "县委组织部,老干部局", "县委组织部，老干部局", "县委组织部;老干部局"],
    ["阿依古丽·买买提", "阿依古丽●买买提", "阿依古丽⸳买买提", "阿依古丽ᐧ买买提", "阿依古丽ꞏ买买提", "阿依古丽▪买买提", "阿依古丽。买买提"],
    ["财政局（本级）", "财政局⦅本级⦆", "财政局⟨本级⟩", "财政局〘本级〙"], ["2／3组", "2⁄3组", "2∕3组"], ["甲:乙", "甲︰乙"], ["甲～乙", "甲〜乙"],
    ["“四考合一”", '"四考合一"', "＂四考合一＂"],
])
def test_what_looks_alike_to_a_person_is_one_name(texts):
    assert len({same(text) for text in texts}) == 1


@pytest.mark.parametrize(("one", "other"), [("黄英军", "黄英君"), ("3.5", "35"), ("T01", "T10"), ("民政局", "民政"), ("1.5", "1·6")])
def test_different_names_stay_different(one, other):
    assert same(one) != same(other)


def test_a_list_of_units_is_taken_apart_but_no_name_within_itself():
    def codes(text):
        return [UNITS.meant(part) for part in parts(text, UNITS)]

    assert codes("县委组织部、老干部局") == [["D01"]]
    assert codes("县委组织部、老干部局、青溪镇") == codes("d01；T01") == codes("D01 T01") == [["D01"], ["T01"]]
    assert codes("D/4，t01/D01") == [["D/4"], ["T01"], ["D01"]]
    assert codes("民政局") == [["D02", "D03"]]
    assert codes("县委组织部、没有这个局") == [[], []]
    assert codes(" ；、 ") == []


def test_a_long_cell_is_taken_apart_in_one_pass():
    """Each piece is tried with as many others as the longest name has, not with all that follow."""
    assert len(parts("、".join(f"x{n}" for n in range(16_000)), UNITS)) == 16_000


def test_a_suggestion_never_looks_like_what_was_typed():
    assert near("黄英君", ["黄英军"]) == "黄英军"
    suggestion = near("\u042201-01", ["T01-01"])  # a Cyrillic letter
    assert suggestion is not None and "U+0422" in suggestion and looks(suggestion) != looks("\u042201-01")
    syllable = near("第ニ组", ["第二组"])  # of Japanese
    assert syllable is not None and "U+30CB" in syllable
    assert near("完全不同", ["黄英军"]) is None


@pytest.mark.parametrize(("typed", "known", "meant"), [
    ("李明", ["李明(大)", "王甲"], "李明(大)"),
    ("张三（主）", ["张三", "王甲"], "张三"),
    ("王甲(镇长)", ["王甲", "王甲乙"], "王甲"),
    ("张三、王甲", ["张三", "王甲"], None),
    ("个性指标", ["共性指标", "个性指标·岗位", "个性指标·领办项目"], None),
    ("吕钥", ["吕玥", "王甲"], "吕玥"),
    ("王五", ["王甲", "王乙"], None),
    ("县卫生健康局", ["卫生健康局", "健康局"], "卫生健康局"),
    ("/", ["民政局"], None),
])
def test_a_suggestion_is_what_alone_can_be_meant(typed, known, meant):
    assert near(typed, known) == meant


def test_a_letter_in_a_digits_place_is_named():
    assert near("TO1-01", ["T01-01"]) == "T01-01（看起来一样，但“O”是另一个字符 U+004F）"


def test_an_id_with_its_name_suggests_the_id():
    assert Directory([("T01-03", "张三"), ("T01-04", "李四")]).near("T01-03张三") == "T01-03"


@pytest.mark.parametrize(("typed", "meant"), [("chekc", "check"), ("consolidat", "consolidate"), ("isue", "issue"), ("汇总表", None)])
def test_a_word_of_the_program_that_is_nearly_right_is_named(typed, meant):
    assert near_word(typed, ["issue", "check", "consolidate", "fields"]) == meant


@pytest.mark.parametrize(("category", "form"), [("Ps", "("), ("Pe", ")"), ("Pd", "-")])
def test_every_bracket_and_dash_of_unicode_is_as_good_as_the_plain_one(category, form):
    forms = [c for c in map(chr, range(sys.maxunicode)) if unicodedata.category(c) == category]
    others = "‚„〝〞〟〜"  # quotation marks and the wave, which Unicode counts here and people do not
    assert len(forms) > 20
    assert {same(f"甲{c}乙") for c in forms if c not in others} == {same(f"甲{form}乙")}

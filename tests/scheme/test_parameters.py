"""Parameters are held to their kind when a scheme is loaded: every parameter of every scheme, changed in every wrong way."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shijibu.rules import REGISTRY
from shijibu.scheme.differing import differences
from shijibu.scheme.faults import faults
from shijibu.scheme.load import SchemeFault, read, scheme_file, scheme_ids, version
from shijibu.scheme.model import Scheme

MONTHLY = Path(__file__).parents[1] / "schemes" / "monthly" / "scheme.yaml"
FILES = {**{id: scheme_file(id) for id in scheme_ids()}, "monthly": MONTHLY}
_ANCHOR = re.compile(r"&(n\d+) ([^,\]]+)")

# What no number may be: in quotation marks, in full width, no number at all, no end, too great, negative, of another shape.
NO_NUMBER = [
    "九成", "60%", "0.4", "０.４", " 5 ", True, False, None, ".nan", ".inf", "-.inf", "1e400", "1e300", "1.0e+13", -1, -0.5, [1, 2], [], {"a": 1},
    "2026-03-05",
]
NO_TEXT = [None, True, [], ["甲"], {"a": 1}, "", "  "]
NO_TEXTS = [None, True, 5, "甲", {"甲": 1}, ["甲", 5], ["甲", None], ["甲", True], ["甲", ""], ["甲", "甲"], [["甲"]], ["甲", "0.4", "0.4"]]
NO_TABLE = [None, True, 5, "甲", [], {"甲": 1}, ["甲", "乙"], [["甲"]], [[]]]
# What YAML takes for something else than a text, and what it takes it for.
RAW = {".nan": float("nan"), ".inf": float("inf"), "-.inf": -float("inf"), "1e400": float("inf"), "1e300": 1e300, "1.0e+13": 1e13,
       "2026-03-05": date(2026, 3, 5)}


def of(id: str) -> Scheme:
    return read(FILES[id])


def written(value: Any) -> str:
    """A value as the file has it."""
    return value if isinstance(value, str) and value in RAW else json.dumps(value, ensure_ascii=False)


def scheme_with(folder: Path, id: str, changes: dict[str, str]) -> tuple[Path, dict[str, int]]:
    """The scheme with one line for each parameter, and values written anew by path; and each parameter's line."""
    text = FILES[id].read_text(encoding="utf-8")
    for name, said in _ANCHOR.findall(text):
        text = text.replace(f"*{name}\n", f"{json.dumps(said, ensure_ascii=False)}\n")
        text = re.sub(rf"\*{name}(?=[\],}}])", json.dumps(said, ensure_ascii=False), text)
    lines = text.split("\n")
    start = lines.index("parameters:")
    end = next(i for i in range(start + 1, len(lines)) if re.match(r"[a-z]", lines[i]))
    made, places = lines[: start + 1], {}
    for rule, named in of(id).parameters.items():
        made.append(f"  {rule}:")
        for name, parameter in named.items():
            path = f"{rule}.{name}"
            rest = {k: v for k, v in parameter.model_dump(mode="json", exclude_unset=True).items() if k != "value"}
            value = changes.get(path) or written(parameter.value)
            made.append(f"    {name}: {{value: {value}, {json.dumps(rest, ensure_ascii=False)[1:]}")
            places[path] = len(made)
    file = folder / "scheme.yaml"
    file.write_text("\n".join([*made, *lines[end:]]), encoding="utf-8")
    return file, places


def values(id: str) -> dict[str, Any]:
    return {f"{rule}.{name}": p.value for rule, named in of(id).parameters.items() for name, p in named.items()}


def told_lines(file: Path) -> set[int]:
    with pytest.raises(SchemeFault) as told:
        read(file)
    return {int(re.match(rf"{re.escape(str(file))}:(\d+): ", line)[1]) for line in str(told.value).splitlines()}


def refused(folder: Path, id: str, changes: dict[str, Any]) -> None:
    """Every one of the changed parameters is told, each with its own line, and no other."""
    file, places = scheme_with(folder, id, {path: written(value) for path, value in changes.items()})
    assert told_lines(file) == {places[path] for path in changes}


@pytest.mark.parametrize("id", FILES)
def test_the_scheme_in_one_line_a_parameter_is_the_scheme(tmp_path, id):
    file, _ = scheme_with(tmp_path, id, {})
    assert read(file).parameters == of(id).parameters


def faulty(id: str, changes: dict[str, Any]) -> set[str]:
    """The parameters that are told when values are changed, without a file."""
    scheme = of(id)
    parameters = {rule: {name: p.model_copy(update={"value": changes[path]}) if (path := f"{rule}.{name}") in changes else p
                         for name, p in named.items()} for rule, named in scheme.parameters.items()}
    changed = scheme.model_copy(update={"parameters": parameters})
    return {f"{loc[1]}.{loc[2]}" for loc, _ in faults(changed) if loc[0] == "parameters"}


def _shape(value: Any) -> str:
    if isinstance(value, list):
        return "table" if isinstance(value[0], list) else "texts"
    return "text" if isinstance(value, str) else "number"


WRONG = {"number": NO_NUMBER, "text": NO_TEXT, "texts": NO_TEXTS, "table": NO_TABLE}


@pytest.mark.parametrize("shape", WRONG)
@pytest.mark.parametrize("id", FILES)
def test_no_parameter_of_any_scheme_may_be_any_of_these(id, shape):
    paths = {path for path, v in values(id).items() if _shape(v) == shape}
    for wrong in WRONG[shape] if paths else ():
        value = RAW.get(wrong, wrong) if isinstance(wrong, str) else wrong
        assert paths <= faulty(id, dict.fromkeys(paths, value)), wrong


@pytest.mark.parametrize("turn", range(3))
@pytest.mark.parametrize("id", FILES)
def test_every_wrong_parameter_of_a_file_is_told_at_once_with_its_line(tmp_path, id, turn):
    """Each in another wrong way than its neighbour; nothing else is told but what names one of their texts."""
    changes = {path: written(WRONG[_shape(v)][(i + 7 * turn) % len(WRONG[_shape(v)])]) for i, (path, v) in enumerate(values(id).items())}
    file, places = scheme_with(tmp_path, id, changes)
    assert set(places.values()) <= told_lines(file)


TABLES = [(id, path) for id in FILES for path, v in values(id).items() if _shape(v) == "table"]


def _cells(table: list[list[Any]], change) -> list[list[Any]]:
    """The table with the last row's cells changed: `change` is given a cell and says what stands there instead."""
    return [*table[:-1], [change(cell) for cell in table[-1]]]


@pytest.mark.parametrize("change", [
    pytest.param(lambda c: str(c) if isinstance(c, (int, float)) else 5, id="text for number, number for text"),
    pytest.param(lambda c: "60%" if isinstance(c, (int, float)) else "", id="a percent sign, an empty text"),
    pytest.param(lambda c: -1 if isinstance(c, (int, float)) else None, id="negative, null"),
    pytest.param(lambda c: True, id="a truth"), pytest.param(lambda c: [c], id="a list"), pytest.param(lambda c: {"a": c}, id="a map"),
    pytest.param(lambda c: 1e300 if isinstance(c, (int, float)) else " ", id="too great, a space"),
])
def test_no_cell_of_any_table_may_be_this(change):
    for id in {id for id, _ in TABLES}:
        changes = {p: _cells(values(id)[p], change) for i, p in TABLES if i == id}
        assert set(changes) <= faulty(id, changes)


@pytest.mark.parametrize("shape", [
    pytest.param(lambda t: [*t, [*t[-1], "更多"]], id="a row with a cell more"),
    pytest.param(lambda t: [*t, t[-1][:1]], id="a row with a cell less"),
    pytest.param(lambda t: [*t, t[0]], id="a row twice"), pytest.param(lambda t: [*t, "一行"], id="a text for a row"),
])
def test_no_row_of_any_table_may_be_this(shape):
    for id in {id for id, _ in TABLES}:
        changes = {p: shape(values(id)[p]) for i, p in TABLES if i == id}
        assert set(changes) <= faulty(id, changes)


PERCENTS = {"deqing": ["DQ-8.check_percent", "DQ-12.percent"], "quzhou": ["QZ-5.percent", "QZ-6.percent", "QZ-6.township_percent"]}


@pytest.mark.parametrize("wrong", [101, 100.0001, 33.33333, -0.0001, 0.6])
@pytest.mark.parametrize("id", PERCENTS)
def test_a_quota_is_0_to_100_with_at_most_4_decimals_and_no_share(tmp_path, id, wrong):
    refused(tmp_path, id, dict.fromkeys(PERCENTS[id], wrong))


COUNTED = re.compile(r"个|项|次|人|星|季|年|个月|天|日|字|个工作日")


@pytest.mark.parametrize("id", FILES)
def test_what_is_counted_is_whole(tmp_path, id):
    counted = [f"{rule}.{name}" for rule, named in of(id).parameters.items() for name, p in named.items() if COUNTED.fullmatch(p.unit)]
    assert counted
    refused(tmp_path, id, dict.fromkeys(counted, 2.5))


# Two numbers that change places; each is told on both lines, because only the county knows which is wrong.
@pytest.mark.parametrize(("id", "one", "other"), [
    ("deqing", "DQ-2.red_below", "DQ-2.yellow_below"), ("deqing", "DQ-2.yellow_below", "DQ-2.blue_from"),
    ("deqing", "DQ-3.talk_from", "DQ-3.report_from"),
    ("deqing", "DQ-11.five_from", "DQ-11.four_from"), ("deqing", "DQ-11.three_from", "DQ-11.two_from"),
    ("deqing", "DQ-13.red_cap", "DQ-13.yellow_cap"),
    ("deqing", "DQ-6.least", "DQ-6.most"), ("deqing", "DQ-10.good_value", "DQ-10.poor_value"),
    ("deqing", "DQ-5.yellow_points", "DQ-5.red_points"),
    ("leishan", "LS-5.good_value", "LS-5.fairly_good_value"), ("quzhou", "QZ-5.good_from", "QZ-5.fairly_from"), ("quzhou", "QZ-2.low", "QZ-2.high"),
    ("tongxiang", "TX-6.red_below", "TX-6.yellow_below"), ("tongxiang", "TX-5.talk", "TX-5.inspect"), ("yuhang", "YH-1.top", "YH-1.span"),
])
def test_lines_in_the_wrong_order_are_told_at_both(id, one, other):
    there = values(id)
    assert {one, other} <= faulty(id, {one: there[other], other: there[one]})


@pytest.mark.parametrize(("id", "path", "value", "said"), [
    ("yuhang", "YH-1.low_label", 99, "99不是文字"), ("yuhang", "YH-1.low_label", "越低越优", "应为越高越好、越低越好之一"),
    ("leishan", "LS-4.untrue", ["内容失实", "定性不淮"], "“定性不淮”不在可选之列"), ("quzhou", "QZ-3.window", ["单人"], "“单人”不在可选之列"),
    ("tongxiang", "TX-5.talk_kinds", ["谈话"], "“谈话”不在可选之列"), ("yuhuan", "YA-7.weak", "能力弱", "“能力弱”不在可选之列"),
    ("yuhuan", "YA-8.directed", "定向", "“定向”不在可选之列"), ("yuhuan", "YA-5.gap", " 无数据", "首尾有空格；应写作 无数据"),
    ("leishan", "LS-9.units", ["教育局 "], "首尾有空格；应写作 教育局"),
    ("deqing", "DQ-10.middle_groups", [["企业", 0.5], ["企业 ", 0.5]], "首尾有空格"),
    ("leishan", "LS-2.values", [["好", 100], ["较好", 85], ["一般", 70]], "缺差的一行；应为好、较好、一般、差各一行"),
    ("tongxiang", "TX-7.values", [["好", 100], ["较好", 85], ["一般", 70], ["差", 50]], "缺较差的一行"),
    ("yuhang", "YH-3.values", [["优", 100], ["较好", 85], ["一般", 70], ["差", 50]], "“优”不在可选之列"),
    ("leishan", "LS-6.bands", [[90, "优秀"], [75, "称职"], [60, "基本称职"], [50, "不称职"]], "最低一档的起点应为 0，现为 50"),
    ("yuhang", "YH-5.classes", [[91, "优秀"], [75, "称职"], [60, "基本称职"], [0, "不称职"]], "91 不在 YH-5.bands 的 95、92、90"),
])
def test_a_text_that_nothing_can_meet_and_rows_that_leave_a_gap_are_told(tmp_path, id, path, value, said):
    """A word that no cell can hold, a grade without its number, a score without a grade: all would be passed over without a word."""
    file, places = scheme_with(tmp_path, id, {path: written(value)})
    with pytest.raises(SchemeFault) as told:
        read(file)
    assert any(line.startswith(f"{file}:{places[path]}: ") and said in line for line in str(told.value).splitlines())


def test_the_direction_of_an_indicator_is_one_of_the_two(tmp_path):
    """YH-1: a direction that is misspelt would count as "higher is better"."""
    changed = [["财政收入", 1, "越高越好"], ["政府负债", 1, "越低"]]
    refused(tmp_path, "yuhang", {"YH-1.indicators": changed})


@pytest.mark.parametrize(("id", "path", "most"), [
    ("leishan", "LS-3.days", 366), ("leishan", "LS-3.start_days", 366), ("leishan", "LS-8.months", 1000), ("quzhou", "QZ-7.rounds", 1000),
    ("yuhang", "YH-9.months", 1200), ("yuhuan", "YA-6.months", 1200), ("yuhuan", "YA-7.coaching_months", 1200),
    ("deqing", "DQ-2.cap", 10), ("deqing", "DQ-10.good_value", 100), ("leishan", "LS-5.good_value", 100), ("yuhuan", "YA-1.ratio", 1),
])
def test_what_a_calendar_or_a_score_cannot_hold_is_told(tmp_path, id, path, most):
    """A thousand million days lie beyond every calendar; 90 for 0.9 is a percentage where a ratio belongs."""
    assert faulty(id, {path: most}) == set() and faulty(id, {path: most + 1}) == {path} == faulty(id, {path: 1_000_000_000})


@pytest.mark.parametrize(("id", "path", "value", "other"), [
    ("deqing", "DQ-2.ratio_floor", 90, "DQ-2.cap"), ("deqing", "DQ-5.ratio_below", 90, "DQ-2.cap"), ("tongxiang", "TX-6.ratio_floor", 90, "TX-6.cap"),
    ("deqing", "DQ-14.commend_stars", 6, "DQ-11.top"),
])
def test_a_line_that_no_figure_can_reach_is_told_at_both(id, path, value, other):
    assert faulty(id, {path: value}) == {path, other}


@pytest.mark.parametrize(("id", "path"), [
    ("leishan", "LS-2.values"), ("leishan", "LS-6.bands"), ("tongxiang", "TX-7.values"), ("yuhang", "YH-3.values"), ("yuhang", "YH-5.bands"),
    ("yuhang", "YH-5.classes"),
])
def test_rows_in_the_wrong_order_are_told(tmp_path, id, path):
    first, second, *rest = values(id)[path]
    file, places = scheme_with(tmp_path, id, {path: written([second, first, *rest])})
    assert told_lines(file) == {places[path]}


def _weights() -> list[tuple[str, list[str]]]:
    own = {"deqing": [["DQ-11.leader_weight", "DQ-11.democratic_weight", "DQ-11.talk_weight"], ["DQ-14.index_weight", "DQ-14.review_weight"],
                      ["DQ-14.composite_weight", "DQ-14.project_weight", "DQ-14.unit_weight"]]}
    declared = [(id, list(r.of)) for id in FILES for r in of(id).relations if r.kind == "whole"]
    return [*((id, group) for id, groups in own.items() for group in groups), *declared]


@pytest.mark.parametrize(("id", "group"), _weights(), ids=lambda v: v if isinstance(v, str) else v[0])
def test_weights_that_do_not_make_up_1_are_told_at_each_of_them(id, group):
    for off in (0.1, -0.05):
        value = values(id)[group[0]]
        changed = value + off if not isinstance(value, list) else [[name, round(w + (off if i == 0 else 0), 4)] for i, (name, w) in enumerate(value)]
        assert faulty(id, {group[0]: changed}) == set(group)


@pytest.mark.parametrize("id", FILES)
def test_every_weight_of_a_scheme_is_held_to_a_whole(id):
    """But those of Yuhang's indicators, which are normalised."""
    named = {path for i, group in _weights() if i == id for path in group}
    weights = {p for p, v in values(id).items() if p.endswith("_weight") or (_shape(v) == "table" and v[0][-1] in (0.3, 0.4, 0.5))}
    assert weights <= named


@pytest.mark.parametrize(("id", "changes"), [
    ("deqing", {"DQ-2.red_below": "80", "DQ-2.cap": "1.5", "DQ-12.percent": "33.3333", "DQ-8.check_seed": "2026", "DQ-3.talk_from": "1.5"}),
    ("deqing", {"DQ-11.leader_weight": "0.5", "DQ-11.talk_weight": "0.1", "DQ-14.blue_points": "0", "DQ-2.yellow_below": "1.0e+2"}),
    ("deqing", {"DQ-10.unit_groups": "[[甲, 0.1], [乙, 0.2], [丙, 0.7]]", "DQ-12.percent": "100", "DQ-13.yellow_cap": "5"}),
    ("leishan", {"LS-9.units": "[]", "LS-7.grade": "基本称职", "LS-6.bands": "[[95, 优秀], [75.5, 称职], [60, 基本称职], [0, 不称职]]"}),
    ("quzhou", {"QZ-2.max": "50", "QZ-1.result": "50", "QZ-4.home": "0", "QZ-4.host": "1"}),
    ("tongxiang", {"TX-6.red_below": "60", "TX-4.low": "[较差, 差]"}), ("yuhang", {"YH-6.step": "1.5", "YH-8.best": "称职"}),
    ("yuhuan", {"YA-9.share": "0.25", "YA-1.points": "0"}), ("monthly", {"LS-8.similarity": "1"}),
])
def test_what_a_county_may_change_is_taken(tmp_path, id, changes):
    file, _ = scheme_with(tmp_path, id, changes)
    read(file)


@pytest.mark.parametrize(("path", "value", "said"), [
    ("DQ-12.percent", '"60%"', "“60%”是文字，不是数字；应写作 60，不加引号"), ("DQ-11.leader_weight", '"40%"', "应写作 0.4，不加引号"),
    ("DQ-11.leader_weight", "０.４", "“０.４”是文字，不是数字；应写作 0.4，不加引号"),
    ("DQ-12.percent", "101", "101 超出范围；应为 0～100 的数（小数至多 4 位）"),
    ("DQ-2.cap", "-1.2", "-1.2 超出范围；应为大于 0 的数"), ("DQ-6.least", "3.5", "3.5 不是整数；应为不小于 1 的整数"),
    ("DQ-2.cap", "1e400", "inf 不是有限的数"), ("DQ-2.red_below", "95", "90 应大于 DQ-2.red_below 的 95"),
    ("DQ-11.leader_weight", "0.8", "权重之和应为 1，现为 1.4"), ("DQ-9.main", "null", "空白不是数字；应为不小于 0 的整数"),
])
def test_a_fault_says_what_would_be_right(tmp_path, path, value, said):
    file, places = scheme_with(tmp_path, "deqing", {path: value})
    with pytest.raises(SchemeFault) as told:
        read(file)
    assert said in str(told.value)
    assert any(line.startswith(f"{file}:{places[path]}: parameters.{path}.value: ") for line in str(told.value).splitlines())


def test_a_text_that_names_another_parameters_texts_must_be_one_of_them(tmp_path):
    refused(tmp_path, "leishan", {"LS-7.grade": "不合格", "LS-9.becomes": "良好", "LS-10.feedback_grades": ["一般", "很差"]})


def test_a_parameter_written_twice_is_told_with_its_line(tmp_path):
    text = FILES["deqing"].read_text(encoding="utf-8")
    line = next(n for n, t in enumerate(text.split("\n"), 1) if t.startswith("    red_below:"))
    file = tmp_path / "scheme.yaml"
    file.write_text(text.replace("    red_below:", "    red_below: {value: 70, title: 红牌}\n    red_below:", 1), encoding="utf-8")
    assert told_lines(file) == {line + 1}
    file.write_text(text.replace("{value: 75,", "{value: 75, value: 80,", 1), encoding="utf-8")
    assert told_lines(file) == {line}


@pytest.mark.parametrize("made", [
    lambda text: text.encode("gbk"), lambda text: text.encode() + b"\x00", lambda text: b"[" * 30_000, lambda text: b"", lambda text: b"- 1\n",
    lambda text: text.replace("{value: 75,", "{value: " + "9" * 5000 + ",").encode(), lambda text: text.replace("{value: 75,", "75 #").encode(),
    lambda text: text.replace("{value: 75,", "{value: &anchored true,", 1).encode(),
    lambda text: text.replace("{value: 75,", "{value: !!python/none x,", 1).encode(),
    lambda text: text.replace("{value: 75,", "{value: " + "9" * 400 + ",").encode(),
])
def test_a_file_that_is_no_scheme_is_a_fault_and_no_traceback(tmp_path, made):
    file = tmp_path / "scheme.yaml"
    file.write_bytes(made(FILES["deqing"].read_text(encoding="utf-8")))
    assert told_lines(file)


def test_a_new_countys_parameter_has_its_kind_from_the_rule_or_word_that_takes_it(tmp_path):
    """Nothing is declared beside the value: a rule's setting, an argument of a word, and one that nobody asks about."""
    text = MONTHLY.read_text(encoding="utf-8")
    at = text.index("parameters:\n") + len("parameters:\n")
    line = text[:at].count("\n")
    file = tmp_path / "scheme.yaml"
    added = '  DQ-2:\n    cap: {value: "1.2", title: 上限}\n  ZZ-1:\n    line: {value: "60", title: 线}\n'
    added += '    rows: {value: [[甲, 1], [乙, "2"]], title: 表}\n'
    file.write_text(text[:at] + added + text[at:], encoding="utf-8")
    assert told_lines(file) == {line + 2, line + 4, line + 5}


@pytest.mark.parametrize(("old", "new"), [
    ("rows: ", 'rows: "5" #'), ("deadline_day: 30", 'deadline_day: "30"'), ("deadline_day: 30", "deadline_day: true"), ("rows: ", "rows: -1 #"),
    ("rows: ", "rows: 1000000000 #"),
])
def test_other_numbers_of_a_scheme_are_held_to_their_type_too(tmp_path, old, new):
    text = MONTHLY.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "scheme.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert told_lines(file) == {text[: text.index(old)].count("\n") + 1}


@pytest.mark.parametrize("id", FILES)
def test_the_schemes_leave_no_parameters_kind_to_what_somebody_happened_to_write(id):
    scheme = of(id)
    said = {p.default for rule in REGISTRY.values() for p in rule.parameters} | {s for s in scheme.scales.values() if isinstance(s, str)}
    said |= {scheme.notice_days, scheme.notice_start} | {path for s in scheme.similar for path in (s.at_least, s.least_length)}
    named = {f"{rule}.{name}": p for rule, named in scheme.parameters.items() for name, p in named.items()}
    assert [path for path, p in named.items() if p.kind is None and p.one_of is None and path not in said] == []


@pytest.mark.parametrize(("of", "said"), [
    ("LS-3.days, LS-3.weeks", "没有参数 LS-3.weeks"), ("LS-3.days, ZZ-1.word", "ZZ-1.word 里没有数"),
    ("LS-3.days, ZZ-1.pairs", "ZZ-1.pairs 里没有数"), ("LS-3.days, LS-3.start_days", "1 应大于 LS-3.days 的 7"),
])
def test_a_relation_that_cannot_hold_is_told(tmp_path, of, said):
    text = MONTHLY.read_text(encoding="utf-8")
    extra = "  ZZ-1:\n    word: {value: 甲, title: 词}\n    pairs: {value: [[甲, 乙]], title: 对}\n"
    file = tmp_path / "scheme.yaml"
    relations = f"relations:\n  - {{kind: rising, of: [{of}]}}\n"
    file.write_text(relations + text.replace("parameters:\n", f"parameters:\n{extra}"), encoding="utf-8")
    with pytest.raises(SchemeFault, match=re.escape(said)):
        read(file)


def test_a_declaration_changes_no_version(tmp_path):
    """Workbooks that are out stay those of the same scheme when somebody says what a number may be."""
    file, _ = scheme_with(tmp_path, "deqing", {})
    before = version(read(file))
    other = tmp_path / "other.yaml"
    other.write_text(file.read_text("utf-8").replace('{value: 75, ', '{value: 75, kind: amount, high: 200, ', 1), encoding="utf-8")
    assert version(read(other)) == before and differences(read(file), read(other)) == []
    other.write_text(file.read_text("utf-8").replace('{value: 75, ', '{value: 76, ', 1), encoding="utf-8")
    assert version(read(other)) != before

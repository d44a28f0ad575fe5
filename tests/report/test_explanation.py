"""Why: every step says the evaluation's own value, its rule, and the cell that it came from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook
from rich.console import Console

from shijibu.consolidate.retrace import Retraced, retrace
from shijibu.demo.run import LEDGER, run_demo
from shijibu.ledger import Ledger
from shijibu.report.explanation import UnknownSubject, explain, find_subject, to_json, to_text
from shijibu.report.steps import Step
from shijibu.rules.values import shown
from shijibu.scheme.evaluate import Scope
from shijibu.scheme.load import load
from tests.report.made_up import decided

NAMES = {"D01-02": "独一名", "D02-02": "重名", "D03-02": "重名"}
_CELL = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")


def walk(steps: list[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from walk(step.parts)


def section(steps: list[Step], label: str) -> Step | None:
    return next((s for s in steps if s.label == label), None)


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> SimpleNamespace:
    """The second round of a demo as the ledger has it, and the file of each accepted unit."""
    out: Path = tmp_path_factory.mktemp("demo")
    run_demo(load("deqing"), out, units=8, periods=2, seed=1, console=Console(quiet=True))
    with Ledger.open(f"sqlite:///{(out / LEDGER).as_posix()}") as ledger:
        past: Retraced = retrace(ledger)
        period = str(past.evaluation.period)
        files = {r.unit: next(out.glob(f"{period}/returned/**/{Path(r.path).name}")) for r in ledger.returns("deqing", period) if r.accepted}
    return SimpleNamespace(past=past, evaluation=past.evaluation, files=files)


@pytest.fixture(scope="module")
def told(demo) -> list[tuple[str, str, str, list[Step]]]:
    """Everybody's explanation: kind, id, unit, steps."""
    roster = demo.evaluation.roster
    subjects = [("unit", u.code, u.code) for u in roster.units] + [("official", o.id, o.unit) for o in roster.officials]
    return [(k, i, u, explain(demo.evaluation, k, i, sheets=demo.past.sheets, results=demo.past.results)) for k, i, u in subjects]


def holder_of(demo, unit: str, table: str) -> str:
    """Whose workbook a table's rows stand in, seen from a unit."""
    return demo.evaluation.rows_behind(table, Scope(unit))[0]


def held(demo, unit: str, id: str) -> Any:
    """What the evaluation has for a step's id, seen from a unit."""
    table, index, column = _CELL.fullmatch(id).groups()
    holder = holder_of(demo, unit, table)
    row = next(r for r in demo.evaluation.rows(holder, table) if r.index == int(index))
    return demo.evaluation.cell(holder, table, row, column)


def test_each_step_has_the_evaluations_value(demo, told):
    """Figures of this round, cells filled in or live, and figures of earlier rounds."""
    seen = {"figure": 0, "cell": 0, "past": 0}
    for _, id, unit, steps in told:
        for step in walk([s for s in steps if s.label == "结果由来"]):
            level, _, figure = step.id.partition(".")
            if step.kind == "past":
                past = next(p for p in demo.evaluation.past if p.period.label == step.origin)
                side = past.units.get(unit) if level == "unit" else past.officials.get(id)
                assert step.value == (side or {}).get(figure), (id, step.id)
            elif step.kind in ("figure", "seen", "cell") and _CELL.fullmatch(step.id):
                assert step.value == held(demo, unit, step.id), (id, step.id)
            elif step.kind in ("figure", "seen") and level in ("unit", "official"):
                expected = demo.evaluation.unit(unit, figure) if level == "unit" else demo.evaluation.official(id, figure)
                assert step.value == expected, (id, step.id)
            seen[step.kind] = seen.get(step.kind, 0) + 1
    assert min(seen["figure"], seen["cell"], seen["past"]) > 100


def test_the_explained_figures_are_those_of_results_json(demo, told):
    results = demo.past.results
    decided_ = {("unit", u["code"]): u for u in results["units"]} | {("official", o["id"]): o for o in results["officials"]}
    scheme = demo.evaluation.scheme
    for kind, id, unit, steps in told:
        if unit not in demo.evaluation.books:
            continue
        figures = {s.id: s for s in section(steps, "结果由来").parts}
        for figure in scheme.unit_figures if kind == "unit" else scheme.official_figures:
            if not (figure.result or figure.show):
                continue
            step = figures[f"{kind}.{figure.id}"]
            if figure.result:
                value = shown(step.value) if isinstance(step.value, float) else step.value
                assert value == decided_[kind, id][figure.id], (id, figure.id)


def test_each_figure_is_worked_out_once(told):
    for _, id, _, steps in told:
        worked = [s.id for s in walk(steps) if s.kind == "figure" and re.fullmatch(r"(unit|official)\.\w+", s.id)]
        assert len(worked) == len(set(worked)), id


def test_every_rule_is_the_schemes(demo, told):
    cited = set(demo.evaluation.scheme.cited)
    rules = {r for *_, steps in told for s in walk(steps) for r in s.rules}
    assert rules and rules <= cited


def test_every_setting_is_the_schemes(demo, told):
    settings = [s for *_, steps in told for step in walk(steps) for s in step.settings]
    assert settings and {s.default for s in settings} == {True, False}
    for s in settings:
        rule, name = s.path.split(".")
        held_ = demo.evaluation.scheme.parameters[rule][name]
        assert (s.title, s.value, s.unit, s.default) == (held_.title, held_.value, held_.unit, held_.default)


def test_each_inputs_origin_holds_its_value_in_the_returned_file(demo, told):
    books = {unit: load_workbook(file, data_only=True) for unit, file in demo.files.items()}
    looked = set()
    for _, id, unit, steps in told:
        for step in (s for s in walk(steps) if s.kind == "cell" and _CELL.fullmatch(s.id)):
            assert step.origin, (id, step.id)
            table = _CELL.fullmatch(step.id)[1]
            holder = holder_of(demo, unit, table)
            sheet, _, cell = step.origin.rpartition("!")
            value = books[holder][sheet][cell].value
            value = value.date().isoformat() if isinstance(value, datetime) else value.isoformat() if isinstance(value, date) else value
            assert (value if value != "" else None) == step.value, (id, step.id, step.origin)
            looked.add((holder, step.origin))
    assert len(looked) > 300


def test_an_official_sees_only_the_own_rows_of_what_is_the_officials(demo, told):
    """Own projects and reviews; a unit's own figures rest on everybody's rows."""
    for kind, id, unit, steps in told:
        for step in walk(steps) if kind == "official" else []:
            match = re.fullmatch(r"projects\[(\d+)\]", step.id)
            if match:
                row = next(r for r in demo.evaluation.rows(unit, "projects") if r.index == int(match[1]))
                assert row.values["owner"] == id


def test_json_round_trips_and_text_says_the_figures(told):
    for _, id, _, steps in told:
        out = to_json(steps)
        assert json.loads(json.dumps(out, ensure_ascii=False, allow_nan=False)) == out
        text = to_text(steps)
        assert id in text.splitlines()[0] and "None" not in text and "True" not in text


def test_who_has_no_workbook_is_told_so(demo, told):
    missing = demo.past.results["missing"]
    assert missing
    for _, _, unit, steps in told:
        if unit in missing:
            assert "未报" in steps[0].note
            assert "没有接收到该单位的工作簿" in to_text(steps)


def test_a_figure_without_data_says_what_is_missing(demo, told):
    """In the rule's own words where a rule objects; a condition that does not hold is no lack of data."""
    without = [(i, s) for k, i, u, steps in told if k == "official" and u in demo.evaluation.books
               for s in walk(steps) if s.kind == "figure" and s.value is None]
    scores = [s.note for _, s in without if s.id == "official.score"]
    assert scores and all(note.startswith("没有数据：缺") for note in scores)
    reviews = [(demo.evaluation.roster.official(i).post, s.note) for i, s in without if s.id == "official.head_review"]
    assert reviews and all(note and (post == "正职") == note.startswith("没有数据") for post, note in reviews)
    assert not [s.note for _, s in without if s.id == "unit.card" and s.note]


def test_reasons_lists_and_course_are_as_decided(demo, told):
    results = demo.past.results
    for kind, id, unit, steps in told:
        if kind != "official":
            continue
        own = next(o for o in results["officials"] if o["id"] == id)
        said = {(s.rules[0], s.label) for s in walk([x for x in steps if x.label == "理由"]) if s.kind == "reason"}
        assert said == {(r["rule"], r["text"]) for r in own["reasons"] if not r["text"].startswith("列入")}
        lists = {s.id.removeprefix("lists.") for s in walk(steps) if s.kind == "list"}
        assert lists == {name for name, ids in results["lists"].items() if id in ids}
        course = next(s for s in steps if s.label == f"{demo.evaluation.roster.unit(unit).name}各轮")
        assert [s.label for s in course.parts] == ["2026年第一季度", "2026年第二季度"]
        cards = {c.id: c.value for c in course.parts[-1].parts}
        decided_card = next(u["card"] for u in results["units"] if u["code"] == unit)
        assert cards.get("card") == decided_card


def test_deductions_add_up_and_name_their_cause():
    made = decided()
    lost = [u for u in made.results["units"] if u["deductions"]]
    assert lost
    for unit in lost:
        steps = explain(made.evaluation, "unit", unit["code"], results=made.results)
        paid = section(steps, f"{unit['name']}本年联动扣分").parts
        assert [(s.label, s.value, s.rules) for s in paid] == [(d["because"], d["points"], (d["rule"],)) for d in unit["deductions"]]
        assert all("起因单位" in s.note for s in paid)
        now = [s for s in paid if s.origin == made.evaluation.period.label]
        assert all("联系乡镇中有" in s.note or "责任部门" in s.note for s in now)


def test_open_ties_are_told_to_those_concerned_only():
    made = decided(ties=True)
    tie = next(t for t in made.results["ties"] if t["unit"] == "D01")
    concerned = explain(made.evaluation, "official", tie["officials"][0], results=made.results)
    note = section(concerned, "并列待定").parts[0]
    assert note.rules == (tie["rule"],) and all(id in note.label for id in tie["officials"])
    assert section(explain(made.evaluation, "unit", "D01", results=made.results), "并列待定")
    assert section(explain(made.evaluation, "official", "T01-01", results=made.results), "并列待定") is None
    assert section(explain(made.evaluation, "unit", "D01"), "并列待定") is None


@pytest.mark.parametrize(("text", "found"), [
    ("D01-01", ("official", "D01-01")), (" d01-01 ", ("official", "D01-01")), ("T01", ("unit", "T01")),
    ("青溪镇", ("unit", "T01")), ("独一名", ("official", "D01-02")),
])
def test_a_subject_is_found_by_id_code_or_name(text, found):
    assert find_subject(decided(1, names=NAMES).evaluation, text) == found


def test_an_ambiguous_or_unknown_subject_is_told_in_chinese():
    evaluation = decided(1, names=NAMES).evaluation
    with pytest.raises(UnknownSubject, match="不止一个") as ambiguous:
        find_subject(evaluation, "重名")
    assert "D02-02" in str(ambiguous.value) and "D03-02" in str(ambiguous.value)
    with pytest.raises(UnknownSubject, match=r"是不是.*青溪镇"):
        find_subject(evaluation, "青溪")
    with pytest.raises(UnknownSubject, match="没有编号或名称"):
        find_subject(evaluation, "")
    for kind in ("unit", "official"):
        with pytest.raises(UnknownSubject):
            explain(evaluation, kind, "X99")

"""A formula keeps what it says: the text as it was written, and the tree that is made of it once."""

from __future__ import annotations

import pickle
from collections import Counter
from pathlib import Path

import pytest

from shijibu.figures.evaluation import Book, Evaluation, Row, Scope
from shijibu.language import formula as formulas
from shijibu.language.expression import Call, Name, NotAnExpression
from shijibu.language.formula import Formula, Template
from shijibu.scheme.load import parsed, scheme_file
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit


def test_a_formula_is_its_text_and_its_tree():
    found = Figure(id="a", label="甲", formula="TOTAL(jobs.done)").formula
    assert found == "TOTAL(jobs.done)" and found.tree == Call("TOTAL", (Name(("jobs", "done")),))


def test_a_formula_is_written_as_its_text():
    figure = Figure(id="a", label="甲", formula="TOTAL(jobs.done)")
    assert type(figure.model_dump(mode="json")["formula"]) is str
    assert Figure.model_validate(figure.model_dump()) == figure


def test_a_formula_that_travels_to_another_process_keeps_its_tree():
    assert pickle.loads(pickle.dumps(Formula("count(jobs.done)"))).tree == Formula("count(jobs.done)").tree


def test_a_text_that_is_no_formula_says_so_when_it_is_asked():
    bad = Formula("1 + 1")
    assert bad.fault and "只能写函数" in bad.fault
    with pytest.raises(NotAnExpression, match="只能写函数"):
        _ = bad.tree


@pytest.mark.parametrize(("text", "parts"), [
    ("没有地方", ("没有地方",)), ("{name}共{total}分", ("", "name", "共", "total", "分")), ("{name", ("", "name", "")), ("a}b", ("a}b",)),
])
def test_a_templates_places_are_formulas(text, parts):
    made = Template(text)
    assert made == text and made.parts == parts and [type(p) is Formula for p in made.parts] == [i % 2 == 1 for i in range(len(parts))]


def test_in_a_whole_load_and_round_each_formula_is_parsed_once(monkeypatch):
    """Loaded, looked through for faults, computed, told: a text of the scheme is read as often as it stands there, and no more."""
    counted: Counter[str] = Counter()
    parse = formulas.parse

    def counting(text: str):
        counted[text] += 1
        return parse(text)

    monkeypatch.setattr(formulas, "parse", counting)
    scheme = parsed(Path(scheme_file("deqing")).read_text(encoding="utf-8"), "counted for this test")
    loaded = counted.copy()
    assert loaded["LOWESTRATIO(tasks.planned, tasks.actual)"] == 1 and loaded.total() > 100
    roster = Roster.of([Unit(code="T01", name="甲", kind="township")], [Official(id="T01-1", name="张", unit="T01", post="正职", team=True)])
    tasks = [Row(1, {"title": "修路", "weight": 1.0, "planned": 0.5, "actual": 0.4, "owner": "T01-1"})]
    one = Evaluation(scheme, Period.parse("2026-Q1"), roster, {"T01": Book("T01", {"tasks": tasks})})
    for figure in scheme.unit_figures:
        one.unit("T01", figure.id)
    for figure in scheme.official_figures:
        one.official("T01-1", figure.id)
    for check in scheme.checks:
        if check.each == "unit":
            one.true(check.when, Scope("T01"))
            one.fill(check.message, Scope("T01"))
    one.new_penalties()
    assert one.unit("T01", "index") == 80 and counted == loaded

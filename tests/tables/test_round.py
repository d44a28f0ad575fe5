"""A round as tables: what they say is what was decided, in columns of the right kind, and no more is read than a table needs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import event

import shijibu
from shijibu import rules
from shijibu.rounds.confirming import Wanted, confirm
from shijibu.rounds.decided import decided_round
from shijibu.rounds.uphold import uphold
from shijibu.scheme.load import load
from shijibu.simulation.sweep import with_value
from shijibu.tables.heading import Heading, merged
from tests.county import County
from tests.decided_counties import COUNTIES
from tests.rounds.test_amend import TASKS, decide, with_tasks

DTYPES = {"text": "string", "integer": "Int64", "number": "Float64", "percent": "Float64", "truth": "boolean", "date": "datetime64[s]",
          "category": "category"}
Q1, Q2 = "2026-Q1", "2026-Q2"


def said(value: Any) -> Any:
    """A cell as the decision and the returns have it."""
    return None if pd.isna(value) else value.date().isoformat() if isinstance(value, pd.Timestamp) else value


@contextmanager
def statements(ledger: shijibu.OpenLedger) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def hear(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    engine = ledger._database.engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", hear)


@pytest.mark.parametrize("id", COUNTIES)
def test_tables_say_what_was_decided(counties, id):
    place = counties[id].folder / "shijibu.db"
    with shijibu.open_ledger(place) as ledger:
        round_ = ledger.round(id)
        decided = decided_round(ledger, id, str(round_.period), as_decided=True)
        for frame, results, key in ((round_.units, decided.results.units, "code"), (round_.officials, decided.results.officials, "id")):
            assert list(frame[key]) == [getattr(one, key) for one in results]
            due = {f.id for f in (*decided.scheme.unit_figures, *decided.scheme.official_figures)
                   if f.rounds is None or round_.period.round in f.rounds}
            for one, (_, row) in zip(results, frame.iterrows(), strict=True):
                own = {k: v for k, v in one.figures.items() if k in due and not isinstance(v, list)}
                assert own and {k: said(row[f"figure_{k}" if k in ("late", "state") else k]) for k in own} == own
        missing = round_.units.set_index("code").loc[decided.results.missing[0]]
        assert missing["state"] == "missing" and decided.results.missing == list(round_.returns.query("state == 'missing'")["unit"])
        exact = ledger.round(id, exact=True).units.set_index("code")
        for code, figures in decided.figures.units.items():
            assert all(said(exact.loc[code, k]) == v for k, v in figures.items() if isinstance(v, float) and k in exact)
        assert round_.tables and all(len(round_.inputs(table)) == sum(len(b.tables.get(table, ())) for b in decided.books.values())
                                     for table in round_.tables)
        for table in round_.tables:
            frame = round_.inputs(table)
            for _, row in frame.iterrows():
                values = next(r for r in decided.books[row["unit"]].tables[table] if r.index == row["row"]).values
                for column in set(values) & set(frame) - {"period", "unit", "unit_name", "row"}:
                    assert said(row[column]) == (None if values[column] == "" else values[column])


@pytest.mark.parametrize("id", COUNTIES)
def test_columns_know_what_they_are_in_english_and_in_chinese(counties, id):
    with shijibu.open_ledger(counties[id].folder / "shijibu.db") as ledger:
        english, chinese = ledger.round(id), ledger.round(id, headings="zh")
        for name in english.names:
            one, other = english.frame(name), chinese.frame(name)
            assert one.shape == other.shape and one.columns.is_unique and other.columns.is_unique
            for frame, named in ((one, "id"), (other, "label")):
                for column, told in frame.attrs["shijibu"]["columns"].items():
                    assert str(frame[column].dtype) == DTYPES[told["kind"]] and column == told[named], (name, column)
                    if told["kind"] == "percent":
                        assert told["unit"] == "fraction 0..1" and frame[column].dropna().between(0, 10).all()
        kinds = [k.label for k in chinese.scheme.roster.kinds]
        assert list(chinese.units["单位类别"].cat.categories) == kinds and set(chinese.officials["单位类别"]) <= set(kinds)


def test_cards_and_grades_are_ordered_the_worst_first(counties):
    with shijibu.open_ledger(counties["deqing"].folder / "shijibu.db") as ledger:
        card = ledger.round().units["card"]
        assert list(card.cat.categories) == ["红牌", "黄牌", "蓝牌"] and card.cat.ordered
    with shijibu.open_ledger(counties["leishan"].folder / "shijibu.db") as ledger:
        grade = ledger.round().units["grade"]
        assert list(grade.cat.categories) == ["不称职", "基本称职", "称职", "优秀"] and grade.cat.ordered
        assert (grade.dropna() >= "不称职").all()


def test_one_table_is_read_and_not_the_county(counties):
    with shijibu.open_ledger(counties["deqing"].folder / "shijibu.db") as ledger:
        with statements(ledger) as asked:
            round_ = ledger.round()
        assert not any("inputs" in s or "results" in s or "roster" in s for s in asked)
        with statements(ledger) as asked:
            assert len(round_.units)
        assert not any("returns.inputs" in s or "returns.problems" in s or "prefilled" in s for s in asked)
        with statements(ledger) as asked:
            assert len(round_.inputs("questions"))
        assert not any("decisions.results" in s or "decisions.figures" in s or "problems" in s for s in asked)
        assert all("JSON_EXTRACT(returns.inputs" in s for s in asked if "returns.inputs" in s)
        assert all("JSON_EXTRACT(rounds.roster" in s for s in asked if "rounds.roster" in s)


def test_a_round_is_read_under_the_rules_that_it_was_decided_under(tmp_path):
    county = County.made(tmp_path, units=2)
    figures = [f.model_copy(update={"label": "推进指数"}) if f.id == "index" else f for f in county.scheme.unit_figures]
    county.scheme = with_value(county.scheme, "DQ-2.yellow_below", 99).model_copy(update={"unit_figures": figures})
    county.issue(Q1)
    for _, code in list(county.files):
        county.returned(Q1, code)
    decide(county)
    with shijibu.open_ledger(county.folder / "shijibu.db") as ledger:
        round_ = ledger.round("德清", "2026年第一季度", headings="zh")
        assert round_.scheme.parameter("DQ-2.yellow_below") == 99 != load("deqing").parameter("DQ-2.yellow_below")
        assert "推进指数" in round_.units and "进度指数" not in round_.units


def test_history_problems_and_amendments(tmp_path):
    county = County.made(tmp_path, units=3)
    county.issue(Q1)
    county.returned(Q1, "D01", rows=with_tasks(county, Q1, TASKS))
    county.returned(Q1, "T01", set={"tasks[1].planned": "九成"})
    decide(county)
    county.issue(Q2)
    for unit in ("D01", "T01", "COUNTY"):
        county.returned(Q2, unit)
    decide(county, Q2)
    id = county.ledger.object("deqing", Q1, subject="D01", figure="index", text="有误", received=date(2026, 4, 20))
    uphold(county.ledger, id, ["tasks[1].actual=0.45"], decided=date(2026, 4, 23), reason="属实")
    with shijibu.open_ledger(tmp_path / "shijibu.db") as ledger:
        first = ledger.round("deqing", Q1)
        assert list(first.inputs("工作任务")["actual"]) == [0.45, 0.5] and list(first.inputs("工作亮相")["weight"]) == [10.0, 30.0]
        assert list(first.inputs("tasks")["owner_name"]) == [county.roster.team("D01")[0].name] * 2
        problem = first.problems.query("code == 'value.not-a-number'").iloc[0]
        assert (problem["unit"], problem["table"], problem["row"], problem["column"], problem["value"]) == ("T01", "tasks", 1, "planned", "九成")
        assert (problem["severity"], problem["accepted"], problem["unit_name"]) == ("error", False, county.roster.unit("T01").name)
        assert dict(zip(first.returns["unit"], first.returns["state"], strict=True)) == {"D01": "accepted", "T01": "rejected", "D02": "missing"}
        assert first.returns.set_index("unit").loc["T01", "errors"] >= 1 and set(first.units.query("state == 'rejected'")["code"]) == {"T01"}

        people = ledger.history("officials")
        assert list(people["period"]) == [Q1] * len(county.roster.officials) + [Q2] * len(county.roster.officials)
        assert len(ledger.history("officials", first=Q2)) == len(county.roster.officials) == len(ledger.history("officials", last=Q1))
        later = ledger.history("units").query("period == @Q2").set_index("code")["index"]
        assert later.equals(ledger.round("deqing", Q2).units.set_index("code")["index"])
        assert set(ledger.history("reviews")["period"]) == {Q2}  # a table that only some rounds have
        assert set(ledger.history("tasks", headings="zh")["期次"]) == {Q1, Q2}


def test_who_confirmed_what_and_whether_it_counts(counties, tmp_path):
    shutil.copy(counties["deqing"].folder / "shijibu.db", tmp_path / "shijibu.db")
    with shijibu.open_ledger(tmp_path / "shijibu.db") as ledger:
        round_ = ledger.round()
        assert round_.confirmations.empty and str(round_.confirmations["at"].dtype) == "string"
        decided = decided_round(ledger, "deqing", str(round_.period))
        one, other = [c.proposal for c in decided.considered() if c.proposal.kind != "tie"][:2]
        confirm(ledger, decided, [Wanted(one.name, True)], "李某")
        confirm(ledger, decided, [Wanted(one.name, False, "汛期"), Wanted(other.name, True)], "王某")
        told = round_.confirmations
        assert list(zip(told["subject"], told["confirmed"], told["counts"], told["by"], strict=True)) == [
            (one.subject, True, False, "李某"), (one.subject, False, True, "王某"), (other.subject, True, True, "王某")]
        assert list(told["reason"].fillna("")) == ["", "汛期", ""] and set(told["kind"]) == {one.kind, other.kind} and set(told["revision"]) == {1}
        names = {u.code: u.name for u in counties["deqing"].roster.units} | {o.id: o.name for o in counties["deqing"].roster.officials}
        assert list(told["subject_name"]) == [names[s] for s in told["subject"]]
        chinese = ledger.round(headings="zh").confirmations
        assert chinese.shape == told.shape and set(chinese["类别"]) <= {"措施", "名单"}


@pytest.mark.parametrize(("asked", "said"), [
    (lambda ledger: ledger.round("deqing", "2031-Q1"), "台账中没有2031年第一季度的汇总结果"),
    (lambda ledger: ledger.round("deqing", "2031-Q9"), "2031-Q9"),
    (lambda ledger: ledger.round("徳清"), "徳清"),
    (lambda ledger: ledger.round().inputs("taks"), "是不是 tasks"),
    (lambda ledger: ledger.round().inputs("leads"), "没有名为“leads”的表"),
    (lambda ledger: ledger.round().frame("people"), "有：units"),
    (lambda ledger: ledger.history("taks"), "taks"),
    (lambda ledger: ledger.history("units", first="2031-Q1"), "没有这几期"),
])
def test_what_is_not_there_is_a_sentence(counties, asked, said):
    with shijibu.open_ledger(counties["deqing"].folder / "shijibu.db") as ledger, pytest.raises(shijibu.ShijibuError, match=said):
        asked(ledger)


def test_a_table_over_rounds_with_other_words_keeps_their_order_where_they_agree():
    def column(*words: str, ordered: bool = True, kind: Any = "category") -> list[Heading]:
        return [Heading("grade", "等次", kind, words=tuple((w, w) for w in words), ordered=ordered)]

    [one] = merged([column("差", "好"), column("差", "一般", "好")])
    assert one.categories("zh") == ["差", "一般", "好"] and one.ordered
    [one] = merged([column("差", "好"), column("好", "差")])
    assert one.categories("zh") == ["好", "差"] and not one.ordered
    assert [h.kind for h in merged([column(kind="integer"), column(kind="percent")])] == ["number"]
    assert [h.kind for h in merged([column("好"), column(kind="number")])] == ["text"]
    assert [h.label for h in merged([[Heading("a", "等次"), Heading("b", "等次")]])] == ["等次（a）", "等次（b）"]


def test_the_index_of_a_round_is_had_from_its_inputs(counties):
    with shijibu.open_ledger(counties["deqing"].folder / "shijibu.db") as ledger:
        round_ = ledger.round("deqing", exact=True)
        index = {unit: rules.progress(own["planned"], own["actual"], own["weight"], scheme=round_.scheme)
                 for unit, own in round_.inputs("tasks").groupby("unit")}
        units = round_.units.set_index("code")
        assert index and index == dict(units["index"].dropna())
        worst = {unit: rules.lowestratio(own["planned"], own["actual"]) for unit, own in round_.inputs("tasks").groupby("unit")}
        assert [said(c) for c in rules.card(pd.Series(index), pd.Series(worst))] == [said(units["card"][u]) for u in index]

"""Shijibu from Python: a whole round of a small county, as somebody who works with data would write it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import shijibu
from shijibu.api import __all__ as OF_API
from shijibu.checks.checked import Checked
from shijibu.demo.run import run_demo
from shijibu.figures.steps import Step
from shijibu.ledger import Issue, Ledger, kept_parts
from shijibu.ledger.reading import Reading
from shijibu.report.explanation import explain
from shijibu.rounds import sections
from shijibu.rounds.decided import round_asked_about
from shijibu.rounds.recompute import recompute
from shijibu.terminal import Terminal
from tests.ledger.earlier import made_by

ROOT = Path(__file__).parents[1]
Q1, Q2 = "2026-Q1", "2026-Q2"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A demo's folder: a roster, a ledger, and what was returned in the first round."""
    folder = tmp_path_factory.mktemp("api") / "demo"
    run_demo(shijibu.load_scheme("deqing"), folder, units=4, periods=1, seed=1, console=Terminal(quiet=True))
    return folder


def test_a_whole_round_runs_as_written(made, tmp_path):
    with shijibu.open_ledger(made / "shijibu.db") as ledger:
        issued = shijibu.issue(made / "roster.xlsx", "德清", Q2, ledger, tmp_path / "out")
        assert issued and all(isinstance(one, Issue) and (tmp_path / "out" / one.file).is_file() for one in issued)

        seen: list[Checked] = []
        checked = shijibu.check([made / Q1 / "returned"], ledger, progress=seen.append)
        assert [c.path for c in checked.files] == sorted(c.path for c in seen) and any(c.accepted for c in checked.files)
        assert {c.accepted for c in checked.files if checked.counts(c)} == {True} and checked.clean
        (tmp_path / "notes.txt").write_text("说明", encoding="utf-8")
        assert not shijibu.check([made / Q1 / "returned", tmp_path / "notes.txt"], ledger).clean

        decided = shijibu.consolidate([made / Q1 / "returned"], "deqing", Q1, ledger)
        assert isinstance(decided.results, shijibu.Results) and decided.results.period == Q1
        scores = {u.code: u.figures["score"] for u in decided.results.units}
        assert all(isinstance(score, float) for code, score in scores.items() if code in decided.files.accepted)
        assert decided.figures.units.keys() >= {code for code, score in scores.items() if score is not None}

        written = shijibu.write_result(decided, tmp_path / "result")
        assert shijibu.Results.model_validate_json(written.results.read_text(encoding="utf-8")) == decided.results
        assert written.report.is_file() and written.notice.is_file()

        unit = next(iter(decided.files.accepted))
        why = shijibu.explain(unit, ledger, scheme="deqing", period=Q1)
        assert (why.kind, why.id, str(why.period)) == ("unit", unit, Q1) and all(isinstance(s, Step) for s in why.steps)
        assert "进度指数" in why.to_text() and why.to_json()[1]["parts"][0]["rules"] == ["DQ-2"]


def test_who_is_asked_about_is_explained_from_few_workbooks_as_from_all(made, monkeypatch):
    """The own unit's, and those of units whose cards cost it points."""
    read, inputs = [], Ledger.inputs
    monkeypatch.setattr(Ledger, "inputs", lambda *place: (read.append(place[-1]), inputs(*place))[1])
    with shijibu.open_ledger(made / "shijibu.db") as ledger:
        whole = round_asked_about(ledger)
        people = [o for o in whole.roster.officials if o.unit in whole.files.accepted]
        for official in people[:1] + people[-1:]:
            read.clear()
            assert shijibu.explain(official.id, ledger) == explain(whole, official.id)
            costly = {p["source"] for p in whole.figures.penalties.get(official.unit, ())}
            assert sorted(read) == sorted({official.unit} | costly) and len(read) < len(whole.files.accepted)
        for unit in whole.roster.units:
            assert shijibu.explain(unit.code, ledger) == explain(whole, unit.code)


def test_of_the_county_nothing_is_read_for_who_is_asked_about(made, monkeypatch):
    """Neither the payloads nor a whole section of what is kept in parts, nor who else returned something."""
    asked: list[tuple[object, ...]] = []
    for name, method in [(n, m) for n, m in {**vars(Reading), **vars(Ledger)}.items() if callable(m) and not n.startswith("_") and n != "close"]:
        monkeypatch.setattr(Ledger, name, lambda *a, _n=name, _m=method, **k: (asked.append((_n, *a[1:], *k)), _m(*a, **k))[1])
    with shijibu.open_ledger(made / "shijibu.db") as ledger:
        accepted = ledger.accepted_units("deqing", Q1)
        one = next(o for o in ledger.roster_part("deqing", Q1, "officials") if o["unit"] in accepted)
        for typed in (one["id"], one["id"].lower()):
            asked.clear()
            assert shijibu.explain(typed, ledger, period=Q1).id == one["id"]
            assert {str(name) for name, *_ in asked} <= {
                "versions", "decided_revisions", "decided_at", "round_alone", "scheme_text", "decided_part", "roster_part_kept", "outcomes",
                "accepted_path", "inputs", "objections", "confirmations"}
            assert len(asked) < 30 and ("outcomes", "deqing", Q1) not in asked, "of the outcomes the rejected ones alone"


def test_commands_that_only_ask_say_the_same_and_wait_for_no_library_of_databases(made):
    program = """
import contextlib, sys
from shijibu.commands.main import main
with contextlib.suppress(SystemExit):
    main()
print("sqlalchemy" in sys.modules, file=sys.stderr)
"""

    def said(*words: object) -> Any:
        words = (sys.executable, "-c", program, *words, "--ledger", made / "shijibu.db", "--json")
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=True)
        assert done.stderr.split() == ["False"]
        return json.loads(done.stdout)

    with shijibu.open_ledger(made / "shijibu.db") as ledger:
        id = ledger.roster_part("deqing", Q1, "officials")[0]["id"]
        assert said("explain", id, "--period", Q1) == shijibu.explain(id, ledger, period=Q1).to_json()
    assert said("fields", next((made / Q1 / "issued").glob("*.xlsx")))["period"] == Q1


def test_a_ledger_of_an_earlier_schema_says_the_same_and_takes_the_parts_when_it_is_decided_again(made, tmp_path, monkeypatch):
    files = [Path(shutil.copy(made / "shijibu.db", tmp_path / name)) for name in ("now.db", "then.db")]
    made_by(files[1], 5)
    with shijibu.open_ledger(files[0]) as now, shijibu.open_ledger(files[1]) as then:
        revision = then.decided_revisions("deqing")[Q1]
        assert then.roster_part_kept("deqing", Q1, "units", "") is then.decided_part("deqing", Q1, revision, "units", "") is None
        units, officials = (now.roster_part("deqing", Q1, part) for part in ("units", "officials"))
        several = [*(u["code"] for u in units), officials[0]["name"], *(o["id"] for o in officials[::5])]
        said = {id: shijibu.explain(id, now) for id in several}
        assert {id: shijibu.explain(id, then) for id in several} == said
        monkeypatch.setattr(kept_parts, "_LARGE", 1)  # everybody has a part of his own, and others are more than a few, as in a large county
        monkeypatch.setattr(sections, "_FEW", 2)
        assert recompute(then, "deqing", Q1).done.revision == revision and then.verify() == []
        assert len(then.decided_part("deqing", Q1, revision, "officials", officials[0]["id"]).values) == 1
        assert {id: shijibu.explain(id, then) for id in several} == said


def test_how_a_round_stands_is_known_and_nothing_is_recorded(made):
    with shijibu.open_ledger(made / "shijibu.db") as ledger:
        head = ledger.head()
        now = shijibu.status(ledger, shijibu.load_scheme("deqing"), Q1, today=date(2026, 4, 1))
        assert isinstance(now, shijibu.Status) and (now.scheme, now.period, now.days_left) == ("deqing", Q1, 9) and ledger.head() == head
        assert now.issued == len(now.units) == len(now.accepted) + len(now.rejected) + len(now.missing) and now == shijibu.status(
            ledger, "德清", "2026年第一季度", today=date(2026, 4, 1))
        for code in now.missing:
            assert now.unit(code).name in now.unit(code).reminder and not now.complete


def test_other_rules_are_tried_on_what_is_decided(made):
    with shijibu.open_ledger(made / "shijibu.db") as ledger:
        done = shijibu.simulate("deqing", ledger, periods=[Q1], sweep="DQ-2.yellow_below=85:95:5")
        assert isinstance(done, shijibu.Simulation) and done.periods[0].same and done.sweep is not None and len(done.sweep.values) == 3
        assert [p.period for p in shijibu.simulate("deqing", ledger, since=Q1).periods] == [Q1]


def test_files_are_checked_without_a_ledger_too(made):
    checked = shijibu.check([made / Q1 / "returned"])
    assert checked.files and not any(p.code == "identity.signature" for c in checked.files for p in c.problems)


@pytest.mark.parametrize(("asked", "said"), [
    (lambda ledger, folder: shijibu.load_scheme("徳清"), "没有名为“徳清”的考评方案"),
    (lambda ledger, folder: shijibu.issue(folder / "roster.xlsx", "deqing", "2026-Q5", ledger, folder / "no"), "2026-Q5"),
    (lambda ledger, folder: shijibu.consolidate([folder / Q1 / "returned"], "deqing", "2029-Q1", ledger), "下发记录"),
    (lambda ledger, folder: shijibu.status(ledger, "deqing", "2029-Q1"), "下发记录"),
    (lambda ledger, folder: shijibu.explain("没有这个人", ledger), "没有编号或名称为“没有这个人”"),
    (lambda ledger, folder: shijibu.explain("T01", ledger, period="2029-Q1"), "没有2029年第一季度的汇总结果"),
    (lambda ledger, folder: shijibu.open_ledger(folder / "none.db"), "没有这个文件"),
], ids=["scheme", "period", "not issued", "not issued either", "subject", "not decided", "ledger"])  # fmt: skip
def test_what_cannot_be_done_is_one_kind_of_error_with_a_sentence(made, asked, said):
    with shijibu.open_ledger(made / "shijibu.db") as ledger, pytest.raises(shijibu.ShijibuError, match=re.escape(said)):
        asked(ledger, made)
    assert not (made / "none.db").exists() and not (made / "no").exists()


def test_a_ledger_is_made_where_that_is_asked_for(tmp_path):
    with shijibu.open_ledger(tmp_path / "new.db", create=True) as ledger:
        assert ledger.rounds() == []
    assert (tmp_path / "new.db").is_file()


def test_the_package_names_what_api_gives_and_loads_it_when_asked():
    assert set(shijibu.__all__) == {*OF_API, "rules", "__version__"} <= set(dir(shijibu))
    assert all(getattr(shijibu, name) is not None for name in OF_API)
    with pytest.raises(AttributeError, match="surprise"):
        shijibu.surprise  # noqa: B018
    program = ("import shijibu; assert not {'shijibu.api', 'typing'} & set(sys.modules); shijibu.check; "
               "print('shijibu.api' in sys.modules, 'pandas' in sys.modules)")
    done = subprocess.run([sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {program}"], capture_output=True, text=True)
    assert done.stdout.split() == ["True", "False"], done.stderr


def test_the_page_runs_as_printed(made, tmp_path):
    """Each block of docs/api.md in turn, in a folder with the demo."""
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    program = "\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))
    (tmp_path / "demo").symlink_to(made)
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "result" / "results.json").read_text(encoding="utf-8"))["period"] == Q1
    assert all(f"`{name}`" in page for name in OF_API)
